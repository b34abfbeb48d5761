"""Finds the text in bytes. Law: what is compressed is opened within limits or not at all; what is no text gives nothing."""

import re
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, Final, NamedTuple

import brotli  # type: ignore[import-untyped]  # the package ships no types
import zstandard

from gateway.detect.views.allowance import Allowance
from gateway.detect.views.latin import matches, search
from gateway.model.errors import ScannerFailed

LARGEST: Final = 1 << 20
"""Bytes one compressed stream may unfold to."""

RATIO: Final = 100
"""How many times its size a compressed stream may unfold to, once that is more than ``FREE``."""

FREE: Final = 1 << 16

NESTED: Final = 4
"""Compressed streams inside compressed streams: fewer than this."""

_ZSTD_WINDOW: Final = 8 << 20
"""RFC 9659: what a sender on the web stays within."""

_STEP: Final = 256
"""Bytes of a zstd stream at a time: a block of 4 may grow to 128 KB (RFC 8878 section 3.1.1.2)."""

_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")

_INSIDE: Final = r"[\x80-\xbf]"
_LETTER: Final = "|".join(
    (
        r"[\t\n\r\x20-\x7e]",
        rf"[\xc2-\xdf]{_INSIDE}",
        rf"[\xe0-\xef]{_INSIDE}{{2}}",
        rf"[\xf0-\xf4]{_INSIDE}{{3}}",
    )
)
_STRETCH: Final = search(f"(?:{_LETTER}){{9,}}")
"""Text among other bytes; nine characters in a row are chance once in some thousand bytes."""


class Stretch(NamedTuple):
    """Some bytes that are text."""

    start: int
    end: int
    text: str


class Reading(NamedTuple):
    """What bytes say. ``whole``: they are text from end to end, or were compressed as one; then there is one stretch."""

    stretches: list[Stretch]
    whole: bool


def text_in(data: bytes, allowance: Allowance, *, begins: bool = True) -> Reading:
    """Read bytes as text.

    Args:
        data: what a decoder gave.
        allowance: pays for it.
        begins: nothing was cut off before it, so it may be compressed.

    Raises:
        ScannerFailed: it is larger than may be read, or a compressed stream in it is.
    """
    opened = _opened(data) if begins else data
    allowance.take(max(len(data), len(opened)))
    text = _plain(opened)
    if text is None and opened is not data:
        text = "\n\n".join(stretch.text for stretch in _stretches(opened))
    if text is not None:
        return Reading([Stretch(0, len(data), text)], whole=True)
    stretches = list(_stretches(data))
    if begins and 2 * sum(end - start for start, end, _ in stretches) < len(data):
        text = _brotli(data)
        if text is not None:
            return Reading([Stretch(0, len(data), text)], whole=True)
    return Reading(stretches, whole=False)


def _plain(data: bytes) -> str | None:
    """All of it as text; one character in twenty may be none, and the last one may be cut."""
    charset = _utf16(data) if 3 * data.count(0) > len(data) else "utf-8"
    try:
        text = data.decode(charset)
    except UnicodeDecodeError as fault:
        if fault.start < max(len(data) - 3, 1):
            return None
        text = data[: fault.start].decode(charset)
    return text if 20 * len(_CONTROL.findall(text)) <= len(text) else None


def _utf16(data: bytes) -> str:
    return "utf-16-le" if data[1::2].count(0) > data[::2].count(0) else "utf-16-be"


def _stretches(data: bytes) -> Iterator[Stretch]:
    return (Stretch(start, end, data[start:end].decode("utf-8", "replace")) for start, end in matches(_STRETCH, data))


def _opened(data: bytes) -> bytes:
    """Undo compressions that say what they are."""
    for _ in range(NESTED):
        if not data.startswith(_MAGIC):
            return data
        opened = _bounded(next(reader for magic, reader in _READERS.items() if data.startswith(magic))(data), len(data))
        if not opened:  # damaged from the start
            return data
        data = opened
    raise _too_large()


def _bounded(chunks: Iterator[bytes], size: int) -> bytes:
    """What a stream gives up to its end, or to where it is cut off or damaged."""
    given, whole, limit = 0, [], min(LARGEST, max(FREE, RATIO * size))
    for chunk in chunks:
        given += len(chunk)
        if given > limit:
            raise _too_large()
        whole.append(chunk)
    return b"".join(whole)


def _inflate(data: bytes, window: int) -> Iterator[bytes]:
    stream = zlib.decompressobj(window)
    try:
        while data and not stream.eof:
            yield stream.decompress(data, FREE)
            data = stream.unconsumed_tail
    except zlib.error:
        return


def _gunzip(data: bytes) -> Iterator[bytes]:
    if data[3:4] and data[3] & 8:  # FNAME, RFC 1952 section 2.3.1
        yield data[10:].partition(b"\0")[0][:1024] + b"\n"
    yield from _inflate(data, 16 + zlib.MAX_WBITS)


def _unzstd(data: bytes) -> Iterator[bytes]:
    stream = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
    try:
        for at in range(0, len(data), _STEP):
            yield stream.decompress(data[at : at + _STEP])
            if stream.eof:
                return
    except zstandard.ZstdError:
        return


_READERS: Final[dict[bytes, Callable[[bytes], Iterator[bytes]]]] = {
    b"\x1f\x8b\x08": _gunzip,
    b"\x28\xb5\x2f\xfd": _unzstd,
    **{b"\x78" + level: lambda data: _inflate(data, zlib.MAX_WBITS) for level in (b"\x01", b"\x5e", b"\x9c", b"\xda")},
}
"""How a stream begins -> how it is read."""

_MAGIC: Final = tuple(_READERS)

SHORTEST: Final = 24
"""Bytes below which nobody looks for brotli: it has no mark of its own."""


def _brotli(data: bytes) -> str | None:
    """The text of a brotli stream; nearly any bytes begin like one, so only text counts."""
    if len(data) < SHORTEST:
        return None
    stream = brotli.Decompressor()
    chunks = _unbrotli(stream, data)
    first = next(chunks, b"")
    if not _plain(first):
        return None
    text = _plain(_bounded(chain([first], chunks), len(data)))
    return text if text and (stream.is_finished() or len(text) >= SHORTEST) else None


def _unbrotli(stream: Any, data: bytes) -> Iterator[bytes]:
    try:
        while chunk := stream.process(data, output_buffer_limit=FREE):
            yield chunk
            data = b""
    except brotli.error:
        return


def _too_large() -> ScannerFailed:
    return ScannerFailed("something compressed inside a text is larger than may be read; send it uncompressed, or in smaller parts")
