"""The table of fingerprints, in plain Python. Law: what is read is inside the buffer, whatever its header claims.

A cuckoo filter with buckets of four 16-bit fingerprints (Fan et al., CoNEXT 2014), and 32 bits of payload for each. In the order of
bytes: header (64 bytes: magic, version, number of buckets, number of keys, zeros), fingerprints, payloads; all little-endian.
A fingerprint of 0 is an empty slot. A payload is a digest of 24 bits times 256 plus a label; of it the kernel
looks at ``ONLY_WHOLE`` alone.
"""

import struct
from array import array
from collections.abc import Iterator, Sequence
from mmap import mmap
from typing import Final, TypeAlias

from gateway.detect.kernel.form import ONLY_WHOLE, SPREAD, WHOLE, Candidate, Table
from gateway.model.errors import ScannerFailed

MAGIC: Final = b"IGT1"
VERSION: Final = 1
HEADER: Final = 64
SLOTS: Final = 4
BUCKETS_MAX: Final = 1 << 31
KICKS_MAX: Final = 500
"""Keys moved for one key until a table counts as full (the number of the paper)."""

_HEAD: Final = struct.Struct("<4sIQQ")
_FINGERPRINT: Final = struct.Struct("<H")
_PAYLOAD: Final = struct.Struct("<I")

Bytes: TypeAlias = "bytes | bytearray | memoryview | mmap | array[int]"


def size(buckets: int) -> int:
    """Bytes of a table."""
    return HEADER + buckets * SLOTS * 6


def check(buffer: Bytes) -> Table:
    """Check a buffer's header against its length.

    Args:
        buffer: a table as ``build_table`` makes it. It stays exported as long as the table lives; ``release()`` ends that.

    Raises:
        ScannerFailed: it is no table of this version, or has been cut short.
    """
    view = memoryview(buffer).cast("B")
    if len(view) < HEADER or not _is_sound(view):
        raise ScannerFailed("A table of registered terms is damaged. Build it anew from the database.")
    return Table(view)


def _is_sound(view: memoryview) -> bool:
    magic, version, buckets, _ = _HEAD.unpack_from(view)
    return magic == MAGIC and version == VERSION and 0 < buckets <= BUCKETS_MAX and size(buckets) == len(view)


def buckets_of(table: Table) -> int:
    """The number of a table's buckets."""
    return int(_HEAD.unpack_from(table)[2])


def keys_of(table: Table) -> int:
    """The number of a table's keys."""
    return int(_HEAD.unpack_from(table)[3])


def places(value: int, buckets: int) -> tuple[int, int, int]:
    """Say where a hash is kept: its fingerprint and two buckets, of which either leads to the other."""
    fingerprint = (value >> 48) or 1
    first = (value & 0xFFFFFFFF) * buckets >> 32
    return fingerprint, first, other(fingerprint, first, buckets)


def other(fingerprint: int, bucket: int, buckets: int) -> int:
    """The other bucket of a fingerprint."""
    offset = (fingerprint * SPREAD & 0xFFFFFFFF) * buckets >> 32
    return (offset + buckets - bucket) % buckets


def payloads(table: Table, value: int) -> list[int]:
    """What a table holds for a hash, or for another one with the same fingerprint: look at the digest."""
    buckets = buckets_of(table)
    fingerprint, first, second = places(value, buckets)
    slots = (slot for bucket in dict.fromkeys((first, second)) for slot in range(bucket * SLOTS, bucket * SLOTS + SLOTS))
    return [_payload(table, slot, buckets) for slot in slots if _fingerprint(table, slot) == fingerprint]


def is_wanted(candidate: Candidate, tables: Sequence[Table]) -> bool:
    """Whether some table has a key for a run: one that counts only as a whole leaf is none for another run."""
    found = (payload for table in tables for payload in payloads(table, candidate.hash))
    return any(candidate.flags & WHOLE or not payload & ONLY_WHOLE for payload in found)


def _fingerprint(table: Table | bytearray, slot: int) -> int:
    return int(_FINGERPRINT.unpack_from(table, HEADER + slot * 2)[0])


def _payload(table: Table | bytearray, slot: int, buckets: int) -> int:
    return int(_PAYLOAD.unpack_from(table, HEADER + (buckets * SLOTS * 2) + slot * 4)[0])


def build_table(hashes: Bytes, payloads: Bytes, buckets: int) -> bytearray | None:
    """Build a table.

    Args:
        hashes: little-endian words of 64 bits, as ``run_hash`` gives them. One that stands here with more than eight different payloads
            does not fit; the same one with the same payload is kept once.
        payloads: little-endian words of 32 bits, as many.
        buckets: of four keys each; up to 95 % of the slots can be filled.

    Returns:
        The table, or None: the keys do not fit; ask for more buckets.

    Raises:
        ValueError: the lengths do not belong together, or there is no bucket.
    """
    values, labels = memoryview(hashes).cast("B"), memoryview(payloads).cast("B")
    if len(values) % 8 or len(values) != 2 * len(labels) or not 0 < buckets <= BUCKETS_MAX:
        raise ValueError("A table takes 8 bytes of hash and 4 bytes of payload for each key, and 1 to 2**31 buckets.")
    table, keys = bytearray(size(buckets)), 0
    for value, payload in zip(values.cast("Q"), labels.cast("I"), strict=True):
        kept = _keep(table, buckets, value, payload)
        if kept is None:
            return None
        keys += kept
    _HEAD.pack_into(table, 0, MAGIC, VERSION, buckets, keys)
    return table


def _keep(table: bytearray, buckets: int, value: int, payload: int) -> int | None:
    """Put a key into a table: how many it has more, None when it is full."""
    fingerprint, first, second = places(value, buckets)
    if any(held == (fingerprint, payload) for bucket in (first, second) for held in _held(table, buckets, bucket)):
        return 0
    if _put(table, buckets, first, fingerprint, payload):
        return 1
    bucket = second
    for kick in range(KICKS_MAX):
        if _put(table, buckets, bucket, fingerprint, payload):
            return 1
        fingerprint, payload = _swap(table, buckets, bucket * SLOTS + _victim(fingerprint, kick), fingerprint, payload)
        bucket = other(fingerprint, bucket, buckets)
    return None


def _victim(fingerprint: int, kick: int) -> int:
    """Which slot makes room: any rule will do that does not go round in circles."""
    return (fingerprint * SPREAD + kick * 0x85EBCA6B & 0xFFFFFFFF) >> 30


def _held(table: bytearray, buckets: int, bucket: int) -> Iterator[tuple[int, int]]:
    for slot in range(bucket * SLOTS, bucket * SLOTS + SLOTS):
        yield _fingerprint(table, slot), _payload(table, slot, buckets)


def _put(table: bytearray, buckets: int, bucket: int, fingerprint: int, payload: int) -> bool:
    for slot in range(bucket * SLOTS, bucket * SLOTS + SLOTS):
        if not _fingerprint(table, slot):
            _swap(table, buckets, slot, fingerprint, payload)
            return True
    return False


def _swap(table: bytearray, buckets: int, slot: int, fingerprint: int, payload: int) -> tuple[int, int]:
    held = _fingerprint(table, slot), _payload(table, slot, buckets)
    _FINGERPRINT.pack_into(table, HEADER + slot * 2, fingerprint)
    _PAYLOAD.pack_into(table, HEADER + buckets * SLOTS * 2 + slot * 4, payload)
    return held
