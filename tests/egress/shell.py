"""The handler with everything around it that waits or leaves made of fakes. Law: what happened, and in which order, stands in one list."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import orjson

from gateway.egress.body import Budget, Limits
from gateway.egress.handler import admit, handle
from gateway.egress.listener import Listener
from gateway.egress.rate import Buckets
from gateway.egress.upstream import Answer
from gateway.egress.works import Works
from gateway.model.category import Purpose
from gateway.model.connector import Connector
from gateway.model.decision import TermScanner
from gateway.model.request import Request
from gateway.model.transfer import Completion, Transfer
from gateway.pipeline.rulebook import build_rulebook
from gateway.registry.keys import digest_key
from gateway.registry.snapshot import Authorisation, Caller, Integration, Role, Snapshot, Tenant
from gateway.telemetry import make_metrics
from tests.pipeline.vendor import CONNECTOR, EMAILS, TERMS, PlainPolicy

SECRET = b"s" * 32
NOW_MS = 1_790_000_000_000
MANY = replace(CONNECTOR, name="many", hosts={"many.vendor.test": "US"}, purposes=(Purpose.ANALYTICS, Purpose.MARKETING))
CONNECTORS: tuple[Connector, ...] = (CONNECTOR, MANY)
_EGRESS = frozenset({Role.EGRESS})
_TWO = frozenset({Purpose.ANALYTICS, Purpose.MARKETING})
CALLERS = {
    "key-erp": Caller(name="erp", tenants=frozenset({"acme"}), purposes=frozenset({Purpose.ANALYTICS}), roles=_EGRESS),
    "key-both": Caller(name="both", tenants=frozenset({"acme", "beta"}), purposes=_TWO, roles=_EGRESS),
    "key-two": Caller(name="two", tenants=frozenset({"acme"}), purposes=_TWO, roles=_EGRESS),
    "key-auditor": Caller(name="auditor", tenants=frozenset({"acme"}), purposes=_TWO, roles=frozenset({Role.AUDITOR})),
}
SNAPSHOT = Snapshot(
    epoch=1,
    digests={digest_key(key, SECRET): (digest_key(key, SECRET), caller) for key, caller in CALLERS.items()},
    tenants={
        "acme": Tenant(name="acme", region="IE", consents=frozenset(Purpose)),
        "beta": Tenant(name="beta", region="FR", consents=frozenset(Purpose)),
    },
    integrations={("acme", "*"): Integration(tenant="acme", connector="*"), ("beta", "*"): Integration(tenant="beta", connector="*")},
    authorisations={
        ("acme", "vendor", "sync"): (
            Authorisation(tenant="acme", connector="vendor", feature="sync", categories=frozenset({"integro.task"}), reference="CASE-1"),
        )
    },
    secret=SECRET,
)


@dataclass
class FakeRegistry:
    """One state, and a detector; ``crash`` is what asking for the detector raises."""

    snapshot: Snapshot = SNAPSHOT
    terms: TermScanner = TERMS
    crash: Exception | None = None

    async def scanner(self, tenant: str) -> TermScanner:
        assert tenant in self.snapshot.tenants
        if self.crash:
            raise self.crash
        return self.terms

    def pseudonym_key(self, tenant: str) -> bytes:
        return tenant.encode().ljust(32, b"k")


@dataclass
class FakeLog:
    """A log that keeps what it is told; ``crash`` is what it raises by kind of entry."""

    happened: list[tuple[str, Any]]
    crash: dict[str, Exception] = field(default_factory=dict)

    async def intent(self, transfer: Transfer) -> int:
        return self._keep("intent", transfer)

    async def deny(self, transfer: Transfer) -> int:
        return self._keep("denial", transfer)

    def end(self, ending: Completion) -> None:
        self._keep("completion", ending)

    def _keep(self, kind: str, what: Transfer | Completion) -> int:
        if kind in self.crash:
            raise self.crash[kind]
        self.happened.append((kind, what))
        return len(self.happened) - 1


@dataclass
class FakeUpstream:
    """A vendor that answers with pieces; an exception among them is raised in its place, an event is waited for."""

    happened: list[tuple[str, Any]]
    pieces: list[bytes | Exception | asyncio.Event] = field(default_factory=lambda: [b"{}"])
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    crash: Exception | asyncio.Event | None = None

    @asynccontextmanager
    async def send(self, request: Request) -> AsyncIterator[Answer]:
        self.happened.append(("sent", request))
        await _raised_or_awaited(self.crash)
        yield Answer(self.status, "Fine", self.headers, self._chunks())
        self.happened.append(("let go", request))

    async def _chunks(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            if isinstance(piece, bytes):
                yield piece
            else:
                await _raised_or_awaited(piece)


async def _raised_or_awaited(what: Exception | asyncio.Event | None) -> None:
    if isinstance(what, asyncio.Event):
        await what.wait()
    elif what is not None:
        raise what


@dataclass
class Shell:
    """A handler behind a real listener, and its knobs."""

    happened: list[tuple[str, Any]] = field(default_factory=list)
    registry: FakeRegistry = field(default_factory=FakeRegistry)
    policy: PlainPolicy = field(default_factory=PlainPolicy)
    budget: Budget = field(default_factory=lambda: Budget(2**30))
    buckets: Buckets = field(default_factory=lambda: Buckets(0.0))
    port: int = 0

    def __post_init__(self) -> None:
        self.log, self.upstream, self.metrics = FakeLog(self.happened), FakeUpstream(self.happened), make_metrics()

    @property
    def works(self) -> Works:
        return Works(
            registry=self.registry,  # type: ignore[arg-type]  # a fake
            rulebook=build_rulebook(CONNECTORS, decider=self.policy, scanners=(EMAILS,), max_body_bytes=1_000_000),
            log=self.log,  # type: ignore[arg-type]  # a fake
            upstream=self.upstream,  # type: ignore[arg-type]  # a fake
            policy_hash="ab" * 32,
            budget=self.budget,
            limits=Limits(size=1_000_000),
            buckets=self.buckets,
            now_ms=lambda: NOW_MS,
            clock=lambda: 1.0,
            entropy=lambda count: b"e" * count,
            metrics=self.metrics,
            contact="dpo@example.test",
            mechanism=lambda connector, region, destination: f"{connector}:{region}:{destination}",
        )

    @asynccontextmanager
    async def listening(self, *, drain: float = 5.0) -> AsyncIterator["Shell"]:
        listener = Listener(partial(handle, self.works), admit=partial(admit, self.works), leaf=_no_leaf, notice=lambda *_: None)
        self.port = await listener.start("127.0.0.1", 0)
        yield self
        await listener.drain(drain)

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.happened]

    def only(self, kind: str) -> Any:
        (found,) = [what for each, what in self.happened if each == kind]
        return found

    def counted(self) -> dict[tuple[str, ...], float]:
        """How many calls were answered, by decision, connector and reason."""
        samples = [sample for family in self.metrics.registry.collect() for sample in family.samples]
        return {tuple(each.labels.values()): each.value for each in samples if each.name == "gateway_requests_total"}

    async def until(self, condition: Callable[[], bool]) -> None:
        """Let the handler run until something is so."""
        async with asyncio.timeout(20):
            while not condition():  # noqa: ASYNC110 - what is waited for is a state of the handler, which rings no bell
                await asyncio.sleep(0)

    async def say(self, raw: bytes) -> bytes:
        """Send bytes on a fresh connection; read to its end."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(raw)
        try:
            return await asyncio.wait_for(reader.read(), 20)
        finally:
            writer.close()

    async def call(self, body: bytes = b'{"events":[{"id":"e1","name":"opened"}]}', **what: Any) -> "Heard":
        return heard(await self.say(raw(body, **what)))


def _no_leaf(host: str) -> Any:
    raise AssertionError(f"no tunnel is opened here: {host}")


def raw(
    body: bytes = b"", *, method: str = "POST", target: str = "/api.vendor.test/v1/p/events", key: str = "key-erp", **headers: str
) -> bytes:
    """A request that ends its connection. Header names are given with ``_`` for ``-``; an empty key is none."""
    said = {"Host": "g", "Connection": "close", "Content-Type": "application/json", "Content-Length": str(len(body))}
    said |= {name.replace("_", "-"): value for name, value in headers.items()} | ({"Gateway-Key": key} if key else {})
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value)
    return f"{method} {target} HTTP/1.1\r\n{lines}\r\n".encode() + body


@dataclass(frozen=True)
class Heard:
    """An answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def reason(self) -> str:
        return str(orjson.loads(self.body)["reason"])


def heard(answer: bytes) -> Heard:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return Heard(int(first.split()[1]), {name.lower(): value for name, value in headers.items()}, body)
