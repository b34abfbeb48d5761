"""Bytes to one tree with four sections: path, query, header, body. Law: each thing is decoded once, and what can not be read is refused."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from gateway.codecs import CODECS
from gateway.codecs.coding import decode_content
from gateway.codecs.form import decode_query
from gateway.model.connector import Body, Operation
from gateway.model.errors import Refused
from gateway.model.request import Headers, Request, Tree

BATCHES = frozenset({"google_batch", "graph_batch"})
"""Codecs whose body is a list of calls; ``pipeline.batch`` takes them apart."""


class Opened(NamedTuple):
    """A request taken apart.

    Attributes:
        tree: sections ``path``, ``query``, ``header`` and ``body``; a section that is empty is missing.
        encode_query, encode_body: put a section's tree back to text or bytes; None where there was none.
        batch: the body, content-decoded, when it is a batch of calls.
    """

    tree: dict[str, Tree]
    encode_query: Callable[[Tree], str] | None = None
    encode_body: Callable[[Tree], bytes] | None = None
    batch: bytes = b""


def decode(request: Request, operation: Operation, params: Mapping[str, str], limit: int) -> Opened:
    """Take a request apart.

    Raises:
        Refused: ``body_undecodable``, ``body_unexpected``, ``body_too_large``, ``encoding_unknown`` or ``type_unknown``.
    """
    tree: dict[str, Tree] = {}
    if params:
        tree["path"] = dict(params)
    encode_query = encode_body = None
    if request.query:
        query = decode_query(request.query, operation.query_nested)
        tree["query"], encode_query = query.tree, query.encode
    tree["header"] = fold_headers(request.headers)
    batch = b""
    if request.body:
        body, content_type = _accepted(request, operation)
        plain = decode_content(request.body, request.header("content-encoding"), limit)
        if body.codec in BATCHES:
            batch = plain
        else:
            decoded = CODECS[body.codec](plain, content_type, body.nested)
            tree["body"], encode_body = decoded.tree, decoded.encode
    return Opened(tree, encode_query, encode_body, batch)


def fold_headers(headers: Headers) -> dict[str, Tree]:
    """Headers as a section: lower-case name -> value, or a list of values where a name repeats."""
    section: dict[str, Tree] = {}
    for name, value in headers:
        key = name.lower()
        earlier = section.get(key)
        if earlier is None:
            section[key] = value
        else:
            section[key] = [*(earlier if isinstance(earlier, list) else [earlier]), value]
    return section


def accepted_codec(request: Request, operation: Operation) -> str:
    """The codec a request's body would be read with; empty where there is no body."""
    return _accepted(request, operation)[0].codec if request.body else ""


def _accepted(request: Request, operation: Operation) -> tuple[Body, str]:
    if not operation.bodies:
        raise Refused("body_unexpected")
    content_type = request.header("content-type") or ""
    media_type = content_type.partition(";")[0].strip().lower()
    for body in operation.bodies:
        if media_type in body.content_types or "*" in body.content_types:
            return body, content_type
    raise Refused("type_unknown")
