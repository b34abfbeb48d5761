"""Makes rows of a text. Law: the same text makes the same rows, in the server and in the ERP; from a row nobody reads the text back.

A short text is one key. Its first words are a second one, for copies that were cut. A longer text is cut into overlapping pieces of five
words, because what is copied is seldom all of it; of a very long one only some pieces are kept (winnowing: Schleimer, Wilkerson, Aiken,
SIGMOD 2003), enough that any eight of its words in a row hold one.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple

from gateway.detect.index.form import BITS_MAX, CATEGORIES, KINDS, ORIGIN_NUMBERS, ORIGINS, OWN, ROW, Label, Role, coarse
from gateway.detect.index.strength import phrase_bits, prose_bits, stem_bits
from gateway.detect.kernel import run_hash, tokenise
from gateway.model.errors import Refused

TOKENS: Final = 6
"""Tokens of a text that is one key: the kernel looks at no more in a row."""

LETTERS: Final = 64
"""Letters of the longest key, for the same reason."""

PIECE: Final = 5
"""Words of a piece."""

DENSE: Final = 40
"""Words of a text of which every piece is kept."""

WINDOW: Final = 4
"""Of so many pieces in a row at least one is kept of a longer text."""

PIECE_BITS: Final = 12
"""Bits below which a piece is not kept: "at the end of the" is in everybody's texts."""

HEAD_TOKENS: Final = range(3, 13)
"""Words of a text whose first words are a key, too. A longer one, cut, still holds pieces."""

HEAD_LETTERS: Final = 12
HEAD_BITS: Final = 32
"""Letters and bits that first words need to be a key."""

NO_HEAD: Final = frozenset({"email", "phone", "user_id", "record"})
"""Kinds that mean nothing when cut."""

STEM: Final = re.compile(r"[A-Z][A-Z0-9]{1,9}")
"""A project's key, as trackers make them (Jira: two letters or more, ten at most by default)."""

NUMBERED: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,9}[-_ ]\d{1,9}")
"""A number under a key: ABC-142, team_5203."""

UUID: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}")
"""RFC 9562 section 4, with or without hyphens."""

NUMBERED_BITS: Final = 12
"""Bits more for a number under a key: few texts hold a word and a number joined so."""


class Secrets(NamedTuple):
    """What a tenant's keys are made with, both derived from its own key.

    Attributes:
        filter: 24 bytes, for the kernel. Its hash is algebra: of these only 16 bits per key are stored in clear.
        digest: 32 bytes, for BLAKE2b. The digest of a key tells nothing without them.
    """

    filter: bytes
    digest: bytes

    def __repr__(self) -> str:
        return "Secrets(...)"


OPEN: Final = Secrets(b"in memory only, not kept", b"nothing of this index is written")
"""For an index that lives and dies in one process, where there is nothing to protect at rest."""


class Part(NamedTuple):
    """One key before it is hashed."""

    role: Role
    tokens: Sequence[str]
    bits: float


def keys_of(text: str, kind: str, origin: str, secrets: Secrets) -> bytes:
    """Make the rows of one text.

    Args:
        text: as it was registered.
        kind: key of ``KINDS``; empty only where the origin is a vendor.
        origin: key of ``ORIGIN_NUMBERS``.
        secrets: the tenant's.

    Returns:
        Rows (see ``ROW``) one after the other; none when the text has no letter or digit, so that it can not be found.

    Raises:
        Refused: the kind or the origin is unknown.
    """
    kind_number, origin_number = check_kind(kind, origin)
    seed, hasher = secrets.filter, _hasher(secrets.digest)
    rows = []
    for role, tokens, bits in parts_of(text, kind):
        letters = "".join(tokens)
        keyed = hasher.copy()
        keyed.update(letters.encode())
        digest = int.from_bytes(keyed.digest(), "little")
        rows.append(ROW.pack(run_hash(letters, seed), digest, role, coarse(bits), kind_number, origin_number))
    return b"".join(rows)


@lru_cache(maxsize=256)
def check_kind(kind: str, origin: str) -> tuple[int, int]:
    """Give the numbers of a kind and an origin.

    Raises:
        Refused: there are none.
    """
    if origin not in ORIGIN_NUMBERS:
        raise Refused("bad_input", f"A term's origin is none of {', '.join(sorted(ORIGIN_NUMBERS))}.")
    if kind not in KINDS or (not kind and origin == OWN):
        raise Refused("bad_input", f"A term's kind is none of {', '.join(sorted(filter(None, KINDS)))}.")
    return KINDS[kind][0], ORIGIN_NUMBERS[origin]


def check_rows(rows: bytes) -> None:
    """Check rows that somebody else made.

    Raises:
        Refused: they are no rows, or hold numbers that mean nothing.
    """
    if len(rows) % ROW.size or not all(_is_sound(Label(*row[2:])) for row in ROW.iter_unpack(rows)):
        raise Refused("bad_input", "The keys of a term are no rows as gateway.blind makes them; make them anew with this version of it.")


def _is_sound(label: Label) -> bool:
    known = label.role < len(Role) and label.kind in CATEGORIES and label.origin in ORIGINS
    return known and label.bits <= BITS_MAX and bool(label.kind or label.origin)


@lru_cache(maxsize=256)
def _hasher(key: bytes) -> blake2b:
    """BLAKE2b with the key taken in already; copy it."""
    return blake2b(digest_size=8, key=key)


def digest_of(letters: bytes, secrets: Secrets) -> int:
    """The keyed digest of folded letters in UTF-8, as rows hold it."""
    keyed = _hasher(secrets.digest).copy()
    keyed.update(letters)
    return int.from_bytes(keyed.digest(), "little")


def parts_of(text: str, kind: str) -> list[Part]:
    """Take a text apart into what will be keys."""
    tokens = [letters for letters, _, _ in tokenise(text)]
    length = sum(map(len, tokens))
    if not tokens:
        return []
    if len(tokens) > TOKENS or length > LETTERS:
        return [*_pieces(tokens), *_head(tokens, kind)]
    if kind == "project" and STEM.fullmatch(text):
        return [_whole(tokens, text), Part(Role.STEM, tokens, stem_bits(tokens[0]))]
    return [_whole(tokens, text), *_head(tokens, kind)]


def _whole(tokens: Sequence[str], text: str) -> Part:
    if UUID.fullmatch(text):
        return Part(Role.ID, tokens, BITS_MAX)
    if NUMBERED.fullmatch(text) and len(tokens) == 2:
        return Part(Role.ID, tokens, phrase_bits(tokens) + NUMBERED_BITS * (len(tokens[1]) > 1))
    return Part(Role.FULL, tokens, phrase_bits(tokens))


def _head(tokens: Sequence[str], kind: str) -> Iterator[Part]:
    """The fewest first words that tell enough, if there are some and there is something after them."""
    if len(tokens) not in HEAD_TOKENS or kind in NO_HEAD:
        return
    length = len(tokens[0])
    for past in range(2, min(len(tokens), TOKENS)):
        length += len(tokens[past - 1])
        if length > LETTERS:
            return
        if length >= HEAD_LETTERS and (bits := phrase_bits(tokens[:past])) >= HEAD_BITS:
            yield Part(Role.HEAD, tokens[:past], bits)
            return


def _pieces(tokens: Sequence[str]) -> Iterator[Part]:
    """The pieces of a long text. One that is a single row of characters, as Chinese is written, is also looked for whole."""
    if all(len(token) == 1 for token in tokens) and len(tokens) <= LETTERS:
        yield Part(Role.FULL, tokens, phrase_bits(tokens))
    pieces = [tokens[first:past] for first, past in _extents(tokens)]
    role = Role.SHINGLE if len(tokens) <= DENSE else Role.WINNOWED
    for piece in pieces if role == Role.SHINGLE else _winnowed(pieces):
        if (bits := prose_bits(piece)) >= PIECE_BITS:
            yield Part(role, piece, bits)


def _extents(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Every piece that is in no other one: first token, and past the last. A token that is too long for a key is in none."""
    past = 0
    for first in range(len(tokens)):
        end, length = first, 0
        while end < min(len(tokens), first + PIECE) and length + len(tokens[end]) <= LETTERS:
            length += len(tokens[end])
            end += 1
        if end > past and end > first:
            yield first, end
            past = end


def _winnowed(pieces: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The pieces that are kept: all of the beginning, the least of each window after it, and the last."""
    dense = DENSE - PIECE + 1
    order = [blake2b("\0".join(piece).encode(), digest_size=8).digest() for piece in pieces[dense:]]
    least = {min(range(first, first + WINDOW), key=order.__getitem__) for first in range(len(order) - WINDOW + 1)}
    kept = {*range(min(dense, len(pieces))), *(dense + number for number in least), len(pieces) - 1}
    return [pieces[number] for number in sorted(kept)]
