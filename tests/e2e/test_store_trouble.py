"""A database that goes away, hangs, fills up or lies. Law: no record, no transfer; and when it is back, the gateway is too."""

import itertools
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import pytest

from gateway.audit.verify import Verification, verify_log
from gateway.demo.standin import StandIn
from gateway.store import server
from gateway.store.pool import open_pool
from tests.conftest import at_database
from tests.e2e.gateway_process import Answer, Gateway, apart, settings, until
from tests.e2e.rough_vendor import RoughVendor, rough_vendor
from tests.e2e.store_proxy import DEAF, FLOWS, GONE, SILENT, StoreProxy, store_proxy
from tests.e2e.traffic import assert_problem, completion, send, track

BOUND = 20.0
"""Seconds within which a refusal must have come: reading the tenant's texts (10), recording (1), and room for a busy machine."""
BACK = 30.0
"""Seconds within which a gateway must have noticed that its database is back."""
LIMITS = {"audit_wait_seconds": 1.0, "min_free_disk_bytes": 0}
SLOW = "events.eu1.segmentapis.com"
NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def wire(postgres: server.Server) -> Iterator[StoreProxy]:
    """An external PostgreSQL, as the gateway reaches it."""
    execute(postgres.dsn, "CREATE DATABASE trouble")
    with store_proxy(postgres.dsn, "trouble") as proxy:
        yield proxy
    execute(postgres.dsn, "DROP DATABASE trouble WITH (FORCE)")


@pytest.fixture(scope="module")
def direct(postgres: server.Server) -> str:
    """The same database without the proxy."""
    return at_database(postgres.dsn, "trouble")


@pytest.fixture(scope="module")
def vendor() -> Iterator[RoughVendor]:
    """Behind the host ``SLOW``."""
    with rough_vendor() as running:
        yield running


@pytest.fixture(scope="module")
def outside(wire: StoreProxy, the_stand_in: StandIn, vendor: RoughVendor, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway whose database is at the other end of the wire."""
    folder = tmp_path_factory.mktemp("outside")
    upstreams = {"*": the_stand_in.url, SLOW: vendor.url}
    running = Gateway(folder, settings("", upstreams=upstreams, limits=LIMITS), {"GATEWAY_DATABASE_URL": wire.url})
    try:
        yield running.start()
    finally:
        running.close()


@pytest.fixture(autouse=True)
def heals(wire: StoreProxy) -> Iterator[None]:
    yield
    wire.become(FLOWS)


def execute(dsn: str, *statements: str) -> list[list[Any]]:
    async def run() -> list[list[Any]]:
        connection = await asyncpg.connect(dsn)
        try:
            return [[tuple(row) for row in await connection.fetch(each)] for each in statements]
        finally:
            await connection.close()

    found: list[list[Any]] = apart(run)
    return found


def verified(dsn: str, log_id: str = "worker-0") -> Verification:
    async def run() -> Verification:
        pool = await open_pool(dsn, size=1)
        try:
            return await verify_log(pool, log_id)
        finally:
            await pool.close()

    found: Verification = apart(run)
    return found


def ready(gateway: Gateway) -> bool:
    return gateway.ask("GET", "/readyz").status == 200


def works(gateway: Gateway) -> Answer:
    """The gateway works again: it is ready, and a call goes through."""
    until(lambda: ready(gateway), BACK, what=lambda: f"not ready: {gateway.ask('GET', '/readyz')}, {gateway.stderr[-3000:]}")
    answers: list[Answer] = []
    until(lambda: answers.append(send(gateway, body=track(f"again-{next(NUMBERS)}"))) or answers[-1].status == 200, BACK)
    return answers[-1]


def messages(stand_in: StandIn) -> set[str]:
    return {json.loads(got.plain)["messageId"] for got in stand_in.received}


def assert_refused_and_nothing_left(gateway: Gateway, stand_in: StandIn, **what: Any) -> None:
    started = time.monotonic()
    answer = send(gateway, body=track("must-not-leave"), **what)
    document = assert_problem(answer, 503, "record_unavailable")
    assert time.monotonic() - started < BOUND
    assert answer.headers["retry-after"] == "1"
    assert document["transfer_id"] == ""
    assert "must-not-leave" not in messages(stand_in)


@pytest.mark.parametrize("state", [GONE, SILENT, DEAF])
def test_without_its_database_nothing_leaves_and_with_it_the_gateway_works_again(
    outside: Gateway, stand_in: StandIn, wire: StoreProxy, direct: str, state: str
) -> None:
    works(outside)
    wire.become(state)
    assert_refused_and_nothing_left(outside, stand_in)
    until(lambda: not ready(outside), BOUND)
    assert outside.ask("GET", "/healthz").status == 200
    wire.become(FLOWS)
    answer = works(outside)
    assert completion(outside, answer)["outcome"] == "success"
    assert "must-not-leave" not in messages(stand_in)
    found = verified(direct)
    assert (found.ok, found.fault) == (True, "")
    until(lambda: verified(direct).open_intents == 0, BACK)


def test_many_calls_at_once_are_all_refused_within_the_bound(outside: Gateway, stand_in: StandIn, wire: StoreProxy) -> None:
    works(outside)
    wire.become(SILENT)
    with ThreadPoolExecutor(32) as crowd:
        tuple(crowd.map(lambda _: assert_refused_and_nothing_left(outside, stand_in), range(64)))
    wire.become(FLOWS)
    works(outside)


def test_a_transfer_under_way_ends_and_its_end_is_recorded_when_the_database_is_back(
    outside: Gateway, vendor: RoughVendor, wire: StoreProxy, direct: str
) -> None:
    works(outside)
    told = threading.Event()

    def script(connection: socket.socket, _over: threading.Event) -> None:
        told.wait()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    vendor.script = script
    with ThreadPoolExecutor(1) as caller:
        pending = caller.submit(send, outside, host=SLOW)
        until(lambda: len(vendor.received) == 1, BOUND)
        wire.become(GONE)
        told.set()
        answer = pending.result(BOUND)
    assert (answer.status, answer.headers["gateway-answered-by"]) == (200, "vendor")
    wire.become(FLOWS)
    works(outside)
    assert completion(outside, answer)["outcome"] == "success"
    assert verified(direct).ok


def test_a_database_that_turns_read_only_stops_the_log_until_it_can_be_written_again(
    outside: Gateway, stand_in: StandIn, direct: str
) -> None:
    """What a failover to a standby looks like."""
    works(outside)
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'trouble' AND pid <> pg_backend_pid()"
    execute(direct, "ALTER DATABASE trouble SET default_transaction_read_only = on", cut)
    try:

        def stopped() -> bool:
            # the first calls may be refused before they reach the log: the tenant's texts are asked for first
            assert_refused_and_nothing_left(outside, stand_in)
            return outside.ask("GET", "/readyz").json()["checks"]["log"] is False

        until(stopped, BOUND)
    finally:
        execute(direct, "SET default_transaction_read_only = off", "ALTER DATABASE trouble RESET default_transaction_read_only", cut)
    works(outside)
    assert {"log_stopped", "log_opened_again"} <= {line["event"] for line in outside.log_lines()}
    found = verified(direct)
    assert (found.ok, found.fault) == (True, "")


def test_without_a_database_a_gateway_does_not_start(wire: StoreProxy, make_gateway: Callable[..., Gateway]) -> None:
    wire.become(GONE)
    own = make_gateway("http://127.0.0.1:1", environment={"GATEWAY_DATABASE_URL": wire.url})
    own.launch()
    assert own.wait() == 1
    what, todo = own.stderr.splitlines()[-2:]
    assert what.startswith("error: the database can not be used")
    assert todo.strip().startswith("do: ")


def test_a_disk_that_is_nearly_full_stops_new_transfers(make_gateway: Callable[..., Gateway], stand_in: StandIn) -> None:
    own = make_gateway(stand_in.url, limits={"min_free_disk_bytes": 2**60})
    own.launch()
    until(lambda: own._listening(0), 60)
    assert_refused_and_nothing_left(own, stand_in)
    assert own.ask("GET", "/readyz").json()["checks"] == {"store": True, "log": False, "policy": True}
    assert own.leaves() == []
    own.settings["limits"] = {"min_free_disk_bytes": 0}
    assert own.stop() == 0
    own.start()
    works(own)


def test_a_stored_text_that_can_not_be_opened_stops_its_tenant_s_calls(make_gateway: Callable[..., Gateway], stand_in: StandIn) -> None:
    own = make_gateway(stand_in.url).start()
    assert own.put_terms('{"id":"p1","kind":"project","text":"Amber Anchor Regatta"}\n').status == 200
    own.select("UPDATE term_changes SET sealed = decode('00', 'hex') || sealed")
    own.kill()
    own.start()
    answer = send(own, body=track("must-not-leave", event="Amber Anchor Regatta"))
    assert_problem(answer, 503, "policy_unavailable")
    assert stand_in.received == []


def test_nothing_of_all_this_put_a_value_into_the_log_of_the_process(outside: Gateway, wire: StoreProxy) -> None:
    assert [text for text in ("must-not-leave", "usr_1042", "Board Opened", wire.url) if text in outside.stderr] == []
