"""The plain listener: refusals of the parser in our own words, and an end that lets requests finish."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from gateway.admin.listening import listening

PLANTED = b"Planted-Falcon"


class Door:
    """An application that can be held up."""

    def __init__(self) -> None:
        self.entered, self.leave = asyncio.Event(), asyncio.Event()

    async def slow(self, _request: web.Request) -> web.Response:
        self.entered.set()
        await self.leave.wait()
        return web.Response(text="done")

    async def breaks(self, request: web.Request) -> web.StreamResponse:
        begun = web.StreamResponse()
        await begun.prepare(request)
        await begun.write(b"begun")
        raise ValueError(PLANTED.decode())

    async def fails(self, _request: web.Request) -> web.StreamResponse:
        raise ValueError(PLANTED.decode())


@pytest.fixture
async def door() -> Door:
    return Door()


@pytest.fixture
async def port(door: Door, stack: AsyncExitStack) -> int:
    app = web.Application()
    app.router.add_get("/slow", door.slow)
    app.router.add_get("/breaks", door.breaks)
    app.router.add_get("/fails", door.fails)
    return await stack.enter_async_context(listening(app, "127.0.0.1", 0))


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as held:
        yield held


async def told(port: int, raw: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(raw)
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


@pytest.mark.parametrize(
    "raw",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n" + PLANTED + b" x: 1\r\n\r\n",
        PLANTED + b"\x00 / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + PLANTED * 1000 + b"\r\n\r\n",
        b"GET /" + PLANTED + b" HTTP/9.9\r\nHost: x\r\n\r\n",
    ],
)
async def test_what_the_parser_refuses_is_answered_and_logged_without_repeating_it(port: int, raw: bytes) -> None:
    with capture_logs() as logged:
        answer = await told(port, raw)
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.0 400 "))
    assert b"malformed_request" in answer
    assert b"aiohttp" not in answer
    assert PLANTED not in answer + repr(logged).encode()


@pytest.mark.parametrize(("path", "expected"), [(b"/fails", b"internal"), (b"/breaks", b"begun")])
async def test_what_fails_outside_the_boundary_is_told_by_its_type_only(
    port: int, path: bytes, expected: bytes, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with capture_logs() as logged:
        answer = await told(port, b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert expected in answer
    printed = capsys.readouterr()
    assert PLANTED.decode() not in f"{answer!r}{logged}{printed.out}{printed.err}{caplog.text}"
    assert any(each.get("exception") == "ValueError" for each in logged)


async def test_a_request_under_way_is_finished_and_no_other_is_taken(port: int, door: Door, stack: AsyncExitStack) -> None:
    async with asyncio.TaskGroup() as group:
        under_way = group.create_task(told(port, b"GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
        await door.entered.wait()
        closing = group.create_task(stack.aclose())
        await refused(port)
        assert not closing.done()
        door.leave.set()
    assert under_way.result().endswith(b"done")


async def refused(port: int) -> None:
    """Wait until nobody listens any more."""
    async with asyncio.timeout(10):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                return
            except ConnectionResetError:  # it was waiting to be accepted when the listener closed
                continue
            writer.close()
