"""Several processes on one port. Law: each keeps a log of its own, and what one is told holds in all."""

import contextlib
import http.client
import json
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest

from gateway.audit.verify import verify_log
from gateway.demo.standin import StandIn
from gateway.store.pool import open_pool
from tests.e2e.gateway_process import KEY, Answer, Gateway, apart, settings, until
from tests.e2e.traffic import JSON, SEGMENT, TRACK, send, track

SECONDS = 30
EFFECTIVE = 5.0
"""Seconds within which the other worker must know what one was told (it is told within milliseconds; the machine may be busy)."""
TERM = "Quiet Otter Rehearsal"


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on; both workers must be given the same."""
    with contextlib.ExitStack() as stack:
        held = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [each.getsockname()[1] for each in held]


@pytest.fixture(scope="module")
def two(the_stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway of two workers."""
    egress, admin, inbound = free_ports(3)
    listen = {"egress": f"127.0.0.1:{egress}", "admin": f"127.0.0.1:{admin}", "inbound": f"127.0.0.1:{inbound}"}
    own = Gateway(tmp_path_factory.mktemp("two"), settings(the_stand_in.url, listen=listen), arguments=("--workers", "2"))
    try:
        start(own)
        yield own
    finally:
        own.close()


def start(own: Gateway) -> None:
    """Start, and wait until both workers listen."""
    before = len(listening(own))
    own.start()
    until(lambda: set(listening(own)[before:]) == {0, 1}, SECONDS, what=lambda: own.stderr[-3000:])


def listening(own: Gateway) -> list[int]:
    """Numbers of the workers that said they listen, over all starts."""
    return [line["worker"] for line in own.log_lines() if line["event"] == "listening" and line["listener"] == "inbound"]


def logs(own: Gateway) -> Counter[str]:
    """How many intents stand in each worker's log."""
    rows = own.select("SELECT log_id FROM log_leaf JOIN log_state USING (log) WHERE kind = 'intent'")
    return Counter(row["log_id"] for row in rows)


def spread(own: Gateway, calls: int = 40) -> list[Answer]:
    """Calls on connections of their own; the kernel spreads them over the workers."""
    return [send(own, body=track(f"m-{number}")) for number in range(calls)]


def test_both_workers_serve_and_each_writes_its_own_log(two: Gateway, stand_in: StandIn) -> None:
    before, answers = logs(two), list[Answer]()
    until(lambda: bool(answers.extend(spread(two))) or len(logs(two) - before) == 2, SECONDS)
    assert {answer.status for answer in answers} == {200}
    assert sum((logs(two) - before).values()) == len(answers) == len(stand_in.received)
    listed = {row["id"] for row in two.transfers(limit="1000")}
    assert {answer.headers["gateway-transfer-id"] for answer in answers} <= listed


@contextlib.contextmanager
def workers_connections(own: Gateway, count: int = 32) -> Iterator[list[http.client.HTTPConnection]]:
    """Kept connections; enough of them that each worker holds some."""
    with contextlib.ExitStack() as stack:
        made = []
        for _ in range(count):
            connection = http.client.HTTPConnection("127.0.0.1", own.egress, timeout=SECONDS)
            stack.callback(connection.close)
            connection.connect()
            made.append(connection)
        yield made


def decision(connection: http.client.HTTPConnection) -> str:
    connection.request("POST", f"/{SEGMENT}{TRACK}", track(event=TERM), JSON | {"Gateway-Key": KEY})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200
    return str(answer.headers["Gateway-Decision"])


def test_a_term_registered_at_one_worker_is_stopped_by_both(two: Gateway, stand_in: StandIn) -> None:
    with workers_connections(two) as connections:
        before = logs(two)
        assert {decision(each) for each in connections} == {"permit"}
        assert len(logs(two) - before) == 2  # the connections are with both workers
        stand_in.received.clear()
        assert two.put_terms(json.dumps({"id": "otter", "kind": "project", "text": TERM}) + "\n").status == 200
        assert {decision(each) for each in connections} == {"redact"}  # the very next call of each worker
        assert stand_in.find({"term": TERM}) == {"term": 0}
        assert two.ask("DELETE", "/v1/tenants/acme/terms/otter").status == 204
        assert {decision(each) for each in connections} == {"permit"}
    assert TERM not in two.stderr


def test_a_large_registration_is_stopped_by_both_workers_and_after_a_restart(two: Gateway) -> None:
    lines = [json.dumps({"id": f"w{number}", "kind": "task", "text": f"Walrus{number} Parade{number}"}) for number in range(20_000)]
    with workers_connections(two) as connections:
        assert {decision(each) for each in connections} == {"permit"}
        lines.append(json.dumps({"id": "otter", "kind": "project", "text": TERM}))
        assert two.ask("PUT", "/v1/tenants/acme/terms?replace=all&watermark=1", "\n".join(lines)).status == 200
        assert {decision(each) for each in connections} == {"redact"}
    tables = list((two.data_dir / "index").rglob("*.tbl"))
    assert len(tables) == 1
    assert two.stop() == 0
    tables[0].write_bytes(tables[0].read_bytes()[:-1])  # a damaged table is built anew, not believed
    start(two)
    with workers_connections(two) as connections:
        assert {decision(each) for each in connections} == {"redact"}
    assert two.ask("DELETE", "/v1/tenants/acme/terms").status == 204


def test_a_worker_that_was_asleep_while_a_term_was_registered_does_not_let_it_out_when_it_wakes(two: Gateway) -> None:
    """It heard nothing, so its lease is over: registering waited for that, and no longer."""
    with workers_connections(two) as connections, admin_connections(two) as admins:
        assert {decision(each) for each in connections} == {"permit"}
        sleeper = workers(two)[0]
        sleeper.suspend()
        try:
            awake = next(each for each in admins if is_awake(each))
            line = json.dumps({"id": "otter", "kind": "project", "text": TERM})
            awake.request("PUT", "/v1/tenants/acme/terms", line, {"Authorization": f"Bearer {KEY}"})
            assert awake.getresponse().status == 200
        finally:
            sleeper.resume()
        assert {decision(each) for each in connections} == {"redact"}
    assert two.ask("DELETE", "/v1/tenants/acme/terms").status == 204


@contextlib.contextmanager
def admin_connections(own: Gateway, count: int = 16) -> Iterator[list[http.client.HTTPConnection]]:
    """Kept connections to the admin listeners of both workers."""
    with contextlib.ExitStack() as stack:
        made = []
        for _ in range(count):
            connection = http.client.HTTPConnection("127.0.0.1", own.admin, timeout=SECONDS)
            stack.callback(connection.close)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            made.append(connection)
        yield made


def is_awake(connection: http.client.HTTPConnection) -> bool:
    """Say whether the worker at the other end answers; the connection can not be used if not."""
    connection.sock.settimeout(2)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    except TimeoutError:
        return False
    connection.sock.settimeout(SECONDS)
    return True


def test_a_caller_made_at_one_worker_may_call_both(two: Gateway, stand_in: StandIn) -> None:
    body = json.dumps({"name": "crm", "tenants": ["acme"], "purposes": ["analytics"], "roles": ["egress"]})
    answer = two.ask("POST", "/v1/callers", body)
    assert answer.status == 201, answer.body
    key = answer.json()["key"]
    until(lambda: all(send(two, key=key).status == 200 for _ in range(16)), EFFECTIVE)
    assert stand_in.received


def workers(own: Gateway) -> list[psutil.Process]:
    return [each for each in psutil.Process(own.pid).children() if "--worker" in each.cmdline()]


def test_a_signal_stops_all_and_every_log_verifies(two: Gateway) -> None:
    spread(two, 8)
    running = workers(two)
    assert len(running) == 2
    assert two.stop() == 0
    assert not any(each.is_running() for each in running)
    with two.database() as dsn:
        for log_id in ("worker-0", "worker-1"):
            found = apart(lambda log_id=log_id: verified(dsn, log_id))
            assert (found.ok, found.fault, found.open_intents) == (True, "", 0)
    start(two)


async def verified(dsn: str, log_id: str) -> Any:
    pool = await open_pool(dsn, size=1)
    try:
        return await verify_log(pool, log_id)
    finally:
        await pool.close()


def test_when_one_worker_dies_the_others_are_stopped_and_the_parent_says_so(two: Gateway) -> None:
    """A supervisor restarts the whole: half a gateway would look healthy from outside."""
    until(lambda: len(workers(two)) == 2, SECONDS)
    first, second = workers(two)
    first.kill()
    assert two.wait() != 0
    assert not second.is_running()
    start(two)
    assert send(two).status == 200


def test_a_parent_that_is_killed_does_not_leave_workers_behind(make_gateway: Callable[..., Gateway], stand_in: StandIn) -> None:
    egress, admin, inbound = free_ports(3)
    listen = {"egress": f"127.0.0.1:{egress}", "admin": f"127.0.0.1:{admin}", "inbound": f"127.0.0.1:{inbound}"}
    own = make_gateway(stand_in.url, listen=listen, workers=2).start()
    until(lambda: len(workers(own)) == 2, SECONDS)
    left = workers(own)
    own.kill()
    until(lambda: not any(each.is_running() for each in left), SECONDS, what=lambda: own.stderr[-2000:])
