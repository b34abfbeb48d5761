"""A vendor's answer, read from bytes. Law: sans-io and strict: whatever RFC 9112 does not allow ends the exchange, nothing is repaired.

The framing is decided here once; the answer is written anew for the caller, so nothing a vendor puts into a header can split it.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from gateway.model.request import Headers

HEAD_MAX: Final = 64 * 1024
"""Bytes of one answer head, and of the trailers. nginx takes 8 KiB from an upstream, Envoy 60 KiB; vendors' policies headers are long."""
FIELDS_MAX: Final = 256
_INTERIM_MAX: Final = 8
_CHUNK_LINE_MAX: Final = 256

FIELD_NAME: Final = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
"""A token, RFC 9110 section 5.6.2."""
_STATUS: Final = re.compile(rb"HTTP/1\.([01]) ([1-5][0-9]{2})(?: ([\t\x20-\x7e\x80-\xff]*))?")
_FIELDS: Final = re.compile(rf"(?:\r\n{FIELD_NAME}:[\t\x20-\x7e\x80-\xff]*)*".encode())
_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,15})[\t ]*(?:;[\t\x20-\x7e\x80-\xff]*)?")
_LENGTH: Final = re.compile(r"[0-9]{1,18}")

_HOP: Final = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "alt-svc"}
)
"""RFC 9110 section 7.6.1: they speak of one connection, and this one ends here. Alt-Svc (RFC 7838) would lead callers past the gateway."""
_KEPT: Final = frozenset({"content-encoding", "content-length", "content-range", "content-type", "location", "set-cookie"})
"""What the answer can not be read without stays, even if the vendor names it in Connection."""


class BadAnswer(Exception):
    """The bytes are not an HTTP/1.1 answer. The text names the rule, never the bytes."""


class Head(NamedTuple):
    """Status line and end-to-end fields, safe to write again."""

    status: int
    reason: str
    headers: Headers


class AnswerReader:
    """Reads one answer to one request.

    Args:
        method: the request's; an answer to HEAD has no body.

    Attributes:
        head: None until it is complete.
        complete: the whole answer has been read.
        reusable: after a complete answer, the connection may carry another request.
    """

    __slots__ = ("_interim", "_left", "_method", "_rest", "_step", "complete", "head", "reusable")

    def __init__(self, method: str) -> None:
        self.head: Head | None = None
        self.complete = self.reusable = False
        self._method, self._rest = method, b""
        self._left, self._interim = 0, 0
        # A plain function: a bound method would make every reader a cycle for the garbage collector.
        self._step: Callable[[AnswerReader, bytes, int, list[bytes]], int] = AnswerReader._read_head

    def feed(self, data: bytes) -> bytes:
        """Take bytes as they come; give the body bytes among them.

        Raises:
            BadAnswer: they break a rule.
        """
        if self._rest:
            data, self._rest = self._rest + data, b""
        body: list[bytes] = []
        at, end = 0, len(data)
        while at < end and not self.complete:
            after = self._step(self, data, at, body)
            if after < 0:
                self._rest = data[at:]
                break
            at = after
        else:
            self.reusable = self.reusable and at == end
        return body[0] if len(body) == 1 else b"".join(body)

    def eof(self) -> None:
        """Take the end of the connection.

        Raises:
            BadAnswer: the answer was not complete.
        """
        if self._step is AnswerReader._read_rest:
            self.complete = True
        elif not self.complete:
            raise BadAnswer("the connection ended before the answer did")

    def _read_head(self, data: bytes, at: int, _body: list[bytes]) -> int:
        end = data.find(b"\r\n\r\n", at)
        if end < 0 or end - at > HEAD_MAX:
            if len(data) - at > HEAD_MAX or not data.startswith(b"HTTP/1."[: len(data) - at], at):
                raise BadAnswer("not an HTTP/1 answer head")
            return -1
        line_end = data.find(b"\r\n", at)
        status = _STATUS.fullmatch(data, at, line_end)
        if status is None or _FIELDS.fullmatch(data, line_end, end) is None:
            raise BadAnswer("the answer head breaks RFC 9112")
        fields = _split(data[line_end + 2 : end])
        if status[2][:1] == b"1":
            self._skip_interim(status[2])
        else:
            self._take_head(status, fields)
        return end + 4

    def _skip_interim(self, status: bytes) -> None:
        self._interim += 1
        if status == b"101" or self._interim > _INTERIM_MAX:
            raise BadAnswer("an interim answer nobody asked for (RFC 9110 section 15.2)")

    def _take_head(self, status: re.Match[bytes], fields: list[tuple[str, str, str]]) -> None:
        code, modern = int(status[2]), status[1] == b"1"
        single = _framing(fields)
        said = [value for name, _, value in fields if name == "connection"]
        options = {option.strip().lower() for value in said for option in value.split(",")}
        self.reusable = modern and "close" not in options
        bodiless = self._method == "HEAD" or code in {204, 304}
        self._frame(single, modern=modern, bodiless=bodiless)
        dropped = _HOP | (options - _KEPT) if options else _HOP
        if code == 204:
            dropped |= {"content-length"}
        kept = tuple([(shown, value) for name, shown, value in fields if name not in dropped and not name.startswith("gateway-")])
        self.head = Head(code, _text(status[3] or b""), kept)

    def _frame(self, single: Mapping[str, str], *, modern: bool, bodiless: bool) -> None:
        """Decide where the body ends (RFC 9112 section 6.3)."""
        coding, length = single.get("transfer-encoding"), single.get("content-length")
        if coding is not None and (coding.lower() != "chunked" or length is not None or not modern):
            raise BadAnswer("the answer's framing is ambiguous (RFC 9112 section 6.1)")
        if length is not None and not _LENGTH.fullmatch(length):
            raise BadAnswer("the answer's Content-Length is no length (RFC 9110 section 8.6)")
        if bodiless or length is not None:
            self._left = 0 if bodiless or length is None else int(length)
            self.complete = self._left == 0
            self._step = AnswerReader._read_length
        elif coding is not None:
            self._step = AnswerReader._read_chunk_size
        else:
            self._step, self.reusable = AnswerReader._read_rest, False

    def _read_length(self, data: bytes, at: int, body: list[bytes]) -> int:
        at = self._take(data, at, body)
        self.complete = self._left == 0
        return at

    def _read_rest(self, data: bytes, at: int, body: list[bytes]) -> int:
        body.append(data[at:])
        return len(data)

    def _read_chunk_size(self, data: bytes, at: int, _body: list[bytes]) -> int:
        end = data.find(b"\r\n", at, at + _CHUNK_LINE_MAX)
        if end < 0:
            return _more(data, at, _CHUNK_LINE_MAX)
        size = _CHUNK.fullmatch(data, at, end)
        if size is None:
            raise BadAnswer("the answer's chunk breaks RFC 9112 section 7.1")
        self._left = int(size[1], 16)
        self._step = AnswerReader._read_chunk if self._left else AnswerReader._read_trailers
        return end + 2

    def _read_chunk(self, data: bytes, at: int, body: list[bytes]) -> int:
        at = self._take(data, at, body)
        if not self._left:
            self._step = AnswerReader._read_chunk_end
        return at

    def _read_chunk_end(self, data: bytes, at: int, _body: list[bytes]) -> int:
        if not data.startswith(b"\r\n"[: len(data) - at], at):
            raise BadAnswer("the answer's chunk does not end where it says")
        if len(data) - at < 2:
            return -1
        self._step = AnswerReader._read_chunk_size
        return at + 2

    def _read_trailers(self, data: bytes, at: int, _body: list[bytes]) -> int:
        """Check trailers and leave them out (RFC 9110 section 6.5.1 lets a recipient do so)."""
        if data.startswith(b"\r\n", at):
            self.complete = True
            return at + 2
        end = data.find(b"\r\n\r\n", at)
        if end < 0 or end - at > HEAD_MAX:
            return _more(data, at, HEAD_MAX)
        if _FIELDS.fullmatch(b"\r\n" + data[at:end]) is None:
            raise BadAnswer("the answer's trailers break RFC 9112 section 7.1.2")
        self.complete = True
        return end + 4

    def _take(self, data: bytes, at: int, body: list[bytes]) -> int:
        end = min(at + self._left, len(data))
        body.append(data[at:end] if at or end < len(data) else data)
        self._left -= end - at
        return end


def _more(data: bytes, at: int, most: int) -> int:
    """Ask for more bytes, within bounds."""
    if len(data) - at >= most:
        raise BadAnswer("a line of the answer is too long")
    return -1


def _split(block: bytes) -> list[tuple[str, str, str]]:
    """Split checked fields into (lower-case name, name as sent, value)."""
    if not block:
        return []
    fields = []
    for line in block.decode("latin-1").split("\r\n"):
        name, _, value = line.partition(":")
        value = value.strip("\t ")
        fields.append((name.lower(), name, value if value.isascii() else _text(value.encode("latin-1"))))
    if len(fields) > FIELDS_MAX:
        raise BadAnswer("the answer has too many fields")
    return fields


def _framing(fields: list[tuple[str, str, str]]) -> dict[str, str]:
    """Find the fields the framing hangs on; each may stand once."""
    single: dict[str, str] = {}
    for name, _, value in fields:
        if name in {"content-length", "transfer-encoding"}:
            if name in single:
                raise BadAnswer("the answer's framing is ambiguous (RFC 9112 section 6.3)")
            single[name] = value
    return single


def _text(raw: bytes) -> str:
    """Read a field as UTF-8, or as the Latin-1 that older servers send, so that it can always be written again."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
