"""multipart/related as Google's upload uses it (RFC 2387; Drive API, "Perform a multipart upload"). Law: two parts, metadata first."""

from collections.abc import Mapping
from typing import cast

from gateway.codecs.decoded import Decoded, undecodable
from gateway.codecs.header_value import is_json, read_header_value
from gateway.codecs.multipart import Frame, join, read_part, split, write_part
from gateway.model.request import Tree

_NAMES = ("metadata", "media")


def decode(body: bytes, content_type: str, _nested: Mapping[str, str]) -> Decoded:
    """Read an upload into ``{"metadata": {"header", "body": document}, "media": {"header", "body": text or bytes}}``."""
    frame, blocks = split(body, content_type)
    if "start" in read_header_value(content_type).parameters or len(blocks) != len(_NAMES):
        raise undecodable("the upload is not one metadata part and one media part")
    metadata, media = (read_part(block) for block in blocks)
    if not is_json(cast("dict[str, str]", metadata["header"]).get("content-type", "")):
        raise undecodable("the first part of the upload is not JSON")
    return Decoded({"metadata": metadata, "media": media}, lambda tree: _write(cast("dict[str, dict[str, Tree]]", tree), frame))


def _write(tree: Mapping[str, Mapping[str, Tree]], frame: Frame) -> bytes:
    return join(frame, [write_part(tree[name], frame.newline) for name in _NAMES if "body" in tree.get(name, {})])
