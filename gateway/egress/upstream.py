"""The one way out. Law: only to an allowed vendor, only to a global address, only over verified TLS, and each request exactly once.

Own client instead of aiohttp's: ClientSession re-sends a request by itself when a kept connection turns out dead, parses answers
leniently and costs several times as much. What this one does not have, it can not do: no redirects, no cookies, no proxies from the
environment, no decompression, no retries.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from gateway.egress.answer import FIELD_NAME
from gateway.egress.dial import Dialler, Target
from gateway.egress.resolver import Lookup, system_lookup
from gateway.egress.wire import Deadlines, Wire
from gateway.model.errors import Refused, UpstreamError
from gateway.model.request import Headers, Request

_HEAD: Final = re.compile(rf"{FIELD_NAME} /[^\x00-\x20#\x7f]* HTTP/1\.1\r\n(?:{FIELD_NAME}:[^\x00-\x08\x0a-\x1f\x7f]*\r\n)+\r\n")
_OURS: Final = frozenset(
    {
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""Fields that belong to one connection (RFC 9110 section 7.6.1): this one is ours, so they are written here or not at all."""
_BODILESS: Final = frozenset({"GET", "HEAD", "DELETE", "OPTIONS", "TRACE"})
"""Methods that announce no length where there is no body (RFC 9110 section 8.6)."""
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_ROUTES_MAX: Final = 1024
"""Hosts remembered at once; a connector's wildcard lets callers name many."""


class Answer(NamedTuple):
    """What the vendor answered.

    Attributes:
        status, reason: of the status line.
        headers: end-to-end fields only, safe to write again.
        chunks: the body as it comes, still content-encoded; raises UpstreamError where the vendor breaks off.
    """

    status: int
    reason: str
    headers: Headers
    chunks: AsyncIterator[bytes]

    def __repr__(self) -> str:
        """The status alone: the rest is the vendor's data."""
        return f"Answer({self.status})"


@dataclass(slots=True, eq=False)
class _Route:
    """Where one vendor is reached, and the free connections to it, least recently used first."""

    authority: str
    target: Target
    places: asyncio.Semaphore
    free: list[Wire] = field(default_factory=list)


class Upstream:
    """The guarded client. Made once per process, inside the running loop.

    Args:
        allowed: says whether host and port are a vendor's; asked for every request.
        overrides: vendor host, or ``*`` for every other, -> base URL of a local stand-in; development only.
        deadlines: see there.
        per_vendor: connections to one vendor at once.
        ca_file: trust these authorities instead of the system's.
        own_ports: ports the gateway itself listens on; nothing on this machine is reached through them, stand-ins included.
        lookup: resolves names.
    """

    def __init__(  # noqa: PLR0913 - named, and each a different thing
        self,
        *,
        allowed: Callable[[str, int], bool],
        overrides: Mapping[str, str],
        deadlines: Deadlines,
        per_vendor: int = 256,
        ca_file: Path | None = None,
        own_ports: Collection[int] = (),
        lookup: Lookup = system_lookup,
    ) -> None:
        self._allowed, self._overrides = allowed, overrides
        self._deadlines, self._per_vendor = deadlines, per_vendor
        self._dialler = Dialler(deadlines=deadlines, ca_file=ca_file, own_ports=frozenset(own_ports), lookup=lookup)
        self._routes: dict[tuple[str, str, int], _Route] = {}
        self._sweeping: asyncio.TimerHandle | None = None
        self._open = False

    async def start(self) -> None:
        """Begin to accept requests."""
        self._open = True

    async def close(self) -> None:
        """Close every connection; requests under way fail."""
        self._open = False
        if self._sweeping is not None:
            self._sweeping.cancel()
        await self._dialler.close()

    def send(self, request: Request) -> "Sending":
        """Send a request; use the answer inside ``async with``.

        Raises:
            UpstreamError: on entry or while the body is read; ``sent`` says whether bytes may have left.
            Refused: the request's own head is malformed; nothing left.
        """
        return Sending(self, request)

    def route(self, request: Request) -> _Route:
        """Find out where a request goes.

        Raises:
            UpstreamError: not to a vendor.
        """
        if not self._open:
            raise UpstreamError("vendor_unreachable", "the gateway is not sending", sent=False)
        if request.scheme not in _DEFAULT_PORTS or not self._allowed(request.host, request.port):
            raise UpstreamError("address_refused", "host and port are no known vendor's", sent=False)
        key = (request.scheme, request.host, request.port)
        return self._routes.get(key) or self._new_route(key)

    async def wire(self, route: _Route) -> Wire:
        """Give a connection: a free one that still stands, or a new one.

        Raises:
            UpstreamError: always with ``sent=False``.
        """
        while route.free:
            wire = route.free.pop()
            if wire.usable and wire.idle_since + self._deadlines.keep > wire.loop.time():
                return wire
            wire.abort()
        return await self._dialler.dial(route.target)

    def keep(self, route: _Route, wire: Wire) -> None:
        """Take a connection back after an exchange; it is kept only if it may serve another."""
        if wire.release() and self._open:
            route.free.append(wire)
            if self._sweeping is None:
                self._sweeping = wire.loop.call_later(self._deadlines.keep, self._sweep, wire.loop)

    def _new_route(self, key: tuple[str, str, int]) -> _Route:
        if len(self._routes) >= _ROUTES_MAX:
            self._forget()
        scheme, host, port = key
        authority = host if port == _DEFAULT_PORTS[scheme] else f"{host}:{port}"
        stand_in = self._overrides.get(host) or self._overrides.get("*")
        if stand_in:
            url = urlsplit(stand_in)
            port = url.port or _DEFAULT_PORTS[url.scheme]
            target = Target(str(url.hostname), port, tls=url.scheme == "https", stand_in=True)
        else:
            target = Target(host, port, tls=scheme == "https", stand_in=False)
        route = self._routes[key] = _Route(authority, target, asyncio.Semaphore(self._per_vendor))
        return route

    def _forget(self) -> None:
        """Drop every route; exchanges under way keep theirs until they end."""
        for route in self._routes.values():
            for wire in route.free:
                wire.abort()
            route.free.clear()
        self._routes.clear()

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        """Close what has been free for too long."""
        self._sweeping, oldest = None, loop.time() - self._deadlines.keep
        for route in self._routes.values():
            while route.free and (route.free[0].idle_since <= oldest or not route.free[0].usable):
                route.free.pop(0).abort()
        if any(route.free for route in self._routes.values()):
            self._sweeping = loop.call_later(self._deadlines.keep, self._sweep, loop)


class Sending:
    """One request under way."""

    __slots__ = ("_request", "_route", "_upstream", "_wire")

    def __init__(self, upstream: Upstream, request: Request) -> None:
        self._upstream, self._request = upstream, request
        self._route: _Route
        self._wire: Wire | None = None

    async def __aenter__(self) -> Answer:
        request, upstream = self._request, self._upstream
        route = upstream.route(request)
        written = _head(request, route.authority)
        await _place(route, upstream._deadlines.connect)  # noqa: SLF001 - two halves of one thing
        self._route = route
        try:
            self._wire = wire = await upstream.wire(route)
            head, exchange = await wire.ask(request.method, written, request.body)
        except BaseException:
            self._leave()
            raise
        return Answer(head.status, head.reason, head.headers, exchange)

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._leave()

    def _leave(self) -> None:
        """Give back connection and place. Called once: on the way out, or where the way in failed."""
        if self._wire is not None:
            self._upstream.keep(self._route, self._wire)
        self._route.places.release()


async def _place(route: _Route, seconds: float) -> None:
    """Take one of the vendor's places, waiting for it if need be."""
    if not route.places.locked():
        await route.places.acquire()
        return
    try:
        async with asyncio.timeout(seconds):
            await route.places.acquire()
    except TimeoutError:
        raise UpstreamError("vendor_timeout", "every connection to the vendor is in use", sent=False) from None


def _head(request: Request, authority: str) -> bytes:
    """Write a request's head, byte for byte what was reviewed.

    Raises:
        Refused: a part of it could end the part and begin another.
    """
    target = f"{request.path}?{request.query}" if request.query else request.path
    lines = [f"{request.method} {target} HTTP/1.1", f"Host: {authority}"]
    for name, value in request.headers:
        lower = name.lower()
        if lower not in _OURS and not lower.startswith("gateway-"):
            lines.append(f"{name}: {value}")
    if request.body or request.method not in _BODILESS:
        lines.append(f"Content-Length: {len(request.body)}")
    lines.append("\r\n")
    text = "\r\n".join(lines)
    if text.count("\n") != len(lines) or _HEAD.fullmatch(text) is None:
        raise Refused("malformed_request", "a header or the target holds a character it may not hold")
    return text.encode("utf-8", "surrogateescape")
