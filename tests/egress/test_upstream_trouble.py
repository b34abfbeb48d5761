"""The one way out to vendors that misbehave: what they may do to us, and what is known afterwards."""

import asyncio

import pytest

from gateway.egress.wire import Deadlines
from gateway.model.errors import UpstreamError
from tests.egress.scripted import MIB, POST, Vendor, client, failing, sent, then


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
