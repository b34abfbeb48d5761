"""The one way out keeps connections: how many, how long, and never for anything sent twice."""

import asyncio
from dataclasses import replace

import pytest

from gateway.egress import upstream as upstream_module
from gateway.egress.upstream import Upstream
from gateway.egress.wire import Deadlines
from gateway.model.errors import UpstreamError
from tests.egress.scripted import FINE, POST, Vendor, answering, client, failing, gone, sent, then


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
