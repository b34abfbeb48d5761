"""``kill -9`` in the middle of work, again and again. Law: what a vendor got has an intent on disk, what a caller was told is on record."""

import contextlib
import http.client
import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import pytest

from gateway.audit.verify import Verification, verify_log
from gateway.demo.standin import StandIn
from gateway.store.pool import open_pool
from tests.e2e.gateway_process import KEY, Gateway, apart, until
from tests.e2e.traffic import JSON, SEGMENT, TRACK, track

ROUNDS: Final = 20
CALLERS: Final = 32
SERVER_TOO: Final = 5
"""Every so many rounds the database server is killed as well."""


@dataclass
class Crowd:
    """Callers that post as fast as they are answered, each call under a name of its own.

    Attributes:
        acknowledged: name of the call -> transfer id in its answer.
        asked: how many calls were begun.
        statuses: every status that was answered.
    """

    gateway: Gateway
    acknowledged: dict[str, str] = field(default_factory=dict)
    asked: int = 0
    statuses: set[int] = field(default_factory=set)

    @contextlib.contextmanager
    def posting(self, name: str) -> Iterator[None]:
        over = threading.Event()
        threads = [threading.Thread(target=self._post, args=(f"{name}-{number}", over)) for number in range(CALLERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            over.set()
            for thread in threads:
                thread.join()

    def _post(self, name: str, over: threading.Event) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.gateway.egress, timeout=60)
        number = 0
        with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
            while not over.is_set():
                number += 1
                self.asked += 1
                call = f"{name}-{number}"
                headers = JSON | {"Gateway-Key": KEY, "Gateway-Feature": call}
                connection.request("POST", f"/{SEGMENT}{TRACK}", track(call), headers)
                answer = connection.getresponse()
                # The head alone counts as told, even where the rest never comes.
                self.acknowledged[call] = answer.headers["Gateway-Transfer-Id"]
                self.statuses.add(answer.status)
                answer.read()


def verified(gateway: Gateway) -> Verification:
    async def run(dsn: str) -> Verification:
        pool = await open_pool(dsn, size=1)
        try:
            return await verify_log(pool, "worker-0")
        finally:
            await pool.close()

    with gateway.database() as dsn:
        found: Verification = apart(lambda: run(dsn))
        return found


def kill_server(gateway: Gateway) -> None:
    """Kill the database server, as a machine that loses its memory would."""
    pid = int((gateway.data_dir / "postgres" / "postmaster.pid").read_text().split("\n")[0])
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@pytest.mark.timeout(240)
def test_twenty_kills_under_load_lose_nothing(make_gateway: Callable[..., Gateway], stand_in: StandIn) -> None:
    own = make_gateway(stand_in.url).start()
    crowd = Crowd(own)
    for number in range(1, ROUNDS + 1):
        before = len(stand_in.received)
        enough = before + 1 + number * 37 % (3 * CALLERS)
        with crowd.posting(f"r{number}"):
            until(lambda enough=enough: len(stand_in.received) >= enough, 60, what=lambda: f"no traffic: {own.stderr[-2000:]}")
            own.kill()
        if number % SERVER_TOO == 0:
            kill_server(own)
        own.start()
        found = verified(own)
        assert (found.ok, found.fault) == (True, ""), number
        assert found.open_intents == 0, number
    assert own.stop() == 0
    assert crowd.statuses == {200}
    assert_nothing_is_missing(own, stand_in, crowd)
    said = own.stderr
    assert [text for text in (KEY, JSON["Authorization"], "usr_1042", "Board Opened", *crowd.acknowledged) if text in said] == []


def assert_nothing_is_missing(own: Gateway, stand_in: StandIn, crowd: Crowd) -> None:
    leaves = own.leaves()
    intents = {leaf["feature"]: leaf["transfer_id"] for leaf in leaves if leaf["kind"] == "intent"}
    received = [json.loads(got.plain)["messageId"] for got in stand_in.received]
    assert len(received) == len(set(received)) >= ROUNDS  # nothing was sent twice
    assert set(received) <= set(intents)
    assert set(crowd.acknowledged.items()) <= set(intents.items())
    assert len(crowd.acknowledged) >= ROUNDS
    assert len(crowd.acknowledged) < crowd.asked  # some were really cut off
    assert_open_intents_were_closed_first(leaves)


def assert_open_intents_were_closed_first(leaves: list[dict[str, object]]) -> None:
    """All that a kill left open was closed as unknown before the next round's first intent."""
    open_now: dict[object, str] = {}
    closed_at_start = 0
    for leaf in leaves:
        if leaf["kind"] == "intent":
            name = str(leaf["feature"]).split("-")[0]
            assert {each.split("-")[0] for each in open_now.values()} <= {name}, "an older round's intent is still open"
            open_now[leaf["transfer_id"]] = str(leaf["feature"])
        elif leaf["kind"] == "completion":
            open_now.pop(leaf["transfer_id"])
            closed_at_start += leaf["reason"] == "restart"
            assert leaf["reason"] in {"", "restart", "client_gone"}
            assert (leaf["outcome"] == "unknown") == (leaf["reason"] == "restart")
    assert open_now == {}
    assert closed_at_start > 0
