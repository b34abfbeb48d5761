"""All leaves of a request are read by each detector in one scan. Law: every string and every key that is data is read, in any disguise."""

from collections.abc import Container, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from gateway.detect.views import read_views
from gateway.model.decision import Scanner, Span, TermScanner
from gateway.model.field import Field, Format, Kind
from gateway.pipeline.walk import DATA_KEY, places_of

_CREDENTIAL, _FRAMING = Kind.CREDENTIAL, Kind.FRAMING
"""Random by nature: what looks like a secret or a card number there is chance. A task title is not."""

_BOUNDARY = "boundary="
"""What makes a content type random (RFC 2046 section 5.1.1); without one it is read like any text."""

_SYSTEM, _INTEGER = Kind.SYSTEM, Format.INTEGER
"""Together, written in digits: a number the vendor gave, of which one in ten has the check digit of a card."""

SEPARATOR = "\x1f"
"""Between leaves: U+001F INFORMATION SEPARATOR ONE. No finding may span it."""

TERMS = "terms"
"""The only detector that reads a vendor's own credential, and a multipart boundary."""

_MASK = "<0zqj>"
"""Stands for a mask in a text that is read again: a word nobody registers, in brackets that are in no name and no secret, and no tag."""

Spans: TypeAlias = Mapping[int, tuple[int, Sequence[Span]]]
"""Leaf number -> where the leaf starts in the text that was read, and the spans in it. Leaves without a finding are missing."""


_start = itemgetter(0)


class Detectors(NamedTuple):
    """All that reads a request's texts.

    Attributes:
        terms: the tenant's registered terms.
        scanners: detectors that are the same for every tenant.
    """

    terms: TermScanner
    scanners: tuple[Scanner, ...]

    def read(self, joined: str, keys: bytes, fields: Sequence[Field]) -> list[Span]:
        """Read texts joined by U+001F, each once, and what they hold in disguise: of a credential only as ``meant`` will."""
        found = self._plain(joined, keys)
        terms = None if self.terms.is_empty else self.terms.scan
        hidden = read_views(joined, keys, self._plain, terms, lambda number: fields[number].kind is _CREDENTIAL)
        return list(dict.fromkeys(found + hidden)) if hidden else found

    def _plain(self, joined: str, keys: bytes) -> list[Span]:
        found = [*self.terms.scan(joined, keys)]
        for scanner in self.scanners:
            found += scanner.scan(joined)
        return found


def scan(texts: Sequence[str], fields: list[Field], detectors: Detectors) -> Spans:
    """Read all texts at once.

    Args:
        texts: of the leaves.
        fields: what each leaf is.
        detectors: who reads them.

    Raises:
        ScannerFailed: a detector can not vouch for its answer.
    """
    return _read(_join(texts), fields, detectors)


def scan_again(left: Sequence[str], fields: list[Field], detectors: Detectors, clean: Container[str], masked: Iterable[str]) -> Spans:
    """Read the outbound texts that no scan has read and found clean.

    No span crosses leaves, so a text's spans are its own, but for a key: a text is read with the one before it. Masks are not read:
    ``[integro.task]`` (in a URL ``%5Bintegro.task%5D``) is ours to say, even of a tenant whose task is called "Task".

    Args:
        left: texts of the outbound leaves.
        fields: what each is.
        detectors: as in ``scan``.
        clean: texts that were read, and nothing was found in them.
        masked: categories that masks may say.
    """
    ours = {f"[{category}]" for category in masked}
    unread = [number for number, text in enumerate(left) if text not in clean and text not in ours]
    if not unread:
        return {}
    numbers = sorted({*unread, *(number - 1 for number in unread if number)})
    joined = without_masks(_join([left[number] for number in numbers]), masked)
    return {numbers[at]: found for at, found in _read(joined, [fields[number] for number in numbers], detectors).items()}


def without_masks(text: str, masked: Iterable[str]) -> str:
    """A text as it is read again; see ``scan_again``. The places of findings are places in this one."""
    if "[" in text:
        for category in masked:
            text = text.replace(f"[{category}]", _MASK)
    if "%5B" in text:
        for category in masked:
            text = text.replace(f"%5B{category}%5D", _MASK)
    return text


def meant(spans: Spans, fields: Sequence[Field], texts: Sequence[str]) -> Spans:
    """Leave out what detectors say about a vendor's own credential, a boundary or a vendor's own number, but for registered terms."""
    kept: dict[int, tuple[int, Sequence[Span]]] = {}
    for number, seen in spans.items():
        kind, form = fields[number].kind, fields[number].format
        numbered = form is _INTEGER and kind is _SYSTEM and texts[number].isdecimal()
        bounded = kind is _FRAMING and _BOUNDARY in texts[number].lower()
        if kind is not _CREDENTIAL and not bounded and not numbered:
            kept[number] = seen
        elif terms := [span for span in seen[1] if span.detector == TERMS]:
            kept[number] = seen[0], terms
    return kept


def _join(texts: Sequence[str]) -> str:
    if SEPARATOR in "".join(texts):
        # A leaf that holds the separator itself would hide a phrase that goes across it.
        texts = [text.replace(SEPARATOR, " ") for text in texts]
    return SEPARATOR.join(texts)


def _read(joined: str, fields: list[Field], detectors: Detectors) -> Spans:
    found = detectors.read(joined, places_of(fields, DATA_KEY), fields)
    return _by_leaf(found, joined) if found else {}


def _by_leaf(found: Iterable[Span], joined: str) -> Spans:
    spans: dict[int, tuple[int, list[Span]]] = {}
    leaf, begins, ends = 0, 0, -1
    here: list[Span] = []
    for span in sorted(found, key=_start):
        start = span[0]
        if start > ends:
            leaf += joined.count(SEPARATOR, begins, start)
            begins = joined.rfind(SEPARATOR, 0, start) + 1
            ends = joined.find(SEPARATOR, start)
            ends = ends if ends >= 0 else len(joined)
            here = []
            spans[leaf] = begins, here
        here.append(span)
    return spans
