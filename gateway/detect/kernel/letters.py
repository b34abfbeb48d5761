"""A text as columns of numpy: letters, tokens, leaves. Law: its tokens are those of ``plain``; every step is one operation on a column."""

from functools import cache
from itertools import accumulate
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gateway.detect.fold import GAP, LETTER, MANY, NOTHING, PAGE, SEPARATOR, Case, page
from gateway.detect.kernel.plain import bounded

Words: TypeAlias = NDArray[np.uint64]
Places: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Codes: TypeAlias = NDArray[np.uint32]

_LEAF_END: Final = ord(SEPARATOR)
_LETTER_BITS: Final = 0x1FFFFF


class Letters(NamedTuple):
    """The letters of a text without its boundaries.

    Attributes:
        codes: code points.
        starts: the character each stems from.
        ends: one past it, with what vanishes after it.
        tokens: number of the first letter of each token.
        leaves: number of the leaf of each token.
    """

    codes: Codes
    starts: Places
    ends: Places
    tokens: Places
    leaves: Places


class _Items(NamedTuple):
    """What the characters fold to: letters, and 0 for each boundary."""

    codes: Codes
    of: Places
    """Which of the shown characters each stems from."""


def letters_of(text: str) -> Letters:
    """Fold a text and cut it into tokens.

    Raises:
        ValueError: the text is too long.
    """
    codes = _codes(text)
    entries = _entries(codes)
    shown = np.flatnonzero(entries >> 30 != NOTHING)
    items = _items(codes[shown], entries[shown])
    is_letter = items.codes != 0
    begins = _begins(items, is_letter, entries[shown])
    ends = np.append(shown[1:], len(codes))
    of = items.of[is_letter]
    tokens = np.flatnonzero(begins[is_letter])
    leaves = np.cumsum(codes[shown] == _LEAF_END)
    return Letters(items.codes[is_letter], shown[of], ends[of], tokens, leaves[of[tokens]])


def _codes(text: str) -> Codes:
    return np.frombuffer(bounded(text).encode("utf-32-le", "surrogatepass"), "<u4")


@cache
def _page(number: int) -> Codes:
    return np.frombuffer(page(number), "<u4")


def _entries(codes: Codes) -> Codes:
    """The entry of each character. Most texts have only characters of the first page."""
    if codes.max(initial=0) < PAGE:
        return _page(0)[:PAGE][codes]
    numbers, rows = _distinct((codes >> 8).astype(np.int64))
    table = np.concatenate([_page(number)[:PAGE] for number in numbers])
    return table[rows * PAGE + (codes & 0xFF)]


def _distinct(pages: Places) -> tuple[list[int], Places]:
    """The pages of characters, and for each character the place of its page among them. Never none."""
    numbers = np.flatnonzero(np.bincount(pages, minlength=1))
    rows = np.zeros(int(pages.max(initial=0)) + 1, np.int64)
    rows[numbers] = np.arange(len(numbers))
    return numbers.tolist() or [0], rows[pages]


def _items(codes: Codes, entries: Codes) -> _Items:
    """Write out the characters with several letters."""
    kinds = entries >> 30
    single = np.where(kinds == LETTER, entries & _LETTER_BITS, 0).astype(np.uint32)
    many = np.flatnonzero(kinds == MANY)
    if not len(many):
        return _Items(single, np.arange(len(single)))
    counts = np.where(kinds == MANY, entries & 0xFF, 1).astype(np.int64)
    of = np.repeat(np.arange(len(single)), counts)
    written = single[of]
    within = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
    is_many = kinds[of] == MANY
    written[is_many] = _more(codes, entries, of[is_many], within[is_many])
    return _Items(written, of)


def _more(codes: Codes, entries: Codes, of: Places, within: Places) -> Codes:
    """The letters that stand after the entries of pages."""
    numbers, rows = _distinct((codes[of] >> 8).astype(np.int64))
    tails = [_page(number)[PAGE:] for number in numbers]
    begin = np.fromiter(accumulate((len(tail) for tail in tails), initial=0), np.int64)
    more: Codes = np.concatenate(tails)[begin[rows] + (entries[of] >> 8 & 0x1FFF) + within]
    return more


def _begins(items: _Items, is_letter: Flags, entries: Codes) -> Flags:
    """Which items begin a token."""
    first_of = np.append(True, items.of[1:] != items.of[:-1]) if len(items.of) else items.of.astype(bool)
    after_boundary = np.append(True, ~is_letter)[:-1]
    return is_letter & (after_boundary | (first_of & _edges(entries)[items.of]))


def _edges(entries: Codes) -> Flags:
    """Which characters begin a word in words written together; see ``plain``."""
    cases = np.concatenate(([Case.NONE], np.where(entries >> 30 == GAP, Case.NONE, entries >> 28 & 3), [Case.NONE]))
    before, now, after = cases[:-2], cases[1:-1], cases[2:]
    together = ((before == Case.UPPER) | (before == Case.DIGIT)) & (after == Case.LOWER)
    edges: Flags = (now == Case.UPPER) & ((before == Case.LOWER) | together)
    return edges
