"""A small answer, written whole. Law: what arrives is what aiohttp would have written."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from multidict import CIMultiDict

from gateway.egress.whole import Whole

Make = Callable[[], web.StreamResponse]


@asynccontextmanager
async def serving(make: Make) -> AsyncIterator[int]:
    async def answer(_: web.BaseRequest) -> web.StreamResponse:
        return make()

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield int(runner.addresses[0][1])
    await runner.cleanup()


async def said(make: Make, request: bytes) -> bytes:
    """Everything that is answered to a request followed by one that ends the connection."""
    async with serving(make) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        if b"keep-alive" in request or (b"HTTP/1.1" in request and b"close" not in request):
            writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        got = await asyncio.wait_for(reader.read(), 5)
        writer.close()
    return re.sub(rb"Date: [^\r]+ GMT", b"Date: now", got)


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Length": "2", "Content-Type": "application/json"},
        {"content-length": "2", "Date": "Sun, 22 Nov 2026 09:08:49 GMT", "Server": "vendor", "X-Other": "größe"},
        {"Content-Length": "2", "Set-Cookie": "a=b", "content-encoding": "identity"},
    ],
)
@pytest.mark.parametrize(
    "request_head",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    ],
)
async def test_the_bytes_are_those_aiohttp_writes(headers: dict[str, str], request_head: bytes) -> None:
    ours = await said(lambda: Whole(418, "Teapot", CIMultiDict(headers), b"{}"), request_head)
    theirs = await said(lambda: web.Response(status=418, reason="Teapot", headers=CIMultiDict(headers), body=b"{}"), request_head)
    assert ours == theirs
    assert ours.startswith(b"HTTP/1.") and b" 418 Teapot\r\n" in ours and ours.endswith(b"{}")  # noqa: PT018 - one statement


async def test_an_empty_body_needs_no_type() -> None:
    request = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    ours = await said(lambda: Whole(200, "OK", CIMultiDict({"Content-Length": "0"}), b""), request)
    theirs = await said(lambda: web.Response(headers={"Content-Length": "0"}, body=b""), request)
    assert ours == theirs
    assert b"Content-Type" not in ours


async def test_a_header_that_could_split_the_answer_is_not_written() -> None:
    request = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    got = await said(lambda: Whole(200, "OK", CIMultiDict({"Content-Length": "0", "X": "a\r\nY: b"}), b""), request)
    assert b"Y: b" not in got
