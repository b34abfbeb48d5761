"""What becomes of pages when texts are registered, replaced and forgotten. Law: pure; what is new and what has gone is told exactly.

Pages are redone some at a time, in order. Where the shelf grows, a page becomes several; where nothing changes in a page, it stays.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from gateway.registry.pages import NEVER, Entries, Entry, Heap, first_end, pack, page_of, unpack

CHANGE_BYTES: Final = 131_072
"""Rows a change may always hold to be kept by itself. Readers put them into their index one by one, at some 3 us each; with more they do
better to build it anew, at 0.3 us for each row there is."""
CHANGE_SHARE: Final = 64
"""Of a large shelf a change may hold this part: building anew costs more the more there is."""
_HEAD: Final = struct.Struct("<I")


class Page(NamedTuple):
    """A page that has to be written; an empty one only has to go.

    Attributes:
        number: its place among the new pages.
        plain: what it holds; empty where nothing is left.
        expires: when its first entry ends.
    """

    number: int
    plain: bytes
    expires: int


@dataclass(slots=True, kw_only=True)
class Redo:
    """One change of a shelf, and what came of it so far.

    Attributes:
        old, new: number of pages before and after.
        heap: what is registered.
        gone: digests of what is forgotten.
        replace: what is not in the heap is forgotten.
        now: UTC seconds; what has ended is forgotten, too.
        most: bytes of rows that a change holds.
        fresh: UTC seconds; what is registered again as it was and ends later stays as it is, so that what is read from a vendor every
            minute is not written every minute.
        entries, size: how many more entries and bytes there are than before.
        removed, added: rows that went and came; meaningless once ``large``.
        large: more went and came than a change holds.
        forgotten: how many texts are there no more.
        written: a page had to be written.
    """

    old: int
    new: int
    heap: Heap
    gone: frozenset[bytes] = frozenset()
    replace: bool = False
    now: int = 0
    most: int = CHANGE_BYTES
    fresh: int = NEVER
    entries: int = 0
    size: int = 0
    removed: bytearray = field(default_factory=bytearray, repr=False)
    added: bytearray = field(default_factory=bytearray, repr=False)
    large: bool = False
    forgotten: int = 0
    written: bool = False

    @property
    def all_pages(self) -> bool:
        """Every old page has to be looked at."""
        return self.replace or self.new != self.old

    def old_pages(self, stored: Sequence[int]) -> list[int]:
        """Numbers of the old pages to look at.

        Args:
            stored: of all old pages there are, where ``all_pages``; else of those with entries that have ended.
        """
        return sorted({*stored, *self.heap.pages(self.old), *(page_of(digest, self.old) for digest in self.gone)})

    def page(self, number: int, plain: bytes | None) -> list[Page]:
        """Redo one old page.

        Args:
            number: the old page's.
            plain: what it holds; None where there is none.
        """
        pages = self._filled(number) if plain is None else self._changed(number, plain)
        self.written = self.written or bool(pages)
        return pages

    def _filled(self, number: int) -> list[Page]:
        """Where nothing was before, all is as it came."""
        wide = self.new // self.old
        pages = []
        for part in range(number * wide, (number + 1) * wide):
            if held := self.heap.entries(part, self.new):
                self._tell({}, held)
                self.entries += len(held)
                pages.append(_written(part, held))
        self.size += sum(len(page.plain) for page in pages)
        return pages

    def _changed(self, number: int, plain: bytes) -> list[Page]:
        before = unpack(plain)
        after = self._after(number, before)
        self._tell(before, after)
        if self.new == self.old and before == after:
            return []
        pages = [_written(part, held) for part, held in self._parted(number, after).items()]
        self.entries += len(after) - len(before)
        self.forgotten += len(before.keys() - after.keys())
        self.size += sum(len(page.plain) for page in pages) - len(plain)
        return pages

    def _after(self, number: int, before: Entries) -> Entries:
        kept = {} if self.replace else {each: entry for each, entry in before.items() if entry.expires > self.now and each not in self.gone}
        fresh = {each: entry for each, entry in self.heap.entries(number, self.old).items() if not self._stays(before.get(each), entry)}
        return kept | fresh

    def _stays(self, before: Entry | None, entry: Entry) -> bool:
        return before is not None and not self.replace and before.rows == entry.rows and before.expires > self.fresh

    def _tell(self, before: Entries, after: Entries) -> None:
        if self.large:
            return
        if not before:
            self.added += b"".join(entry.rows for entry in after.values())
            after = {}
        for each, entry in before.items():
            if each not in after or after[each].rows != entry.rows:
                self.removed += entry.rows
        for each, entry in after.items():
            if each not in before or before[each].rows != entry.rows:
                self.added += entry.rows
        self.large = len(self.removed) + len(self.added) > self.most

    def _parted(self, number: int, after: Entries) -> Mapping[int, Entries]:
        wide = self.new // self.old
        parts: dict[int, Entries] = {number * wide + part: {} for part in range(wide)}
        for each, entry in after.items():
            parts[page_of(each, self.new)][each] = entry
        return parts

    @property
    def change(self) -> bytes:
        """What went and came, for ``read_change``."""
        return b"".join((_HEAD.pack(len(self.removed)), self.removed, self.added))


def read_change(change: bytes) -> tuple[bytes, bytes]:
    """What went, and what came."""
    split = _HEAD.size + int(_HEAD.unpack_from(change)[0])
    return change[_HEAD.size : split], change[split:]


def _written(number: int, held: Entries) -> Page:
    if not held:
        return Page(number, b"", NEVER)
    plain = pack(held)
    return Page(number, plain, first_end(plain))
