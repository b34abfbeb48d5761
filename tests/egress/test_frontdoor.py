"""The first bytes of a connection: slow ones, split ones, silent ones."""

import asyncio
from typing import Any

import pytest

from gateway.egress.frontdoor import Timing

VENDOR = "api.vendor.test"


async def test_a_connection_that_says_nothing_is_closed_after_the_idle_time(make_door: Any) -> None:
    door = await make_door(timing=Timing(idle=0.1)).start()
    assert await door.say(b"") == b""
    assert door.events == [("head_timeout", "")]
    await door.listener.drain(1)


@pytest.mark.parametrize("start", [b"CON", b"CONNECT api.vendor.test:443 HTTP/1.1\r\nHo"])
async def test_a_slow_connect_head_is_closed_after_the_head_time(make_door: Any, start: bytes) -> None:
    door = await make_door(timing=Timing(head=0.1)).start()
    assert await door.say(start) == b""
    assert door.events == [("head_timeout", "")]
    await door.listener.drain(1)


@pytest.mark.parametrize("first", [b"", f"GET /{VENDOR}/x HTTP/1.1\r\nHost: gw\r\n\r\n".encode()])
async def test_a_slow_request_head_is_closed_after_the_idle_time(make_door: Any, first: bytes) -> None:
    door = await make_door(timing=Timing(idle=0.2)).start()
    answer = await door.say(first + b"POST /api.vendor.test/x HTTP/1.1\r\nHos")
    assert answer.count(b"HTTP/1.1 200") == len(door.seen) == bool(first)
    await door.listener.drain(1)


async def test_a_connect_that_comes_byte_by_byte_opens_a_tunnel(door: Any) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    for byte in f"CONNECT {VENDOR}:443 HTTP/1.1\r\nHost: {VENDOR}:443\r\n\r\n".encode():
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0)
    assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
    writer.close()
