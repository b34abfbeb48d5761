"""Accepts the egress port's connections. Law: a CONNECT is judged before TLS; every request of every way in ends in the one handler."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final, TypeAlias

import structlog
from aiohttp import web

from gateway.egress.connect import Connect, parse_connect
from gateway.egress.destination import Tunnel, tunnel_of
from gateway.egress.frontdoor import FrontDoor, Rooms, Timing
from gateway.egress.refusal import problem_bytes, refusal_of
from gateway.egress.tunnel import TunnelHandler, make_request, tunnel_of_request
from gateway.model.errors import GatewayError
from gateway.telemetry import location

Handler: TypeAlias = Callable[[web.BaseRequest, Tunnel | None], Awaitable[web.StreamResponse]]
"""Answers a request; the tunnel is None on a plain connection."""

Admit: TypeAlias = Callable[[Connect, str], Awaitable[object]]
"""Judges a CONNECT by its credentials and destination, given the peer's address too. Raises ``Refused``, or any GatewayError, to refuse."""

Leaf: TypeAlias = Callable[[str], ssl.SSLContext]
"""Gives the TLS context that speaks for a vendor host."""

Notice: TypeAlias = Callable[[str, str], None]
"""Counts an event of ``EVENTS``; the second argument is the admitted vendor host, or empty."""

EVENTS: Final = ("client_distrust", "sni_mismatch", "handshake_timeout", "handshake_failed", "head_timeout", "connect_refused")

_ESTABLISHED: Final = b"HTTP/1.1 200 Connection established\r\n\r\n"

_BACKLOG: Final = 1024

_log = structlog.get_logger(__name__)


class Listener:
    """The egress port.

    Args:
        handler: answers every request, however it came in.
        admit: judges a CONNECT.
        leaf: gives a vendor host's TLS context (``Authority.context_for``).
        notice: counts events.
        timing: deadlines.
    """

    def __init__(self, handler: Handler, *, admit: Admit, leaf: Leaf, notice: Notice, timing: Timing | None = None) -> None:
        self._handler, self._admit, self._leaf, self._notice = handler, admit, leaf, notice
        self._timing = timing or Timing()
        self._doors: set[FrontDoor] = set()
        self._openings: set[asyncio.Task[None]] = set()
        self._http: web.Server
        self._server: asyncio.Server

    async def start(self, host: str, port: int, *, reuse_port: bool = False) -> int:
        """Listen.

        Args:
            host: address to bind.
            port: 0 for any free one.
            reuse_port: share the port with other workers.

        Returns:
            The actual port.
        """
        loop = asyncio.get_running_loop()
        self._http = web.Server(self._answer, request_factory=make_request)
        rooms = Rooms(self._open, partial(self._speak_http, None), self._notice, self._timing, self._doors)
        self._server = await loop.create_server(
            partial(FrontDoor, rooms, loop), host, port, reuse_port=reuse_port or None, backlog=_BACKLOG
        )
        return int(self._server.sockets[0].getsockname()[1])

    def stop_accepting(self) -> None:
        """Close the listening socket, and the connections that have not asked for anything yet."""
        self._server.close()
        for door in tuple(self._doors):
            door.close()

    async def drain(self, seconds: float) -> None:
        """Stop accepting, let running requests finish, tunnelled ones included, then close what is left.

        Args:
            seconds: how long running requests get.
        """
        self.stop_accepting()
        for opening in tuple(self._openings):
            opening.cancel()
        self._http.pre_shutdown()
        await self._http.shutdown(seconds)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        return await self._handler(request, tunnel_of_request(request))

    def _speak_http(self, tunnel: Tunnel | None) -> TunnelHandler:
        """Make the protocol of a connection. All belong to one server, so that one drain ends them all."""
        return TunnelHandler(
            self._http,
            tunnel=tunnel,
            loop=asyncio.get_running_loop(),
            keepalive_timeout=self._timing.idle,
            lingering_time=self._timing.linger,
            auto_decompress=False,  # the pipeline decodes, once and within limits
            access_log=None,  # our own record says more, and a request line may hold a key
        )

    def _open(self, transport: asyncio.Transport, head: bytes) -> None:
        """Open a tunnel beside the event loop's callbacks. The task is held until it ends, and however it ends nothing stays open."""
        opening = asyncio.get_running_loop().create_task(self._admit_and_encrypt(transport, head))
        self._openings.add(opening)
        opening.add_done_callback(partial(self._opened, transport))

    def _opened(self, transport: asyncio.Transport, opening: asyncio.Task[None]) -> None:
        self._openings.discard(opening)
        if opening.cancelled():
            transport.abort()
        elif (error := opening.exception()) is not None:
            transport.abort()
            _log.error("tunnel_not_opened", exception=type(error).__qualname__, at=location(error.__traceback__))

    async def _admit_and_encrypt(self, transport: asyncio.Transport, head: bytes) -> None:
        peer = transport.get_extra_info("peername")
        try:
            connect = parse_connect(head)
            tunnel = tunnel_of(connect)
            await self._admit(connect, str(peer[0]) if peer else "")
        except GatewayError as error:
            self._notice("connect_refused", "")
            refused = refusal_of(error)
            transport.write(problem_bytes(refused.reason, refused.detail, policies=refused.policies, transfer_id=refused.transfer_id))
            transport.close()
            return
        if not transport.is_closing():
            await self._encrypt(transport, tunnel)

    async def _encrypt(self, transport: asyncio.Transport, tunnel: Tunnel) -> None:
        protocol = self._speak_http(tunnel)
        context = self._leaf(tunnel.host)
        transport.write(_ESTABLISHED)
        try:
            encrypted = await asyncio.get_running_loop().start_tls(
                transport,
                protocol,
                context,
                server_side=True,
                ssl_handshake_timeout=self._timing.handshake,
                ssl_shutdown_timeout=self._timing.linger,
            )
        except OSError as error:  # TLS alerts, resets and the handshake timeout are all OSErrors
            self._notice(_handshake_event(error), tunnel.host)
            transport.close()
            return
        if encrypted is not None:
            protocol.adopt(encrypted)


_HANDSHAKE_EVENTS: Final = {
    "CALLBACK_FAILED": "sni_mismatch",
    "TLSV1_ALERT_UNKNOWN_CA": "client_distrust",
    "SSLV3_ALERT_BAD_CERTIFICATE": "client_distrust",
    "SSLV3_ALERT_CERTIFICATE_UNKNOWN": "client_distrust",
    "SSLV3_ALERT_CERTIFICATE_EXPIRED": "client_distrust",
    "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE": "client_distrust",
}
"""OpenSSL's names of the alerts by which a client rejects a certificate (RFC 8446 section 6.2), and of our own SNI refusal."""


def _handshake_event(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return _HANDSHAKE_EVENTS.get(error.reason or "", "handshake_failed")
    # asyncio and uvloop both end a slow handshake with ConnectionAbortedError.
    return "handshake_timeout" if isinstance(error, ConnectionAbortedError | TimeoutError) else "handshake_failed"
