"""A running admin listener with callers of every kind. Law: over a real socket, on the real database."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, web
from prometheus_client import CollectorRegistry, Counter

from gateway.admin.application import application
from gateway.admin.desk import Desk
from gateway.model.category import Purpose
from gateway.model.errors import Refused
from gateway.model.request import Headers
from gateway.registry.contents import Contents
from gateway.registry.keys import DIGEST_INFO, digest_key
from gateway.registry.live import Registry
from gateway.registry.snapshot import Caller, Role, Tenant
from gateway.store.pool import Pool
from gateway.vault.keyring import Keyring

KEYRING = Keyring(bytes(range(32)), "kek1")
CALLERS = {
    "erp": Caller(name="erp", tenants=frozenset({"*"}), purposes=frozenset(Purpose), roles=frozenset(Role)),
    "admin": Caller(
        name="admin", tenants=frozenset({"acme"}), purposes=frozenset({Purpose.ANALYTICS}), roles=frozenset({Role.ADMIN, Role.EGRESS})
    ),
    "both": Caller(name="both", tenants=frozenset({"acme", "beta"}), purposes=frozenset(), roles=frozenset({Role.AUDITOR})),
    "auditor": Caller(name="auditor", tenants=frozenset({"acme"}), purposes=frozenset(), roles=frozenset({Role.AUDITOR})),
    "egress": Caller(name="egress", tenants=frozenset({"acme"}), purposes=frozenset(), roles=frozenset({Role.EGRESS})),
    "ghost": Caller(name="ghost", tenants=frozenset({"gone"}), purposes=frozenset(), roles=frozenset(Role)),
}
DECLARED = Contents(
    tenants=(Tenant(name="acme", region="IE"), Tenant(name="beta", region="FR")),
    callers={digest_key(f"key-{name}", KEYRING.derive(DIGEST_INFO)): caller for name, caller in CALLERS.items()},
)
PURPOSES = {"sentry": (Purpose.ERROR_TRACKING,), "google": (Purpose.LINKED_SERVICE,), "segment": (Purpose.ANALYTICS, Purpose.MARKETING)}


@dataclass
class Judge:
    """Simulates by remembering what it was asked."""

    asked: list[tuple[str, str, str, str, Headers, bytes]] = field(default_factory=list)
    fails: Exception | None = None

    async def __call__(self, *request: Any) -> dict[str, Any]:
        self.asked.append(request)
        if self.fails:
            raise self.fails
        return {"decision": "permit", "findings": []}


@dataclass
class Api:
    """The running listener and the hands on it."""

    call: Callable[..., Awaitable[ClientResponse]]
    registry: Registry
    judge: Judge
    checks: dict[str, bool]
    pool: Pool


@pytest.fixture
async def api(pool: Pool) -> AsyncIterator[Api]:
    """A listener; ``call(method, path, key=..., **what)`` calls it as the caller of that name (None: without a key)."""
    registry = await Registry.open(pool, KEYRING, DECLARED)
    judge, checks, metrics = Judge(), {"store": True, "log": True}, CollectorRegistry()
    Counter("invented", "an invented counter", registry=metrics).inc()

    async def ready() -> dict[str, bool]:
        return checks

    desk = Desk(
        registry=registry,
        pool=pool,
        purposes=PURPOSES,
        families=frozenset({"google", "analytics"}),
        simulate=judge,
        ready=ready,
        metrics=metrics,
    )
    runner = web.AppRunner(application(desk), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    async with ClientSession(f"http://{host}:{port}") as session:

        async def call(method: str, path: str, key: str | None = "erp", **what: Any) -> ClientResponse:
            headers = {"Authorization": f"Bearer key-{key}"} if key else {}
            response = await session.request(method, path, headers=headers | what.pop("headers", {}), **what)
            await response.read()
            return response

        yield Api(call, registry, judge, checks, pool)
    await runner.cleanup()


@pytest.fixture
def refusal() -> Exception:
    """What a judge refuses with."""
    return Refused("host_unknown", "No connector has this host.")
