"""The composition root: every part is made here, once, and handed to those that need it. Law: the only room that knows all the others."""

import asyncio
import gc
import os
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import structlog
from aiohttp import web

from connectors import CONNECTORS
from gateway.admin.application import application
from gateway.admin.desk import Desk
from gateway.admin.listening import listening
from gateway.audit.log import AuditLog
from gateway.audit.standing import StandingLog
from gateway.detect.index import Tiers
from gateway.egress.body import Budget
from gateway.egress.body import Limits as BodyLimits
from gateway.egress.entropy import Entropy
from gateway.egress.frontdoor import Timing
from gateway.egress.handler import admit, handle
from gateway.egress.listener import Leaf, Listener
from gateway.egress.rate import Buckets
from gateway.egress.refusal import CONTACT
from gateway.egress.simulate import simulate
from gateway.egress.upstream import Upstream
from gateway.egress.wire import Deadlines
from gateway.egress.works import Works
from gateway.inbound.application import inbound_application
from gateway.model.errors import ConfigurationError, StoreUnavailable
from gateway.parts import check_connectors, rules, store, vault
from gateway.pipeline.rulebook import Rulebook
from gateway.policy.vendors import mechanism
from gateway.registry.declared import declared
from gateway.registry.indexing import Indexing
from gateway.registry.live import Registry
from gateway.settings import Address, Settings
from gateway.store.pool import Pool
from gateway.telemetry import Metrics, make_metrics
from gateway.vault.authority import CERTIFICATE_FILE, open_authority
from gateway.vault.keyring import Keys

_log = structlog.get_logger(__name__)
_LISTED: Mapping[str, Mapping[str, str]] = {connector.name: connector.vendor.mechanisms for connector in CONNECTORS}
DRAIN_SECONDS = 25.0
"""Longest wait for calls in flight at shutdown; Kubernetes kills after 30 (terminationGracePeriodSeconds)."""

READY_SECONDS = 1.0
"""Longest wait for the store's answer to a readiness probe; Kubernetes gives a probe one second (timeoutSeconds)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A gateway that is up.

    Attributes:
        egress, admin, inbound: the ports it listens on.
        ca_file: the certificate clients must trust.
        works: what its handler works with.
        pool: the store.
        log_id: its log.
        metrics: what it counts.
    """

    egress: int
    admin: int
    inbound: int
    ca_file: Path
    works: Works
    pool: Pool
    log_id: str
    metrics: Metrics


@asynccontextmanager
async def running(settings: Settings, *, worker: int = 0, metrics: Metrics | None = None) -> AsyncIterator[Running]:
    """Run a gateway for the time of the block; leaving it drains.

    Args:
        settings: checked settings.
        worker: number of this process, from 0; each has a log of its own.
        metrics: what to count in; its own where left out.

    Raises:
        ConfigurationError: it must not start.
        StoreUnavailable: the store can not be used.
    """
    async with AsyncExitStack() as stack:
        counted = metrics or make_metrics()
        works, pool, log_id, ring = await _works(settings, worker, counted, stack)
        authority = open_authority(settings.data_dir / "ca", ring.seal(), time.time)
        await stack.enter_async_context(_following(works.registry))
        egress = await _listen(settings, works, authority.context_for, stack)
        admin = await _serve(application(_desk(works, pool, counted)), settings.listen.admin, settings, stack)
        inbound = await _serve(inbound_application(), settings.listen.inbound, settings, stack)
        ca_file = settings.data_dir / "ca" / CERTIFICATE_FILE
        _settle_memory()
        yield Running(egress=egress, admin=admin, inbound=inbound, ca_file=ca_file, works=works, pool=pool, log_id=log_id, metrics=counted)


def _settle_memory() -> None:
    """What was made at start stays: the collector need not look through the connectors' 50,000 fields again and again.

    A review makes some thousand short-lived objects and no cycles. The threshold counts live ones, and a hundred calls in flight
    hold tens of thousands: below that the collector would run all the time and find nothing (8 % of the CPU time, measured).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


async def _works(settings: Settings, worker: int, metrics: Metrics, stack: AsyncExitStack) -> tuple[Works, Pool, str, Keys]:
    check_connectors(settings)
    rulebook, decider = rules(settings)
    pool = await stack.enter_async_context(store(settings))
    ring = await vault(settings, pool)
    registry = await Registry.open(pool, ring, declared(settings, ring), _indexing(settings))
    log_id = "-".join(filter(None, (settings.replica, f"worker-{worker}")))
    log = await StandingLog.open(partial(_open_log, settings, pool, log_id))
    stack.push_async_callback(log.close)
    upstream = await _open_upstream(settings, rulebook)
    stack.push_async_callback(upstream.close)
    works = Works(
        registry=registry,
        rulebook=rulebook,
        log=log,
        upstream=upstream,
        policy_hash=decider.policy_hash,
        budget=Budget(settings.limits.max_buffered_bytes),
        limits=_body_limits(settings),
        buckets=Buckets(settings.limits.requests_per_second),
        now_ms=now_ms,
        clock=time.monotonic,
        entropy=Entropy().take,
        metrics=metrics,
        contact=settings.contact or CONTACT,
        mechanism=_mechanism,
    )
    return works, pool, log_id, ring


def _indexing(settings: Settings) -> Indexing:
    chosen = settings.index
    return Indexing(
        folder=settings.data_dir / "index",
        ttl=chosen.provenance_seconds,
        open_max=chosen.open_tenants,
        merge_rows=chosen.merge_rows,
        merge_seconds=chosen.merge_seconds,
        tiers=Tiers(strong=chosen.strong_bits, weak=chosen.weak_bits, key=chosen.key_bits, pieces=chosen.pieces),
    )


def now_ms() -> int:
    """UTC milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


async def _open_log(settings: Settings, pool: Pool, log_id: str) -> AuditLog:
    return await AuditLog.open(
        pool,
        log_id=log_id,
        origin=f"integro-gateway/{log_id}",
        now_ms=now_ms,
        entropy=os.urandom,
        wait=settings.limits.audit_wait_seconds,
        queue=settings.limits.audit_queue,
        data_dir=None if settings.database_url else settings.data_dir,
        low_water=settings.limits.min_free_disk_bytes,
    )


async def _open_upstream(settings: Settings, rulebook: Rulebook) -> Upstream:
    limits, listen = settings.limits, settings.listen
    upstream = Upstream(
        allowed=partial(_is_vendor, rulebook),
        overrides=settings.upstreams,
        deadlines=Deadlines(
            connect=limits.connect_seconds, first_byte=limits.first_byte_seconds, stall=limits.stall_seconds, total=limits.total_seconds
        ),
        per_vendor=limits.connections_per_vendor,
        ca_file=settings.vendor_ca_file,
        own_ports=[address.port for address in (listen.egress, listen.admin, listen.inbound)],
    )
    await upstream.start()
    return upstream


def _is_vendor(rulebook: Rulebook, host: str, port: int) -> bool:
    found = rulebook.find(host)
    return found is not None and port in found.compiled.connector.ports


@cache
def _mechanism(connector: str, tenant_region: str, destination: str) -> str:
    """Three small closed sets, so everything is asked once."""
    return mechanism(tenant_region, destination, _LISTED[connector])


def _body_limits(settings: Settings) -> BodyLimits:
    """On the wire a body may be as long as decoded: compression that makes it longer is nobody's."""
    limits = settings.limits
    return BodyLimits(size=limits.max_body_bytes, seconds=limits.body_seconds, rate=limits.min_body_bytes_per_second)


async def _listen(settings: Settings, works: Works, leaf: Leaf, stack: AsyncExitStack) -> int:
    limits = settings.limits
    listener = Listener(
        partial(handle, works),
        admit=partial(admit, works),
        leaf=leaf,
        notice=partial(_notice, works.metrics),
        timing=Timing(idle=limits.idle_seconds, head=limits.head_seconds),
    )
    address = settings.listen.egress
    with _free(address):
        port = await listener.start(address.host, address.port, reuse_port=settings.workers > 1)
    stack.push_async_callback(listener.drain, DRAIN_SECONDS)
    return port


def _notice(metrics: Metrics, event: str, _host: str) -> None:
    if event == "client_distrust":
        metrics.tls_distrust.inc()
    _log.warning(event)


def _desk(works: Works, pool: Pool, metrics: Metrics) -> Desk:
    return Desk(
        registry=works.registry,
        pool=pool,
        purposes={connector.name: connector.purposes for connector in CONNECTORS},
        families=frozenset(connector.family for connector in CONNECTORS),
        simulate=partial(simulate, works),
        ready=partial(_ready, works, pool),
        metrics=metrics.registry,
    )


async def _ready(works: Works, pool: Pool) -> dict[str, bool]:
    try:
        async with asyncio.timeout(READY_SECONDS):
            answers = await pool.fetchval("SELECT 1") == 1
    except (StoreUnavailable, TimeoutError):
        answers = False
    return {"store": answers, "log": not works.log.fault, "policy": bool(works.policy_hash)}


async def _serve(app: web.Application, address: Address, settings: Settings, stack: AsyncExitStack) -> int:
    idle, shared = settings.limits.idle_seconds, settings.workers > 1
    with _free(address):
        return await stack.enter_async_context(listening(app, address.host, address.port, idle_seconds=idle, reuse_port=shared))


@contextmanager
def _free(address: Address) -> Iterator[None]:
    """Say of an address that can not be listened on which one it is."""
    try:
        yield
    except OSError as error:
        why = os.strerror(error.errno).lower() if error.errno and error.errno > 0 else "no such host"
        raise ConfigurationError(
            f"can not listen on {address.host}:{address.port}: {why}", todo="Free it, or name another under [listen]."
        ) from None


@asynccontextmanager
async def _following(registry: Registry) -> AsyncIterator[None]:
    """Follow other processes' changes for the time of the block."""
    following = asyncio.get_running_loop().create_task(registry.follow(), name="registry-follow")
    try:
        yield
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
