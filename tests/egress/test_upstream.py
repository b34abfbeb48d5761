"""The one way out, over real sockets: where it may go, what a vendor gets and what comes back."""

import asyncio
import gzip
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.egress.resolver import AddrInfo
from gateway.egress.wire import Deadlines
from gateway.model.errors import Refused
from gateway.model.request import Request
from tests.egress.scripted import FINE, HOST, MIB, POST, Vendor, answering, client, failing, sent

VECTORS = [
    line.split("\t") for line in (Path(__file__).parent.parent / "data" / "ssrf.txt").read_text().splitlines() if not line.startswith("#")
]


# ---- what the vendor gets


async def test_a_vendor_gets_the_request_byte_for_byte_and_nothing_else() -> None:
    request = replace(POST, path="/a%2F..//b;x=%c3%a9", query="q=%20x&q=a+b", headers=(("X-B", " 2 "), ("x-a", "1"), ("x-a", "é\udcff")))
    async with answering(FINE) as vendor, client(vendor) as upstream:
        assert await sent(upstream, request) == (200, b"ok")
    assert vendor.received[0] == (
        b"POST /a%2F..//b;x=%c3%a9?q=%20x&q=a+b HTTP/1.1\r\nHost: api.allowed.test\r\nX-B:  2 \r\nx-a: 1\r\nx-a: \xc3\xa9\xff\r\n"
        b'Content-Length: 7\r\n\r\n{"a":1}'
    )


async def test_fields_of_the_callers_connection_and_of_the_gateway_stay_here() -> None:
    names = (
        "Host",
        "Content-Length",
        "Transfer-Encoding",
        "Connection",
        "Proxy-Authorization",
        "Proxy-Connection",
        "Expect",
        "TE",
        "Gateway-Key",
    )
    request = replace(POST, headers=tuple((name, "5") for name in names))
    async with answering(FINE) as vendor, client(vendor) as upstream:
        await sent(upstream, request)
    assert vendor.received == [b'POST /v1/batch HTTP/1.1\r\nHost: api.allowed.test\r\nContent-Length: 7\r\n\r\n{"a":1}']


@pytest.mark.parametrize(
    ("method", "length"), [("GET", b""), ("DELETE", b""), ("POST", b"Content-Length: 0\r\n"), ("PATCH", b"Content-Length: 0\r\n")]
)
async def test_a_length_is_announced_where_the_method_expects_a_body(method: str, length: bytes) -> None:
    async with answering(FINE) as vendor, client(vendor) as upstream:
        await sent(upstream, replace(POST, method=method, headers=(), body=b""))
    assert vendor.received == [f"{method} /v1/batch HTTP/1.1\r\nHost: {HOST}\r\n".encode() + length + b"\r\n"]


async def test_another_port_than_the_schemes_own_stands_in_the_host_field() -> None:
    async with answering(FINE) as vendor, client(vendor, allowed=lambda *_: True) as upstream:
        await sent(upstream, replace(POST, port=8443, headers=()))
    assert b"Host: api.allowed.test:8443\r\n" in vendor.received[0]


@pytest.mark.parametrize(
    "request_",
    [
        replace(POST, method="PO ST"),
        replace(POST, method=""),
        replace(POST, path="/a b"),
        replace(POST, path="/a\r\nX: y"),
        replace(POST, path="*"),
        replace(POST, path="http://other.test/"),
        replace(POST, path="/a#b"),
        replace(POST, query="a\nb"),
        replace(POST, headers=(("X", "a\r\nY: b"),)),
        replace(POST, headers=(("X", "a\nb"),)),
        replace(POST, headers=(("X", "a\rb"),)),
        replace(POST, headers=(("X", "a\0b"),)),
        replace(POST, headers=(("X: y\r\nZ", "a"),)),
        replace(POST, headers=(("X ", "a"),)),
        replace(POST, headers=(("", "a"),)),
        replace(POST, headers=(("X\u00e9", "a"),)),
    ],
    ids=range(16),
)
async def test_a_request_whose_head_could_be_read_in_two_ways_is_not_sent(request_: Request) -> None:
    async with answering(FINE) as vendor, client(vendor) as upstream:
        with pytest.raises(Refused, match="malformed_request"):
            await sent(upstream, request_)
    assert vendor.connections == 0


async def test_a_large_body_arrives_whole_at_a_slow_vendor() -> None:
    body = bytes(range(256)) * (12 * MIB // 256)

    async def script(vendor: Vendor, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await vendor.request(reader)
        writer.write(FINE)

    async with Vendor(script) as vendor, client(vendor, Deadlines()) as upstream:
        assert await sent(upstream, replace(POST, body=body)) == (200, b"ok")
    assert vendor.received[0].endswith(b"\r\n\r\n" + body)


async def test_a_refusal_before_the_whole_body_was_written_is_an_answer_and_ends_the_connection() -> None:
    async def script(_vendor: Vendor, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
        await _vendor.broken.wait()

    async with Vendor(script) as vendor, client(vendor) as upstream:
        big = replace(POST, body=b"x" * (32 * MIB))
        assert await sent(upstream, big) == (413, b"")
        assert await sent(upstream, big) == (413, b"")
        assert vendor.connections == 2
        vendor.broken.set()


async def test_a_vendor_that_hangs_up_on_a_large_body_has_got_part_of_it() -> None:
    async def script(_vendor: Vendor, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.abort()

    async with Vendor(script) as vendor, client(vendor) as upstream:
        assert await failing(upstream, replace(POST, body=b"x" * (32 * MIB))) == ("vendor_unreachable", True)


# ---- what comes back


async def test_an_answer_passes_undecoded_without_the_vendors_own_connection_fields() -> None:
    zipped = gzip.compress(b"hello" * 100)
    raw = b"HTTP/1.1 201 Made\r\nContent-Encoding: gzip\r\nConnection: X-Hop\r\nX-Hop: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
    raw += f"{len(zipped):x}\r\n".encode() + zipped + b"\r\n0\r\n\r\n"
    async with answering(raw) as vendor, client(vendor) as upstream, upstream.send(POST) as answer:
        assert (answer.status, answer.reason, answer.headers) == (201, "Made", (("Content-Encoding", "gzip"),))
        assert b"".join([chunk async for chunk in answer.chunks]) == zipped
        assert "gzip" not in repr(answer)


@pytest.mark.parametrize("row", [row[1] for row in VECTORS if row[0] == "redirect"])
async def test_a_redirect_passes_through_and_is_not_followed(row: str) -> None:
    status, _, location = row.partition(" Location: ")
    raw = f"HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
    async with answering(raw) as vendor, client(vendor) as upstream, upstream.send(POST) as answer:
        assert (answer.status, dict(answer.headers)["Location"]) == (int(status), location)
        assert [chunk async for chunk in answer.chunks] == []
    assert len(vendor.received) == 1


async def test_cookies_are_passed_on_and_not_kept() -> None:
    async with answering(b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nContent-Length: 0\r\n\r\n") as vendor, client(vendor) as upstream:
        async with upstream.send(POST) as answer:
            assert answer.headers == (("Set-Cookie", "a=1"), ("Content-Length", "0"))
        await sent(upstream)
    assert b"cookie" not in vendor.received[1].lower()


async def test_the_environments_proxies_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with answering(FINE) as vendor, client(vendor) as upstream:
        assert await sent(upstream) == (200, b"ok")


async def test_an_answer_without_a_length_ends_with_its_connection() -> None:
    async def script(vendor: Vendor, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await vendor.request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nhello")

    async with Vendor(script) as vendor, client(vendor) as upstream:
        assert await sent(upstream) == (200, b"hello")
        assert await sent(upstream) == (200, b"hello")
    assert vendor.connections == 2


# ---- where it may go


async def test_only_an_allowed_host_and_port_are_contacted() -> None:
    async with answering(FINE) as vendor, client(vendor) as upstream:
        for request in (replace(POST, host="other.test"), replace(POST, port=81), replace(POST, scheme="ftp"), replace(POST, scheme="")):
            assert await failing(upstream, request) == ("address_refused", False)
    assert vendor.connections == 0


async def test_permission_is_asked_for_every_request_not_once_per_connection() -> None:
    hosts = {HOST}
    async with answering(FINE) as vendor, client(vendor, allowed=lambda host, _: host in hosts) as upstream:
        assert await sent(upstream) == (200, b"ok")
        hosts.clear()
        assert await failing(upstream) == ("address_refused", False)
    assert len(vendor.received) == 1


@pytest.mark.parametrize("row", [row[1] for row in VECTORS if row[0] == "header"])
async def test_no_header_chooses_the_destination(row: str) -> None:
    name, _, value = row.partition(": ")
    async with answering(FINE) as vendor, client(vendor) as upstream:
        assert await sent(upstream, replace(POST, headers=((name, value),))) == (200, b"ok")
    assert vendor.received[0].startswith(b"POST /v1/batch HTTP/1.1\r\nHost: api.allowed.test\r\n")
    assert vendor.received[0].lower().count(b"\r\nhost:") == 1
    assert b"\r\nproxy-connection:" not in vendor.received[0].lower()


async def test_a_named_stand_in_wins_over_the_one_for_all_others() -> None:
    async with answering(FINE) as named, answering(FINE) as other:
        overrides = {"a.test": named.url, "*": other.url}
        async with client(other, allowed=lambda *_: True, overrides=overrides) as upstream:
            await sent(upstream, replace(POST, host="a.test"))
            await sent(upstream, replace(POST, host="b.test"))
    assert b"Host: a.test\r\n" in named.received[0]
    assert b"Host: b.test\r\n" in other.received[0]


async def test_a_stand_in_is_never_one_of_the_gateways_own_listeners() -> None:
    async with answering(FINE) as vendor, client(vendor, own_ports=[0]) as upstream:
        upstream._dialler._own_ports = frozenset({vendor.port})
        assert await failing(upstream) == ("address_refused", False)
    assert vendor.received == []


async def test_a_stand_in_that_does_not_run_is_unreachable_and_nothing_was_sent() -> None:
    async with answering(FINE) as vendor:
        pass
    async with client(vendor) as upstream:
        assert await failing(upstream) == ("vendor_unreachable", False)


async def test_without_a_stand_in_the_vendors_own_name_is_resolved() -> None:
    asked = []

    async def lookup(host: str, port: int) -> Sequence[AddrInfo]:
        asked.append((host, port))
        raise OSError

    async with answering(FINE) as vendor, client(vendor, overrides={}, lookup=lookup) as upstream:
        assert await failing(upstream) == ("vendor_unreachable", False)
    assert (asked, vendor.connections) == ([(HOST, 80)], 0)
