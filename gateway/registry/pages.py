"""How entries lie in a page. Law: pure; what is packed is unpacked as it was, and bytes that are no page are refused.

An entry is what is kept of one text: a digest of its id, when it ends, and rows of keys (see ``detect.index``), which are opaque here.
A page holds many, its parts side by side, so that all its rows can be taken without looking at one entry::

    entries (4) | first end (4) | digests of ids (16 each) | ends (4 each) | lengths of rows (4 each) | rows

A page is known by the beginning of its entries' digests; the digests are keyed, so the pages fill evenly whatever the ids are.
"""

import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Final, NamedTuple, TypeAlias

ID_BYTES: Final = 16
PAGE_BYTES: Final = 8_192
"""What a page holds on average at most, so that changing one text costs a fraction of a millisecond."""
FANOUT_MAX: Final = 4_096
"""Most pages of a shelf. With a million texts of a usual size a page holds some 250 of them."""
NEVER: Final = 0xFFFFFFFF
"""The end of an entry that has none: UTC seconds no clock reaches before 2106."""
_HEAD: Final = struct.Struct("<II")
_RECORD: Final = struct.Struct("<16sII")


class Entry(NamedTuple):
    """What is kept of one text: when it ends (UTC seconds, or ``NEVER``) and its rows of keys."""

    expires: int
    rows: bytes


Entries: TypeAlias = dict[bytes, Entry]
"""Digest of an id -> entry."""


class BadPage(ValueError):
    """These bytes are no page."""


def pack(entries: Mapping[bytes, Entry]) -> bytes:
    """Write a page."""
    ends = [entry.expires for entry in entries.values()]
    sizes = [len(entry.rows) for entry in entries.values()]
    numbers = struct.pack(f"<{2 * len(entries)}I", *ends, *sizes)
    rows = (entry.rows for entry in entries.values())
    return b"".join((_HEAD.pack(len(entries), min(ends, default=NEVER)), *entries, numbers, *rows))


def unpack(page: bytes) -> Entries:
    """Read a page.

    Raises:
        BadPage: it is none.
    """
    count, start = _measure(page)
    numbers = struct.unpack_from(f"<{2 * count}I", page, _HEAD.size + ID_BYTES * count)
    places = list(accumulate(numbers[count:], initial=start))
    if places[-1] != len(page):
        raise BadPage("the parts of a page are not as long as it says")
    ids = (page[at : at + ID_BYTES] for at in range(_HEAD.size, _HEAD.size + ID_BYTES * count, ID_BYTES))
    rows = (page[first:past] for first, past in pairwise(places))
    return {each: Entry(*rest) for each, *rest in zip(ids, numbers[:count], rows, strict=True)}


def live_rows(page: bytes, now: int) -> bytes:
    """All rows of the entries that have not ended; without a look at each where none has.

    Args:
        page: a page.
        now: UTC seconds.

    Raises:
        BadPage: it is none.
    """
    _, start = _measure(page)
    if first_end(page) > now:
        return page[start:]
    return b"".join(entry.rows for entry in unpack(page).values() if entry.expires > now)


def first_end(page: bytes) -> int:
    """When the first entry of a page ends; ``NEVER`` where none does."""
    end: int = _HEAD.unpack_from(page)[1]
    return end


def _measure(page: bytes) -> tuple[int, int]:
    count: int = _HEAD.unpack_from(page)[0] if len(page) >= _HEAD.size else 0
    start = _HEAD.size + (ID_BYTES + 8) * count
    if len(page) < max(start, _HEAD.size):
        raise BadPage("a page is cut short")
    return count, start


def page_of(digest: bytes, fanout: int) -> int:
    """The number of the page an entry belongs to, of ``fanout`` (a power of two)."""
    return int.from_bytes(digest[:2], "big") * fanout >> 16


def fanout_for(size: int, least: int = 1) -> int:
    """How many pages so many bytes need, at least ``least``."""
    fanout = least
    while fanout < FANOUT_MAX and size > fanout * PAGE_BYTES:
        fanout *= 2
    return fanout


@dataclass(slots=True)
class Heap:
    """Entries as they arrive, in any number: bytes, not objects, already parted by page.

    Attributes:
        count: entries put in.
        size: bytes they take.
    """

    count: int = 0
    size: int = 0
    _parts: defaultdict[int, bytearray] = field(default_factory=lambda: defaultdict(bytearray), repr=False)

    def put(self, digest: bytes, expires: int, rows: bytes) -> None:
        """Add an entry; of one id the last counts."""
        part = self._parts[(digest[0] << 4) | (digest[1] >> 4)]
        part += _RECORD.pack(digest, expires, len(rows))
        part += rows
        self.count += 1
        self.size += _RECORD.size + len(rows)

    def pages(self, fanout: int) -> Iterable[int]:
        """Numbers of the pages that have something here, in order."""
        return sorted({part * fanout // FANOUT_MAX for part in self._parts})

    def entries(self, page: int, fanout: int) -> Entries:
        """What belongs to one page."""
        width = FANOUT_MAX // fanout
        if width > len(self._parts):
            held = (self._parts[each] for each in self._parts if each // width == page)
        else:
            held = (self._parts[each] for each in range(page * width, (page + 1) * width) if each in self._parts)
        return {digest: entry for part in held for digest, entry in _records(part)}


def _records(part: bytearray) -> Iterator[tuple[bytes, Entry]]:
    at = 0
    while at < len(part):
        digest, expires, size = _RECORD.unpack_from(part, at)
        at += _RECORD.size
        yield digest, Entry(expires, bytes(part[at : at + size]))
        at += size
