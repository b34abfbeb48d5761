"""One connection, driven by hand: orders of events that a real socket gives only now and then."""

import asyncio

import pytest

from gateway.egress.wire import Deadlines, Wire
from gateway.model.errors import UpstreamError

FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Line(asyncio.Transport):
    """A transport that writes down what happens to it."""

    def __init__(self) -> None:
        super().__init__()
        self.written, self.events, self.unwritten = b"", [], 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def abort(self) -> None:
        self.events.append("abort")

    def pause_reading(self) -> None:
        self.events.append("pause")

    def resume_reading(self) -> None:
        self.events.append("resume")

    def is_closing(self) -> bool:
        return "abort" in self.events

    def get_write_buffer_size(self) -> int:
        return self.unwritten


def connected(deadlines: Deadlines | None = None) -> tuple[Wire, Line, list[Wire]]:
    gone: list[Wire] = []
    wire, line = Wire(asyncio.get_running_loop(), deadlines or Deadlines(), gone.append), Line()
    wire.connection_made(line)
    return wire, line, gone


async def test_an_exchange_leaves_the_connection_free_for_the_next() -> None:
    wire, line, _ = connected()
    for _ in range(2):
        assert wire.usable
        asked = asyncio.ensure_future(wire.ask("GET", b"head", b"body"))
        await asyncio.sleep(0)
        assert not wire.usable
        wire.data_received(FINE)
        head, exchange = await asked
        assert (head.status, [piece async for piece in exchange]) == (200, [b"ok"])
        assert wire.release()
    assert line.written == b"headbody" * 2


async def test_a_connection_that_ended_before_the_request_has_sent_nothing() -> None:
    wire, _, gone = connected()
    wire.connection_lost(None)
    with pytest.raises(UpstreamError) as caught:
        await wire.ask("GET", b"head", b"")
    assert (caught.value.sent, gone) == (False, [wire])
    assert not wire.release()


async def test_a_complete_answer_stands_even_if_the_connection_breaks_right_behind_it() -> None:
    wire, _, _ = connected()
    asked = asyncio.ensure_future(wire.ask("GET", b"head", b""))
    await asyncio.sleep(0)
    wire.data_received(FINE)
    wire.connection_lost(ConnectionResetError())
    head, exchange = await asked
    assert (head.status, [piece async for piece in exchange]) == (200, [b"ok"])
    assert not wire.release()


async def test_a_connection_with_bytes_still_to_write_is_not_used_again() -> None:
    wire, line, _ = connected()
    asked = asyncio.ensure_future(wire.ask("GET", b"head", b""))
    await asyncio.sleep(0)
    wire.data_received(FINE)
    await asked
    line.unwritten = 1
    assert not wire.release()
    assert line.events == ["abort"]


async def test_a_vendor_waits_while_the_caller_has_no_room() -> None:
    wire, line, _ = connected()
    asked = asyncio.ensure_future(wire.ask("GET", b"head", b""))
    await asyncio.sleep(0)
    wire.data_received(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n")
    for _ in range(3):
        wire.data_received(b"x" * 200_000)
    assert line.events == ["pause"]
    _, exchange = await asked
    sizes = [len(await anext(exchange)) for _ in range(3)]
    assert (sizes, line.events) == ([200_000] * 3, ["pause", "resume"])


async def test_a_body_stops_being_written_while_the_vendor_takes_no_more() -> None:
    wire, line, _ = connected()
    wire.pause_writing()
    asked = asyncio.ensure_future(wire.ask("PUT", b"head", b"x" * 200_000))
    await asyncio.sleep(0)
    assert len(line.written) == 4 + 65_536
    wire.resume_writing()
    await asyncio.sleep(0)
    assert len(line.written) == 4 + 200_000
    wire.data_received(FINE)
    await asked
    assert wire.release()
    wire.resume_writing()


async def test_a_connection_lost_while_a_body_is_written_may_have_sent_some() -> None:
    wire, _, _ = connected()
    wire.pause_writing()
    asked = asyncio.ensure_future(wire.ask("PUT", b"head", b"x" * 200_000))
    await asyncio.sleep(0)
    wire.connection_lost(BrokenPipeError())
    wire.resume_writing()
    with pytest.raises(UpstreamError) as caught:
        await asked
    assert (caught.value.reason, caught.value.sent) == ("vendor_unreachable", True)


async def test_one_timer_serves_every_exchange_of_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    armed: list[float] = []
    real = loop.call_later
    monkeypatch.setattr(loop, "call_later", lambda delay, *rest: (armed.append(delay), real(delay, *rest))[1])
    wire, _, _ = connected(Deadlines(first_byte=7.0))
    for _ in range(3):
        asked = asyncio.ensure_future(wire.ask("GET", b"head", b""))
        await asyncio.sleep(0)
        wire.data_received(FINE)
        await asked
        assert wire.release()
    wire.connection_lost(None)
    assert armed == [7.0]


@pytest.mark.parametrize("late_by", [0.0, 0.02, 0.04])
async def test_an_exchange_begun_under_an_old_timer_still_ends_in_time(late_by: float) -> None:
    wire, line, _ = connected(Deadlines(first_byte=0.05, stall=0.05, total=0.05))
    loop = asyncio.get_running_loop()
    asked = asyncio.ensure_future(wire.ask("GET", b"head", b""))
    await asyncio.sleep(0)
    wire.data_received(FINE)
    await asked
    assert wire.release()
    await asyncio.sleep(late_by)
    began = loop.time()
    with pytest.raises(UpstreamError, match="vendor_timeout"):
        await wire.ask("GET", b"head", b"")
    assert 0.05 <= loop.time() - began < 0.5
    assert line.events == ["abort"]


async def test_a_timer_that_finds_nothing_under_way_rests() -> None:
    wire, line, _ = connected(Deadlines(first_byte=0.01))
    asked = asyncio.ensure_future(wire.ask("GET", b"head", b""))
    await asyncio.sleep(0)
    wire.data_received(FINE)
    await asked
    assert wire.release()
    await asyncio.sleep(0.03)
    assert line.events == []
    wire.connection_lost(None)


async def test_a_failure_told_twice_is_told_as_the_first_one() -> None:
    wire, _, _ = connected()
    asked = asyncio.ensure_future(wire.ask("GET", b"head", b""))
    await asyncio.sleep(0)
    wire.data_received(b"garbage")
    wire.connection_lost(None)
    with pytest.raises(UpstreamError, match="vendor_protocol"):
        await asked


async def test_events_on_a_connection_without_an_exchange_do_no_harm() -> None:
    wire, line, gone = connected()
    wire.resume_writing()
    wire.data_received(b"unasked")
    wire.connection_lost(None)
    wire.abort()
    assert (line.events, gone) == (["abort"], [wire])


def test_the_step_is_the_shortest_deadline_of_a_running_exchange() -> None:
    assert Deadlines(connect=1, first_byte=5, stall=3, total=9).step == 3
