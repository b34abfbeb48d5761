"""A tenant's keys in one buffer. Law: what was written is what is read, or nothing is: a damaged or a foreign table raises.

Three parts, one after the other, all numbers little-endian:

1. the kernel's table (``detect.kernel.table``): 16 bits of the hash and 32 bits of payload for each key. A payload is 24 bits of the
   keyed digest and the number of a meaning;
2. the meanings: which labels a key has, and from how many texts. Nearly all keys of a tenant share some dozens of them. A payload holds
   the number of one of the 127 most frequent ones, of the trivial ones and of the others; the rest is listed by the whole digest;
3. a checksum of part 1, and a BLAKE2b tag over the rest with the tenant's own key, so that no other tenant's table is ever read.

24 bits of digest instead of 64: with the 16 bits of the hash a false hit takes 2**-40 per run and slot, 2**-24 per candidate, which is one
in about 20 million payloads of 12.7 KB; 64 bits would need 5 bytes more per key, 58 million keys then 700 MB instead of 400.
"""

import struct
import zlib
from bisect import bisect_left
from collections.abc import Iterable
from hashlib import blake2b
from mmap import MADV_DONTNEED, mmap
from typing import Final, NamedTuple, TypeAlias

from gateway.detect import kernel
from gateway.detect.index.form import Label
from gateway.detect.kernel.form import ONLY_WHOLE
from gateway.detect.kernel.table import HEADER, size
from gateway.model.errors import ScannerFailed

Bytes: TypeAlias = bytes | bytearray | memoryview | mmap

MAGIC: Final = b"IGL1"
HEAD: Final = struct.Struct("<4sIQIIIQ")
"""Of part 2: magic, checksum of part 1, mark, number of meanings, how many of them are trivial, bytes of them, number of listed keys."""

COUNTED: Final = struct.Struct("<BBBBI")
"""A label of a meaning, and of how many texts."""

LISTED: Final = struct.Struct("<QI")
"""A key whose meaning is none of the most frequent: digest, number of the meaning. Sorted by digest."""

TAG: Final = 16
DIGEST_SHIFT: Final = 40
"""A payload holds the upper 24 bits of a digest."""

OTHER: Final = 0x7F
"""Instead of the number of a meaning: look among the listed keys."""

Meaning: TypeAlias = tuple[tuple[Label, int], ...]
"""The labels of a key, each with the number of texts that gave it."""

_DAMAGED: Final = "A table of registered terms is damaged or another tenant's. Build it anew from the database."


class _Tail(NamedTuple):
    """Part 2, taken apart."""

    checksum: int
    mark: int
    meanings: tuple[Meaning, ...]
    weighty: int
    listed: memoryview


class KeyTable:
    """One table, checked.

    Args:
        buffer: as ``building.build`` makes it; it stays exported as long as this lives.
        digest_key: ``Secrets.digest`` of the tenant.
        whole: hold part 1 against its checksum. Leave out only for a file this process has checked before: it is read from the disk for
            it, and its pages are given back afterwards.

    Attributes:
        view: what the kernel probes.
        mark: the number that was given when it was built.
        keys: number of different keys.

    Raises:
        ScannerFailed: the buffer is damaged, cut short, of another version, or another tenant's.
    """

    __slots__ = ("_listed", "_meanings", "_weighty", "keys", "mark", "view")

    def __init__(self, buffer: Bytes, digest_key: bytes, *, whole: bool = True) -> None:
        view = memoryview(buffer).cast("B")
        first = view[: _first_part(view)]
        self.view = kernel.check(first)
        self.keys = kernel.keys_of(self.view)
        tail = _tail(view[len(first) :], first, digest_key)
        self.mark, self._meanings, self._weighty, self._listed = tail.mark, tail.meanings, tail.weighty, tail.listed
        if whole and tail.checksum != zlib.crc32(first):
            raise ScannerFailed(_DAMAGED)
        if isinstance(buffer, mmap):
            buffer.madvise(MADV_DONTNEED)

    def find(self, value: int, digest: int) -> Meaning:
        """Give the meaning of a key, or nothing if it is not here.

        Args:
            value: its hash.
            digest: its keyed digest.
        """
        short = digest >> DIGEST_SHIFT
        for payload in kernel.payloads(self.view, value):
            if payload >> 8 == short:
                return self._meaning(payload & OTHER, digest, trivial=bool(payload & ONLY_WHOLE))
        return ()

    def _meaning(self, number: int, digest: int, *, trivial: bool) -> Meaning:
        if number < OTHER:
            return self._meanings[number + self._weighty * trivial]
        at = bisect_left(range(len(self._listed) // LISTED.size), digest, key=self._digest)
        return self._meanings[self._number(at)] if self._is_listed(at, digest) else ()

    def _digest(self, at: int) -> int:
        return int(LISTED.unpack_from(self._listed, at * LISTED.size)[0])

    def _number(self, at: int) -> int:
        return int(LISTED.unpack_from(self._listed, at * LISTED.size)[1])

    def _is_listed(self, at: int, digest: int) -> bool:
        return at < len(self._listed) // LISTED.size and self._digest(at) == digest


def _first_part(whole: memoryview) -> int:
    """The length of the kernel's table, by its own header; more than there is when that is nonsense."""
    if len(whole) < 16:
        raise ScannerFailed(_DAMAGED)
    return size(int(struct.unpack_from("<Q", whole, 8)[0]))


def _tail(rest: memoryview, first: memoryview, digest_key: bytes) -> _Tail:
    body, tag = rest[:-TAG], rest[-TAG:]
    if len(body) < HEAD.size or tag_of(first, body, digest_key) != tag:
        raise ScannerFailed(_DAMAGED)
    magic, checksum, mark, meanings, trivial, length, listed = HEAD.unpack_from(body)
    at = HEAD.size + length
    if magic != MAGIC or len(body) != at + listed * LISTED.size:
        raise ScannerFailed(_DAMAGED)
    return _Tail(checksum, mark, read_meanings(body[HEAD.size : at], meanings), meanings - trivial, body[at:])


def read_meanings(packed: memoryview, count: int) -> tuple[Meaning, ...]:
    """Unpack what ``write_meanings`` packed. Only called with what a tag has vouched for.

    Args:
        packed: for each meaning the number of its labels (4 bytes), then the labels.
        count: of meanings.
    """
    meanings, at = [], 0
    for _ in range(count):
        past = at + 4 + int.from_bytes(packed[at : at + 4], "little") * COUNTED.size
        meanings.append(tuple((Label(*label), texts) for *label, texts in COUNTED.iter_unpack(packed[at + 4 : past])))
        at = past
    return tuple(meanings)


def write_meanings(meanings: Iterable[Meaning]) -> bytes:
    """Pack meanings, one after the other."""
    return b"".join(
        len(meaning).to_bytes(4, "little") + b"".join(COUNTED.pack(*label, texts) for label, texts in meaning) for meaning in meanings
    )


def tag_of(first: memoryview, body: memoryview | bytes, digest_key: bytes) -> bytes:
    """Tag part 2, and the header of part 1, with the tenant's key. Part 1 itself is under the checksum in part 2."""
    keyed = blake2b(first[:HEADER], digest_size=TAG, key=digest_key, person=b"integro-index")
    keyed.update(body)
    return keyed.digest()
