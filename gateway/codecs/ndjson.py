"""One JSON document per line. Law: every line is one document; a line that is not is the end of the whole body."""

from collections.abc import Mapping
from typing import cast

from gateway.codecs.decoded import ITEMS, Decoded, undecodable
from gateway.codecs.header_value import require_utf8
from gateway.codecs.json_text import dumps, loads
from gateway.model.request import Tree


def decode(body: bytes, content_type: str, _nested: Mapping[str, str]) -> Decoded:
    """Read newline-delimited JSON (application/x-ndjson); the newline behind the last document is optional and kept."""
    require_utf8(content_type)
    tail = b"\n" if body.endswith(b"\n") else b""
    lines = body.removesuffix(b"\n").split(b"\n", ITEMS)
    if len(lines) > ITEMS:
        raise undecodable(f"the body has more than {ITEMS} lines")
    documents: Tree = [loads(line) for line in lines]
    return Decoded(documents, lambda tree: b"\n".join(dumps(document) for document in cast("list[Tree]", tree)) + tail)
