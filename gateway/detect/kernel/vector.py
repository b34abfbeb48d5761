"""The kernel in numpy, where there was no compiler. Law: its answers are those of ``plain``; sums and products wrap around at 2**64."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np

from gateway.detect.kernel.form import (
    CROSSES,
    INSIDE,
    INSIDE_MIN,
    KEY,
    LETTERS_MAX,
    LETTERS_MIN,
    LONG,
    MIX,
    ODD,
    SPELT,
    SPREAD,
    STEM_MIN,
    TOKENS_MAX,
    WHOLE,
    Candidate,
    Table,
)
from gateway.detect.kernel.letters import Flags, Letters, Places, Words, letters_of
from gateway.detect.kernel.plain import words_of
from gateway.detect.kernel.table import HEADER, buckets_of, is_wanted

_EVERYTHING: Final = 1 << 64
_ONES: Final = np.uint64(0x0001000100010001)
_HIGH: Final = np.uint64(0x8000800080008000)


class Runs(NamedTuple):
    """Runs of letters: from the first letter to before the last, their tokens and flags."""

    first: Places
    past: Places
    tokens: Places
    flags: Places


class Tokens(NamedTuple):
    """The tokens of one stream: first letters, sizes, leaves; whether a leaf begins or ends with each."""

    letters: Letters
    first: Places
    past: Places
    sizes: Places
    begins: Flags
    ends: Flags


def tokenise(text: str) -> list[tuple[str, int, int]]:
    """See ``plain.tokenise``."""
    letters = letters_of(text)
    past = np.append(letters.tokens[1:], len(letters.codes))[: len(letters.tokens)]
    joined = _str(letters, 0, len(letters.codes))
    starts, ends = letters.starts[letters.tokens].tolist(), letters.ends[past - 1].tolist()
    return [
        (joined[first:after], start, end)
        for first, after, start, end in zip(letters.tokens.tolist(), past.tolist(), starts, ends, strict=True)
    ]


def probe(text: str, keys: bytes, secret: bytes, tables: Sequence[Table]) -> list[Candidate]:
    """See ``plain.probe``."""
    words = words_of(secret)
    letters = letters_of(text)
    is_key = np.zeros(text.count("\x1f") + 1, bool)
    is_key[: len(keys)] = np.frombuffer(keys, np.uint8)[: len(is_key)] == 1
    in_keys = is_key[letters.leaves]
    streams = [(0, _only(letters, ~in_keys)), (KEY, _only(letters, in_keys))] if in_keys.any() else [(0, letters)]
    found = (candidate for kind, stream in streams for candidate in _search(stream, kind, words, tables))
    return sorted(candidate for candidate in found if is_wanted(candidate, tables))


def _only(letters: Letters, wanted: Flags) -> Letters:
    """The letters of some tokens."""
    sizes = np.diff(np.append(letters.tokens, len(letters.codes)))
    kept = np.repeat(wanted, sizes)
    first = np.cumsum(sizes[wanted]) - sizes[wanted]
    return Letters(letters.codes[kept], letters.starts[kept], letters.ends[kept], first, letters.leaves[wanted])


def _search(letters: Letters, kind: int, words: tuple[int, int, int], tables: Sequence[Table]) -> Iterator[Candidate]:
    tokens = _tokens(letters)
    runs = Runs(*map(np.concatenate, zip(*_runs(tokens), strict=True)))
    hashes = _hashes(letters, runs, words)
    held = np.zeros(len(hashes), bool)
    for table in tables:
        held |= _holds(table, hashes)
    for number in np.flatnonzero(held).tolist():
        first, past, size, flags = (int(column[number]) for column in runs)
        start, end = int(letters.starts[first]), int(letters.ends[past - 1])
        yield Candidate(start, end, int(hashes[number]), _str(letters, first, past).encode(), size, flags | kind)


def _str(letters: Letters, first: int, past: int) -> str:
    return letters.codes[first:past].astype("<u4").tobytes().decode("utf-32-le")


def _tokens(letters: Letters) -> Tokens:
    past = np.append(letters.tokens[1:], len(letters.codes))[: len(letters.tokens)]
    changes = letters.leaves[1:] != letters.leaves[:-1]
    begins, ends = np.append(True, changes), np.append(changes, True)
    return Tokens(letters, letters.tokens, past, past - letters.tokens, begins[: len(past)], ends[: len(past)])


def _runs(tokens: Tokens) -> Iterator[Runs]:
    """Every run that is looked for."""
    yield Runs(*(np.zeros(0, np.int64) for _ in range(4)))
    for count in range(1, min(TOKENS_MAX, len(tokens.first)) + 1):
        yield _among(tokens, count)
    yield _leaves(tokens)
    yield from _rows(tokens)
    yield from _inside(tokens)


def _among(tokens: Tokens, count: int) -> Runs:
    """Runs of so many tokens, one or a few."""
    first, past, flags = _spans(tokens, count)
    letters = past - first
    enough = letters >= np.where(flags == CROSSES, LONG, LETTERS_MIN)
    counts = (letters <= LETTERS_MAX) & (enough | (flags == WHOLE) | (_stems(tokens) if count == 1 else False))
    return _picked(first, past, count, flags, counts)


def _spans(tokens: Tokens, count: int) -> tuple[Places, Places, Places]:
    """First letter, one past the last, and flags of each run of so many tokens."""
    after = len(tokens.first) - count + 1
    leaves = tokens.letters.leaves
    crosses = leaves[:after] != leaves[count - 1 :]
    whole = ~crosses & tokens.begins[:after] & tokens.ends[count - 1 :]
    return tokens.first[:after], tokens.past[count - 1 :], crosses * CROSSES + whole * WHOLE


def _picked(first: Places, past: Places, count: int, flags: Places, counts: Flags) -> Runs:
    return Runs(first[counts], past[counts], np.full(int(counts.sum()), count), flags[counts])


def _stems(tokens: Tokens) -> Flags:
    """Which short tokens have a number after them in their leaf: ``ABC-143``."""
    codes = tokens.letters.codes[tokens.first]
    digit = np.append((codes[1:] >= ord("0")) & (codes[1:] <= ord("9")), False)
    stems: Flags = (tokens.sizes >= STEM_MIN) & digit & ~tokens.ends
    return stems


def _leaves(tokens: Tokens) -> Runs:
    """Whole leaves of more than six tokens."""
    begin, end = np.flatnonzero(tokens.begins), np.flatnonzero(tokens.ends)
    first, past = tokens.first[begin], tokens.past[end]
    counts = (end - begin >= TOKENS_MAX) & (past - first <= LETTERS_MAX)
    return Runs(first[counts], past[counts], (end - begin + 1)[counts], np.full(int(counts.sum()), WHOLE))


def _rows(tokens: Tokens) -> Iterator[Runs]:
    """Rows of more than six single letters."""
    single = tokens.sizes == 1
    sums = np.append(0, np.cumsum(single))
    before = np.append(False, single[:-1])[: len(single)] & ~tokens.begins
    after = np.append(single[1:], False)[: len(single)] & ~tokens.ends
    spelt = tokens.letters.codes[tokens.first] < SPELT
    for count in range(TOKENS_MAX + 1, min(LETTERS_MAX, len(single)) + 1):
        counts = sums[count:] - sums[:-count] == count
        if not counts.any():
            return
        first, past, flags = _spans(tokens, count)
        is_row = ~before[: len(first)] & ~after[count - 1 :] & (flags != CROSSES)
        is_long = (count == LONG) | (spelt[: len(first)] & (count > LONG))
        yield _picked(first, past, count, flags, counts & (flags != WHOLE) & (is_row | is_long))


def _inside(tokens: Tokens) -> Iterator[Runs]:
    """Parts of long tokens."""
    long = np.flatnonzero((tokens.sizes >= INSIDE_MIN) & (tokens.sizes <= LETTERS_MAX))
    if not len(long):
        return
    codes = tokens.letters.codes
    hex_digits = np.append(0, np.cumsum((codes - ord("0") <= 9) | (codes - ord("a") <= 5)))
    is_hex = hex_digits[tokens.past[long]] - hex_digits[tokens.first[long]] == tokens.sizes[long]
    for token in long[~is_hex].tolist():
        first, past = _parts(int(tokens.sizes[token]))
        begin, ones = tokens.first[token], np.ones(len(first), np.int64)
        yield Runs(begin + first, begin + past, ones, ones * INSIDE)


@cache
def _parts(size: int) -> tuple[Places, Places]:
    """All parts of 12 letters or more of so many letters, but the whole."""
    pairs = [(first, past) for first in range(size) for past in range(first + LONG, size + 1) if past - first < size]
    first, past = np.array(pairs, np.int64).T
    return first, past


def _hashes(letters: Letters, runs: Runs, words: tuple[int, int, int]) -> Words:
    """``run_hash`` of each run: a difference of two sums over all letters, times the inverse of the power it begins with."""
    multiplier, seed, last = words
    mixed = _mixed(letters.codes.astype(np.uint64) ^ np.uint64(seed)) * _powers(multiplier, len(letters.codes))
    sums = np.append(np.zeros(1, np.uint64), np.cumsum(mixed, dtype=np.uint64))
    inverse = _powers(pow(multiplier, -1, _EVERYTHING), len(letters.codes))
    totals = (sums[runs.past] - sums[runs.first]) * inverse[runs.first]
    return _mixed(totals ^ np.uint64(last))


def _powers(base: int, count: int) -> Words:
    factors = np.full(count, base, np.uint64)
    factors[:1] = 1
    return np.cumprod(factors, dtype=np.uint64)


def _mixed(words: Words) -> Words:
    words = (words ^ words >> np.uint64(32)) * np.uint64(ODD)
    words = (words ^ words >> np.uint64(29)) * np.uint64(MIX)
    return words ^ words >> np.uint64(32)


def _holds(table: Table, hashes: Words) -> Flags:
    """Which hashes a table may hold."""
    buckets = buckets_of(table)
    held = np.frombuffer(table, "<u8", buckets, HEADER)
    fingerprints = np.maximum(hashes >> np.uint64(48), np.uint64(1))
    first = (hashes & np.uint64(0xFFFFFFFF)) * np.uint64(buckets) >> np.uint64(32)
    offset = (fingerprints * np.uint64(SPREAD) & np.uint64(0xFFFFFFFF)) * np.uint64(buckets) >> np.uint64(32)
    second = np.where(offset < first, offset + np.uint64(buckets), offset) - first
    wanted = fingerprints * _ONES
    return _has_zero(held[first] ^ wanted) | _has_zero(held[second] ^ wanted)


def _has_zero(fours: Words) -> Flags:
    """Which words have a 16-bit lane that is zero (Warren, Hacker's Delight 6-1)."""
    found: Flags = (fours - _ONES) & ~fours & _HIGH != 0
    return found
