"""One connection that speaks HTTP, tunnelled or plain. Law: the tunnel's identity hangs on the connection; parser errors quote nothing."""

import asyncio
from typing import Any

import structlog
from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import RawRequestMessage
from aiohttp.web_protocol import RequestPayloadError, _ErrInfo  # private, pinned by a test: the only mark of a parser that gave up

from gateway.egress.destination import Tunnel
from gateway.egress.guard import Head
from gateway.egress.refusal import problem
from gateway.telemetry import location

_log = structlog.get_logger(__name__)


class TunnelHandler(web.RequestHandler):
    """aiohttp's server protocol, which knows the tunnel it runs in. It is a subclass because aiohttp offers no other way.

    Attributes:
        tunnel: the tunnel; None on a plain connection.
    """

    __slots__ = ("tunnel",)

    def __init__(self, manager: web.Server, *, tunnel: Tunnel | None, **settings: Any) -> None:
        super().__init__(manager, **settings)
        self.tunnel = tunnel

    def adopt(self, transport: asyncio.Transport) -> None:
        """Start on an encrypted transport: start_tls does not call connection_made. A client that left meanwhile is left alone."""
        if self._manager is not None and not transport.is_closing():
            self.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Feed the parser. Where it gives up within a body, end the body: aiohttp 3.14 would let its reader wait for ever."""
        super().data_received(data)
        if self._messages and isinstance(self._messages[-1][0], _ErrInfo):
            self._break_payloads()

    def _break_payloads(self) -> None:
        payloads = [payload for _, payload in self._messages]
        if self._current_request is not None:
            payloads.append(self._current_request.content)
        for payload in payloads:
            if not payload.is_eof():
                payload.set_exception(RequestPayloadError())

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - part of the signature aiohttp calls
    ) -> web.StreamResponse:
        """Answer what the parser refused (400) or what a handler let through (all else). Both texts may quote the payload: neither is used.

        Raises:
            ConnectionError: an answer was begun already; the connection just ends.
        """
        if status != 400:
            self.log_exception("a request failed outside its handler", exc_info=exc)
        if request.writer.output_size > 0:
            raise ConnectionError("an answer was begun already")
        return problem("malformed_request" if status == 400 else "internal")

    def log_exception(self, *args: Any, **kw: Any) -> None:  # noqa: ARG002 - the message may quote a request
        """Log that something failed, by the exception's type only. A body broken off by its client is no failure of ours."""
        error = kw.get("exc_info")
        if isinstance(error, BaseException) and not isinstance(error, RequestPayloadError):
            _log.error("connection_failed", exception=type(error).__qualname__, at=location(error.__traceback__))


def make_request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: web.RequestHandler,
    writer: AbstractStreamWriter,
    task: "asyncio.Task[None]",
) -> web.BaseRequest:
    """Make the request object the server hands on; a chunked request is the last one on its connection.

    The parser of aiohttp 3.14 keeps the last trailer of a chunked body and puts it before the headers of the next request, where it
    could name a key or an authorization. So there is no next request.
    """
    if message.chunked:
        message = message._replace(should_close=True)
    return web.BaseRequest(message, payload, protocol, writer, task, task.get_loop())


def head_of(request: web.BaseRequest) -> Head:
    """Take the plain data of a request's head for the guard."""
    headers = tuple((name, value if value.isascii() else _readable(value)) for name, value in request.headers.items())
    return Head(request.method, request.raw_path, (request.version.major, request.version.minor), headers)


def tunnel_of_request(request: web.BaseRequest) -> Tunnel | None:
    """The tunnel a request came through; None on a plain connection."""
    protocol = request.protocol
    return protocol.tunnel if isinstance(protocol, TunnelHandler) else None


def _readable(value: str) -> str:
    """Read what is not UTF-8 in a header as ISO-8859-1 (RFC 9110 section 5.5), so that detectors see text and not surrogates."""
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
