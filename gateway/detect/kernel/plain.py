"""The kernel in plain Python. Law: this is what the other implementations must equal; it is written to be read, not to be fast."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from gateway.detect.fold import BOUNDARY, SEPARATOR, Case, case_of, fold_character
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
    SECRET_BYTES,
    SPELT,
    STEM_MIN,
    TEXT_MAX,
    TOKENS_MAX,
    WHOLE,
    Candidate,
    Table,
)
from gateway.detect.kernel.table import is_wanted

_ALL: Final = (1 << 64) - 1
_DIGITS: Final = frozenset("0123456789")
_HEX: Final = frozenset("0123456789abcdef")


class Letter(NamedTuple):
    """A folded letter, or a boundary, and the characters it stands for."""

    letter: str
    start: int
    end: int


class Token(NamedTuple):
    """Letters in a row in one leaf."""

    letters: tuple[Letter, ...]
    leaf: int


def tokenise(text: str) -> list[tuple[str, int, int]]:
    """Fold a text and cut it into tokens.

    Returns:
        For each its letters, its first character, and one past its last; what vanishes after a letter belongs to it.
    """
    return [(_text(token.letters), token.letters[0].start, token.letters[-1].end) for token in _tokens(_letters(bounded(text)), 0)]


def bounded(text: str) -> str:
    """Refuse a text whose places do not fit 32 bits.

    Raises:
        ValueError: the text is too long.
    """
    if len(text) > TEXT_MAX:
        raise ValueError("A text to search has at most 2**27 characters.")
    return text


def run_hash(letters: str, secret: bytes) -> int:
    """Hash folded letters under a secret: the sum of mixed letters times powers of the multiplier, mixed again. 64 bits.

    Raises:
        ValueError: the secret has not 24 bytes.
    """
    multiplier, seed, last = words_of(secret)
    total, power = 0, 1
    for letter in letters:
        total += _mixed(ord(letter) ^ seed) * power
        power = power * multiplier & _ALL
    return _mixed((total ^ last) & _ALL)


def words_of(secret: bytes) -> tuple[int, int, int]:
    """Take a secret apart: multiplier, what letters are mixed with, what sums are mixed with.

    Raises:
        ValueError: the secret has not 24 bytes.
    """
    if len(secret) != SECRET_BYTES:
        raise ValueError("The secret of a hash has 24 bytes.")
    multiplier, seed, last = (int.from_bytes(secret[at : at + 8], "little") for at in (0, 8, 16))
    return multiplier | 1, seed, last


def _mixed(word: int) -> int:
    word = (word ^ word >> 32) * ODD & _ALL
    word = (word ^ word >> 29) * MIX & _ALL
    return word ^ word >> 32


def probe(text: str, keys: bytes, secret: bytes, tables: Sequence[Table]) -> list[Candidate]:
    """Find the runs of a text that some table may hold.

    Args:
        text: leaves joined by U+001F.
        keys: one byte for each leaf, 1: it is a key that is data. Missing ones are 0. Keys are a row of tokens for themselves.
        secret: 24 bytes, as for ``run_hash``.
        tables: checked ones.

    Returns:
        Sorted: by start, then by end.

    Raises:
        ValueError: the text is too long, or the secret has not 24 bytes.
    """
    streams: tuple[list[Token], list[Token]] = ([], [])
    for token in _leaf_tokens(bounded(text)):
        streams[keys[token.leaf : token.leaf + 1] == b"\1"].append(token)
    runs = [(run, tokens, flags | kind) for kind, stream in zip((0, KEY), streams, strict=True) for run, tokens, flags in _runs(stream)]
    candidates = [_candidate(run, run_hash(_text(run), secret), tokens, flags) for run, tokens, flags in runs]
    return sorted(candidate for candidate in candidates if is_wanted(candidate, tables))


def _candidate(run: Sequence[Letter], value: int, tokens: int, flags: int) -> Candidate:
    return Candidate(run[0].start, run[-1].end, value, _text(run).encode(), tokens, flags)


def _text(run: Sequence[Letter]) -> str:
    return "".join(letter.letter for letter in run)


def _leaf_tokens(text: str) -> Iterator[Token]:
    at = 0
    for leaf, part in enumerate(text.split(SEPARATOR)):
        yield from _tokens((Letter(letter, at + start, at + end) for letter, start, end in _letters(part)), leaf)
        at += len(part) + 1


def _tokens(letters: Iterable[Letter], leaf: int) -> Iterator[Token]:
    for is_boundary, group in groupby(letters, key=lambda letter: letter.letter == BOUNDARY):
        if not is_boundary:
            yield Token(tuple(group), leaf)


def _letters(text: str) -> Iterator[Letter]:
    """Every letter, and every boundary as a letter of its own; what vanishes belongs to the character before."""
    shown = [(at, character) for at, character in enumerate(text) if fold_character(character)]
    cases = [Case.NONE, *(case_of(character) for _, character in shown), Case.NONE]
    ends = [at for at, _ in shown[1:]] + [len(text)]
    for number, ((start, character), end) in enumerate(zip(shown, ends, strict=False), 1):
        if _is_edge(cases[number - 1], cases[number], cases[number + 1]):
            yield Letter(BOUNDARY, start, start)
        yield from (Letter(letter, start, end) for letter in fold_character(character))


def _is_edge(before: Case, case: Case, after: Case) -> bool:
    """Whether a new word begins here in words written together. ``4E3B`` is no two words: an identifier in capitals stays whole."""
    return case == Case.UPPER and (before == Case.LOWER or (before in {Case.UPPER, Case.DIGIT} and after == Case.LOWER))


def _runs(stream: Sequence[Token]) -> Iterator[tuple[Sequence[Letter], int, int]]:
    """Every run of a stream that is looked for: its letters, the number of its tokens, its flags."""
    for first in range(len(stream)):
        yield from _inside(stream[first].letters)
        run: tuple[Letter, ...] = ()
        for past in range(first + 1, len(stream) + 1):
            run += stream[past - 1].letters
            if len(run) > LETTERS_MAX:
                break
            flags = _flags(stream, first, past)
            if _counts(stream, first, past, len(run), flags):
                yield run, past - first, flags


def _flags(stream: Sequence[Token], first: int, past: int) -> int:
    if stream[first].leaf != stream[past - 1].leaf:
        return CROSSES
    return WHOLE if _is_leaf(stream, first, past) else 0


def _is_leaf(stream: Sequence[Token], first: int, past: int) -> bool:
    leaf = stream[first].leaf
    return (not first or stream[first - 1].leaf != leaf) and (past == len(stream) or stream[past].leaf != leaf)


def _counts(stream: Sequence[Token], first: int, past: int, letters: int, flags: int) -> bool:
    """Whether a run of tokens, of up to 64 letters, is looked for."""
    if flags == WHOLE:
        return True
    if flags == CROSSES and letters < LONG:
        return False
    if past - first <= TOKENS_MAX:
        return letters >= LETTERS_MIN or _is_stem(stream, first, past, letters)
    if letters > past - first:
        return False
    is_spelt = ord(stream[first].letters[0].letter) < SPELT
    return letters == LONG or (is_spelt and letters > LONG) or (flags != CROSSES and _is_row(stream, first, past))


def _is_stem(stream: Sequence[Token], first: int, past: int, letters: int) -> bool:
    """Whether a short token has a number after it in its leaf: ``ABC-143``."""
    if past - first > 1 or letters < STEM_MIN or past == len(stream) or stream[past].leaf != stream[first].leaf:
        return False
    return stream[past].letters[0].letter in _DIGITS


def _is_row(stream: Sequence[Token], first: int, past: int) -> bool:
    """Whether single letters are all that stand there in a row in one leaf: ``s p a c e d``."""
    leaf = stream[first].leaf
    around = (*stream[max(first - 1, 0) : first], *stream[past : past + 1])
    return not any(token.leaf == leaf and len(token.letters) == 1 for token in around)


def _inside(letters: Sequence[Letter]) -> Iterator[tuple[Sequence[Letter], int, int]]:
    """Every part of a token, without itself. Hashes and the like, all of hex digits, hold no words."""
    length = len(letters)
    if not INSIDE_MIN <= length <= LETTERS_MAX or _HEX.issuperset(_text(letters)):
        return
    for first in range(length - LONG + 1):
        for past in range(first + LONG, length + 1):
            if past - first < length:
                yield letters[first:past], 1, INSIDE
