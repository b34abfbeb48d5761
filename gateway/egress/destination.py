"""Where a request goes, however it came in. Law: pure; the way in only says how the destination is named, and two names must agree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from urllib.parse import unquote

from gateway.egress.connect import Connect, authority, same_authority, vendor_host
from gateway.egress.credentials import NONE, Credentials, credentials_of, own_headers, said
from gateway.egress.guard import Head
from gateway.model.errors import Refused
from gateway.model.request import Headers, Request

HTTP_PORT: Final = 80
HTTPS_PORT: Final = 443

_HOP_BY_HOP: Final = frozenset(
    {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "http2-settings", "expect", "host", "content-length"}
)
"""RFC 9110 section 7.6.1 and what the client that sends on writes itself. ``Proxy-*`` and ``Gateway-*`` go by their prefix."""

_OURS: Final = ("gateway-", "proxy-")

_PROTECTED: Final = frozenset({"authorization", "cookie", "content-type", "content-encoding", "sec-gpc", "traceparent", "tracestate"})
"""A Connection header may not take these away: they carry credentials, say how to read the body, what a person chose, or the trace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tunnel:
    """An open CONNECT tunnel.

    Attributes:
        host, port: its one vendor.
        credentials: what the CONNECT showed.
        gateway: its ``Gateway-*`` headers but the key, by lower-case name. May name a person: not in ``repr``.
    """

    host: str
    port: int
    credentials: Credentials = NONE
    gateway: Mapping[str, str] = field(default_factory=dict, repr=False)


class Inbound(NamedTuple):
    """A request as the vendor would see it, but for its body, and what the caller said to the gateway about it.

    A tuple, because one is made for every call.

    Attributes:
        scheme, host, port, method, path, query, headers: as in ``model.request.Request``.
        way: ``tunnel``, ``absolute`` or ``base``.
        credentials: the first ones present.
        gateway: ``Gateway-*`` headers but the key, by lower-case name.
    """

    scheme: str
    host: str
    port: int
    method: str
    path: str
    query: str
    headers: Headers
    way: str
    credentials: Credentials
    gateway: Mapping[str, str]

    def __repr__(self) -> str:
        """Method, host and way: the rest may hold a key or name a person."""
        return f"Inbound({self.method!r}, {self.host!r}, {self.way!r})"

    def request(self, body: bytes) -> Request:
        """Join the body to it."""
        return Request(
            scheme=self.scheme,
            host=self.host,
            port=self.port,
            method=self.method,
            path=self.path,
            query=self.query,
            headers=self.headers,
            body=body,
        )

    def named(self) -> dict[str, str]:
        """What the caller says about the call, by the names in ``credentials.CONTEXT``. A header wins over the caller's name."""
        return {**self.credentials.context, **{name.removeprefix("gateway-"): value for name, value in self.gateway.items() if value}}

    def unknown_caller(self) -> str:
        """The reason code for a missing or wrong key: 407 where proxy credentials are asked for, 401 elsewhere."""
        asks_proxy = self.way == "absolute" and self.credentials.kind in {"none", "proxy"}
        return "proxy_caller_unknown" if asks_proxy else "caller_unknown"


class _Place(NamedTuple):
    scheme: str
    host: str
    port: int
    target: str
    way: str
    key: str = ""


def tunnel_of(connect: Connect) -> Tunnel:
    """Say what an admitted CONNECT opens.

    Raises:
        Refused: ``malformed_request``, its credentials or ``Gateway-*`` headers can not be read in one way.
    """
    own = own_headers(connect.headers)
    return Tunnel(host=connect.host, port=connect.port, credentials=credentials_of(own), gateway=said(own))


def locate(head: Head, tunnel: Tunnel | None) -> Inbound:
    """Derive the destination and everything said to the gateway from a request's head.

    Args:
        head: passed by ``guard.check``.
        tunnel: the tunnel it came through; None on a plain connection.

    Raises:
        Refused: ``misdirected``, ``destination_missing``, ``malformed_request``, ``host_unknown`` or ``address_refused``.
    """
    own = own_headers(head.headers)
    place = _place(head, tunnel)
    path, _, query = place.target.partition("?")
    shown = credentials_of(own, place.key) if tunnel is None or tunnel.credentials.kind == "none" else tunnel.credentials
    return Inbound(
        scheme=place.scheme,
        host=place.host,
        port=place.port,
        method=head.method,
        path=path or "/",
        query=query,
        headers=end_to_end(head.headers),
        way=place.way,
        credentials=shown,
        gateway=said(own) if tunnel is None else {**tunnel.gateway, **said(own)},
    )


def end_to_end(headers: Headers) -> Headers:
    """Leave the headers meant for the vendor: no hop-by-hop headers, none that Connection names, nothing said to the gateway."""
    kept, options = [], []
    for header in headers:
        lower = header[0].lower()
        if lower not in _HOP_BY_HOP:
            if not lower.startswith(_OURS):
                kept.append(header)
        elif lower == "connection":
            options += header[1].split(",")
    if options:
        listed = _listed(options)
        kept = [header for header in kept if header[0].lower() not in listed]
    return tuple(kept)


def _listed(options: Iterable[str]) -> frozenset[str]:
    """Names a Connection header takes out, but for the protected ones and ``X-*``: those are never a connection's own business."""
    names = {option.strip(" \t").lower() for option in options}
    return frozenset(name for name in names if name not in _PROTECTED and not name.startswith("x-"))


def _place(head: Head, tunnel: Tunnel | None) -> _Place:
    if tunnel is None and head.target.startswith("/"):
        return _base_url(head.target)
    said_host = next((value for name, value in head.headers if name.lower() == "host"), None)
    return _absolute(head.target, said_host) if tunnel is None else _in_tunnel(head.target, said_host, tunnel)


def _in_tunnel(target: str, said_host: str | None, tunnel: Tunnel) -> _Place:
    """The inner request must be for the host the CONNECT was judged by (smokescreen issue 279)."""
    agrees = said_host is None or same_authority(said_host, tunnel.host, tunnel.port, HTTPS_PORT)
    if not agrees or not target.startswith("/"):
        raise Refused("misdirected")
    return _Place("https", tunnel.host, tunnel.port, target, "tunnel")


def _absolute(target: str, said_host: str | None) -> _Place:
    """``http://host[:port]/path``. The RFC lets Host be ignored here; a disagreement is refused instead (RFC 9112 section 3.2.2)."""
    if not target.startswith("http://"):
        raise Refused("malformed_request", "An absolute target is http only; open a CONNECT tunnel for https.")
    named, mark, rest = _cut(target.removeprefix("http://"))
    host, port = authority(named, HTTP_PORT)
    if said_host is not None and not same_authority(said_host, host, port, HTTP_PORT):
        raise Refused("malformed_request", "The Host header and the target name different hosts.")
    return _Place("http", host, port, mark + rest, "absolute")


def _base_url(target: str) -> _Place:
    """``/{vendor-host}/{path}`` or ``/~KEY/{vendor-host}/{path}``; the vendor is always asked by https on its own port."""
    first, mark, rest = _cut(target[1:])
    key = ""
    if first.startswith("~") and mark == "/":
        key = unquote(first[1:])
        first, mark, rest = _cut(rest)
    if "." not in first:
        raise Refused("destination_missing")
    return _Place("https", vendor_host(first), HTTPS_PORT, mark + rest, "base", key)


def _cut(text: str) -> tuple[str, str, str]:
    """Cut before the first ``/`` or ``?``: what stands before, the mark, what stands after."""
    slash, question = text.find("/"), text.find("?")
    end = slash if slash >= 0 and (question < 0 or slash < question) else question if question >= 0 else len(text)
    return text[:end], text[end : end + 1], text[end + 1 :]
