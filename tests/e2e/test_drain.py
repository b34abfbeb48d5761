"""SIGTERM: what runs is finished, nothing new begins, and the log is whole. Law: nobody who was let in is cut off."""

import http.client
import signal
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest

from tests.e2e.gateway_process import KEY, Answer, Gateway, until
from tests.e2e.planted import basic
from tests.e2e.rough_vendor import RoughVendor, rough_vendor
from tests.e2e.traffic import SEGMENT, WAYS, send

SECONDS = 30
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@dataclass
class Slow:
    """A vendor that answers when it is told to."""

    vendor: RoughVendor
    told: threading.Event = field(default_factory=threading.Event)

    def script(self, connection: socket.socket, _over: threading.Event) -> None:
        self.told.wait(2 * SECONDS)
        connection.sendall(OK)


@pytest.fixture
def slow() -> Iterator[Slow]:
    with rough_vendor() as vendor:
        made = Slow(vendor)
        vendor.script = made.script
        yield made
        made.told.set()


@pytest.fixture
def crowd() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def under_way(own: Gateway, slow: Slow, crowd: ThreadPoolExecutor, ways: tuple[str, ...] = WAYS) -> list[Future[Answer]]:
    """Calls whose requests are with the vendor, and whose answers are not there yet."""
    calls = [crowd.submit(send, own, way) for way in ways]
    until(lambda: len(slow.vendor.received) == len(ways), SECONDS)
    return calls


def refuses(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionRefusedError:
        return True
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_what_is_under_way_is_finished_and_nothing_new_begins(
    make_gateway: Callable[..., Gateway], slow: Slow, crowd: ThreadPoolExecutor, number: int
) -> None:
    own = make_gateway(slow.vendor.url).start()
    calls = under_way(own, slow, crowd)
    own.signal(number)
    until(lambda: refuses(own.egress), SECONDS)
    assert own.running
    assert not any(call.done() for call in calls)
    slow.told.set()
    assert [call.result(SECONDS).status for call in calls] == [200] * len(WAYS)
    assert own.wait(SECONDS) == 0
    assert len(slow.vendor.received) == len(WAYS)
    leaves = own.leaves()
    assert sorted(leaf["kind"] for leaf in leaves) == ["completion"] * len(WAYS) + ["intent"] * len(WAYS)
    assert {leaf["outcome"] for leaf in leaves if leaf["kind"] == "completion"} == {"success"}
    said = [line["event"] for line in own.log_lines()]
    assert said.index("draining") < said.index("stopped")


def test_an_idle_kept_connection_and_an_idle_tunnel_do_not_hold_up_the_end(make_gateway: Callable[..., Gateway], slow: Slow) -> None:
    slow.told.set()
    own = make_gateway(slow.vendor.url).start()
    kept = http.client.HTTPConnection("127.0.0.1", own.egress, timeout=SECONDS)
    kept.request("GET", "/nowhere.example.com/", headers={"Gateway-Key": KEY})
    kept.getresponse().read()
    silent = socket.create_connection(("127.0.0.1", own.egress), timeout=SECONDS)
    with kept.sock or silent, silent, socket.create_connection(("127.0.0.1", own.egress), timeout=SECONDS) as plain:
        authority = f"{SEGMENT}:443"
        shown = f"Proxy-Authorization: {basic('erp', KEY)}"
        plain.sendall(f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{shown}\r\n\r\n".encode())
        assert b" 200 " in plain.recv(4096)
        with ssl.create_default_context(cafile=str(own.ca_file)).wrap_socket(plain, server_hostname=SEGMENT):
            assert own.stop() == 0
    kept.close()


def test_a_second_signal_changes_nothing(make_gateway: Callable[..., Gateway], slow: Slow, crowd: ThreadPoolExecutor) -> None:
    own = make_gateway(slow.vendor.url).start()
    (call,) = under_way(own, slow, crowd, ("base",))
    own.signal()
    own.signal()
    until(lambda: refuses(own.egress), SECONDS)
    own.signal()
    slow.told.set()
    assert call.result(SECONDS).status == 200
    assert own.wait(SECONDS) == 0


def test_a_drained_gateway_starts_again_without_anything_to_repair(
    make_gateway: Callable[..., Gateway], slow: Slow, crowd: ThreadPoolExecutor
) -> None:
    own = make_gateway(slow.vendor.url).start()
    (call,) = under_way(own, slow, crowd, ("base",))
    own.signal()
    slow.told.set()
    assert call.result(SECONDS).status == 200
    assert own.wait(SECONDS) == 0
    own.start()
    assert send(own).status == 200
    own.stop()
    assert [leaf for leaf in own.leaves() if leaf.get("reason") == "restart"] == []


def test_a_signal_while_it_starts_ends_it_in_good_order(make_gateway: Callable[..., Gateway]) -> None:
    own = make_gateway("http://127.0.0.1:9")
    own.launch()
    until(lambda: "development_key_in_use" in own.stderr, SECONDS)
    own.signal()
    assert own.wait(SECONDS) == 0
    assert own.log_lines()[-1]["event"] == "stopped"
