"""A body that is one JSON document. Law: what json_text can not account for is refused."""

from collections.abc import Mapping

from gateway.codecs.decoded import Decoded
from gateway.codecs.header_value import require_utf8
from gateway.codecs.json_text import dumps, loads
from gateway.codecs.nesting import unfold


def decode(body: bytes, content_type: str, nested: Mapping[str, str]) -> Decoded:
    """Read one JSON document (RFC 8259), any kind of value at the top."""
    require_utf8(content_type)
    tree = loads(body)
    return unfold(tree, nested) if nested else Decoded(tree, dumps)
