"""Bodies without structure. Law: what is readable becomes text and is read; the rest is bytes and is known as unread."""

from collections.abc import Mapping
from typing import cast

from gateway.codecs.decoded import Decoded, undecodable
from gateway.codecs.header_value import is_utf8, require_utf8
from gateway.model.request import Tree


def text_or_bytes(raw: bytes) -> str | bytes:
    """Give text where the bytes are UTF-8 without NUL, else the bytes.

    A NUL never stands in text people wrote, but UTF-16 is full of them and would hide every word from a reader of UTF-8.
    """
    try:
        return raw if b"\0" in raw else raw.decode()
    except UnicodeDecodeError:
        return raw


def written(leaf: Tree) -> bytes:
    """Write a leaf back: text as UTF-8, bytes as they are."""
    return leaf if isinstance(leaf, bytes) else cast("str", leaf).encode()


def decode_text(body: bytes, content_type: str, _nested: Mapping[str, str]) -> Decoded:
    """Read a text body.

    Raises:
        Refused: it is not UTF-8 text.
    """
    require_utf8(content_type)
    text = text_or_bytes(body)
    if isinstance(text, bytes):
        raise undecodable("the body is not UTF-8 text")
    return Decoded(text, written)


def decode_opaque(body: bytes, content_type: str, _nested: Mapping[str, str]) -> Decoded:
    """Take any body; text where it can be read as such."""
    return Decoded(text_or_bytes(body) if is_utf8(content_type) else body, written)
