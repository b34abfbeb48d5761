"""Texts and what they were made of. Law: whatever way a text was come by, each of them is told."""

from collections.abc import Iterator
from typing import Final

from gateway.detect.views.rewrite import Extent, Rewrite, Trace

KEY: Final = 1
"""It is a key, not a value."""

OWN: Final = 2
"""It came of leaves that only registered texts count in. The same text from elsewhere is another piece."""


class Piece:
    """A text that was decoded, or that came of decoding; each text of a kind is one piece, however often it occurs.

    Attributes:
        text: without U+001F.
        kind: the bits above.
        leaves: where the leaves of this text begin in the joined text.
        sources: the pieces it was decoded from.
        read: detectors have read it as a view.
        decoded: decoders have.
    """

    __slots__ = ("decoded", "kind", "leaves", "read", "sources", "text")

    def __init__(self, text: str, kind: int) -> None:
        self.text, self.kind = text, kind
        self.leaves: list[int] = []
        self.sources: list[Source] = []
        self.read = self.decoded = False

    def places(self, start: int, end: int) -> Iterator[Extent]:
        """All characters of the joined text that a stretch of this piece was made of, leaf by leaf."""
        told: set[tuple[int, int, int]] = set()
        asked: list[tuple[Piece, int, int]] = [(self, start, end)]
        while asked:
            piece, first, past = asked.pop()
            if (key := (id(piece), first, past)) in told:  # come by in two ways
                continue
            told.add(key)
            yield from ((leaf + first, leaf + past) for leaf in piece.leaves)
            asked += [(source.piece, *source.back(first, past)) for source in piece.sources]


class Source:
    """How a piece came of another.

    Args:
        piece: the other.
        run: which characters of it were decoded, where they were decoded as one.
        cut: which characters of it were taken as they are.
        rewrite: what was done, where it was done character by character.
    """

    __slots__ = ("_cut", "_rewrite", "_run", "_trace", "piece")

    def __init__(self, piece: Piece, *, run: Extent = (0, 0), cut: Extent | None = None, rewrite: Rewrite | None = None) -> None:
        self.piece = piece
        self._run, self._cut, self._rewrite = run, cut, rewrite
        self._trace: Trace | None = None

    def back(self, first: int, past: int) -> Extent:
        """Which characters of the other piece a stretch was made of."""
        if self._cut is not None:
            return self._cut[0] + first, self._cut[0] + past
        if self._rewrite is None:
            return self._run
        if self._trace is None:  # made when the first finding is there, which is seldom
            self._trace = self._rewrite.trace(self.piece.text)
        return self._trace.back(first, past)
