"""The outbound request, from the outbound tree. Law: a section nothing was changed in leaves byte for byte as it came."""

import re
from urllib.parse import quote

from gateway.codecs.coding import encode_content
from gateway.model.request import Headers, Request, Tree
from gateway.pipeline.decode import Opened
from gateway.pipeline.identify import Identified
from gateway.pipeline.transform import Transformed

_PLACEHOLDER = re.compile(r"\{(\w+)(?:\.\.\.)?\}")


def encode(request: Request, identified: Identified, opened: Opened, outbound: Transformed) -> Request:
    """Put the request together again."""
    changed, tree = outbound.changed, outbound.tree
    path, query, body = request.path, request.query, request.body
    if "path" in changed:
        path = _fill(identified, tree.get("path", {}))
    if "query" in changed and opened.encode_query is not None:
        query = opened.encode_query(tree.get("query", {}))
    if "body" in changed and opened.encode_body is not None:
        body = encode_content(opened.encode_body(tree["body"]), request.header("content-encoding"))
    headers = keep_headers(request.headers, tree.get("header", {})) if "header" in changed else request.headers
    return Request(
        scheme=request.scheme,
        host=request.host,
        port=request.port,
        method=request.method,
        path=path,
        query=query,
        headers=headers,
        body=body,
    )


def keep_headers(headers: Headers, section: Tree) -> Headers:
    """The headers the outbound section still has, in their old order and case, with their new values."""
    kept: list[tuple[str, str]] = []
    left = (
        {name: list(value) if isinstance(value, list) else [value] for name, value in section.items()} if isinstance(section, dict) else {}
    )
    for name, _ in headers:
        values = left.get(name.lower())
        if values:
            kept.append((name, str(values.pop(0))))
    return tuple(kept)


def _fill(identified: Identified, params: Tree) -> str:
    values = params if isinstance(params, dict) else {}
    return _PLACEHOLDER.sub(lambda hole: quote(str(values[hole[1]]), safe=""), identified.compiled.operation.path)
