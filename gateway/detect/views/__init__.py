"""Reads what texts hold in disguise. Law: a finding in a decoded text is a finding in the leaf it came from, at exactly its characters.

A view is a decoded text: percent-encoding undone, base64 opened, tags taken out. Views are decoded again, level by level; all new views
of a level are read in one scan, as leaves are, and equal ones once. A view knows what it was made of, so a span in it is traced back
through every layer to the leaf: to the very characters where a decoding goes character by character, to the whole run where it does not.

Nothing is decoded without a sign that it pays (see ``signals``), and all of it within limits of work that legitimate traffic does not
come near. Beyond them nobody can say that a text is clean.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import Final, NamedTuple, TypeAlias

from gateway.detect.views.allowance import CUT, PLACE, VIEW, Allowance, too_much
from gateway.detect.views.pieces import KEY, OWN, Piece, Source
from gateway.detect.views.rewrite import APART, MIME_WORDS, QUOTED, SPACED, TOGETHER, UNESCAPED, Rewrite
from gateway.detect.views.runs import runs_in
from gateway.detect.views.signals import BEFORE, DOCUMENT, ESCAPES, RUNS, SOFT_BREAKS, SPACES, TAGS, WORDS, looks_of
from gateway.model.decision import Span

LEVELS: Final = 12
"""Disguises of different kinds around each other; the same escaping over and over is one. Real traffic was seen with four, but each may
be undone in an order that takes a level more."""

_SEPARATOR: Final = "\x1f"
_BETWEEN: Final = "\x1f\x1f"
"""Between views: a view is nobody's value, so no pattern may take the one before it for its key."""

Scan: TypeAlias = Callable[[str, bytes], Iterable[Span]]
"""Every detector, over texts joined by U+001F, and which of them are keys (see ``model.decision.TermScanner``)."""

IsOwn: TypeAlias = Callable[[int], bool]
"""Says of a leaf's number whether only registered texts count in it."""

_REWRITES: Final = ((TAGS, APART), (TAGS, TOGETHER), (SPACES, SPACED), (WORDS, MIME_WORDS))

_SPARSE: Final = 48
"""Characters for one plus that is a space; in base64 every 64th is one."""


def read_views(text: str, keys: bytes, scan: Scan, terms: Scan | None = None, is_own: IsOwn = lambda _: False) -> list[Span]:
    """Find what leaves hold in disguise.

    Args:
        text: the leaves, joined by U+001F.
        keys: one byte for each leaf, 1 for a key; missing ones are 0.
        scan: reads the views.
        terms: reads them where all are of leaves that only registered texts count in; None: nobody does, so such leaves stay as they are.
        is_own: which leaves are of that kind.

    Returns:
        spans of the leaves, each once.

    Raises:
        ScannerFailed: there is more to decode than the limits allow, or a detector can not vouch for its answer.
    """
    looks = looks_of(text)
    if not looks:
        return []
    reading = _Reading(text, keys, is_own)
    leaves = ((reading.leaf(start), look) for start, look in sorted(looks.items()))
    level = [(piece, look) for piece, look in leaves if terms is not None or not piece.kind & OWN]
    found: list[tuple[Piece, Span]] = []
    for _ in range(LEVELS):
        reading.decode(level)
        if not reading.fresh:
            break
        shown = _Shown(reading.fresh)
        read = terms if terms is not None and all(piece.kind & OWN for piece in reading.fresh) else scan
        found += [shown.placed(span) for span in read(shown.joined, shown.keys)]
        level = [(shown.at(start), look) for start, look in sorted(looks_of(shown.joined).items())]
    else:
        reading.decode(level)
        if reading.fresh:
            raise too_much()
    return _traced(found, reading.allowance)


class _View(NamedTuple):
    """A text that came of decoding: how, of what kind it is, and what it costs."""

    text: str
    source: Source
    kind: int
    steps: int = VIEW


class _Reading:
    """One call's state: every piece by its text, those nobody has read yet, and what may be decoded yet."""

    __slots__ = ("allowance", "fresh", "is_own", "keys", "number", "passed", "pieces", "text")

    def __init__(self, text: str, keys: bytes, is_own: IsOwn) -> None:
        self.text, self.keys, self.is_own = text, keys, is_own
        self.number = self.passed = 0
        self.pieces: dict[tuple[str, int], Piece] = {}
        self.fresh: list[Piece] = []
        self.allowance = Allowance(len(text))

    def leaf(self, start: int) -> Piece:
        """The piece of the leaf that starts at a character; asked for from left to right."""
        text = self.text
        self.number += text.count(_SEPARATOR, self.passed, start)
        self.passed = start
        end = text.find(_SEPARATOR, start)
        kind = KEY if self.keys[self.number : self.number + 1] == b"\1" else OWN if self.is_own(self.number) else 0
        piece = self._piece(text[start:end] if end >= 0 else text[start:], kind)
        piece.leaves.append(start)
        return piece

    def decode(self, level: Iterable[tuple[Piece, int]]) -> None:
        """Decode pieces, each once."""
        self.fresh = []
        for piece, look in level:
            if not piece.decoded:
                piece.decoded = True
                for view in _decoded(piece, look, self.allowance):
                    self._add(view)

    def _add(self, view: _View) -> None:
        text = view.text.replace(_SEPARATOR, " ")
        if text == view.source.piece.text or text.isspace() or not text:
            return
        piece = self._piece(text, view.kind)
        piece.sources.append(view.source)
        if not piece.read:
            piece.read = True
            self.fresh.append(piece)
            self.allowance.take(len(text), view.steps)

    def _piece(self, text: str, kind: int) -> Piece:
        piece = self.pieces.get((text, kind))
        if piece is None:
            piece = self.pieces[text, kind] = Piece(text, kind)
        return piece


class _Shown:
    """The pieces of a level, as detectors see them.

    Attributes:
        joined: their texts, with an empty one after each.
        keys: which of them are keys.
    """

    __slots__ = ("_pieces", "_starts", "joined", "keys")

    def __init__(self, pieces: list[Piece]) -> None:
        self._pieces = pieces
        self._starts = list(accumulate((len(piece.text) + len(_BETWEEN) for piece in pieces[:-1]), initial=0))
        self.joined = _BETWEEN.join([piece.text for piece in pieces])
        self.keys = b"\0".join([b"\1" if piece.kind & KEY else b"\0" for piece in pieces])

    def at(self, start: int) -> Piece:
        """The piece a character is in."""
        return self._pieces[bisect_right(self._starts, start) - 1]

    def placed(self, span: Span) -> tuple[Piece, Span]:
        """The piece a span stands in, and where in it."""
        number = bisect_right(self._starts, span.start) - 1
        start = self._starts[number]
        return self._pieces[number], span._replace(start=span.start - start, end=span.end - start)


_LITERAL: Final = re.compile(r'"((?:[^"\\]++|\\.)*+)(?:"(\s*+:)?|\\?\Z)', re.DOTALL)
"""A string of a JSON document, and the colon that makes it a key; the last one may be cut."""


def _decoded(piece: Piece, look: int, allowance: Allowance) -> Iterator[_View]:
    """Every view of one piece. What is escaped is looked at again when it is not any more."""
    if look & DOCUMENT:  # what is a whole value in it, is a whole value
        begin = len(piece.text) - len(piece.text.lstrip(BEFORE))
        for literal in _LITERAL.finditer(piece.text, begin):
            yield _View(literal[1], Source(piece, cut=literal.span(1)), piece.kind & OWN | (KEY if literal[2] is not None else 0), CUT)
    if look & SOFT_BREAKS:  # before what they may cut in two
        yield _rewritten(piece, QUOTED)
    if look & ESCAPES:
        plain = _rewritten(piece, UNESCAPED)
        if plain.text != piece.text:
            yield plain
            return
    yield from _unescaped(piece, look, allowance)


def _unescaped(piece: Piece, look: int, allowance: Allowance) -> Iterator[_View]:
    """The views of a piece that has no escapes."""
    if look & RUNS and _SPARSE * piece.text.count("+") < len(piece.text):
        look &= ~SPACES
    for sign, rewrite in _REWRITES:
        if look & sign:
            yield _rewritten(piece, rewrite)
    if look & RUNS:
        for start, end, decoded in runs_in(piece.text, allowance):
            yield _View(decoded, Source(piece, run=(start, end)), piece.kind & OWN)


def _rewritten(piece: Piece, rewrite: Rewrite) -> _View:
    return _View(rewrite.apply(piece.text), Source(piece, rewrite=rewrite), piece.kind)


def _traced(found: Iterable[tuple[Piece, Span]], allowance: Allowance) -> list[Span]:
    """Spans of pieces as spans of leaves."""
    spans: dict[Span, None] = {}
    for piece, span in found:
        for start, end in piece.places(span.start, span.end):
            allowance.take(0, PLACE)
            spans[span._replace(start=start, end=end)] = None
    return list(spans)
