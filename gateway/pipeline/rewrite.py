"""What stands in the place of a value that may not leave. Law: it has the value's type and the vendor's form, or there is nothing."""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from gateway.model.decision import Action, Coarser, How, Span
from gateway.model.field import Field, Format, data
from gateway.model.request import Tree
from gateway.pipeline.classify import Leaves
from gateway.pipeline.coarser import coarser, coarser_number
from gateway.pipeline.detect import Spans, without_masks
from gateway.pipeline.walk import numbers_in

_MASKED, _GENERALISED, _PSEUDONYMISED = Action.MASKED, Action.GENERALISED, Action.PSEUDONYMISED

_EXACT: Final = 6
"""Bytes of a pseudonym that is a number: every reader of JSON keeps 53 bits (RFC 8259, section 6)."""

_SHORTEST: Final = 13
"""Characters of a pseudonym in a text, at least: ``anon_`` and 32 bits."""

_ANY, _URL = Format.ANY, Format.URL

_NOTHING: Final[Mapping[str, Action]] = {}

_MASKABLE: Final = frozenset({_ANY, _URL})
"""A mask in any other form would make the vendor refuse the value."""

_END_OF_URL: Final = re.compile(r"[\s\"'<>|\\^`{}]")
"""What stands in no URL (RFC 3986, section 2)."""


class Rewriter(NamedTuple):
    """How values of one call are rewritten.

    Attributes:
        digest: 16 bytes of a value, keyed per tenant and destination.
        inline: what becomes of pieces of texts, by category, where that is no mask.
        made: collects every text that was made here: the second look is not to take it for what it stands for.
    """

    digest: Callable[[str], bytes]
    inline: Mapping[str, How]
    made: set[str]

    def value(self, value: Tree, action: Action, by: Coarser | None, field: Field) -> Tree:
        """A whole value as pseudonym, or coarser; None where it can be neither."""
        outbound = self._pseudonym(value, field) if action is _PSEUDONYMISED else _coarsened(value, by)
        if type(outbound) is str and field.longest and len(outbound) > field.longest:
            return None
        self.made.add(str(outbound))
        return outbound

    def text(self, text: str, spans: Sequence[Span], start: int, field: Field) -> tuple[str | None, Mapping[str, Action]]:
        """A text without its forbidden pieces; None where no such text would do. And what was done, by category, where it was no mask.

        Args:
            text: a leaf's text.
            spans: what to replace, nothing where it is all of it; of overlapping ones the first and longest tells what stands there.
            start: where the leaf starts in the text the spans were found in.
            field: the leaf's field.
        """
        if field.format not in _MASKABLE:
            return None, _NOTHING
        if not spans:
            return f"[{field.category}]", _NOTHING
        if len(spans) == 1 and not field.longest:  # nearly always
            first, past, category, _, _ = span = spans[0]
            one: dict[str, Action] = {}
            if category in self.inline:
                made = self._piece(text, span, start, one) or self._mask(text, span, start, field)
            elif field.format is _ANY and "://" not in text:
                made = f"[{category}]"
            else:
                made = self._mask(text, span, start, field)
            return text[: first - start] + made + text[past - start :], one
        shown, at, done = "", start, dict[str, Action]()
        for span in sorted(spans, key=_first_and_longest):
            if span.start >= at:
                shown += text[at - start : span.start - start]
                shown += self._piece(text, span, start, done) or self._mask(text, span, start, field)
            at = max(at, span.end)
        shown += text[at - start :]
        return (_cut(shown, field.longest) if field.longest else shown), done

    def _piece(self, text: str, span: Span, start: int, done: dict[str, Action]) -> str:
        """What the table of actions puts in the place of a piece; empty where that is a mask."""
        how = self.inline.get(span.category)
        if how is None:
            return ""
        piece = text[span.start - start : span.end - start]
        made = coarser(piece, how.by) if how.by is not None else self._in_text(piece)
        if made:
            done[span.category] = how.action
            self.made.add(made)
        else:
            done.setdefault(span.category, _MASKED)
        return made

    def _mask(self, text: str, span: Span, start: int, field: Field) -> str:
        if field.format is not _URL and not _in_url(text, span.start - start):
            return f"[{span.category}]"
        made = f"%5B{span.category}%5D"  # a bare bracket would make a URL unreadable
        self.made.add(made)
        return made

    def _pseudonym(self, value: Tree, field: Field) -> Tree:
        if type(value) is int:
            return _whole_number(self.digest(str(value)))
        if type(value) is not str or 0 < field.longest < _SHORTEST:
            return None
        match field.format:
            case Format.ANY:
                return self._in_text(value)[: field.longest or None]
            case Format.EMAIL:
                return f"{self._in_text(value)}@pseudonym.invalid"
            case Format.UUID:
                return _uuid(self.digest(value))
            case _:
                return str(_whole_number(self.digest(value))) if field.format is Format.INTEGER else None

    def _in_text(self, value: str) -> str:
        return f"anon_{self.digest(value).hex()}"


def strange(spans: Spans, texts: Sequence[str], masked: Iterable[str], made: Iterable[str]) -> Spans:
    """Leave out what was found inside of texts that were made here: a network is still an address.

    Args:
        spans: what was found when the outbound texts were read again.
        texts: of the outbound leaves.
        masked: categories that masks in them say.
        made: what was put in the place of something else.
    """
    left: dict[int, tuple[int, Sequence[Span]]] = {}
    ours = re.compile("|".join(map(re.escape, sorted(made, key=len, reverse=True))))
    for number, (start, found) in spans.items():
        places = [at.span() for at in ours.finditer(without_masks(texts[number], masked))]
        if kept := [span for span in found if not any(first <= span.start - start and span.end - start <= past for first, past in places)]:
            left[number] = start, kept
    return left


def as_made(left: Leaves, marked: Mapping[Field, How], made: Container[str]) -> set[Field]:
    """Fields of the outbound leaves, each as what became of it. A text that was not made here is still what it was.

    Args:
        left: the outbound leaves.
        marked: what was to become of which field.
        made: texts that were put in the place of others.
    """
    fields = set(left.fields)
    turned = frozenset([field for field in fields if (how := marked.get(field)) is not None and how.becomes])
    fields -= turned
    for number in numbers_in(left.fields, turned):
        field, text = left.fields[number], left.texts[number]
        fields.add(data(marked[field].becomes) if not text or text in made else field)
    return fields


def _coarsened(value: Tree, by: Coarser | None) -> Tree:
    if by is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return coarser(value, by) or None
    return coarser_number(value, by) if isinstance(value, int | float) else None


def _whole_number(digest: bytes) -> int:
    return int.from_bytes(digest[:_EXACT])


def _uuid(digest: bytes) -> str:
    """Bytes as a UUID of version 8, the one for ids of one's own making (RFC 9562, section 5.8)."""
    text = digest.hex()
    return f"{text[:8]}-{text[8:12]}-8{text[13:16]}-a{text[17:20]}-{text[20:]}"


def _in_url(text: str, at: int) -> bool:
    """Whether a place is inside of a URL, behind its scheme."""
    scheme = text.rfind("://", 0, at)
    return scheme >= 0 and not _END_OF_URL.search(text, scheme, at)


def _cut(text: str, longest: int) -> str:
    """The head of a text; of a mask at its end all or nothing."""
    head = text[:longest]
    return head[: head.rfind("[")] if len(text) > longest and "]" not in head[head.rfind("[") :] and "[" in head else head


def _first_and_longest(span: Span) -> tuple[int, int]:
    return span.start, -span.end
