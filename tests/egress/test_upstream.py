"""The one way out, over real sockets: what a vendor gets, what it may do to us, and what is known afterwards."""

import asyncio
import contextlib
import gzip
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

import pytest
import uvloop

from gateway.egress import upstream as upstream_module
from gateway.egress.resolver import AddrInfo
from gateway.egress.upstream import Upstream
from gateway.egress.wire import Deadlines
from gateway.model.errors import Refused, UpstreamError
from gateway.model.request import Request

MIB = 1024 * 1024
HOST = "api.allowed.test"
POST = Request(
    scheme="http",
    host=HOST,
    port=80,
    method="POST",
    path="/v1/batch",
    query="",
    headers=(("Content-Type", "application/json"),),
    body=b'{"a":1}',
)
QUICK = Deadlines(connect=2.0, first_byte=0.15, stall=0.15, total=0.6, keep=5.0)
FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
VECTORS = [
    line.split("\t") for line in (Path(__file__).parent.parent / "data" / "ssrf.txt").read_text().splitlines() if not line.startswith("#")
]


class Vendor:
    """A vendor that follows a script on each connection and remembers every request, byte for byte."""

    def __init__(self, script: "Callable[[Vendor, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]") -> None:
        self.script, self.received, self.connections, self.written = script, [], 0, 0
        self.asked, self.broken = asyncio.Event(), asyncio.Event()
        self.handlers: set[asyncio.Task[None] | None] = set()

    async def __aenter__(self) -> Self:
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self.server.close()
        running = [task for task in self.handlers if task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.handlers.add(asyncio.current_task())
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                await self.script(self, reader, writer)
        finally:
            writer.close()
            self.broken.set()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def request(self, reader: asyncio.StreamReader) -> bytes:
        head = await reader.readuntil(b"\r\n\r\n")
        _, _, rest = head.lower().partition(b"content-length:")
        whole = head + await reader.readexactly(int(rest.split(b"\r\n")[0] or 0))
        self.received.append(whole)
        self.asked.set()
        return whole


def answering(*answers: bytes) -> Vendor:
    """A vendor that gives each request on a connection the next answer, the last one for ever."""

    async def script(vendor: Vendor, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for at in range(1000):
            await vendor.request(reader)
            writer.write(answers[min(at, len(answers) - 1)])

    return Vendor(script)


def then(*, first: bytes = b"", cut: bool = False) -> Vendor:
    """A vendor that reads a request, writes something, and then falls silent, or cuts the connection."""

    async def script(vendor: Vendor, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await vendor.request(reader)
        writer.write(first)
        await writer.drain()
        if cut:
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            writer.transport.abort()
        else:
            await reader.read()

    return Vendor(script)


@contextlib.asynccontextmanager
async def client(vendor: Vendor, deadlines: Deadlines = QUICK, **more: object) -> AsyncIterator[Upstream]:
    plain = {"allowed": lambda host, port: (host, port) == (HOST, 80), "overrides": {"*": vendor.url}, "deadlines": deadlines, **more}
    upstream = Upstream(**plain)  # type: ignore[arg-type]  # a test's own mix
    await upstream.start()
    try:
        yield upstream
    finally:
        await upstream.close()


async def sent(upstream: Upstream, request: Request = POST) -> tuple[int, bytes]:
    async with upstream.send(request) as answer:
        return answer.status, b"".join([chunk async for chunk in answer.chunks])


async def failing(upstream: Upstream, request: Request = POST) -> tuple[str, bool]:
    with pytest.raises(UpstreamError) as caught:
        await sent(upstream, request)
    return caught.value.reason, caught.value.sent


async def gone(upstream: Upstream) -> None:
    """Wait until no connection is left on our side."""
    async with asyncio.timeout(5):
        while upstream._dialler._wires:  # noqa: ASYNC110 - the event lies inside what is tested
            await asyncio.sleep(0)


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


# ---- connections


async def test_a_connection_serves_one_request_after_another() -> None:
    async with answering(FINE) as vendor, client(vendor) as upstream:
        for _ in range(5):
            assert await sent(upstream) == (200, b"ok")
    assert (vendor.connections, len(vendor.received)) == (1, 5)


async def test_a_connection_the_vendor_closed_meanwhile_is_replaced() -> None:
    async def script(vendor: Vendor, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await vendor.request(reader)
        writer.write(FINE)

    async with Vendor(script) as vendor, client(vendor) as upstream:
        for _ in range(3):
            assert await sent(upstream) == (200, b"ok")
            await gone(upstream)
    assert (vendor.connections, len(vendor.received)) == (3, 3)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST", "PATCH"])
async def test_a_request_lost_on_a_kept_connection_is_never_sent_again(method: str) -> None:
    async def script(vendor: Vendor, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await vendor.request(reader)
        writer.write(FINE)
        await vendor.request(reader)

    request = replace(POST, method=method)
    async with Vendor(script) as vendor, client(vendor) as upstream:
        assert await sent(upstream, request) == (200, b"ok")
        assert await failing(upstream, request) == ("vendor_unreachable", True)
    assert (vendor.connections, len(vendor.received)) == (1, 2)


async def test_bytes_nobody_asked_for_never_become_the_next_answer() -> None:
    async def script(vendor: Vendor, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await vendor.request(reader)
        first = vendor.connections == 1
        writer.write(FINE + b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\npoisoned" if first else FINE)
        await reader.read()

    async with Vendor(script) as vendor, client(vendor) as upstream:
        assert [await sent(upstream), await sent(upstream)] == [(200, b"ok"), (200, b"ok")]
    assert vendor.connections == 2


async def test_bytes_that_come_on_a_free_connection_end_it() -> None:
    go = asyncio.Event()

    async def script(vendor: Vendor, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await vendor.request(reader)
        writer.write(FINE)
        await go.wait()
        if vendor.connections == 1:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\npoisoned")
        await reader.read()

    async with Vendor(script) as vendor, client(vendor) as upstream:
        assert await sent(upstream) == (200, b"ok")
        go.set()
        await gone(upstream)
        assert await sent(upstream) == (200, b"ok")
    assert vendor.connections == 2


async def test_connections_to_one_vendor_are_bounded_and_the_next_request_waits_its_turn() -> None:
    async with answering(FINE) as vendor, client(vendor, per_vendor=2) as upstream:
        assert await asyncio.gather(*[sent(upstream) for _ in range(20)]) == [(200, b"ok")] * 20
    assert vendor.connections <= 2


async def test_a_request_that_finds_no_free_place_in_time_was_not_sent() -> None:
    async with then() as vendor, client(vendor, Deadlines(connect=0.05), per_vendor=1) as upstream, asyncio.TaskGroup() as group:
        first = group.create_task(sent(upstream))
        await vendor.asked.wait()
        assert await failing(upstream) == ("vendor_timeout", False)
        first.cancel()
    assert len(vendor.received) == 1


async def test_a_connection_unused_for_too_long_is_closed() -> None:
    async with answering(FINE) as vendor, client(vendor, Deadlines(keep=0.05)) as upstream:
        await sent(upstream)
        async with asyncio.timeout(5):
            await vendor.broken.wait()
        await sent(upstream)
    assert vendor.connections == 2


async def test_a_connection_kept_past_its_time_is_not_used_even_before_it_is_swept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Upstream, "_sweep", lambda *_: None)
    async with answering(FINE) as vendor, client(vendor, Deadlines(keep=0.01)) as upstream:
        await sent(upstream)
        await asyncio.sleep(0.02)
        await sent(upstream)
    assert vendor.connections == 2


async def test_a_swept_pool_is_swept_again_while_connections_are_left() -> None:
    async with answering(FINE) as vendor, client(vendor, Deadlines(keep=0.2)) as upstream:
        await asyncio.gather(sent(upstream), sent(upstream))
        for _ in range(3):
            await asyncio.sleep(0.1)
            await sent(upstream)
        assert vendor.connections == 2
        async with asyncio.timeout(5):
            await vendor.broken.wait()


async def test_hosts_remembered_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upstream_module, "_ROUTES_MAX", 3)
    async with answering(FINE) as vendor, client(vendor, allowed=lambda *_: True) as upstream:
        for at in range(7):
            assert await sent(upstream, replace(POST, host=f"h{at}.allowed.test")) == (200, b"ok")
        assert len(upstream._routes) == 1


async def test_a_caller_that_gives_up_closes_the_connection() -> None:
    async with then() as vendor, client(vendor) as upstream:
        task = asyncio.ensure_future(sent(upstream))
        await vendor.asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(5):
            await vendor.broken.wait()


async def test_an_answer_left_unread_closes_the_connection_and_can_not_be_read_later() -> None:
    async with then(first=b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1") as vendor, client(vendor) as upstream:
        async with upstream.send(POST) as answer:
            pass
        async with asyncio.timeout(5):
            await vendor.broken.wait()
        assert await anext(answer.chunks) == b"1"
        with pytest.raises(UpstreamError, match="over"):
            await anext(answer.chunks)


async def test_after_close_nothing_is_sent_and_what_was_under_way_fails() -> None:
    async with then() as vendor, client(vendor) as upstream:
        async with asyncio.TaskGroup() as group:
            running = group.create_task(failing(upstream))
            await vendor.asked.wait()
            await upstream.close()
        assert running.result() == ("vendor_unreachable", True)
        assert await failing(upstream) == ("vendor_unreachable", False)
    assert len(vendor.received) == 1


# ---- vendors that misbehave


async def test_a_vendor_that_never_answers_times_out_and_may_have_the_request() -> None:
    async with then() as vendor, client(vendor) as upstream:
        assert await failing(upstream) == ("vendor_timeout", True)


async def test_a_vendor_that_stalls_within_its_answer_times_out_after_what_it_gave() -> None:
    async with then(first=b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n1234") as vendor, client(vendor) as upstream:
        async with upstream.send(POST) as answer:
            assert await anext(answer.chunks) == b"1234"
            with pytest.raises(UpstreamError, match="middle") as caught:
                await anext(answer.chunks)
        assert (caught.value.reason, caught.value.sent) == ("vendor_timeout", True)


async def test_a_vendor_that_trickles_does_not_hold_us_for_ever() -> None:
    async def script(vendor: Vendor, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await vendor.request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not reader.at_eof():
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with Vendor(script) as vendor, client(vendor) as upstream:
        with pytest.raises(UpstreamError, match="took too long"):
            await sent(upstream)


async def test_a_slow_caller_is_not_the_vendors_stall() -> None:
    size = 4 * MIB

    async def script(vendor: Vendor, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await vendor.request(reader)
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n".encode() + b"x" * size)
        await writer.drain()

    async with Vendor(script) as vendor, client(vendor, Deadlines(stall=0.05)) as upstream, upstream.send(POST) as answer:
        got = len(await anext(answer.chunks))
        await asyncio.sleep(0.2)
        async for chunk in answer.chunks:
            got += len(chunk)
    assert got == size


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12", b"HTTP/1.1 200 OK\r\n\r\n12"])
async def test_a_vendor_that_resets_is_unreachable_and_may_have_the_request(first: bytes) -> None:
    async with then(first=first, cut=True) as vendor, client(vendor, Deadlines()) as upstream:
        assert await failing(upstream) == ("vendor_unreachable", True)


@pytest.mark.parametrize(
    "first", [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n12\r\n"]
)
async def test_an_answer_that_ends_too_early_is_no_answer(first: bytes) -> None:
    async def script(vendor: Vendor, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await vendor.request(reader)
        writer.write(first)

    async with Vendor(script) as vendor, client(vendor) as upstream:
        assert await failing(upstream) == ("vendor_unreachable", True)


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"\x16\x03\x01\x02\x00",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nX: a\rSet-Cookie: b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n",
        b"HTTP/1.1 200 OK\nX: a\n\n" + b" " * 65536,
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70000,
    ],
    ids=range(9),
)
async def test_what_is_no_answer_is_refused_and_the_connection_not_used_again(answer: bytes) -> None:
    async with then(first=answer) as vendor, client(vendor) as upstream:
        assert await failing(upstream) == ("vendor_protocol", True)
        assert await failing(upstream) == ("vendor_protocol", True)
    assert vendor.connections == 2


@pytest.mark.parametrize("framing", ["Content-Length: 10737418240", "X-No-Length: 1"])
async def test_ten_gigabytes_stream_through_flat_and_stop_with_their_reader(framing: str) -> None:
    async def script(vendor: Vendor, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await vendor.request(reader)
        writer.write(f"HTTP/1.1 200 OK\r\n{framing}\r\n\r\n".encode())
        block = b"x" * 65536
        while vendor.written < 10 * 1024 * MIB:
            writer.write(block)
            await writer.drain()
            vendor.written += len(block)

    got, most = 0, 0
    async with Vendor(script) as vendor, client(vendor, Deadlines()) as upstream:
        async with upstream.send(POST) as answer:
            async for chunk in answer.chunks:
                got, most = got + len(chunk), max(most, len(chunk))
                if got > 64 * MIB:
                    break
        async with asyncio.timeout(5):
            await vendor.broken.wait()
    assert most <= MIB
    assert vendor.written - got < 16 * MIB


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


# ---- the other loop


@pytest.mark.parametrize(
    "scenario",
    [
        lambda: test_a_request_lost_on_a_kept_connection_is_never_sent_again("PUT"),
        lambda: test_a_vendor_that_resets_is_unreachable_and_may_have_the_request(b"HTTP/1.1 200 OK\r\n\r\n12"),
        lambda: test_ten_gigabytes_stream_through_flat_and_stop_with_their_reader("X-No-Length: 1"),
        lambda: test_what_is_no_answer_is_refused_and_the_connection_not_used_again(b"SSH-2.0-OpenSSH_9.2\r\n"),
        test_a_connection_serves_one_request_after_another,
        test_a_connection_the_vendor_closed_meanwhile_is_replaced,
        test_bytes_that_come_on_a_free_connection_end_it,
        test_a_large_body_arrives_whole_at_a_slow_vendor,
        test_a_refusal_before_the_whole_body_was_written_is_an_answer_and_ends_the_connection,
        test_a_vendor_that_hangs_up_on_a_large_body_has_got_part_of_it,
        test_a_vendor_that_stalls_within_its_answer_times_out_after_what_it_gave,
        test_a_vendor_that_trickles_does_not_hold_us_for_ever,
        test_a_slow_caller_is_not_the_vendors_stall,
        test_a_caller_that_gives_up_closes_the_connection,
        test_after_close_nothing_is_sent_and_what_was_under_way_fails,
        test_a_stand_in_that_does_not_run_is_unreachable_and_nothing_was_sent,
    ],
    ids=range(16),
)
def test_uvloop_writes_pauses_and_breaks_off_in_another_order_and_it_all_holds_there_too(scenario: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        assert isinstance(asyncio.get_running_loop(), uvloop.Loop)
        await scenario()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())
