"""What changed since the tables were built. Law: a change counts as soon as it is made, and any number of times only once.

Each key has the number of texts that gave it since, less those that no longer do; with the numbers of the tables that says whether any
text still gives it. The kernel asks a small table of fingerprints that is never full: a key is put into a free slot where it stands, so a
scan in another thread sees the table before or after, and a key that is gone stays as a fingerprint until the table grows.
"""

import struct
from collections.abc import Mapping
from typing import Final

from gateway.detect import kernel
from gateway.detect.index.form import ROW, Label, is_trivial
from gateway.detect.kernel.form import ONLY_WHOLE
from gateway.detect.kernel.table import HEADER, SLOTS, places

SMALLEST: Final = 64
"""Buckets of an empty table."""

_FINGERPRINT: Final = struct.Struct("<H")
_PAYLOAD: Final = struct.Struct("<I")
_NOWHERE: Final = (0, 256)
_NONE: Final[Mapping[Label, int]] = {}


class Delta:
    """Changes of one tenant's texts, in memory. ``len()`` is the number of texts that were put and not dropped.

    Attributes:
        view: what the kernel probes. Another one after any change.
    """

    __slots__ = ("_gone", "_held", "_net", "_placed", "_table", "view")

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}
        self._gone: dict[str, bytes] = {}
        self._net: dict[int, dict[Label, int]] = {}
        self._placed: dict[int, tuple[int, int]] = {}
        self._grow()

    def __len__(self) -> int:
        return len(self._held)

    @property
    def keys(self) -> int:
        """Number of keys it holds an opinion on: when that is large, build a table."""
        return len(self._net)

    @property
    def views(self) -> tuple[kernel.Table, ...]:
        """What the kernel is to probe: nothing while nothing has changed, because a probe costs the same for an empty table."""
        return (self.view,) if self._placed else ()

    def put(self, text_id: str, rows: bytes, in_tables: bytes = b"") -> None:
        """Make these the rows of a text.

        Args:
            text_id: unique for the tenant.
            rows: all rows of the text.
            in_tables: those it has in the tables, if it is there. Only heeded when the text changes for the first time.
        """
        before = self._held.get(text_id, b"")
        self._held[text_id] = rows
        self._count(rows, 1)
        self._count(before, -1)
        self._leave_tables(text_id, in_tables)

    def drop(self, text_id: str, in_tables: bytes = b"") -> None:
        """Forget a text; an unknown one is no fault. Arguments as for ``put``."""
        self._count(self._held.pop(text_id, b""), -1)
        self._leave_tables(text_id, in_tables)

    def net(self, digest: int) -> Mapping[Label, int]:
        """How many texts more than in the tables give a key, for each label; may be negative."""
        return self._net.get(digest, _NONE)

    def _leave_tables(self, text_id: str, in_tables: bytes) -> None:
        if in_tables and text_id not in self._gone:
            self._gone[text_id] = in_tables
            self._count(in_tables, -1)

    def _count(self, rows: bytes, step: int) -> None:
        for value, digest, *numbers in ROW.iter_unpack(rows):
            label = Label(*numbers)
            net = self._net.setdefault(digest, {})
            net[label] = net.get(label, 0) + step
            if not net[label]:
                self._clear(digest, net, label)
            elif step > 0:
                self._ask_for(digest, value, ONLY_WHOLE if is_trivial(label) else 0)

    def _clear(self, digest: int, net: dict[Label, int], label: Label) -> None:
        del net[label]
        if not net:
            del self._net[digest]

    def _ask_for(self, digest: int, value: int, payload: int) -> None:
        """See to it that the kernel asks for a key: as a whole leaf, or anywhere."""
        if self._placed.get(digest, _NOWHERE)[1] <= payload:
            return
        self._placed[digest] = value, payload
        if len(self._placed) > self._buckets * SLOTS // 2 or not self._put_into(value, payload):
            self._grow()

    @property
    def _buckets(self) -> int:
        return (len(self._table) - HEADER) // (SLOTS * 6)

    def _put_into(self, value: int, payload: int) -> bool:
        """Write a fingerprint into a free slot, if there is one: half of them are. What is read first is written last."""
        fingerprint, *buckets = places(value, self._buckets)
        for slot in (bucket * SLOTS + number for bucket in buckets for number in range(SLOTS)):
            place = HEADER + slot * 2
            if self._table[place : place + 2] == b"\0\0":
                _PAYLOAD.pack_into(self._table, HEADER + self._buckets * SLOTS * 2 + slot * 4, payload)
                _FINGERPRINT.pack_into(self._table, place, fingerprint)
                return True
        return False

    def _grow(self) -> None:
        """Build the table anew, a quarter full, of what is still there."""
        self._placed = {digest: placed for digest, placed in self._placed.items() if digest in self._net}
        hashes = b"".join(value.to_bytes(8, "little") for value, _ in self._placed.values())
        payloads = b"".join(payload.to_bytes(4, "little") for _, payload in self._placed.values())
        buckets = max(SMALLEST, len(self._placed))
        while (table := kernel.build_table(hashes, payloads, buckets)) is None:
            buckets *= 2
        self._table, self.view = table, kernel.check(table)
