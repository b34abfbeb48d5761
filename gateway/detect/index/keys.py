"""Makes rows of a text. Law: the same text makes the same rows, in the server and in the ERP; from a row nobody reads the text back."""

from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple

from gateway.detect.index.form import BITS_MAX, CATEGORIES, KINDS, ORIGIN_NUMBERS, ORIGINS, OWN, ROW, Label, Role, coarse
from gateway.detect.index.parts import parts_of
from gateway.detect.kernel import run_hash
from gateway.model.errors import Refused


class Secrets(NamedTuple):
    """What a tenant's keys are made with, both derived from its own key.

    Attributes:
        filter: 24 bytes, for the kernel. Its hash is plain algebra; a table shows 16 bits of it, and some twenty by where they stand.
        digest: 32 bytes, for BLAKE2b. The digest of a key tells nothing without them.
    """

    filter: bytes
    digest: bytes

    def __repr__(self) -> str:
        return "Secrets(...)"


OPEN: Final = Secrets(b"in memory only, not kept", b"nothing of this index is written")
"""For an index that lives and dies in one process, where there is nothing to protect at rest."""


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
