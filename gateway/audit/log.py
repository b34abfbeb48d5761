"""The audit log of one gateway process. Law: who got an index has a leaf on disk; who got an error has none, or one that says not_sent.

One writer task takes whatever queued while its previous commit ran: no timer holds a lone record back, and many callers share
a commit. A caller waits at most ``wait`` seconds. What becomes of a record whose caller no longer waits:

- an intent still in the queue is dropped: it never enters the log;
- an intent already in a commit gets a completion ``not_sent`` behind it;
- denials and completions are written all the same.

After a commit that failed for good, or when another writer opened the log, nothing is accepted until the log is opened again,
and opening closes what was left open as ``unknown``.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final, Self

from gateway.audit import entry, ledger, merkle, recovery
from gateway.audit.disk import LOW_WATER, Disk
from gateway.audit.inbox import Inbox, Pending
from gateway.audit.ledger import Batch, Ledger, Row, State
from gateway.model.errors import StoreUnavailable
from gateway.model.transfer import Completion, Outcome, Transfer
from gateway.store.pool import Pool

BATCH: Final = 512
"""Leaves per commit; larger batches only add latency (measured: throughput is flat beyond)."""
QUEUE: Final = 4096
WAIT_SECONDS: Final = 2.0
COLUMN_CHARACTERS: Final = 200
"""What search columns keep of a name; a B-tree entry may not exceed 2,704 bytes, and a caller must not be able to stop the log."""


class AuditLog:
    """One log with one writer. Make it with ``open``; every method raises StoreUnavailable when the log can not be used."""

    def __init__(  # noqa: PLR0913 - what a log depends on is named, not looked up
        self, writer: Ledger, state: State, inbox: Inbox, *, now_ms: Callable[[], int], entropy: Callable[[int], bytes], disk: Disk | None
    ) -> None:
        self._ledger, self._now_ms, self._entropy = writer, now_ms, entropy
        self._inbox, self._disk = inbox, disk
        self._tree, self._last_ms = state.tree, state.last_ms
        self._open: dict[int, str] = {}  # intents without completion, by index
        self._ending: set[int] = set()  # those of them whose completion is queued
        self._fault = ""
        self._draining = False
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._run(), name="audit-writer")
        self._task.add_done_callback(self._ended)

    @classmethod
    async def open(  # noqa: PLR0913 - what a log depends on is named, not looked up
        cls,
        pool: Pool,
        *,
        log_id: str,
        origin: str,
        now_ms: Callable[[], int],
        entropy: Callable[[int], bytes],
        wait: float = WAIT_SECONDS,
        queue: int = QUEUE,
        data_dir: Path | None = None,
        low_water: int = LOW_WATER,
    ) -> Self:
        """Take a log over, check it, and close what its last writer left open.

        Args:
            pool: the store.
            log_id: which log; one per writing process.
            origin: the log's name in proofs, a URL without scheme; fixed once the log exists.
            now_ms: the clock, UTC milliseconds.
            entropy: source of random bytes for salts.
            wait: seconds a caller waits for a commit.
            queue: intents and denials that may wait at once.
            data_dir: directory on the database's file system, where that is local.
            low_water: free bytes below which no new transfer is accepted.

        Raises:
            ConfigurationError: the log does not add up, or has another origin.
            StoreUnavailable: the database does not answer.
        """
        writer, state = await ledger.take_over(pool, log_id, origin)
        left = await recovery.open_intents(pool, writer.log, state)
        disk = Disk(data_dir, low_water) if data_dir else None
        log = cls(writer, state, Inbox(limit=queue, wait=wait), now_ms=now_ms, entropy=entropy, disk=disk)
        log._open = {intent.at: intent.transfer_id for intent in left}
        try:
            await log._close_left(left)
        except BaseException:
            await log.close()
            raise
        return log

    @property
    def fault(self) -> str:
        """Why new transfers are refused, or an empty string."""
        if self._fault or self._draining:
            return self._fault or "the audit log is closed"
        if self._disk is not None and self._disk.full(self._loop.time()):
            return "the disk of the audit log is nearly full; make room"
        return ""

    @property
    def tree(self) -> merkle.Tree:
        """The tree over everything that is durable."""
        return self._tree

    async def intent(self, transfer: Transfer) -> int:
        """Record what is about to be sent. Nothing may be sent before this returns.

        Returns:
            The leaf's index; ``complete`` needs it.

        Raises:
            StoreUnavailable: it is not recorded, or will be closed as ``not_sent``: nothing may be sent.
        """
        pending = self._inbox.put(self._opening("intent", transfer))
        assert pending.future is not None  # noqa: S101 - for the type checker: what is watched has a future
        try:
            return await pending.future
        except asyncio.CancelledError:
            self._let_go(pending.future, pending.row.transfer_id)
            raise

    async def deny(self, transfer: Transfer) -> int:
        """Record a refusal. Returns the leaf's index."""
        return await _index(self._inbox.put(self._opening("denial", transfer)))

    async def complete(self, ending: Completion) -> int:
        """Record how a transfer ended. It is written even if the caller stops waiting. Returns the leaf's index.

        Raises:
            StoreUnavailable: it is not recorded yet; if it never will be, the next start records ``unknown``.
            ValueError: no such intent is open: a bug of the caller.
        """
        return await _index(self._complete(ending, watched=True))

    def end(self, ending: Completion) -> None:
        """Record how a transfer ended, without waiting until that is durable: nothing depends on it any more.

        Raises:
            StoreUnavailable: it can not be recorded; the next start records ``unknown``.
            ValueError: no such intent is open: a bug of the caller.
        """
        self._complete(ending, watched=False)

    async def close(self) -> None:
        """Write out what is queued, waiting no longer than a caller would, and stop."""
        self._draining = True
        self._inbox.close()
        try:
            await asyncio.wait({self._task}, timeout=self._inbox.wait)
        finally:
            self._task.cancel()
        await asyncio.wait({self._task})
        await self._ledger.close()

    async def stopped(self) -> BaseException | None:
        """Wait until nothing is written any more; why, or None where the log was closed."""
        await asyncio.wait({self._task})
        return None if self._task.cancelled() else self._task.exception()

    # --- taking records in

    def _opening(self, kind: str, transfer: Transfer) -> Row:
        if fault := self.fault:
            raise StoreUnavailable(fault)
        if self._inbox.full:
            raise StoreUnavailable("the audit log's queue is full; the database is slower than the traffic")
        salt = b"" if transfer.subject is None else self._entropy(entry.SALT_BYTES)
        at_ms = max(self._last_ms, transfer.at_ms)
        write = entry.intent if kind == "intent" else entry.denial
        leaf = write(transfer, salt=salt, at_ms=at_ms)
        self._last_ms = at_ms
        review = transfer.review
        tenant, vendor = column(transfer.tenant), column(review.connector)
        return Row(leaf.entry, kind, transfer.id, at_ms, tenant, vendor, review.verdict.value, None, leaf.disclosures)

    def _complete(self, ending: Completion, *, watched: bool) -> Pending:
        index = ending.intent_index
        if self._fault or (self._draining and watched):
            raise StoreUnavailable(self._fault or "the audit log is closed")
        if self._open.get(index) != ending.transfer_id or index in self._ending:
            raise ValueError(f"no intent is open at index {index} for this transfer")
        at_ms = max(self._last_ms, ending.at_ms)
        row = Row(entry.completion(ending, at_ms=at_ms), "completion", ending.transfer_id, at_ms, intent_index=index)
        self._last_ms = at_ms
        self._ending.add(index)
        return self._inbox.put(row, watched=watched)

    def _let_go(self, future: asyncio.Future[int], transfer_id: str) -> None:
        """The caller was cancelled: an index it will never see must not stay open."""
        if future.done() and not future.cancelled() and future.exception() is None:
            self._close_unsent(future.result(), transfer_id)

    def _close_unsent(self, index: int, transfer_id: str) -> None:
        if not self._fault:  # otherwise opening the log again closes it
            unsent = Completion(
                transfer_id=transfer_id,
                intent_index=index,
                at_ms=self._now_ms(),
                outcome=Outcome.NOT_SENT,
                reason="record_unavailable",
            )
            self._complete(unsent, watched=False)

    async def _close_left(self, left: list[recovery.Open]) -> None:
        at_ms = self._now_ms()
        endings = [
            Completion(transfer_id=one.transfer_id, intent_index=one.at, at_ms=at_ms, outcome=Outcome.UNKNOWN, reason="restart")
            for one in left
        ]
        for pending in [self._complete(ending, watched=True) for ending in endings]:
            await _index(pending)

    # --- the writer

    async def _run(self) -> None:
        while await self._inbox.arrived():
            if batch := self._inbox.take(BATCH):
                await self._write(batch)

    async def _write(self, batch: list[Pending]) -> None:
        before, rows = self._tree, [pending.row for pending in batch]
        for index, row in enumerate(rows, before.size):
            self._track(index, row)
        hashes = [merkle.leaf_hash(row.entry) for row in rows]
        after, nodes = merkle.append(before, hashes)
        await self._ledger.commit(Batch(before, after, rows, hashes, nodes, next(iter(self._open), after.size)))
        self._tree = after
        for index, pending in enumerate(batch, before.size):
            self._settle(index, pending)

    def _track(self, index: int, row: Row) -> None:
        if row.kind == "intent":
            self._open[index] = row.transfer_id
        elif row.intent_index is not None:
            del self._open[row.intent_index]
            self._ending.discard(row.intent_index)

    def _settle(self, index: int, pending: Pending) -> None:
        if pending.abandoned:
            self._close_unsent(index, pending.row.transfer_id)
        pending.settle(index)

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        self._fault = ledger.explain(error) if error else "the audit log is closed"
        self._inbox.refuse(self._fault)


async def _index(pending: Pending) -> int:
    assert pending.future is not None  # noqa: S101 - for the type checker: what is watched has a future
    return await pending.future


def column(value: str) -> str:
    """A name as the search columns keep it."""
    return entry.text(value)[:COLUMN_CHARACTERS]
