"""Microsoft Graph's JSON batches. Law: an inner call has the documented members and no others; what depends on a dropped call is dropped.

https://learn.microsoft.com/graph/json-batching
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, cast
from urllib.parse import unquote

from gateway.codecs.batch import Batch, climbs, keep
from gateway.codecs.decoded import undecodable
from gateway.codecs.header_value import is_json, require_utf8
from gateway.codecs.json_text import dumps, loads
from gateway.model.errors import Refused
from gateway.model.request import Headers, Request, Tree

_LIMIT: Final = 20
"""Calls in one batch, by the documentation."""
_NEEDS: Final = ("dependsOn", "depends_on")
"""The second is how msgraph-core for Python (1.5) spells it in every call; it means the same, whatever the vendor makes of it."""
_MEMBERS: Final = frozenset({"id", "method", "url", "headers", "body", *_NEEDS})
_METHOD: Final = re.compile(r"[A-Z]{3,16}")
_URL: Final = re.compile(r"(?P<path>/[!\"$->@-~]*)(?:\?(?P<query>[!\"$-~]*))?")
_ID: Final = re.compile(r"[0-9]{1,6}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""What SDKs make: a count or a UUID. Anything else could carry words, and the answer could not be matched without it."""
_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NOT_INNER: Final = frozenset({"connection", "content-length", "host", "transfer-encoding"})
"""Headers about a connection of its own, which an inner call does not have."""


class _Inner(NamedTuple):
    """One inner call: its JSON object and what the gateway reads in it."""

    item: dict[str, Tree]
    request: Request
    name: str
    needs: frozenset[str]


def split(body: bytes, content_type: str, host: str, base: str = "/v1.0") -> Batch:
    """Take a batch apart.

    Args:
        body: without content coding.
        content_type: JSON.
        host: the vendor host the batch is sent to.
        base: the version's path, in front of every inner path.

    Raises:
        Refused: not such a batch, more than 20 calls, an undocumented member, or a batch within the batch.
    """
    require_utf8(content_type)
    inners = [_read(item, host, base) for item in _items(loads(body))]
    names = {inner.name for inner in inners}
    if len(names) < len(inners) or any(inner.needs - names for inner in inners):
        raise undecodable("the ids of the batch are not unique, or a call depends on one that is not there")

    def join(kept: Sequence[Request | None]) -> tuple[bytes, str]:
        if list(kept) == [inner.request for inner in inners]:
            return body, content_type
        items: list[Tree] = [_write(inner, request, base) for inner, request in _with_their_needs(keep(inners, kept))]
        return dumps({"requests": items}), content_type

    numbers = {inner.name: number for number, inner in enumerate(inners)}
    needs = tuple(frozenset(numbers[name] for name in inner.needs) for inner in inners)
    return Batch(tuple(inner.request for inner in inners), join, needs)


def _items(batch: Tree) -> list[dict[str, Tree]]:
    items = batch.get("requests") if isinstance(batch, dict) and len(batch) == 1 else None
    if not isinstance(items, list) or not 0 < len(items) <= _LIMIT:
        raise undecodable(f"the batch is not an object with 1 to {_LIMIT} requests and nothing else")
    if not all(isinstance(item, dict) and item.keys() <= _MEMBERS for item in items):
        raise undecodable("a request of the batch has a member the documentation does not name")
    return cast("list[dict[str, Tree]]", items)


def _read(item: dict[str, Tree], host: str, base: str) -> _Inner:
    url = _URL.fullmatch(_text(item.get("url")))
    method = _text(item.get("method")).upper()
    if url is None or "$batch" in unquote(url["path"]).lower() or climbs(url["path"]) or not _METHOD.fullmatch(method):
        raise undecodable("a request of the batch names no method and path, or another batch")
    header = _read_header(item.get("headers"))
    request = Request(
        scheme="https",
        host=host,
        port=443,
        method=method,
        path=base + url["path"],
        query=url["query"] or "",
        headers=header,
        body=_read_body(item["body"], _content_type(header)) if "body" in item else b"",
    )
    needs = frozenset[str]().union(*(_read_needs(item.get(name)) for name in _NEEDS))
    return _Inner(item, request, _read_id(item.get("id")), needs)


def _text(value: Tree) -> str:
    return value if isinstance(value, str) else ""


def _read_id(value: Tree) -> str:
    name = _text(value)
    if not _ID.fullmatch(name):
        raise undecodable("the id of a request of the batch is neither a number nor a UUID")
    return name


def _read_needs(value: Tree) -> frozenset[str]:
    if value is None:
        return frozenset()
    if not isinstance(value, list):
        raise undecodable("dependsOn is not a list of ids")
    return frozenset(_read_id(name) for name in value)


def _read_header(value: Tree) -> Headers:
    if value is None:
        return ()
    header = tuple(value.items()) if isinstance(value, dict) else (("", None),)
    names = {name.lower() for name, _ in header}
    if len(names) < len(header) or names & _NOT_INNER or any(name.startswith("gateway-") for name in names):
        raise undecodable("a request of the batch repeats a header or has one of the connection")
    if not all(_NAME.fullmatch(name) and isinstance(text, str) and text.isprintable() for name, text in header):
        raise undecodable("a request of the batch has a malformed header")
    return cast("Headers", header)


def _content_type(header: Headers) -> str:
    return next((value for name, value in header if name.lower() == "content-type"), "application/json")


def _read_body(body: Tree, content_type: str) -> bytes:
    """JSON stands in the batch as it is, everything else as base64."""
    if is_json(content_type):
        return dumps(body)
    try:
        plain = base64.b64decode(_text(body), validate=True)
    except (binascii.Error, ValueError):
        raise undecodable("a body in the batch is neither JSON nor base64") from None
    if base64.b64encode(plain).decode() != body:
        raise undecodable("a body in the batch is irregular base64")
    return plain


def _with_their_needs(pairs: list[tuple[_Inner, Request]]) -> list[tuple[_Inner, Request]]:
    """Leave out what depends on a call that is not there, until nothing does."""
    names = {inner.name for inner, _ in pairs}
    left = [(inner, request) for inner, request in pairs if inner.needs <= names]
    if not left:
        raise Refused("nothing_left", "every call of the batch depends on one that may not leave")
    return left if len(left) == len(pairs) else _with_their_needs(left)


def _write(inner: _Inner, request: Request, base: str) -> dict[str, Tree]:
    if request == inner.request:
        return inner.item
    query = f"?{request.query}" if request.query else ""
    item = {**inner.item, "method": request.method, "url": request.path.removeprefix(base) + query}
    return {**item, **_written_header(request.headers, item), **_written_body(request, item)}


def _written_header(header: Headers, item: Mapping[str, Tree]) -> dict[str, Tree]:
    return {"headers": dict(header)} if header or "headers" in item else {}


def _written_body(request: Request, item: Mapping[str, Tree]) -> dict[str, Tree]:
    if not request.body and "body" not in item:
        return {}
    if is_json(_content_type(request.headers)):
        return {"body": loads(request.body)}
    return {"body": base64.b64encode(request.body).decode()}
