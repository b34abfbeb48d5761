"""Room for the log. Law: new transfers stop while there is still room to record how the running ones end."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

LOW_WATER: Final = 256 * 2**20
"""Free bytes below which no new transfer starts: room for PostgreSQL's next WAL segments (16 MB each) and a checkpoint."""
_LOOK_SECONDS: Final = 1.0


@dataclass(slots=True)
class Disk:
    """The file system the log's database lies on.

    Attributes:
        path: any path on it.
        low_water: free bytes below which it counts as full.
    """

    path: Path
    low_water: int = LOW_WATER
    _looked: float = field(default=float("-inf"), repr=False)
    _full: bool = field(default=False, repr=False)

    def full(self, now: float) -> bool:
        """Say whether it is full, looking at most once a second. ``now`` is monotonic seconds. A path that is gone counts as full."""
        if now - self._looked >= _LOOK_SECONDS:
            self._looked, self._full = now, self._free() < self.low_water
        return self._full

    def _free(self) -> int:
        try:
            found = os.statvfs(self.path)
        except OSError:
            return 0
        return found.f_bavail * found.f_frsize
