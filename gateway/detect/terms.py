"""Finds a tenant's registered phrases. Law: a phrase is found wherever its words stand in a row in one leaf, whatever stands between them.

Exact match of folded words (see ``detect.fold``): case, accents, punctuation, slugs and snake_case make no difference. A phrase of
several words is also found written together (``AcmeRoadmap``, ``acmeroadmap``), and a phrase registered in camel case written apart.

Reading costs the same for ten phrases as for a million: each phrase is filed under one of its words, its *head*, and a text without any
head is done after one set operation.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import accumulate
from typing import Final, NamedTuple, TypeAlias

from gateway.detect.fold import SEPARATOR, fold, places, vanishes
from gateway.detect.fold import words as folded_words
from gateway.detect.tally import Tally
from gateway.model.category import INTEGRO, ORIGINS
from gateway.model.decision import Span
from gateway.model.errors import Refused

DETECTOR: Final = "terms"

OWN: Final = "integro"
"""Origin of what the ERP itself registered."""

KINDS: Final[Mapping[str, str]] = {category.removeprefix("integro."): category for category in INTEGRO}
"""Kind of a registered phrase -> its category."""

PROVENANCE: Final = "user.content.private"
"""Category of text that came from a vendor and has no kind: its origin says what matters."""

ANYWHERE: Final = 3
"""Phrases with fewer letters and digits than this are found only as a whole leaf: ``QA`` stands in too many other places."""

TOGETHER: Final = 8
"""Phrases with fewer letters and digits than this are not looked for written together: ``an other`` is not ``another``."""

_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATOR: Final = SEPARATOR.encode()
_WORD: Final = re.compile(rb"[^ ]+")

Words: TypeAlias = tuple[bytes, ...]


class Shape(NamedTuple):
    """Where a phrase lies around its head: how many words before it, how many in all. ``WHOLE`` is the whole leaf."""

    before: int
    length: int


WHOLE: Final = Shape(0, 0)


class Label(NamedTuple):
    """What finding a phrase means."""

    category: str
    origin: str


class Entry(NamedTuple):
    """How one spelling of a phrase is filed: under which head, in which shape, and its words joined by spaces."""

    head: bytes
    shape: Shape
    key: bytes


class TermIndex:
    """One tenant's registered phrases. Implements ``gateway.model.decision.Scanner``. ``len()`` is the number of ids."""

    __slots__ = ("_filed", "_heads", "_labels")

    def __init__(self) -> None:
        self._filed: dict[str, tuple[Label, str]] = {}
        self._heads: Tally[Shape] = Tally()
        self._labels: Tally[Label] = Tally()

    def __len__(self) -> int:
        return len(self._filed)

    def add(self, term_id: str, kind: str, text: str, origin: str = OWN) -> bool:
        """Register a phrase, or replace the one of this id.

        Args:
            term_id: unique in this index.
            kind: key of ``KINDS``; may be empty where the origin is a vendor.
            text: the phrase.
            origin: member of ``model.category.ORIGINS``.

        Returns:
            False when the phrase has no letter or digit, so that it can not be found.

        Raises:
            Refused: the kind or the origin is unknown.
        """
        label = _label(kind, origin)
        self.remove(term_id)
        self._filed[term_id] = label, text
        entries = _entries(text)
        for entry in entries:
            self._heads.add(entry.head, entry.shape)
            self._labels.add(entry.key, label)
        return bool(entries)

    def remove(self, term_id: str) -> None:
        """Forget a phrase; an unknown id is no fault."""
        if term_id in self._filed:
            label, text = self._filed.pop(term_id)
            for entry in _entries(text):
                self._heads.drop(entry.head, entry.shape)
                self._labels.drop(entry.key, label)

    def scan(self, text: str) -> list[Span]:
        """Find every registered phrase."""
        heads = self._heads.held.keys()
        if not heads:
            return []
        if heads.isdisjoint(words := folded_words(text)):
            return []
        leaves = _leaves(text, fold(text), sorted(heads & set(words)))
        return [span for start, leaf, words in leaves for span in self._read(start, leaf, words)]

    def _read(self, start: int, leaf: str, words: list[bytes]) -> list[Span]:
        """Find the phrases of one leaf, which starts at a character of the text."""
        labels = self._labels.held
        found = {(first, past, label) for first, past, key in self._candidates(words) for label in labels.get(key, ())}
        if not found:
            return []
        where = _extents(leaf)
        return [Span(start + where[first][0], start + where[past - 1][1], *label, DETECTOR) for first, past, label in found]

    def _candidates(self, words: list[bytes]) -> Iterator[tuple[int, int, bytes]]:
        """Every run of words that lies around a head as a phrase does: first word, past the last, key."""
        for at, word in enumerate(words):
            for shape in self._heads.held.get(word, ()):
                first = at - shape.before
                past = first + shape.length
                if shape == WHOLE:
                    yield 0, len(words), _whole(words)
                elif first >= 0 and past <= len(words):
                    yield first, past, b" ".join(words[first:past])


@cache
def _label(kind: str, origin: str) -> Label:
    if origin not in ORIGINS:
        raise Refused("bad_input", f"A term's origin is none of {', '.join(sorted(ORIGINS))}.")
    if origin != OWN and not kind:
        return Label(PROVENANCE, origin)
    if kind not in KINDS:
        raise Refused("bad_input", f"A term's kind is none of {', '.join(sorted(KINDS))}.")
    return Label(KINDS[kind], origin)


def _entries(text: str) -> tuple[Entry, ...]:
    """How a phrase is filed: once for each spelling that differs."""
    plain, apart = tuple(fold(text).split()), tuple(fold(_CAMEL.sub(" ", text)).split())
    spellings = {plain, apart, (b"".join(apart),)} if _size(apart) >= TOGETHER else {plain}
    return tuple(_entry(words) for words in spellings if words)


def _entry(words: Words) -> Entry:
    head = max(words, key=len)
    if _size(words) < ANYWHERE:
        return Entry(head, WHOLE, _whole(words))
    return Entry(head, _shape(words.index(head), len(words)), b" ".join(words))


@cache
def _shape(before: int, length: int) -> Shape:
    return Shape(before, length)


def _whole(words: Words | list[bytes]) -> bytes:
    return b"\x1f%b\x1f" % b" ".join(words)


def _size(words: Words) -> int:
    return sum(len(word.decode()) for word in words)


def _leaves(text: str, folded: bytes, heads: list[bytes]) -> Iterator[tuple[int, str, list[bytes]]]:
    """For each leaf that contains a head: where it starts in the text, itself, and its words."""
    extents = sorted({extent for head in heads for extent in _leaves_with(folded, head)})
    if text.isascii():
        yield from ((start, text[start:end], folded[start:end].split()) for start, end in extents)
        return
    leaves = text.split(SEPARATOR)
    starts = list(accumulate((len(leaf) + 1 for leaf in leaves), initial=0))
    for start, end in extents:
        number = folded.count(_SEPARATOR, 0, start)
        yield starts[number], leaves[number], folded[start:end].split()


def _leaves_with(folded: bytes, head: bytes) -> Iterator[tuple[int, int]]:
    at = folded.find(head)
    while at >= 0:
        start, end = folded.rfind(_SEPARATOR, 0, at) + 1, folded.find(_SEPARATOR, at)
        yield start, end if end >= 0 else len(folded)
        at = folded.find(head, end) if end >= 0 else -1


def _extents(leaf: str) -> list[tuple[int, int]]:
    """For each word of a leaf the characters it stands on, with what vanishes after it."""
    spans = [match.span() for match in _WORD.finditer(fold(leaf))]
    if leaf.isascii():
        return spans
    at = places(leaf)
    return [(at[start], _past(leaf, at[end - 1] + 1)) for start, end in spans]


def _past(leaf: str, end: int) -> int:
    while end < len(leaf) and vanishes(leaf[end]):
        end += 1
    return end
