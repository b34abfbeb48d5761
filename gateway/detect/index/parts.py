"""Takes a text apart into keys. Law: every copy of enough of the text holds one, and no key is longer than what the kernel looks for.

A short text is one key. Its first words are a second one, for copies that were cut. A longer text is cut into overlapping pieces of five
words, because what is copied is seldom all of it; of a very long one only some pieces are kept (winnowing: Schleimer, Wilkerson, Aiken,
SIGMOD 2003), enough that any eight of its words in a row hold one.
"""

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Final, NamedTuple
from unicodedata import normalize

from gateway.detect.index.form import BITS_MAX, Role
from gateway.detect.index.strength import phrase_bits, prose_bits, stem_bits
from gateway.detect.kernel import tokenise

TOKENS: Final = 6
"""Tokens of a text that is one key: the kernel looks at no more in a row."""

LETTERS: Final = 64
"""Letters of the longest key, for the same reason."""

PIECE: Final = 5
"""Words of a piece."""

ROW_LETTERS: Final = 12
"""Letters of a piece where each is a token, as in Thai. The kernel looks for rows of so many, but for none from seven to eleven."""

ROW_BITS: Final = 20
"""Bits of six letters in a row below which a piece is a longer row."""

DENSE: Final = 40
"""Words of a text of which every piece is kept."""

WINDOW: Final = 4
"""Of so many pieces in a row at least one is kept of a longer text."""

PIECE_BITS: Final = 4
"""Bits below which a piece is not kept: all its words are small ones. One of few bits counts only beside a strong piece."""

HEAD_MOST: Final = 12
"""Words of a text whose first words are a key, too. A longer one, cut, still holds pieces."""

NAMED: Final = frozenset({"project", "client", "team", "person", "organization"})
"""Kinds that are called by their first words ("Hartigan Lumley" for "Hartigan Lumley Solicitors")."""

HEAD_SHARE: Final = 0.73
"""Letters of a text of other kinds that first words have at most: else they find no cut copy, and a key costs its bytes in every table."""

HEAD_LETTERS: Final = 12
HEAD_BITS: Final = 32
"""Letters and bits that first words need to be a key."""

TITLE_BITS: Final = 16
"""Bits that the words before a title's punctuation need: they are looked for as a weak text is."""

BREAK: Final = re.compile(r"[:;,(\[/|–—•]| - ")  # noqa: RUF001 - the dash is meant
"""Punctuation that parts a title in two."""

SLUG_SHARE: Final = 0.5
SLUG_LETTERS: Final = 8
"""Part of a text's letters and digits, and how many, that its slug has at least: less of it tells of something else."""

NO_HEAD: Final = frozenset({"email", "phone", "user_id", "record"})
"""Kinds that mean nothing when cut."""

STEM: Final = re.compile(r"[A-Z][A-Z0-9]{1,9}")
"""A project's key, as trackers make them (Jira: two letters or more, ten at most by default)."""

NUMBERED: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,9}[-_ ]\d{1,9}")
"""A number under a key: ABC-142, team_5203."""

UUID: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}")
"""RFC 9562 section 4, with or without hyphens."""

UUID_LENGTHS: Final = range(32, 37)

NUMBERED_BITS: Final = 12
"""Bits more for a number under a key: few texts hold a word and a number joined so."""


class Part(NamedTuple):
    """One key before it is hashed."""

    role: Role
    tokens: Sequence[str]
    bits: float


def parts_of(text: str, kind: str) -> list[Part]:
    """Take a text apart into what will be keys."""
    cut = tokenise(text)
    tokens = [letters for letters, _, _ in cut]
    parts = _as_written(text, kind, cut, tokens)
    return parts if text.isascii() or len(tokens) > HEAD_MOST else [*parts, *_as_slug(text, tokens)]


def _as_slug(text: str, tokens: Sequence[str]) -> list[Part]:
    """The text without the letters that slugs drop: decomposed, and of that only ASCII, as Django's ``slugify`` does by default."""
    plain = normalize("NFKD", text).encode("ascii", "ignore").decode()
    left = [letters for letters, _, _ in tokenise(plain)]
    letters = "".join(left)
    if letters == "".join(tokens) or len(letters) < SLUG_SHARE * sum(map(str.isalnum, text)) or letters.isdecimal():
        return []
    if len(left) > TOKENS or len(letters) > LETTERS:
        return list(_pieces(left))
    bits = phrase_bits(left)
    return [Part(Role.FULL, left, bits)] if bits >= TITLE_BITS and len(letters) >= SLUG_LETTERS else []


def _as_written(text: str, kind: str, cut: Sequence[tuple[str, int, int]], tokens: Sequence[str]) -> list[Part]:
    length = sum(map(len, tokens))
    if not tokens:
        return []
    if len(tokens) > TOKENS or length > LETTERS:
        pieces = list(_pieces(tokens))
        return [*_row_whole(tokens, length, pieces), *pieces, *_heads(tokens, length, kind, _before_break(text, cut))]
    whole = _whole(tokens, text)
    if kind == "project" and STEM.fullmatch(text):
        return [whole, Part(Role.STEM, tokens, stem_bits(tokens[0]))]
    return [whole] if whole.role == Role.ID else [whole, *_heads(tokens, length, kind, _before_break(text, cut))]


def _before_break(text: str, cut: Sequence[tuple[str, int, int]]) -> int:
    """How many tokens stand before the first punctuation that parts a title: "Rigging points: test readings"."""
    mark = BREAK.search(text)
    return sum(end <= mark.start() for _, _, end in cut) if mark else 0


def _whole(tokens: Sequence[str], text: str) -> Part:
    if len(text) in UUID_LENGTHS and UUID.fullmatch(text):
        return Part(Role.ID, tokens, BITS_MAX)
    if len(tokens) == 2 and NUMBERED.fullmatch(text):
        return Part(Role.ID, tokens, phrase_bits(tokens) + NUMBERED_BITS * (len(tokens[1]) > 1))
    return Part(Role.FULL, tokens, phrase_bits(tokens))


def _row_whole(tokens: Sequence[str], length: int, pieces: Sequence[Part]) -> Iterator[Part]:
    """All of a text of many short tokens: the kernel looks for a row of single letters, and for whole leaves, which a weak text needs."""
    if length <= LETTERS and (length == len(tokens) or all(piece.bits < HEAD_BITS for piece in pieces)):
        yield Part(Role.FULL, tokens, phrase_bits(tokens))


def _heads(tokens: Sequence[str], length: int, kind: str, title: int) -> list[Part]:
    """The first words that are keys, too: those before the punctuation, and if they tell too little the fewest that tell enough."""
    if len(tokens) > HEAD_MOST or kind in NO_HEAD:
        return []
    if 1 < title <= min(len(tokens) - 1, TOKENS) and (bits := phrase_bits(tokens[:title])) >= TITLE_BITS:
        part = Part(Role.HEAD, tokens[:title], bits)
        return [part] if bits >= HEAD_BITS else [part, *_head(tokens, length, kind)]
    return list(_head(tokens, length, kind))


def _head(tokens: Sequence[str], length: int, kind: str) -> Iterator[Part]:
    """The fewest first words that tell enough, if there is something after them."""
    most = min(LETTERS, length if kind in NAMED else length * HEAD_SHARE)
    letters = len(tokens[0])
    for past in range(2, min(len(tokens), TOKENS)):
        letters += len(tokens[past - 1])
        if letters > most:
            return
        if letters >= HEAD_LETTERS and (bits := phrase_bits(tokens[:past])) >= HEAD_BITS:
            yield Part(Role.HEAD, tokens[:past], bits)
            return


def _pieces(tokens: Sequence[str]) -> Iterator[Part]:
    """The pieces of a long text."""
    pieces = [tokens[first:past] for first, past in _extents(tokens)]
    role = Role.SHINGLE if len(tokens) <= DENSE else Role.WINNOWED
    for piece in _kept(pieces, len(tokens)):
        if (bits := prose_bits(piece)) >= PIECE_BITS:
            yield Part(role, piece, bits)


def _extents(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Every piece that is in no other one: first token, and past the last. A token that is too long for a key is in none."""
    past = 0
    for first in range(len(tokens)):
        end = max(_five(tokens, first), _row(tokens, first))
        if end > max(past, first):
            yield first, end
            past = end


def _five(tokens: Sequence[str], first: int) -> int:
    """Past the last of up to five words, with no more letters than a key may have."""
    end, length = first, 0
    while end < min(len(tokens), first + PIECE) and length + len(tokens[end]) <= LETTERS:
        length += len(tokens[end])
        end += 1
    return end


def _row(tokens: Sequence[str], first: int) -> int:
    """The same for scripts with a token for each letter, of which five may tell too little: six, or a row as the kernel looks for."""
    row = tokens[first : first + ROW_LETTERS]
    if any(len(token) > 1 for token in row[:TOKENS]) or prose_bits(row[:PIECE]) >= HEAD_BITS:
        return first
    is_row = len(row) == ROW_LETTERS and all(len(token) == 1 for token in row)
    return first + (ROW_LETTERS if is_row and prose_bits(row[:TOKENS]) < ROW_BITS else len(row[:TOKENS]))


def _kept(pieces: Sequence[Sequence[str]], tokens: int) -> Sequence[Sequence[str]]:
    """The pieces of which keys are made: of a title every other one, so that any six of its words hold one, and of a longer text all."""
    if tokens > DENSE:
        return _winnowed(pieces)
    return pieces if tokens > HEAD_MOST else [piece for number, piece in enumerate(pieces) if number % 2 == 0 or number == len(pieces) - 1]


def _winnowed(pieces: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The pieces that are kept: all of the beginning, the least of each window after it, and the last."""
    dense = DENSE - PIECE + 1
    order = [blake2b("\0".join(piece).encode(), digest_size=8).digest() for piece in pieces[dense:]]
    least = {min(range(first, first + WINDOW), key=order.__getitem__) for first in range(len(order) - WINDOW + 1)}
    kept = {*range(min(dense, len(pieces))), *(dense + number for number in least), len(pieces) - 1}
    return [pieces[number] for number in sorted(kept)]
