"""Google's batch requests: multipart/mixed of whole HTTP requests. Law: an inner call goes to the same host, and no header of it is unread.

https://developers.google.com/workspace/drive/api/guides/performance#batch-requests
The part's own headers are framing, but for a Content-ID the application chose: it may say anything (google-api-python-client takes
any ``request_id``), so the inner call carries it as a header, and what is left of that header is written back.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from gateway.codecs import multipart
from gateway.codecs.batch import Batch, climbs, keep
from gateway.codecs.decoded import undecodable
from gateway.codecs.header_value import read_header_value
from gateway.model.request import Headers, Request

_REQUEST_LINE: Final = re.compile(r"([A-Z]{3,16}) ([!-~]+)( HTTP/1\.1)?")
_TARGET: Final = re.compile(r"(?P<path>/(?!/)[^?#]*)(?:\?(?P<query>[^#]*))?")
_PART_HEADERS: Final = {
    "content-type": re.compile(r"application/http(?:[ \t]*;[ \t]*msgtype=request)?", re.IGNORECASE),
    "content-transfer-encoding": re.compile(r"binary|7bit|8bit", re.IGNORECASE),
    "mime-version": re.compile(r"1\.0"),
    "content-id": re.compile(r".*"),
}
_ROUTINE_ID: Final = re.compile(r"<?(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?: ?\+ ?[0-9]{1,6})?|[0-9]{1,6})>?", re.IGNORECASE)
"""Ids a library makes: a UUID, a count, or both. Nobody can read anything in them."""
_SIZE: Final = re.compile(r"[0-9]{1,9}")
_FRAMING: Final = frozenset({"host", "content-length"})
_HOP_BY_HOP: Final = frozenset(
    {"connection", "expect", "keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"}
)


class _Inner(NamedTuple):
    """One inner call and what is needed to write it again.

    Attributes:
        raw: the part as it came.
        part_header: headers of the part, without a Content-ID that is shown.
        id_shown: the request carries the part's Content-ID.
        request: the inner call.
        newline: line end of the inner message.
        origin: ``https://host`` where the target was absolute.
        version: end of the request line; Google's own examples leave it out.
        host: the Host line, where there was one.
        sized: it had a Content-Length.
    """

    raw: bytes
    part_header: Headers
    id_shown: bool
    request: Request
    newline: bytes
    origin: str
    version: str
    host: Headers
    sized: bool


class _Message(NamedTuple):
    """An inner HTTP message, taken apart as far as lines go."""

    newline: bytes
    request_line: bytes
    header: dict[str, str]
    names: Headers
    body: bytes


def split(body: bytes, content_type: str, host: str) -> Batch:
    """Take a batch apart.

    Args:
        body: without content coding.
        content_type: with its boundary.
        host: the vendor host the batch is sent to; inner calls may name no other.

    Raises:
        Refused: not such a batch, an inner call for another host, or a batch within the batch.
    """
    if read_header_value(content_type).name != "multipart/mixed":
        raise undecodable("the batch is not multipart/mixed")
    frame, blocks = multipart.split(body, content_type)
    inners = [_read(block, host) for block in blocks]
    return Batch(tuple(inner.request for inner in inners), lambda kept: (_join(frame, inners, kept), content_type))


def _join(frame: multipart.Frame, inners: Sequence[_Inner], kept: Sequence[Request | None]) -> bytes:
    return multipart.join(frame, [_write(inner, request, frame.newline) for inner, request in keep(inners, kept)])


def _read(block: multipart.Block, host: str) -> _Inner:
    part_header, shown = _read_part_header(block.header)
    message = _read_message(block.content)
    line = _REQUEST_LINE.fullmatch(message.request_line.decode("latin-1"))
    if line is None:
        raise undecodable("an inner call of the batch has no request line")
    origin = line[2][: len(f"https://{host}")] if line[2].lower().startswith(f"https://{host}/") else ""
    target = _TARGET.fullmatch(line[2], len(origin))
    if target is None or target["path"].split("/")[1] == "batch" or climbs(target["path"]):
        raise undecodable("an inner call of the batch names no path on the same host, or another batch")
    request = Request(
        scheme="https",
        host=host,
        port=443,
        method=line[1],
        path=target["path"],
        query=target["query"] or "",
        headers=shown + _read_header(message, host, taken=bool(shown)),
        body=_read_body(message),
    )
    host_line = tuple(pair for pair in message.names if pair[0].lower() == "host")
    return _Inner(
        raw=block.raw,
        part_header=part_header,
        id_shown=bool(shown),
        request=request,
        newline=message.newline,
        origin=origin,
        version=line[3] or "",
        host=host_line,
        sized="content-length" in message.header,
    )


def _read_part_header(header: Headers) -> tuple[Headers, Headers]:
    """Check the part's headers; give those that stay with the part, and the Content-ID that the inner call has to carry."""
    for name, value in header:
        allowed = _PART_HEADERS.get(name.lower())
        if allowed is None or not allowed.fullmatch(value):
            raise undecodable("a part of the batch has a header that batches do not have")
    shown = tuple(pair for pair in header if pair[0].lower() == "content-id" and not _ROUTINE_ID.fullmatch(pair[1]))
    return tuple(pair for pair in header if pair not in shown), shown


def _read_message(content: bytes) -> _Message:
    newline = b"\r\n" if content.partition(b"\n")[0].endswith(b"\r") else b"\n"
    head, _, body = content.partition(newline * 2)
    request_line, *lines = head.removesuffix(newline).split(newline, multipart.HEADERS)
    names = multipart.read_header_lines(lines)
    return _Message(newline, request_line, {name.lower(): value for name, value in names}, names, body)


def _read_header(message: _Message, host: str, *, taken: bool) -> Headers:
    if message.header.keys() & _HOP_BY_HOP or any(name.startswith("gateway-") for name in message.header):
        raise undecodable("an inner call of the batch has a header of the connection")
    if message.header.get("host", host).lower() not in {host, f"{host}:443"}:
        raise undecodable("an inner call of the batch is for another host")
    if taken and "content-id" in message.header:
        raise undecodable("an inner call of the batch has two Content-IDs")
    return tuple(pair for pair in message.names if pair[0].lower() not in _FRAMING)


def _read_body(message: _Message) -> bytes:
    length = message.header.get("content-length")
    if length is None:
        return message.body if message.body.strip() else b""
    if not _SIZE.fullmatch(length) or int(length) > len(message.body) or message.body[int(length) :].strip():
        raise undecodable("the Content-Length of an inner call is wrong")
    return message.body[: int(length)]


def _write(inner: _Inner, request: Request, outer_newline: bytes) -> bytes:
    if request == inner.request:
        return inner.raw
    shown = tuple(pair for pair in request.headers if inner.id_shown and pair[0].lower() == "content-id")
    header = inner.host + tuple(pair for pair in request.headers if pair not in shown)
    if request.body or inner.sized:
        header += (("Content-Length", str(len(request.body))),)
    return b"".join(
        (
            multipart.write_header(inner.part_header + shown, outer_newline),
            _write_request_line(inner, request).encode() + inner.newline,
            multipart.write_header(header, inner.newline),
            request.body,
        )
    )


def _write_request_line(inner: _Inner, request: Request) -> str:
    query = f"?{request.query}" if request.query else ""
    line = f"{request.method} {inner.origin}{request.path}{query}{inner.version}"
    if not _REQUEST_LINE.fullmatch(line):
        raise undecodable("an inner call of the batch can not be written")
    return line
