"""One connection to a vendor, one exchange at a time. Law: a request is written once, and what is read belongs to the exchange that asked.

There is one timer per connection, not per request: every deadline lies at least one ``Deadlines.step`` ahead of the event that sets it,
so a timer that looks again after one step is never late by more than nothing, and a request pays for none.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Self, cast

from gateway.egress.answer import AnswerReader, BadAnswer, Head
from gateway.model.errors import UpstreamError

_HELD_MAX: Final = 256 * 1024
"""Answer bytes held for a slow caller before the vendor has to wait: one read of asyncio's (256 KiB)."""
_WHOLE: Final = 64 * 1024
"""Up to this size head and body go out in one write; above, the body follows in pieces, as fast as the vendor takes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """How long a vendor may take, in seconds.

    Attributes:
        connect: name lookup, connection and TLS together, and the wait for a free place before it.
        first_byte: from the first byte written to the whole head of the answer.
        stall: longest silence within an answer.
        total: from the first byte written to the last one read.
        keep: how long an unused connection is kept. Common servers keep theirs for 60 s or more; shorter is safer, since a request
            that crosses with their close is lost and never sent again.
    """

    connect: float = 10.0
    first_byte: float = 60.0
    stall: float = 60.0
    total: float = 600.0
    keep: float = 15.0
    step: float = field(init=False)

    def __post_init__(self) -> None:
        """Find the shortest deadline of a running exchange."""
        object.__setattr__(self, "step", min(self.first_byte, self.stall, self.total))


class Exchange:
    """One request and its answer. Iterate it for the body's bytes, as they come and still content-encoded."""

    __slots__ = ("_held", "_pieces", "_waiter", "_wire", "error", "heard", "reader", "started")

    def __init__(self, wire: "Wire", method: str, now: float) -> None:
        self.reader = AnswerReader(method)
        self.error: UpstreamError | None = None
        self.started = self.heard = now
        self._wire: Wire | None = wire
        self._pieces: deque[bytes] = deque()
        self._held = 0
        self._waiter: asyncio.Future[None] | None = None

    @property
    def waiting(self) -> bool:
        """Neither an answer nor an end has come yet."""
        return self.reader.head is None and self.error is None

    async def head(self) -> Head:
        """Wait for the head of the answer.

        Raises:
            UpstreamError: the vendor broke off, broke the rules or was too slow.
        """
        while (head := self.reader.head) is None:
            await self.event()
        return head

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        while not self._pieces:
            if self.reader.complete:
                raise StopAsyncIteration
            await self.event()
        piece = self._pieces.popleft()
        self._held -= len(piece)
        if self._wire is not None and self._held < _HELD_MAX:
            self._wire.resume_reading(self)
        return piece

    async def event(self) -> None:
        """Wait until something has happened on the connection.

        Raises:
            UpstreamError: it has failed.
        """
        if self.error is not None:
            raise self.error
        if self._wire is None:
            raise UpstreamError("vendor_unreachable", "the exchange is over", sent=True)
        self._waiter = self._wire.loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def take(self, data: bytes) -> bool:
        """Take bytes from the connection; say whether there is room for more.

        Raises:
            BadAnswer: they are no answer.
        """
        if piece := self.reader.feed(data):
            self._pieces.append(piece)
            self._held += len(piece)
        self.wake()
        return self._held < _HELD_MAX

    def wake(self) -> None:
        """Let whoever waits look again."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def fail(self, reason: str, detail: str) -> None:
        """End the exchange. What has been read before can still be read."""
        if self.error is None and not self.reader.complete:
            self.error = UpstreamError(reason, detail, sent=True)
        self.wake()

    def leave(self) -> None:
        """Cut the exchange off from its connection, which may now serve another."""
        self._wire = None
        self.wake()


class Wire(asyncio.Protocol):
    """A connection.

    Args:
        loop: the running loop.
        deadlines: see there.
        gone: called once with this wire when the connection has ended.
    """

    __slots__ = ("_blocked", "_deadlines", "_exchange", "_gone", "_held_up", "_timer", "_transport", "_unsent", "idle_since", "loop")

    def __init__(self, loop: asyncio.AbstractEventLoop, deadlines: Deadlines, gone: "Callable[[Wire], None]") -> None:
        self.loop, self._deadlines, self._gone = loop, deadlines, gone
        self.idle_since = 0.0
        self._transport: asyncio.Transport | None = None
        self._exchange: Exchange | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._blocked = self._held_up = self._unsent = False

    @property
    def usable(self) -> bool:
        """The connection is open, and free for another request."""
        return self._transport is not None and not self._transport.is_closing() and self._exchange is None

    async def ask(self, method: str, head: bytes, body: bytes) -> tuple[Head, Exchange]:
        """Write a request and wait for the head of its answer. Whatever fails from here on may have left bytes with the vendor.

        Raises:
            UpstreamError: see ``Exchange.head``; with ``sent=False`` where the connection had ended before.
        """
        if not self.usable:
            raise UpstreamError("vendor_unreachable", "the vendor closed the connection at once", sent=False)
        exchange = self._exchange = Exchange(self, method, self.loop.time())
        if self._timer is None:
            self._timer = self.loop.call_later(self._deadlines.step, self._look)
        if len(body) <= _WHOLE:
            self._write(head + body)
        else:
            await self._write_pieces(exchange, head, body)
        return await exchange.head(), exchange

    def release(self) -> bool:
        """End the exchange; say whether the connection may serve another. Where it may not, it is closed."""
        exchange, self._exchange = self._exchange, None
        transport = self._transport
        if exchange is not None:
            exchange.leave()
            if transport is not None and self._reusable(exchange, transport):
                self.idle_since = self.loop.time()
                return True
        self.abort()
        return False

    def abort(self) -> None:
        """Close the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def resume_reading(self, exchange: Exchange) -> None:
        """The caller has room again; the vendor's silence counts from now."""
        if self._held_up and self._transport is not None and not self._transport.is_closing():
            self._held_up, exchange.heard = False, self.loop.time()
            self._transport.resume_reading()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asyncio: the connection stands."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Asyncio: bytes came. Bytes nobody asked for end the connection: they could pass as the next answer."""
        exchange, transport = self._exchange, self._transport
        if exchange is None or transport is None:
            self.abort()
            return
        exchange.heard = self.loop.time()
        try:
            room = exchange.take(data)
        except BadAnswer as error:
            exchange.fail("vendor_protocol", str(error))
            transport.abort()
            return
        if not room and not self._held_up:
            self._held_up = True
            transport.pause_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Asyncio: the connection has ended; after an answer that ends with the connection, that is its end."""
        self._transport = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._exchange is not None:
            self._end(self._exchange, exc)
        self._gone(self)

    def pause_writing(self) -> None:
        """Asyncio: the vendor takes no more for now."""
        self._blocked = True

    def resume_writing(self) -> None:
        """Asyncio: it does again."""
        self._blocked = False
        if self._exchange is not None:
            self._exchange.wake()

    def _write(self, data: bytes | memoryview) -> None:
        if self._transport is not None:
            self._transport.write(data)

    async def _write_pieces(self, exchange: Exchange, head: bytes, body: bytes) -> None:
        """Write a large body as fast as it is taken, and stop when the answer comes first: a refusal need not be fed."""
        self._write(head)
        rest = memoryview(body)
        while rest and exchange.waiting:
            self._write(rest[:_WHOLE])
            rest = rest[_WHOLE:]
            while self._blocked and exchange.waiting:
                await exchange.event()
        self._unsent = bool(rest)

    def _reusable(self, exchange: Exchange, transport: asyncio.Transport) -> bool:
        clean = exchange.error is None and exchange.reader.complete and exchange.reader.reusable and not self._unsent
        return clean and not self._held_up and not transport.is_closing() and not transport.get_write_buffer_size()

    def _end(self, exchange: Exchange, exc: Exception | None) -> None:
        try:
            if exc is None:
                exchange.reader.eof()
        except BadAnswer:
            exc = ConnectionResetError()
        if exc is not None:
            exchange.fail("vendor_unreachable", "the vendor closed the connection before its answer was complete")
        exchange.wake()

    def _look(self) -> None:
        """See whether the running exchange is late, and look again later."""
        self._timer = None
        exchange = self._exchange
        if exchange is None:
            return
        now, limit = self.loop.time(), self._deadlines
        late = self._late(exchange, now)
        if late:
            exchange.fail("vendor_timeout", late)
            self.abort()
        else:
            ends = exchange.started + (limit.total if exchange.reader.head else min(limit.first_byte, limit.total))
            stalls = exchange.heard + limit.stall if exchange.reader.head and not self._held_up else ends
            self._timer = self.loop.call_at(max(now, min(ends, stalls, now + limit.step)), self._look)

    def _late(self, exchange: Exchange, now: float) -> str:
        limit = self._deadlines
        if now >= exchange.started + limit.total:
            return "the exchange with the vendor took too long"
        if exchange.reader.head is None:
            return "the vendor did not answer in time" if now >= exchange.started + limit.first_byte else ""
        stalled = not self._held_up and not exchange.reader.complete and now >= exchange.heard + limit.stall
        return "the vendor stopped in the middle of its answer" if stalled else ""
