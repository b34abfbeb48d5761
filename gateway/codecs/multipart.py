"""Multipart framing (RFC 2046 section 5.1). Law: every byte is in a part or is white space between parts.

What a mail reader passes over in silence (text before the first boundary and behind the last one) would leave unread, so it is
refused. Lines end in CRLF, or all of them in LF as Python's ``email`` writes them; a mixture has two readings and is refused.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, cast

from gateway.codecs.decoded import PARTS, undecodable
from gateway.codecs.header_value import is_json, is_utf8, read_header_value, require_utf8
from gateway.codecs.json_text import dumps, loads
from gateway.codecs.plain import text_or_bytes, written
from gateway.model.request import Headers, Tree

_BOUNDARY: Final = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_HEADER_LINE: Final = re.compile(
    r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*((?:[^\x00-\x08\x0a-\x20\x7f](?:[^\x00-\x08\x0a-\x1f\x7f]*[^\x00-\x20\x7f])?)?)[ \t]*"
)
HEADERS: Final = 64
"""Headers of one part."""
_BLANKS: Final = b" \t\r\n"
_FRAMING: Final = frozenset({"content-length", "content-transfer-encoding"})
"""Headers about the bytes, not the content: the codec checks and removes them. What it writes is binary, the default of HTTP."""


class Frame(NamedTuple):
    """What stands around the parts: delimiter with its two dashes, line end, and the white space before and behind."""

    delimiter: bytes
    newline: bytes
    before: bytes
    after: bytes


class Block(NamedTuple):
    """One part as it stands between two delimiters: ``raw`` whole; header lines in order; content as sent."""

    raw: bytes
    header: Headers
    content: bytes


def split(body: bytes, content_type: str) -> tuple[Frame, list[Block]]:
    """Take a multipart body apart.

    Raises:
        Refused: no usable boundary, text outside the parts, mixed line ends, malformed or repeated part headers, too many parts.
    """
    delimiter = b"--" + _boundary(content_type)
    if body.count(delimiter) > PARTS + 1:
        raise undecodable(f"the multipart body has more than {PARTS} parts")
    chunks = body.split(delimiter)
    if len(chunks) < 3 or not chunks[-1].startswith(b"--"):
        raise undecodable("the multipart body has no part or no end")
    before, *blocks, after = chunks
    if before.strip(_BLANKS) or after[2:].strip(_BLANKS) or not (before or b"\n").endswith(b"\n"):
        raise undecodable("there is text outside the parts of the multipart body")
    newline = b"\r\n" if blocks[0].startswith(b"\r\n") else b"\n"
    return Frame(delimiter, newline, before, after), [_read_block(block, newline) for block in blocks]


def join(frame: Frame, raws: Iterable[bytes]) -> bytes:
    """Put parts together within a frame.

    Raises:
        Refused: a part contains the delimiter.
    """
    pieces = [frame.before]
    for raw in raws:
        if frame.delimiter in raw:
            raise undecodable("a part contains the boundary of the multipart body")
        pieces += (frame.delimiter, frame.newline, raw, frame.newline)
    return b"".join([*pieces, frame.delimiter, frame.after])


def _boundary(content_type: str) -> bytes:
    boundary = read_header_value(content_type).parameters.get("boundary", "")
    if not _BOUNDARY.fullmatch(boundary):
        raise undecodable("the Content-Type has no usable boundary")
    return boundary.encode()


def _read_block(block: bytes, newline: bytes) -> Block:
    if len(block) < 2 * len(newline) or not (block.startswith(newline) and block.endswith(newline)):
        raise undecodable("a boundary does not stand on a line of its own")
    raw = block[len(newline) : -len(newline)]
    if raw.startswith(newline):
        return Block(raw, (), raw[len(newline) :])
    head, blank, content = raw.partition(newline * 2)
    if not blank:
        raise undecodable("a part has no empty line behind its headers")
    # Python's email folds a long Content-ID; MIME allows it (RFC 5322 section 2.2.3).
    unfolded = head.replace(newline + b" ", b" ").replace(newline + b"\t", b"\t")
    return Block(raw, read_header_lines(unfolded.split(newline, HEADERS)), content)


def read_header_lines(lines: Iterable[bytes]) -> Headers:
    """Read header lines, one header each.

    Raises:
        Refused: not ``name: value`` in UTF-8 without control characters, or a name is repeated.
    """
    try:
        found = [_HEADER_LINE.fullmatch(line.decode()) for line in lines]
    except UnicodeDecodeError:
        raise undecodable("a part header is not UTF-8") from None
    header = tuple((line[1], line[2]) for line in found if line)
    if len(header) < len(found) or len({name.lower() for name, _ in header}) < len(header):
        raise undecodable("a part header is malformed, folded or repeated")
    return header


def write_header(header: Iterable[tuple[str, str]], newline: bytes) -> bytes:
    """Write header lines and the empty line behind them.

    Raises:
        Refused: a line would not read back as it is.
    """
    return b"".join([*(_header_line(name, value) + newline for name, value in header), newline])


def _header_line(name: str, value: str) -> bytes:
    line = f"{name}: {value}"
    found = _HEADER_LINE.fullmatch(line)
    if found is None or found.groups() != (name, value):
        raise undecodable("a part header can not be written")
    return line.encode()


def read_part(block: Block) -> dict[str, Tree]:
    """Give a part as a tree: ``header`` by lower-case name, ``body`` as JSON, text or bytes by its Content-Type and content."""
    header = {name.lower(): value for name, value in block.header}
    content = _unwrap(block.content, header)
    shown: dict[str, Tree] = {name: value for name, value in header.items() if name not in _FRAMING}
    return {"header": shown, "body": _read_content(content, header.get("content-type", ""))}


def write_part(part: Mapping[str, Tree], newline: bytes) -> bytes:
    """Write a part that ``read_part`` gave, or what is left of it."""
    header = cast("dict[str, str]", part.get("header", {}))
    content = _write_content(part.get("body", b""), header.get("content-type", ""))
    return write_header(((name.title(), value) for name, value in header.items()), newline) + content


def _unwrap(content: bytes, header: Mapping[str, str]) -> bytes:
    if header.get("content-length", str(len(content))) != str(len(content)):
        raise undecodable("the Content-Length of a part is wrong")
    match header.get("content-transfer-encoding", "binary").lower():
        case "binary" | "8bit" | "7bit":
            return content
        case "base64":
            return _unbase64(content)
        case _:
            raise undecodable("the Content-Transfer-Encoding of a part is unknown")


def _unbase64(content: bytes) -> bytes:
    text = content.replace(b"\r\n", b"").replace(b"\n", b"")
    try:
        plain = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise undecodable("the base64 of a part can not be decoded") from None
    if base64.b64encode(plain) != text:  # bits behind the end
        raise undecodable("a part holds irregular base64")
    return plain


def _read_content(content: bytes, content_type: str) -> Tree:
    if is_json(content_type):
        require_utf8(content_type)
        return loads(content)
    return text_or_bytes(content) if is_utf8(content_type) else content


def _write_content(tree: Tree, content_type: str) -> bytes:
    if isinstance(tree, bytes) or (isinstance(tree, str) and not is_json(content_type)):
        return written(tree)
    return dumps(tree)
