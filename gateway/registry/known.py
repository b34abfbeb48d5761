"""One tenant's texts as far as this process has read them. Law: a generation and the changes after it, in the order of their versions."""

from collections.abc import Sequence
from typing import Final

from gateway.detect.index.form import ROW
from gateway.detect.index.keys import Secrets
from gateway.detect.index.table import KeyTable
from gateway.detect.index.terms import TermIndex
from gateway.detect.index.tiers import DEFAULT, Tiers
from gateway.registry.indexing import Indexing
from gateway.registry.shelf import Change, State

LITTLE: Final = 16
"""Changes of this part of a table's keys do not make it worth building anew."""


class Known:
    """What a tenant is scanned with.

    Attributes:
        index: see ``detect.index``.
        state: every change up to its version is in the index.
        base: version of the generation under it.
        since: when it was read, monotonic seconds.
        delta: rows that went and came since.
    """

    __slots__ = ("_keys", "base", "delta", "index", "since", "state")

    def __init__(self, secrets: Secrets, generation: KeyTable | None, since: float, tiers: Tiers = DEFAULT) -> None:
        self.index = TermIndex(secrets, () if generation is None else (generation,), tiers)
        self.base = 0 if generation is None else generation.mark
        self._keys = 0 if generation is None else generation.keys
        self.state = State(version=self.base)
        self.since, self.delta = since, 0

    @property
    def version(self) -> int:
        """Every change up to it is in the index."""
        return self.state.version

    def is_due(self, indexing: Indexing, now: float) -> bool:
        """Say whether its changes ought to be merged: a large table is not built anew for what is little beside it.

        Args:
            indexing: the bounds.
            now: monotonic seconds.
        """
        rows = max(indexing.merge_rows, self._keys // LITTLE)
        changes = self.version - self.base
        return self.delta > rows or changes > indexing.merge_changes or now - self.since > indexing.merge_seconds

    def advance(self, state: State, changes: Sequence[Change]) -> None:
        """Bring changes into the index.

        Args:
            state: how far they lead.
            changes: all that lie between.
        """
        for change in changes:
            self.index.put(str(change.version), change.added, change.removed)
            self.delta += (len(change.removed) + len(change.added)) // ROW.size
        self.state = state
