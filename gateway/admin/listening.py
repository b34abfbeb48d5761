"""A plain HTTP listener for an application. Law: what the parser refuses is answered in our own words; its text quotes the request."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import structlog
from aiohttp import web

from gateway.admin.problem import problem
from gateway.model.errors import Refused

_SILENT: Final[dict[str, Any]] = {"access_log": None}
"""No access log: its lines hold paths. aiohttp's annotation forgets that None switches it off."""
_log = structlog.get_logger(__name__)


class Connection(web.RequestHandler):
    """aiohttp's server protocol with refusals of our own. It is a subclass because aiohttp offers no other way."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - part of the signature aiohttp calls; quotes the request
    ) -> web.StreamResponse:
        """Answer what the parser refused, or what failed outside the application.

        Raises:
            ConnectionError: an answer was begun already; the connection just ends.
        """
        _log.warning("request_failed", exception=type(exc).__qualname__, status=status)
        if request.writer.output_size > 0:
            raise ConnectionError("an answer was begun already")
        response = problem(Refused("malformed_request" if status == 400 else "internal"))
        response.headers["Server"] = "gateway"
        response.force_close()
        return response

    def log_exception(self, *args: Any, **kw: Any) -> None:  # noqa: ARG002 - the message quotes the request
        """Log which exception it was, and nothing of its text."""
        _log.warning("connection_failed", exception=type(kw.get("exc_info")).__qualname__)


@asynccontextmanager
async def listening(
    app: web.Application, host: str, port: int, *, idle_seconds: float = 75.0, reuse_port: bool = False
) -> AsyncIterator[int]:
    """Serve an application for the time of the block; at its end, requests under way are finished first.

    Args:
        app: what answers.
        host: address to listen on.
        port: 0 takes a free one.
        idle_seconds: a kept-alive connection is closed after this silence.
        reuse_port: other processes listen on the same address.

    Yields:
        The port.
    """
    runner = web.AppRunner(app)
    await runner.setup()
    manager, loop = runner.server, asyncio.get_running_loop()
    assert manager is not None  # noqa: S101 - setup made it

    def connection() -> Connection:
        return Connection(manager, loop=loop, keepalive_timeout=idle_seconds, **_SILENT)

    server = await loop.create_server(connection, host, port, reuse_port=reuse_port or None)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await runner.cleanup()
