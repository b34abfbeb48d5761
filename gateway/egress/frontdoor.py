"""The first bytes of a connection. Law: it tells CONNECT from plain HTTP and judges nothing; what it can not place is refused at once."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple, cast

from gateway.egress.connect import END, MAX_HEAD
from gateway.egress.refusal import problem_bytes
from gateway.model.errors import Refused

_CONNECT: Final = b"CONNECT "


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Deadlines in seconds.

    Attributes:
        idle: a connection on which nothing arrives, first or between requests; a later request's head must be whole within it too.
        head: a CONNECT's head, from its first byte.
        handshake: the TLS handshake inside a tunnel.
        linger: how long the rest of a refused body is read and thrown away, so that the client gets to read the refusal.
    """

    idle: float = 75.0
    head: float = 10.0
    handshake: float = 10.0
    linger: float = 5.0


class Rooms(NamedTuple):
    """Where a connection can go from the front door.

    Attributes:
        to_tunnel: takes the paused transport and the whole head of a CONNECT.
        to_http: makes the protocol for a plain connection.
        notice: counts events by name; the host is always empty here.
        timing: deadlines.
        doors: every open front door, kept up to date by the doors themselves.
    """

    to_tunnel: Callable[[asyncio.Transport, bytes], None]
    to_http: Callable[[], asyncio.Protocol]
    notice: Callable[[str, str], None]
    timing: Timing
    doors: "set[FrontDoor]"


class FrontDoor(asyncio.Protocol):
    """Reads until it knows what a connection is. It never sees a body: CONNECT has none, and all else is handed over at once."""

    __slots__ = ("_head", "_loop", "_rooms", "_timer", "_transport")

    def __init__(self, rooms: Rooms, loop: asyncio.AbstractEventLoop) -> None:
        self._rooms, self._loop = rooms, loop
        self._head = b""
        self._timer: asyncio.TimerHandle | None = None
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the timer of a connection that says nothing."""
        self._transport = cast("asyncio.Transport", transport)
        self._rooms.doors.add(self)
        self._timer = self._loop.call_later(self._rooms.timing.idle, self._too_slow)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio calls it so
        """Forget the connection."""
        self._leave()

    def data_received(self, data: bytes) -> None:
        """Tell CONNECT from plain HTTP by the first eight bytes."""
        if not self._head:
            self._start_head_timer()
        self._head += data
        start = self._head[: len(_CONNECT)]
        if start == _CONNECT:
            self._read_connect()
        elif not _CONNECT.startswith(start):
            self._hand_over()

    def close(self) -> None:
        """End a connection that has not asked for anything yet."""
        self._leave()
        self._transport.close()

    def _read_connect(self) -> None:
        end = self._head.find(END)
        if end < 0 and (len(self._head) > MAX_HEAD or _bare_newline(self._head)):
            self._refuse(Refused("malformed_request", "The CONNECT head is too long or holds a bare newline."))
        elif end >= 0 and len(self._head) > end + len(END):
            # Nobody speaks before the 200; bytes that do are a request smuggled behind a CONNECT.
            self._refuse(Refused("malformed_request", "Wait for the answer to CONNECT before sending anything."))
        elif end >= 0:
            self._leave()
            # Bytes of the TLS handshake must wait for the protocol that understands them.
            self._transport.pause_reading()
            self._rooms.to_tunnel(self._transport, self._head)

    def _hand_over(self) -> None:
        self._leave()
        protocol = self._rooms.to_http()
        self._transport.set_protocol(protocol)
        protocol.connection_made(self._transport)
        protocol.data_received(self._head)

    def _start_head_timer(self) -> None:
        self._stop_timer()
        self._timer = self._loop.call_later(self._rooms.timing.head, self._too_slow)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _leave(self) -> None:
        self._stop_timer()
        self._rooms.doors.discard(self)

    def _too_slow(self) -> None:
        self._rooms.notice("head_timeout", "")
        self.close()

    def _refuse(self, refused: Refused) -> None:
        self._rooms.notice("connect_refused", "")
        self._transport.write(problem_bytes(refused.reason, refused.detail))
        self.close()


def _bare_newline(head: bytes) -> bool:
    """A newline without its carriage return ends a line for some parsers only (RFC 9112 section 2.2)."""
    return head.count(b"\n") != head.count(b"\r\n")
