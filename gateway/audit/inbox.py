"""Leaves on their way into the log, and who waits for them. Law: the order of arrival is the order in the log; waiting is bounded.

Nothing is awaited per leaf but one future: a single timer watches over all of them.
"""

import asyncio
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from gateway.audit.ledger import Row
from gateway.model.errors import StoreUnavailable

_WATCH_SECONDS: Final = 0.05
"""How exactly the bound on waiting is kept, so that a long queue is not walked through too often."""


@dataclass(slots=True, eq=False)
class Pending:
    """A leaf on its way in. ``future`` is None where nobody waits: for completions the log adds itself."""

    row: Row
    since: float
    future: asyncio.Future[int] | None

    @property
    def waiting(self) -> bool:
        """Somebody still waits for it."""
        return self.future is not None and not self.future.done()

    @property
    def abandoned(self) -> bool:
        """An intent nobody will act on any more."""
        return self.row.kind == "intent" and not self.waiting

    def settle(self, index: int) -> None:
        """It is durable at this index."""
        if self.future is not None and not self.future.done():
            self.future.set_result(index)

    def fail(self, why: str) -> None:
        """It is not durable, or not soon enough."""
        if self.future is not None and not self.future.done():
            self.future.set_exception(StoreUnavailable(why))


class Inbox:
    """A queue with one reader.

    Args:
        limit: how many may queue before ``full`` says so.
        wait: seconds somebody waits before being told that the record is not durable.
    """

    def __init__(self, *, limit: int, wait: float) -> None:
        self.wait = wait
        self._limit = limit
        self._queue: deque[Pending] = deque()
        self._taken: list[Pending] = []
        self._arrived = asyncio.Event()
        self._closed = False
        self._timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()

    @property
    def full(self) -> bool:
        """No more intents or denials should be put. Completions always may: there is at most one for each open intent."""
        return len(self._queue) >= self._limit

    def put(self, row: Row, *, watched: bool = True) -> Pending:
        """Queue a leaf; ``watched`` says that somebody will await its future."""
        pending = Pending(row, self._loop.time(), self._loop.create_future() if watched else None)
        self._queue.append(pending)
        self._arrived.set()
        if self._timer is None:
            self._timer = self._loop.call_at(pending.since + self.wait, self._expire)
        return pending

    async def arrived(self) -> bool:
        """Wait for work. False when the inbox is closed and everything was taken."""
        self._taken = []
        while not self._queue:
            if self._closed:
                return False
            self._arrived.clear()
            await self._arrived.wait()
        return True

    def take(self, most: int) -> list[Pending]:
        """Take the oldest leaves; intents nobody waits for are dropped. The bound on waiting still runs for what was taken."""
        while self._queue and len(self._taken) < most:
            pending = self._queue.popleft()
            if not pending.abandoned:
                self._taken.append(pending)
        return self._taken

    def close(self) -> None:
        """Let the reader finish."""
        self._closed = True
        self._arrived.set()

    def refuse(self, why: str) -> None:
        """Fail everything that is queued or taken; nothing will be read any more."""
        for pending in self._all():
            pending.fail(why)
        self._taken, self._queue = [], deque()
        if self._timer is not None:
            self._timer.cancel()

    def _expire(self) -> None:
        now = self._loop.time()
        for pending in self._all():
            if pending.since + self.wait > now:
                break
            pending.fail(f"the record was not durable within {self.wait:g} s; look at the database")
        self._queue = deque(pending for pending in self._queue if not pending.abandoned)
        oldest = next((pending.since for pending in self._all() if pending.waiting), None)
        self._timer = None if oldest is None else self._loop.call_at(max(oldest + self.wait, now + _WATCH_SECONDS), self._expire)

    def _all(self) -> Iterator[Pending]:
        return chain(self._taken, self._queue)
