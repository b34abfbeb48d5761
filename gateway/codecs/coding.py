"""Content codings (RFC 9110 section 8.4). Law: exactly one, decoded once, whole and bounded, with nothing behind it."""

import zlib
from collections.abc import Callable, Mapping
from typing import Final

import brotli  # type: ignore[import-untyped]  # the package ships no types
import zstandard

from gateway.codecs.decoded import undecodable
from gateway.model.errors import Refused

_GZIP, _ZLIB = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS
_GZIP_HIDDEN: Final = 0b1111_1100
"""Header flags FEXTRA, FNAME and FCOMMENT (RFC 1952 section 2.3.1) announce text nobody would read; the top three are reserved."""
_ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
_ZSTD_WINDOW: Final = 8 << 20
"""RFC 9659: a sender of this content coding stays within 8 MB."""
_BROTLI_STEP: Final = 1 << 18
_ZSTD_STEP: Final = 256
"""Input bytes at a time: a block of 4 bytes may grow to 128 KB (RFC 8878 section 3.1.1.2), so one step gives 8 MB at most."""


def decode_content(body: bytes, coding: str | None, limit: int) -> bytes:
    """Undo the content coding of a body.

    Args:
        body: as received.
        coding: the whole Content-Encoding value; None or empty where there is none.
        limit: bytes the result may have.

    Raises:
        Refused: ``encoding_unknown`` for anything but one known coding, ``body_too_large`` over the limit,
            ``body_undecodable`` for a damaged, incomplete or overlong stream.
    """
    plain = _reader(coding)(body, limit)
    if len(plain) > limit:
        raise Refused("body_too_large", f"the decoded body has more than {limit} bytes")
    return plain


def encode_content(body: bytes, coding: str | None) -> bytes:
    """Apply a content coding, cheaply: the vendor wants it readable, the record wants it soon.

    Raises:
        Refused: ``encoding_unknown`` for anything but one known coding.
    """
    name = _name(coding)
    if name not in _WRITERS:
        raise _unknown()
    return _WRITERS[name](body)


def _reader(coding: str | None) -> Callable[[bytes, int], bytes]:
    name = _name(coding)
    if name not in _READERS:
        raise _unknown()
    return _READERS[name]


def _name(coding: str | None) -> str:
    return (coding or "").strip(" \t").lower()


def _unknown() -> Refused:
    return Refused("encoding_unknown", "the Content-Encoding is not exactly one known coding")


def _keep(body: bytes, _limit: int) -> bytes:
    return body


def _gunzip(body: bytes, limit: int) -> bytes:
    if len(body) > 3 and body[3] & _GZIP_HIDDEN:
        raise undecodable("the gzip header carries a name, a comment or other fields")
    return _inflate(body, limit, _GZIP)


def _zlib(body: bytes, limit: int) -> bytes:
    return _inflate(body, limit, _ZLIB)


def _inflate(body: bytes, limit: int, window: int) -> bytes:
    stream = zlib.decompressobj(window)
    try:
        plain = stream.decompress(body, limit + 1)
    except zlib.error:
        raise undecodable("the compressed body is damaged") from None
    return plain if len(plain) > limit else _whole(plain, eof=stream.eof, rest=bool(stream.unused_data))


def _whole(plain: bytes, *, eof: bool, rest: bool) -> bytes:
    if not eof:
        raise undecodable("the compressed body is not complete")
    if rest:
        raise undecodable("there are bytes behind the compressed body")
    return plain


def _unbrotli(body: bytes, limit: int) -> bytes:
    stream = brotli.Decompressor()
    chunks: list[bytes] = []
    size, fed = 0, body
    try:
        while size <= limit and not stream.is_finished():
            chunk = stream.process(fed, output_buffer_limit=_BROTLI_STEP)
            if not chunk and not stream.is_finished():
                raise undecodable("the compressed body is not complete")
            chunks.append(chunk)
            size, fed = size + len(chunk), b""
    except brotli.error:  # bytes behind the end are an error, too
        raise undecodable("the compressed body is damaged") from None
    return b"".join(chunks)


def _unzstd(body: bytes, limit: int) -> bytes:
    if not body.startswith(_ZSTD_MAGIC):  # a skippable frame would be passed over unread
        raise undecodable("the compressed body is damaged")
    stream = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
    chunks: list[bytes] = []
    size = at = 0
    try:
        while at < len(body) and size <= limit and not stream.eof:
            chunks.append(stream.decompress(body[at : at + _ZSTD_STEP]))
            size, at = size + len(chunks[-1]), at + _ZSTD_STEP
    except zstandard.ZstdError:
        raise undecodable("the compressed body is damaged") from None
    plain = b"".join(chunks)
    return plain if size > limit else _whole(plain, eof=stream.eof, rest=at < len(body) or bool(stream.unused_data))


def _gzip(body: bytes) -> bytes:
    return zlib.compress(body, 1, _GZIP)  # no time stamp, no name: the same bytes every time


def _deflate(body: bytes) -> bytes:
    return zlib.compress(body, 1)  # the zlib format: RFC 9110 section 8.4.1.2


def _brotli(body: bytes) -> bytes:
    compressed: bytes = brotli.compress(body, quality=1)
    return compressed


def _zstd(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=1).compress(body)


_READERS: Final[Mapping[str, Callable[[bytes, int], bytes]]] = {
    "": _keep,
    "identity": _keep,  # New Relic's agent writes it with a capital I
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _zlib,
    "br": _unbrotli,
    "zstd": _unzstd,
}
_WRITERS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "": bytes,
    "identity": bytes,
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
