"""The strict request guard: what the HTTP parser lets pass and a proxy must not. Law: pure; one reading of a request, or a refusal.

The parser behind it (llhttp, strict) has already refused malformed lines, names and values. What is left is what RFC 9112 lets a
server choose, and what two servers in a row could read in two ways.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from gateway.model.errors import Refused
from gateway.model.request import Headers

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""RFC 9110 section 9.3 and RFC 5789. CONNECT and TRACE mean something to a proxy and never reach a vendor."""

VERSIONS: Final = frozenset({(1, 0), (1, 1)})

_PATH: Final = re.compile(r"(?:[A-Za-z0-9\-._~:/@!$&'()*+,;=|^\[\]]|%[0-9A-Fa-f]{2})*")
"""RFC 3986 section 3.3, and ``| ^ [ ]``, which WHATWG URL clients do not encode in a path."""
_QUERY: Final = re.compile(r"(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=|^\[\]{}`\\]|%[0-9A-Fa-f]{2})*")
"""RFC 3986 section 3.4, and what WHATWG URL clients do not encode in a query. No space, no ``#``, nothing above ASCII."""
_DOTS: Final = re.compile(r"(?:/|%2f|%5c)(?:\.|%2e){1,2}(?=/|%2f|%5c|;|%3b|$)", re.IGNORECASE | re.ASCII)
"""A dot segment however it is written (RFC 3986 section 5.2.4; WHATWG URL counts ``%2e``; servers differ about ``%2f``, ``%5c``, ``;``)."""
_NUL: Final = "%00"
_HOST: Final = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
"""RFC 9110 section 7.2 with the reg-name cut down to host names; a base-URL call may name the gateway by its address."""
_LENGTH: Final = re.compile(r"[0-9]{1,15}")
"""RFC 9110 section 8.6: digits only. Fifteen of them are far above any limit and far below 2**63."""

_WATCHED: Final = frozenset({"host", "content-length", "transfer-encoding", "expect", "upgrade", "connection"})


class Head(NamedTuple):
    """A request's head as the parser read it. A tuple, because one is made for every call.

    Attributes:
        method: as sent.
        target: the request target, as sent.
        version: major, minor.
        headers: as sent, in order.
    """

    method: str
    target: str
    version: tuple[int, int]
    headers: Headers

    def __repr__(self) -> str:
        """The method alone: target and headers may hold a key."""
        return f"Head({self.method!r})"


def check(head: Head) -> None:
    """Let a head pass that can be read in one way only.

    Raises:
        Refused: ``malformed_request``, ``ambiguous_framing``, ``expectation_failed`` or ``upgrade_refused``.
    """
    if head.version not in VERSIONS:
        raise Refused("malformed_request", "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
    if head.method not in METHODS:
        raise Refused("malformed_request", f"The method must be one of {', '.join(sorted(METHODS))}, in capitals.")
    _check_target(head.target)
    fields = _watched(head.headers)
    _check_host(fields, head.version)
    _check_framing(fields, head.version)
    _check_expect(fields)
    _check_upgrade(fields)


def _watched(headers: Headers) -> Mapping[str, list[str]]:
    """Collect the values of the headers that decide how a request is read, by lower-case name."""
    fields: dict[str, list[str]] = {}
    for name, value in headers:
        lower = name.lower()
        if lower in _WATCHED:
            fields.setdefault(lower, []).append(value)
    return fields


def _check_target(target: str) -> None:
    if not target.startswith(("/", "http://", "https://")):
        raise Refused("malformed_request", "The target must be a path or an absolute http URL (RFC 9112 section 3.2).")
    path, _, query = target.partition("?")
    if not _PATH.fullmatch(path) or not _QUERY.fullmatch(query) or _NUL in path:
        raise Refused("malformed_request", "The target holds a character that must be percent-encoded, or a wrong escape.")
    if ("/." in path or "%" in path) and _DOTS.search(path):  # without either there is none
        raise Refused("malformed_request", "The path holds a dot segment; resolve it before sending.")


def _check_host(fields: Mapping[str, list[str]], version: tuple[int, int]) -> None:
    hosts = fields.get("host", [])
    if not hosts and version == (1, 0):
        return
    if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
        raise Refused("malformed_request", "A request needs exactly one Host header, host or host:port (RFC 9112 section 3.2).")


def _check_framing(fields: Mapping[str, list[str]], version: tuple[int, int]) -> None:
    """RFC 9112 section 6.3, every "ought to" and "MAY reject" read as must."""
    codings, lengths = fields.get("transfer-encoding"), fields.get("content-length", ())
    if codings is not None and (lengths or version == (1, 0) or len(codings) != 1 or not _is(codings[0], "chunked")):
        raise Refused("ambiguous_framing")
    if len(lengths) > 1 or not all(map(_LENGTH.fullmatch, lengths)):
        raise Refused("ambiguous_framing", "Send exactly one Content-Length, in digits.")


def _check_expect(fields: Mapping[str, list[str]]) -> None:
    expected = fields.get("expect")
    if expected and (len(expected) > 1 or not _is(expected[0], "100-continue")):
        raise Refused("expectation_failed")


def _check_upgrade(fields: Mapping[str, list[str]]) -> None:
    """RFC 9110 section 7.8. Refused, not ignored: bytes after it could be read as another protocol (CVE-2026-69243)."""
    options = [option for value in fields.get("connection", ()) for option in value.split(",")]
    if "upgrade" in fields or (options and any(_is(option.strip(" \t"), "upgrade") for option in options)):
        raise Refused("upgrade_refused")


def _is(value: str, word: str) -> bool:
    """Compare ignoring ASCII case only: U+212A lower-cases to k as well."""
    return value.isascii() and value.lower() == word
