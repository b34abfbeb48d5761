"""Reads what texts hold in disguise. Law: a finding in a decoded text is a finding in the leaf it came from, at exactly its characters.

A view is a decoded text: percent-encoding undone, base64 opened, tags taken out. Views are decoded again, level by level; all new views
of a level are read in one scan, as leaves are, and equal ones once. A view knows what it was made of, so a span in it is traced back
through every layer to the leaf: to the very characters where a decoding goes character by character, to the whole run where it does not.

Nothing is decoded without a sign that it pays (see ``signals``), and all of it within limits of work that legitimate traffic does not
come near. Beyond them nobody can say that a text is clean.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from gateway.detect.views.allowance import Allowance, too_much
from gateway.detect.views.pieces import Piece, Source
from gateway.detect.views.rewrite import APART, MIME_WORDS, QUOTED, SPACED, TOGETHER, UNESCAPED
from gateway.detect.views.runs import runs_in
from gateway.detect.views.signals import ESCAPES, RUNS, SOFT_BREAKS, SPACES, TAGS, WORDS, looks_of
from gateway.model.decision import Span

LEVELS: Final = 12
"""Disguises of different kinds around each other; the same escaping over and over is one. Real traffic was seen with four, but each may
be undone in an order that takes a level more."""

_SEPARATOR: Final = "\x1f"
_BETWEEN: Final = "\x1f\x1f"
"""Between views: a view is nobody's value, so no pattern may take the one before it for its key."""

Scan: TypeAlias = Callable[[str], Iterable[Span]]
"""Every detector, over texts joined by U+001F."""

_REWRITES: Final = ((TAGS, APART), (TAGS, TOGETHER), (SPACES, SPACED), (WORDS, MIME_WORDS))

_SPARSE: Final = 48
"""Characters for one plus that is a space; in base64 every 64th is one."""


def read_views(text: str, scan: Scan) -> list[Span]:
    """Find what leaves hold in disguise.

    Args:
        text: the leaves, joined by U+001F.
        scan: reads the views.

    Returns:
        spans of the leaves, each once.

    Raises:
        ScannerFailed: there is more to decode than the limits allow, or a detector can not vouch for its answer.
    """
    looks = looks_of(text)
    if not looks:
        return []
    reading = _Reading(text)
    level = [(reading.leaf(text, start), look) for start, look in sorted(looks.items())]
    found: list[tuple[Piece, Span]] = []
    for _ in range(LEVELS):
        reading.decode(level)
        if not reading.fresh:
            break
        joined = _BETWEEN.join(piece.text for piece in reading.fresh)
        found += [reading.placed(joined, span) for span in scan(joined)]
        level = [(reading.pieces[_leaf_at(joined, start)], look) for start, look in sorted(looks_of(joined).items())]
    else:
        reading.decode(level)
        if reading.fresh:
            raise too_much()
    return _traced(found)


class _Reading:
    """One call's state: every piece by its text, those nobody has read yet, and what may be decoded yet."""

    __slots__ = ("allowance", "fresh", "pieces")

    def __init__(self, text: str) -> None:
        self.pieces: dict[str, Piece] = {}
        self.fresh: list[Piece] = []
        self.allowance = Allowance(len(text))

    def leaf(self, text: str, start: int) -> Piece:
        """The piece of the leaf that starts at a character."""
        piece = self._piece(_leaf_at(text, start))
        piece.leaves.append(start)
        return piece

    def decode(self, level: Iterable[tuple[Piece, int]]) -> None:
        """Decode pieces, each once."""
        self.fresh = []
        for piece, look in level:
            if not piece.decoded:
                piece.decoded = True
                for text, source in _decoded(piece, look, self.allowance):
                    self._view(text, source)

    def placed(self, joined: str, span: Span) -> tuple[Piece, Span]:
        """The piece a span stands in, and where in it."""
        start = joined.rfind(_SEPARATOR, 0, span.start) + 1
        return self.pieces[_leaf_at(joined, start)], span._replace(start=span.start - start, end=span.end - start)

    def _view(self, text: str, source: Source) -> None:
        text = text.replace(_SEPARATOR, " ")
        if text == source.piece.text or text.isspace() or not text:
            return
        piece = self._piece(text)
        piece.sources.append(source)
        if not piece.read:
            piece.read = True
            self.fresh.append(piece)
            self.allowance.take(len(text), views=1)

    def _piece(self, text: str) -> Piece:
        piece = self.pieces.get(text)
        if piece is None:
            piece = self.pieces[text] = Piece(text)
        return piece


def _decoded(piece: Piece, look: int, allowance: Allowance) -> Iterator[tuple[str, Source]]:
    """Every view of one piece. What is escaped is looked at again when it is not any more."""
    text = piece.text
    if look & SOFT_BREAKS:  # before what they may cut in two
        yield QUOTED.apply(text), Source(piece, rewrite=QUOTED)
    if look & ESCAPES:
        plain = UNESCAPED.apply(text)
        if plain != text:
            yield plain, Source(piece, rewrite=UNESCAPED)
            return
    if look & RUNS and _SPARSE * text.count("+") < len(text):
        look &= ~SPACES
    for sign, rewrite in _REWRITES:
        if look & sign:
            yield rewrite.apply(text), Source(piece, rewrite=rewrite)
    if look & RUNS:
        for start, end, decoded in runs_in(text, allowance):
            yield decoded, Source(piece, run=(start, end))


def _leaf_at(joined: str, start: int) -> str:
    end = joined.find(_SEPARATOR, start)
    return joined[start:end] if end >= 0 else joined[start:]


def _traced(found: Iterable[tuple[Piece, Span]]) -> list[Span]:
    """Spans of pieces as spans of leaves."""
    spans = {span._replace(start=start, end=end): None for piece, span in found for start, end in piece.places(span.start, span.end)}
    return list(spans)
