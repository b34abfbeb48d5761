"""What the audit tests share: transfers to record, a log to record them in, and a wire that can be cut."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from gateway.audit.log import AuditLog
from gateway.model.decision import Action, Finding, Review, Verdict
from gateway.model.transfer import Completion, Outcome, Transfer
from gateway.store.pool import Pool, open_pool

NOW_MS = 1_790_000_000_000


def _review(**changes: Any) -> Review:
    usual = {
        "verdict": Verdict.REDACT,
        "connector": "segment",
        "operation": "batch",
        "policies": ("permit.analytics", "forbid.projects"),
        "leaving": frozenset({"system.operations", "user.behavior"}),
        "stopped": frozenset({"integro.project"}),
        "origins": frozenset({"integro"}),
        "findings": (Finding(("body", "batch", 0, "properties"), "integro.project", "integro", "term", Action.MASKED),),
    }
    return Review(**usual | changes)


def _transfer(name: str, **changes: Any) -> Transfer:
    usual = {
        "id": name,
        "at_ms": NOW_MS,
        "review": _review(**changes.pop("review", {})),
        "policy_hash": "ab" * 32,
        "tenant": "acme",
        "caller": "erp",
        "purpose": "analytics",
        "host": "api.segment.io",
        "method": "POST",
        "region": "US",
        "mechanism": "dpf",
        "bytes_in": 500,
        "bytes_out": 480,
    }
    return Transfer(**usual | changes)


@pytest.fixture
def transfer() -> Callable[..., Transfer]:
    """Makes transfers; what a test does not care about is filled in."""
    numbers = itertools.count()
    return lambda name=None, **changes: _transfer(name or f"t{next(numbers)}", **changes)


@pytest.fixture
def ending() -> Callable[..., Completion]:
    """Makes completions of a transfer."""

    def make(transfer: Transfer, index: int, **changes: Any) -> Completion:
        usual = {"transfer_id": transfer.id, "intent_index": index, "at_ms": NOW_MS, "outcome": Outcome.SUCCESS, "status": 200}
        return Completion(**usual | changes)

    return make


@pytest.fixture
async def open_log(pool: Pool) -> AsyncIterator[Callable[..., Any]]:
    """Opens logs and closes them after the test."""
    opened: list[AuditLog] = []

    async def make(log_id: str = "r1", *, via: Pool | None = None, **settings: Any) -> AuditLog:
        usual = {"origin": f"audit.example.test/{log_id}", "now_ms": lambda: NOW_MS, "entropy": lambda count: b"s" * count}
        opened.append(await AuditLog.open(via or pool, log_id=log_id, **usual | settings))
        return opened[-1]

    yield make
    for log in opened:
        await log.close()


@pytest.fixture
def leaves(pool: Pool) -> Callable[[], Any]:
    """Reads what stands in the store: (kind, transfer id, outcome) per leaf."""

    async def read() -> list[tuple[str, str, str]]:
        rows = await pool.fetch(
            "SELECT kind, transfer_id, convert_from(entry, 'UTF8')::json->>'outcome' AS outcome FROM log_leaf ORDER BY log, idx"
        )
        return [(row["kind"], row["transfer_id"], row["outcome"] or "") for row in rows]

    return read


@dataclass
class Wire:
    """A database connection's wire. ``hold`` keeps what the client says from the server; ``mute`` lets it through and cuts the answer."""

    target: Path
    flows: asyncio.Event = field(default_factory=asyncio.Event)
    held: asyncio.Event = field(default_factory=asyncio.Event)
    muted: bool = False
    cuts: int = 0
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def hold(self) -> None:
        self.flows.clear()
        self.held.clear()

    def release(self) -> None:
        self.flows.set()

    async def serve(self, client_reads: asyncio.StreamReader, client_writes: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        server_reads, server_writes = await asyncio.open_unix_connection(self.target)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._forth(client_reads, server_writes))
                group.create_task(self._back(server_reads, client_writes))
        except* (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            client_writes.close()
            server_writes.close()

    async def _forth(self, reads: asyncio.StreamReader, writes: asyncio.StreamWriter) -> None:
        while said := await reads.read(65536):
            if not self.flows.is_set():
                self.held.set()
            await self.flows.wait()
            writes.write(said)
        raise ConnectionError

    async def _back(self, reads: asyncio.StreamReader, writes: asyncio.StreamWriter) -> None:
        while said := await reads.read(65536):
            if self.muted:
                self.muted, self.cuts = False, self.cuts + 1
                break
            writes.write(said)
        raise ConnectionError


@pytest.fixture
async def wire(dsn: str, tmp_path: Path) -> AsyncIterator[tuple[Wire, Pool]]:
    """A wire to the database and connections that run over it."""
    directory = dsn.partition("host=")[2].partition("&")[0].replace("%2F", "/")
    line = Wire(Path(directory) / ".s.PGSQL.5432")
    line.release()
    server = await asyncio.start_unix_server(line.serve, tmp_path / ".s.PGSQL.5432")
    pool = await open_pool(dsn.replace(directory.replace("/", "%2F"), str(tmp_path).replace("/", "%2F")), size=2, wait=1.0)
    yield line, pool
    line.release()
    await pool.close()
    server.close()
    for task in list(line.tasks):
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
