"""Makes spans of finds. Law: a span lies in one leaf; finds of one meaning that overlap are one, pieces of a text with the gaps between."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from gateway.detect.fold import SEPARATOR
from gateway.detect.index.form import CATEGORIES, DETECTOR, ORIGINS
from gateway.detect.index.judge import GAP, PIECES, Find
from gateway.detect.kernel import CROSSES, KEY
from gateway.model.decision import Span

Extent: TypeAlias = tuple[int, int, bool]
"""First character, one past the last, and whether it is a piece of a longer text."""


def spans_of(finds: Iterable[Find], text: str, keys: bytes) -> list[Span]:
    """Make spans of finds.

    Args:
        finds: those that count.
        text: leaves joined by U+001F.
        keys: one byte for each leaf, 1: it is a key.
    """
    extents: defaultdict[tuple[int, int], list[Extent]] = defaultdict(list)
    for find in finds:
        is_piece = find.label.role in PIECES
        here = _by_leaf(find, text, keys) if find.flags & CROSSES else [(find.start, find.end)]
        extents[find.label.kind, find.label.origin] += [(start, end, is_piece) for start, end in here]
    return [
        Span(start, end, CATEGORIES[kind], ORIGINS[origin], DETECTOR)
        for (kind, origin), found in extents.items()
        for start, end in _merged(sorted(found), text)
    ]


def _by_leaf(find: Find, text: str, keys: bytes) -> Iterator[tuple[int, int]]:
    """Cut a find at the ends of leaves; what is of the other kind, key or value, only stands between."""
    at, leaf = find.start, text.count(SEPARATOR, 0, find.start)
    for part in text[find.start : find.end].split(SEPARATOR):
        letter = next((place for place, character in enumerate(part) if character.isalnum()), None)
        if letter is not None and (keys[leaf : leaf + 1] == b"\1") == bool(find.flags & KEY):
            yield at + letter, at + len(part)
        at, leaf = at + len(part) + 1, leaf + 1


def _merged(extents: Sequence[Extent], text: str) -> Iterator[tuple[int, int]]:
    """Join what overlaps or touches, and neighbouring pieces of a text."""
    start, end, was_piece = extents[0]
    for first, past, is_piece in extents[1:]:
        if first <= end or (was_piece and is_piece and _is_gap(text[end:first])):
            end, was_piece = max(end, past), (is_piece if past >= end else was_piece)
        else:
            yield start, end
            start, end, was_piece = first, past, is_piece
    yield start, end


def _is_gap(between: str) -> bool:
    return len(between) <= GAP and SEPARATOR not in between
