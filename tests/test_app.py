"""The composition root: what it puts together works together, and comes apart in good order. As a process of its own: tests/e2e."""

import asyncio
import gc
import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from gateway import app
from gateway.audit.verify import verify_log
from gateway.demo.standin import StandIn, listening
from gateway.demo.vendors import answer
from gateway.model.category import Purpose
from gateway.model.errors import ConfigurationError, StoreUnavailable
from gateway.registry.snapshot import Caller, Integration, Role, Tenant
from gateway.settings import Settings, load
from gateway.store.pool import open_pool
from gateway.telemetry import make_metrics

KEY = "dev-key-erp"
FILE = """\
allow_local_upstreams = true
[listen]
egress = "127.0.0.1:0"
admin = "127.0.0.1:0"
inbound = "127.0.0.1:0"
[tenants.acme]
region = "IE"
consents = ["analytics"]
[callers.erp]
key = "dev-key-erp"
tenants = ["acme"]
purposes = ["analytics"]
roles = ["egress", "admin", "auditor"]
[[integrations]]
tenant = "acme"
connector = "*"
[limits]
min_free_disk_bytes = 0
[upstreams]
"*" = "{vendor}"
"""
BODY = b'{"type":"track","messageId":"m1","userId":"u1","event":"Opened"}'


@pytest.fixture(autouse=True)
def memory() -> Iterator[None]:
    """A gateway that runs sets the collector for the whole process."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.fixture
def vendor() -> Iterator[StandIn]:
    with listening(StandIn(("Basic d2s6",), answer)) as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path, dsn: str, vendor: StandIn) -> Callable[..., Settings]:
    def make(text: str = FILE, **environ: str) -> Settings:
        file = tmp_path / "gateway.toml"
        file.write_text(text.replace("{vendor}", vendor.url))
        return load(file, {"GATEWAY_DATABASE_URL": dsn, "GATEWAY_DATA_DIR": str(tmp_path / "var"), **environ})

    return make


async def ask(port: int, path: str, **what: Any) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}", **what) as got:
        return got.status, await got.json(content_type=None) if "json" in got.content_type else await got.text()


async def track(port: int, key: str = KEY) -> tuple[int, str]:
    headers = {"Gateway-Key": key, "Content-Type": "application/json", "Authorization": "Basic d2s6"}
    url = f"http://127.0.0.1:{port}/api.segment.io/v1/track"
    async with aiohttp.ClientSession() as session, session.post(url, data=BODY, headers=headers) as got:
        return got.status, got.headers["Gateway-Transfer-Id"]


async def test_all_parts_work_together(settings: Callable[..., Settings], vendor: StandIn) -> None:
    async with app.running(settings()) as up:
        assert up.ca_file.read_text().startswith("-----BEGIN CERTIFICATE-----")
        assert await ask(up.admin, "/readyz") == (200, {"status": "ready", "checks": {"store": True, "log": True, "policy": True}})
        status, transfer_id = await track(up.egress)
        assert (status, len(vendor.received)) == (200, 1)
        found, record = await ask(up.admin, f"/v1/transfers/{transfer_id}", headers={"Authorization": f"Bearer {KEY}"})
        assert (found, record["log"], record["vendor"]) == (200, "integro-gateway/worker-0", "segment")
        _, counted = await ask(up.admin, "/metrics")
        assert 'gateway_requests_total{connector="segment",decision="permit",reason=""} 1.0' in counted
        assert (await ask(up.inbound, "/anything"))[0] == 404
        assert up.log_id == "worker-0"


async def test_what_was_sent_is_whole_in_the_log_when_the_gateway_has_ended(settings: Callable[..., Settings], dsn: str) -> None:
    async with app.running(settings()) as up:
        await asyncio.gather(*(track(up.egress) for _ in range(20)))
    pool = await open_pool(dsn, size=1)
    found = await verify_log(pool, "worker-0")
    await pool.close()
    assert (found.ok, found.size, found.open_intents) == (True, 40, 0)


async def test_it_counts_in_the_metrics_it_is_given(settings: Callable[..., Settings]) -> None:
    metrics = make_metrics()
    async with app.running(settings(), metrics=metrics) as up:
        await track(up.egress)
        assert up.metrics is metrics
    assert b'decision="permit"' in metrics.render()


async def test_each_worker_writes_a_log_of_its_own(settings: Callable[..., Settings]) -> None:
    async with app.running(settings(), worker=0) as one, app.running(settings(), worker=1) as other:
        await track(one.egress)
        await track(other.egress)
        assert (one.log_id, other.log_id) == ("worker-0", "worker-1")
        for up in (one, other):
            assert (await verify_log(up.pool, up.log_id)).ok


async def test_replicas_that_share_a_database_write_logs_of_their_own(settings: Callable[..., Settings]) -> None:
    async with app.running(settings(GATEWAY_REPLICA="blue")) as one, app.running(settings(GATEWAY_REPLICA="green")) as other:
        assert (one.log_id, other.log_id) == ("blue-worker-0", "green-worker-0")
        assert not one.works.log.fault


async def test_after_the_end_nobody_listens_any_more(settings: Callable[..., Settings]) -> None:
    async with app.running(settings()) as up:
        ports = (up.egress, up.admin, up.inbound)
    for port in ports:
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)


async def test_readiness_says_what_is_wrong(settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch) -> None:
    async with app.running(settings()) as up:
        await up.works.log.close()
        assert (await ask(up.admin, "/readyz"))[1]["checks"] == {"store": True, "log": False, "policy": True}

        async def away(*_: Any) -> Any:
            raise StoreUnavailable("planted")

        monkeypatch.setattr(type(up.pool), "fetchval", away)
        assert await ask(up.admin, "/readyz") == (503, {"status": "not_ready", "checks": {"store": False, "log": False, "policy": True}})


async def test_readiness_is_answered_in_time_when_the_store_is_silent(
    settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(*_: Any) -> Any:
        await asyncio.Event().wait()

    async with app.running(settings()) as up:
        monkeypatch.setattr(type(up.pool), "fetchval", silent)
        monkeypatch.setattr(app, "READY_SECONDS", 0.01)
        assert (await ask(up.admin, "/readyz"))[0] == 503


async def test_in_production_nothing_leaves_before_the_register_holds_the_vendor(settings: Callable[..., Settings]) -> None:
    kek = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
    plain = FILE.replace("allow_local_upstreams = true", 'environment = "production"').replace('consents = ["analytics"]', "")
    production = settings(
        plain[: plain.index("[callers")] + plain[plain.index("[[integrations") : plain.index("[upstreams")], GATEWAY_KEK=kek
    )
    async with app.running(production) as up:
        registry = up.works.registry
        await registry.put_tenant(Tenant(name="acme", region="IE"), frozenset({Purpose.ANALYTICS}))
        await registry.put_integration(Integration(tenant="acme", connector="*"))
        caller = Caller(name="erp", tenants=frozenset({"acme"}), purposes=frozenset({Purpose.ANALYTICS}), roles=frozenset({Role.EGRESS}))
        status, transfer_id = await track(up.egress, await registry.add_caller(caller))
        entry = await up.pool.fetchval("SELECT entry FROM log_leaf WHERE transfer_id = $1", transfer_id)
    assert status == 403
    assert json.loads(entry)["policies"] == ["not-registered"]


@pytest.mark.parametrize("listener", ["egress", "admin", "inbound"])
async def test_an_address_that_is_taken_is_named_and_nothing_stays_open(settings: Callable[..., Settings], listener: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ConfigurationError, match=f"can not listen on {address}: address already in use"):
            async with app.running(settings(**{f"GATEWAY_LISTEN_{listener.upper()}": address})):
                raise AssertionError("it runs")
    async with app.running(settings()) as up:  # the log, the store and the other ports are free again
        assert (await track(up.egress))[0] == 200


async def test_a_host_nobody_has_is_named(settings: Callable[..., Settings]) -> None:
    with pytest.raises(ConfigurationError, match=r"can not listen on nowhere\.invalid:1: no such host"):
        async with app.running(settings(GATEWAY_LISTEN_ADMIN="nowhere.invalid:1")):
            raise AssertionError("it runs")


async def test_a_client_that_distrusts_our_certificate_is_counted(settings: Callable[..., Settings]) -> None:
    metrics = make_metrics()
    with capture_logs() as lines:
        app._notice(metrics, "client_distrust", "api.segment.io")
        app._notice(metrics, "head_timeout", "")
    assert b"gateway_client_tls_distrust_total 1.0" in metrics.render()
    assert [line["event"] for line in lines] == ["client_distrust", "head_timeout"]
    assert "segment" not in str(lines)


def test_the_mechanism_is_the_one_on_record() -> None:
    assert app._mechanism("segment", "IE", "US") == "dpf"


async def test_only_a_vendor_s_own_ports_are_reached(settings: Callable[..., Settings]) -> None:
    async with app.running(settings()) as up:
        rulebook = up.works.rulebook
    assert app._is_vendor(rulebook, "api.segment.io", 443)
    assert not app._is_vendor(rulebook, "api.segment.io", 8443)
    assert not app._is_vendor(rulebook, "api.elsewhere.test", 443)
