"""How the tenants' indexes are kept. Law: numbers with a reason; the settings may say others."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gateway.detect.index.tiers import DEFAULT, Tiers


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexing:
    """How the tenants' indexes are kept. Changes are merged into a new table as soon as any of the three ``merge`` bounds is reached.

    Attributes:
        folder: where tables lie, for all processes of this machine; None keeps them in memory.
        ttl: seconds what came from a vendor is kept.
        open_max: indexes in memory at once; the one that was not used for longest goes.
        merge_rows: rows that came and went since the last table: each takes some 300 bytes of memory in every process.
        merge_changes: versions since the last table: each is a row to read for a process that starts.
        merge_seconds: age of the table, where anything has changed or ended since.
        tiers: how much a find must tell to count.
    """

    folder: Path | None = None
    ttl: float = 30 * 86_400.0
    open_max: int = 512
    merge_rows: int = 4_000
    merge_changes: int = 500
    merge_seconds: float = 900.0
    tiers: Tiers = DEFAULT


IN_MEMORY: Final = Indexing()
