"""One log's rows in PostgreSQL, as its only writer sees them. Law: leaves and state change in one statement, fenced by epoch and size.

Every commit is conditional on the state it was computed from. So after a lost connection, when nobody knows whether the commit
took effect, the identical statement is simply sent again: it takes effect now, or it changes nothing and the state read back
is the one it was to produce, which proves that the first attempt did. Any other state means another writer took over.
"""

import asyncio
import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import asyncpg

from gateway.audit.entry import Disclosure
from gateway.audit.merkle import HASH_BYTES, Node, Tree, root
from gateway.model.errors import ConfigurationError, StoreUnavailable
from gateway.store.pool import Pool, kind

_TAKE_OVER: Final = """
INSERT INTO log_state AS s (log_id, origin, epoch, size, root, stack, open_low, last_ms) VALUES ($1, $2, 1, 0, $3, '', 0, 0)
ON CONFLICT (log_id) DO UPDATE SET epoch = s.epoch + 1
RETURNING log, origin, epoch, size, root, stack, open_low, last_ms
"""

_COMMIT: Final = """
WITH fenced AS (
    UPDATE log_state SET size = $4, root = $5, stack = $6, open_low = $7, last_ms = $8
    WHERE log = $1 AND epoch = $2 AND size = $3 RETURNING log
), said AS (
    INSERT INTO disclosure (log, idx, field, salt, value)
    SELECT f.log, d.* FROM fenced f, unnest($18::bigint[], $19::text[], $20::bytea[], $21::bytea[]) AS d
), leaves AS (
    INSERT INTO log_leaf (log, idx, hash, entry, kind, transfer_id, at_ms, tenant, vendor, decision, intent_idx)
    SELECT f.log, $3 + l.n - 1, l.hash, l.entry, l.kind, l.transfer_id, l.at_ms, l.tenant, l.vendor, coalesce(l.decision, ''), l.intent_idx
    FROM fenced f, unnest($9::bytea[], $10::bytea[], string_to_array($11, E'\n'), string_to_array($12, E'\n'),
        string_to_array($13, E'\n')::bigint[], $14::text[], $15::text[], string_to_array($16, E'\n', ''),
        string_to_array($17, E'\n', '')::bigint[])
        WITH ORDINALITY AS l (hash, entry, kind, transfer_id, at_ms, tenant, vendor, decision, intent_idx, n)
), nodes AS (
    INSERT INTO log_node (log, level, n, hash)
    SELECT f.log, t.* FROM fenced f, unnest($22::smallint[], $23::bigint[], $24::bytea[]) AS t
)
SELECT count(*) FROM fenced
"""

_STATE: Final = "SELECT epoch, size, root FROM log_state WHERE log = $1 FOR UPDATE"
"""FOR UPDATE waits for an earlier attempt of ours that a server process may still be working on."""

_PASSING: Final = (
    asyncpg.PostgresConnectionError,  # class 08
    asyncpg.InterfaceError,  # "connection is closed"
    asyncpg.InternalClientError,  # what a connection cut in mid-message may look like to the driver
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.InsufficientResourcesError,  # class 53, disk full among them: rolled back, may pass when there is room again
    StoreUnavailable,  # no new connection yet
    OSError,
    TimeoutError,
)
"""After these the same commit is sent again. Anything else the server says is final."""

_RETRY_SECONDS: Final = (0.02, 0.1, 0.5, 1.0)


class Fenced(StoreUnavailable):
    """Another writer opened this log: this one may never write again."""


class Row(NamedTuple):
    """A leaf and the columns copied from it."""

    entry: bytes
    kind: str
    transfer_id: str
    at_ms: int
    tenant: str = ""
    vendor: str = ""
    decision: str = ""
    intent_index: int | None = None
    disclosures: tuple[Disclosure, ...] = ()


class State(NamedTuple):
    """A log as its state row describes it."""

    epoch: int
    tree: Tree
    root: bytes
    open_low: int
    last_ms: int


class Batch(NamedTuple):
    """Leaves that become durable together.

    Attributes:
        before, after: the tree without and with them.
        rows: the leaves.
        hashes: their leaf hashes.
        nodes: tree nodes that became complete.
        open_low: no intent below this index is open after them.
    """

    before: Tree
    after: Tree
    rows: Sequence[Row]
    hashes: Sequence[bytes]
    nodes: Sequence[Node]
    open_low: int


@dataclass(slots=True)
class Ledger:
    """The writer's connection to one log. Not for concurrent use.

    Attributes:
        log: the log's number.
        epoch: this writer's; a higher one in the store fences it.
    """

    pool: Pool
    log: int
    epoch: int
    _connection: "asyncpg.Connection[asyncpg.Record] | None" = field(default=None, repr=False)

    async def commit(self, batch: Batch) -> None:
        """Write a batch durably; waits as long as the database is away.

        Raises:
            Fenced: another writer took over.
            asyncpg.PostgresError: the server refuses the commit.
        """
        new_root = root(batch.after.stack)
        arguments = (self.log, self.epoch, *_arguments(batch, new_root))
        attempt = 0
        while True:
            try:
                if await self._attempt(arguments, batch.after.size, new_root):
                    return
            except _PASSING:
                self.disconnect()
                await asyncio.sleep(_RETRY_SECONDS[min(attempt, len(_RETRY_SECONDS) - 1)])
                attempt += 1
            else:
                raise Fenced("another writer has opened this audit log; give every gateway process a log of its own")

    async def _attempt(self, arguments: Sequence[Any], size: int, new_root: bytes) -> bool:
        """Send the commit; True when it, or an earlier attempt at the same, has taken effect."""
        if self._connection is None:
            self._connection = await self.pool.dedicated()
        if await self._connection.fetchval(_COMMIT, *arguments):
            return True
        found = await self._connection.fetchrow(_STATE, self.log)
        return found is not None and tuple(found) == (self.epoch, size, new_root)

    def disconnect(self) -> None:
        """Cut the connection, whatever state it is in."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def close(self) -> None:
        """Close the connection in good order."""
        if self._connection is not None:
            with contextlib.suppress(*_PASSING):
                await self._connection.close(timeout=self.pool.wait)
        self.disconnect()


async def take_over(pool: Pool, log_id: str, origin: str) -> tuple[Ledger, State]:
    """Become the only writer of a log, making it where it is new. From here on an older writer's commits change nothing.

    Raises:
        ConfigurationError: the log has another origin.
        StoreUnavailable: the database does not answer.
    """
    found = await pool.fetchrow(_TAKE_OVER, log_id, origin, root(()))
    assert found is not None  # noqa: S101 - RETURNING after an upsert has one row
    if found["origin"] != origin:
        raise ConfigurationError(
            f"audit log {log_id!r} is kept under the origin {found['origin']!r}, not {origin!r}",
            todo="Keep the origin it was started with, or start a new log under another id.",
        )
    stack = found["stack"]
    tree = Tree(found["size"], tuple(stack[at : at + HASH_BYTES] for at in range(0, len(stack), HASH_BYTES)))
    return Ledger(pool, found["log"], found["epoch"]), State(found["epoch"], tree, found["root"], found["open_low"], found["last_ms"])


def explain(error: BaseException) -> str:
    """Say why a log can not go on, without values."""
    return str(error) if isinstance(error, Fenced) else f"the audit log stopped: its last commit failed ({kind(error)})"


def _arguments(batch: Batch, new_root: bytes) -> tuple[Any, ...]:
    before, after = batch.before, batch.after
    entries, kinds, ids, times, tenants, vendors, decisions, intents, _ = zip(*batch.rows, strict=True)
    columns = (entries, _joined(kinds), _joined(ids), _joined(times), tenants, vendors, _joined(decisions), _joined(intents))
    said = [(index, *disclosure) for index, row in enumerate(batch.rows, before.size) for disclosure in row.disclosures]
    state = (before.size, after.size, new_root, b"".join(after.stack), batch.open_low, batch.rows[-1].at_ms)
    return (*state, batch.hashes, *columns, *_columns(said, 4), *_columns(batch.nodes, 3))


def _joined(values: Iterable[object]) -> str:
    """A column of words, ids or numbers as one text: the driver takes three times as long over an array. None is written as nothing."""
    return "\n".join(["" if value is None else str(value) for value in values])


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[Sequence[Any]]:
    return list(zip(*rows, strict=True)) if rows else [[]] * width
