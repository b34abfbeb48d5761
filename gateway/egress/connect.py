"""Reads the head of a CONNECT request. Law: one spelling of one vendor host and port, or a refusal; nothing is guessed or repaired."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from gateway.model.errors import Refused
from gateway.model.request import Headers

END: Final = b"\r\n\r\n"

MAX_HEAD: Final = 8192
"""Bytes of a CONNECT head (Apache LimitRequestLine 8190, nginx large_client_header_buffers 8k)."""

_LINE: Final = re.compile(r"CONNECT ([^ ]+) HTTP/1\.([01])")
_HEADER: Final = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\x20-\x7e\t]*)")
"""RFC 9110 sections 5.1 and 5.5, without obs-text: nothing in a CONNECT needs it."""
_PORT: Final = re.compile(r"[1-9][0-9]{0,4}")
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
"""A host name label of letters, digits and hyphens (RFC 1123 section 2.1, RFC 1034 section 3.5)."""
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")


@dataclass(frozen=True, slots=True)
class Connect:
    """A tunnel asked for: vendor host (lower case), port, and the headers as sent. Headers hold the key: not in ``repr``."""

    host: str
    port: int
    headers: Headers = field(repr=False)


def parse_connect(head: bytes) -> Connect:
    """Read a whole CONNECT head, its final empty line included.

    Takes ``CONNECT h:443 HTTP/1.0`` without Host as well, which http.client sends before Python 3.12.

    Raises:
        Refused: ``malformed_request``, ``ambiguous_framing``, ``expectation_failed``, ``host_unknown`` or ``address_refused``.
    """
    line, headers = _split(head)
    host, port = authority(line[1])
    _check_host(headers, host, port, optional=line[2] == "0")
    _check_no_body(headers)
    return Connect(host, port, headers)


def authority(text: str, default_port: int | None = None) -> tuple[str, int]:
    """Read ``host:port`` of a vendor.

    Args:
        text: as sent.
        default_port: the port where none is named; None: it must be named (RFC 9110 section 9.3.6).

    Raises:
        Refused: see ``vendor_host``; ``malformed_request`` for userinfo, or a port that is missing, zero, too large or zero-padded.
    """
    host, colon, port = text.partition(":")
    if not colon and default_port is not None:
        return vendor_host(host), default_port
    if not _PORT.fullmatch(port) or int(port) > 0xFFFF:
        raise Refused("malformed_request", "The authority must be host:port, the port from 1 to 65535 without leading zeros.")
    return vendor_host(host), int(port)


@lru_cache(maxsize=1024)
def vendor_host(text: str) -> str:
    """Read a vendor's host name: at least two labels of letters, digits and hyphens; given back in lower case.

    Raises:
        Refused: ``address_refused`` for an IP address in any spelling: its last label is a number
            (WHATWG URL, "ends in a number checker"); ``malformed_request`` for what is no name; ``host_unknown`` for a single label.
    """
    host = text.lower() if text.isascii() else ""
    labels = host.split(".")
    if host.startswith("[") or _NUMBER.fullmatch(labels[-1]):
        raise Refused("address_refused", "A vendor is called by its name, never by an address.")
    if len(host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise Refused("malformed_request", "The vendor's host must be a plain ASCII host name without user, escapes or trailing dot.")
    if len(labels) < 2:
        raise Refused("host_unknown")
    return host


def same_authority(said: str, host: str, port: int, default_port: int) -> bool:
    """Say whether a Host header names this host and port; the default port may be left out (RFC 9110 section 7.2)."""
    lower = said.lower() if said.isascii() else ""
    return lower == f"{host}:{port}" or (lower == host and port == default_port)


def _split(head: bytes) -> tuple[re.Match[str], Headers]:
    """Cut a head into its request line and headers; every byte must be accounted for."""
    if not head.endswith(END) or not head.isascii():
        raise Refused("malformed_request", "A CONNECT head is ASCII and ends with an empty line.")
    # Bare CR, bare LF, folded lines and names followed by a space all fail to match a whole line.
    first, *rest = head[: -len(END)].decode("ascii").split("\r\n")
    line = _LINE.fullmatch(first)
    fields = [_HEADER.fullmatch(text) for text in rest]
    if line is None or not all(fields):
        raise Refused("malformed_request", "The CONNECT head is not well-formed (RFC 9112 sections 2 to 5).")
    return line, tuple((found[1], found[2].rstrip(" \t")) for found in fields if found)


def _check_host(headers: Headers, host: str, port: int, *, optional: bool) -> None:
    said = [value for name, value in headers if name.lower() == "host"]
    if not said and optional:
        return
    # Some clients leave the default port out of Host (https-proxy-agent before 7).
    if len(said) != 1 or not same_authority(said[0], host, port, 443):
        raise Refused("malformed_request", "A CONNECT needs exactly one Host header, equal to its target (RFC 9112 section 3.2).")


def _check_no_body(headers: Headers) -> None:
    """A CONNECT has no content (RFC 9110 section 9.3.6): nothing may suggest where one would end."""
    said = {name.lower(): value for name, value in headers}
    if "transfer-encoding" in said or said.get("content-length", "0") != "0":
        raise Refused("ambiguous_framing", "A CONNECT has no body; send neither Transfer-Encoding nor Content-Length.")
    if "expect" in said:
        raise Refused("expectation_failed", "A CONNECT has no body to wait for; send it without Expect.")
