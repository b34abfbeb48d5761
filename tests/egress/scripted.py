"""A vendor that follows a script over real sockets, and the one way out to it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Self

import pytest

from gateway.egress.upstream import Upstream
from gateway.egress.wire import Deadlines
from gateway.model.errors import UpstreamError
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
