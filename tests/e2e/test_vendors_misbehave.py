"""Vendors that stall, break off, lie or flood. Law: the caller is told, the record says what happened, and the gateway goes on."""

import contextlib
import http.client
import socket
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple

import psutil
import pytest

from tests.e2e.gateway_process import KEY, Gateway, settings, until
from tests.e2e.planted import PLANTED
from tests.e2e.rough_vendor import RoughVendor, floods, rough_vendor, says
from tests.e2e.traffic import JSON, SEGMENT, TRACK, WAYS, assert_problem, completion, entries, send, track

MIB = 2**20
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
LIMITS = {"first_byte_seconds": 1.0, "stall_seconds": 1.0, "connect_seconds": 5.0, "min_free_disk_bytes": 0}
RESERVED = "api.mixpanel.com"
"""Its stand-in is a port on which nobody listens."""


@pytest.fixture(scope="module")
def vendor() -> Iterator[RoughVendor]:
    with rough_vendor() as running:
        yield running


@pytest.fixture(scope="module")
def impatient(vendor: RoughVendor, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway that waits for vendors a second."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))  # bound, never listening: connections to it are refused
        upstreams = {"*": vendor.url, RESERVED: f"http://127.0.0.1:{reserved.getsockname()[1]}"}
        running = Gateway(tmp_path_factory.mktemp("impatient"), settings(vendor.url, upstreams=upstreams, limits=LIMITS))
        try:
            yield running.start()
        finally:
            running.close()


@pytest.fixture(autouse=True)
def goes_on(vendor: RoughVendor, impatient: Gateway) -> Iterator[None]:
    """Whatever a vendor did, the next call to a vendor that behaves succeeds, and nothing but the calls' own bodies had left."""
    vendor.received.clear()
    yield
    vendor.script = says(OK)
    assert send(impatient).status == 200
    assert all(TRACK.encode() in request for request in vendor.received)
    assert [line for line in impatient.log_lines() if line["level"] == "error"] == []


class Row(NamedTuple):
    """A vendor that fails before its answer has begun: the caller is refused."""

    name: str
    says: bytes
    then: str
    status: int
    reason: str


BEFORE = [
    Row("stalls before the head", b"", "stall", 504, "vendor_timeout"),
    Row("stalls within the head", b"HTTP/1.1 200 OK\r\nContent-Le", "stall", 504, "vendor_timeout"),
    Row("closes without a word", b"", "close", 502, "vendor_unreachable"),
    Row("resets", b"", "reset", 502, "vendor_unreachable"),
    Row("resets within the head", b"HTTP/1.1 200 OK\r\n", "reset", 502, "vendor_unreachable"),
    Row("speaks another protocol", b"SSH-2.0-OpenSSH_9.9\r\n", "stall", 502, "vendor_protocol"),
    Row("answers in TLS", b"\x15\x03\x01\x00\x02\x02\x46", "stall", 502, "vendor_protocol"),
    Row("answers with NUL", b"HTTP/1.1 200 OK\r\nX-A: \x00\r\n\r\n", "stall", 502, "vendor_protocol"),
    Row("sends two lengths", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}}", "stall", 502, "vendor_protocol"),
    Row(
        "sends length and chunks",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
        "stall",
        502,
        "vendor_protocol",
    ),
    Row("switches protocols", b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "stall", 502, "vendor_protocol"),
    Row("sends interim answers for ever", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 50, "stall", 502, "vendor_protocol"),
    Row("sends a head without end", b"HTTP/1.1 200 OK\r\n" + b"X-A: 1\r\n" * 20_000, "stall", 502, "vendor_protocol"),
]


@pytest.mark.parametrize("row", BEFORE, ids=[row.name.replace(" ", "-") for row in BEFORE])
def test_a_vendor_that_never_answers_properly_is_reported_and_the_end_is_unknown(impatient: Gateway, vendor: RoughVendor, row: Row) -> None:
    vendor.script = says(row.says, then=row.then)
    answer = send(impatient)
    document = assert_problem(answer, row.status, row.reason)
    assert (answer.headers["gateway-decision"], answer.headers["gateway-answered-by"]) == ("permit", "gateway")
    assert len(vendor.received) == 1  # never sent again
    opening, ending = entries(impatient, document["transfer_id"])
    assert (opening["kind"], ending["kind"]) == ("intent", "completion")
    assert (ending["outcome"], ending["reason"], ending["status"]) == ("unknown", row.reason, 0)
    assert (ending["bytes_sent"], ending["bytes_received"]) == (len(track()), 0)


def test_a_vendor_that_is_not_there_got_nothing_and_the_record_says_so(impatient: Gateway, vendor: RoughVendor) -> None:
    answer = send(impatient, host=RESERVED, target="/track?verbose=1", body=b"[]")
    document = assert_problem(answer, 502, "vendor_unreachable")
    _, ending = entries(impatient, document["transfer_id"])
    assert (ending["outcome"], ending["reason"], ending["bytes_sent"]) == ("not_sent", "vendor_unreachable", 0)
    assert vendor.received == []


class Broken(NamedTuple):
    """A vendor that fails within its answer: the caller's connection ends before the answer does."""

    name: str
    says: bytes
    then: str
    reason: str
    received: int


WITHIN = [
    Broken("stalls within the body", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nabc", "stall", "vendor_timeout", 3),
    Broken("resets within the body", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nabc", "reset", "vendor_unreachable", 3),
    Broken("promises more than it sends", b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nabc", "close", "vendor_unreachable", 3),
    Broken("never ends its chunks", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "close", "vendor_unreachable", 3),
    Broken(
        "breaks its chunks", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nnonsense\r\n", "stall", "vendor_protocol", 3
    ),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("row", WITHIN, ids=[row.name.replace(" ", "-") for row in WITHIN])
def test_an_answer_cut_short_is_never_passed_off_as_whole(impatient: Gateway, vendor: RoughVendor, row: Broken, way: str) -> None:
    vendor.script = says(row.says, then=row.then)
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        send(impatient, way)
    (request,) = vendor.received
    (shown,) = impatient.transfers(limit="1")
    ending = last_ending(impatient)
    assert (ending["transfer_id"], ending["status"], ending["reason"]) == (shown["id"], 200, row.reason)
    assert ending["outcome"] == "success"  # the vendor took the request, and said so before it broke off
    assert ending["bytes_received"] <= row.received
    assert ending["bytes_sent"] == len(request.partition(b"\r\n\r\n")[2])


SMALL = [row._replace(says=row.says.replace(b"100000", b"10")) for row in WITHIN[:3]]


@pytest.mark.parametrize("row", SMALL, ids=[row.name.replace(" ", "-") for row in SMALL])
def test_a_small_answer_cut_short_is_refused_since_nothing_of_it_was_passed_on(
    impatient: Gateway, vendor: RoughVendor, row: Broken
) -> None:
    vendor.script = says(row.says, then=row.then)
    answer = send(impatient, "base")
    assert (answer.status, answer.json()["reason"]) == (504 if row.reason == "vendor_timeout" else 502, row.reason)
    ending = last_ending(impatient)
    assert (ending["outcome"], ending["status"], ending["reason"]) == ("success", 200, row.reason)


THROUGH = [
    (
        "a redirect is the caller's to follow",
        b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n",
        302,
        "success",
    ),
    ("interim answers are swallowed", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK, 200, "success"),
    ("an unknown status is a status", b"HTTP/1.1 299 Whatever\r\nContent-Length: 0\r\n\r\n", 299, "success"),
    ("a vendor's failure is a failure", b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", 503, "failure"),
    ("bytes behind an answer are nobody's answer", OK + b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nPOISONED", 200, "success"),
]


@pytest.mark.parametrize(("answer", "status", "outcome"), [row[1:] for row in THROUGH], ids=[row[0].replace(" ", "-") for row in THROUGH])
def test_what_http_allows_passes_and_nothing_more(
    impatient: Gateway, vendor: RoughVendor, answer: bytes, status: int, outcome: str
) -> None:
    vendor.script = says(answer)
    got = send(impatient)
    assert (got.status, got.headers["gateway-answered-by"]) == (status, "vendor")
    assert completion(impatient, got)["outcome"] == outcome
    assert len(vendor.received) == 1
    vendor.script = says(OK)
    assert send(impatient).body == b"{}"


def test_a_vendor_s_own_gateway_headers_do_not_pass(impatient: Gateway, vendor: RoughVendor) -> None:
    vendor.script = says(b"HTTP/1.1 200 OK\r\nGateway-Decision: deny\r\nGateway-Transfer-Id: forged\r\nContent-Length: 2\r\n\r\n{}")
    got = send(impatient)
    assert got.headers["gateway-decision"] == "permit"
    assert got.headers["gateway-transfer-id"] != "forged"


@contextlib.contextmanager
def asked(gateway: Gateway) -> Iterator[http.client.HTTPResponse]:
    """The open answer to a call."""
    connection = http.client.HTTPConnection("127.0.0.1", gateway.egress, timeout=60)
    with contextlib.closing(connection):
        connection.request("POST", f"/{SEGMENT}{TRACK}", track(), JSON | {"Gateway-Key": KEY})
        with connection.getresponse() as answer:
            yield answer


def grown(gateway: Gateway, answer: http.client.HTTPResponse, take: int) -> int:
    """Read that many bytes of an answer; by how much the gateway's memory was larger meanwhile than before."""
    process = psutil.Process(gateway.pid)
    before = most = process.memory_info().rss
    while take > 0 and (piece := answer.read(min(take, MIB))):
        take -= len(piece)
        most = max(most, process.memory_info().rss)
    assert take == 0
    return most - before


def last_ending(gateway: Gateway) -> dict[str, Any]:
    """How the latest transfer ended, once it has."""
    until(lambda: gateway.transfers(limit="1")[0]["completion"] is not None, 20)
    entry: dict[str, Any] = gateway.transfers(limit="1")[0]["completion"]["entry"]
    return entry


def test_three_hundred_megabytes_stream_through_in_flat_memory(impatient: Gateway, vendor: RoughVendor) -> None:
    vendor.script = floods(300 * MIB)
    with asked(impatient) as answer:
        assert grown(impatient, answer, 300 * MIB) < 32 * MIB
        assert answer.read() == b""
    ending = last_ending(impatient)
    assert (ending["outcome"], ending["bytes_received"]) == ("success", 300 * MIB)


def test_a_caller_that_leaves_ten_gigabytes_takes_nothing_along(impatient: Gateway, vendor: RoughVendor) -> None:
    vendor.script = floods(10_000 * MIB)
    with asked(impatient) as answer:
        assert grown(impatient, answer, 8 * MIB) < 32 * MIB
    ending = last_ending(impatient)
    assert (ending["outcome"], ending["reason"], ending["status"]) == ("success", "client_gone", 200)
    assert 8 * MIB <= ending["bytes_received"] < 100 * MIB


def test_a_caller_that_leaves_before_the_answer_leaves_a_whole_record(impatient: Gateway, vendor: RoughVendor) -> None:
    left = threading.Event()

    def script(connection: socket.socket, _over: threading.Event) -> None:
        left.wait()
        connection.sendall(OK)

    vendor.script = script
    with socket.create_connection(("127.0.0.1", impatient.egress)) as caller:
        head = f"POST /{SEGMENT}{TRACK} HTTP/1.1\r\nHost: g\r\nGateway-Key: {KEY}\r\nContent-Type: application/json\r\n"
        caller.sendall(f"{head}Content-Length: {len(track())}\r\n\r\n".encode() + track())
        until(lambda: len(vendor.received) == 1, 20)
    left.set()
    ending = last_ending(impatient)
    assert (ending["outcome"], ending["status"], ending["reason"]) == ("success", 200, "client_gone")


def test_nothing_a_vendor_or_a_caller_said_is_in_the_log_of_the_process(impatient: Gateway) -> None:
    assert [
        text for text in (*PLANTED.values(), KEY, JSON["Authorization"], "usr_1042", "POISONED", "169.254") if text in impatient.stderr
    ] == []
