r"""Sentry envelopes. Law: every item is in the tree, and its length is ours to write.

Grammar, from https://develop.sentry.dev/sdk/data-model/envelopes/ ::

    Envelope = Headers { "\n" Item } [ "\n" ] ;
    Item     = Headers "\n" Payload ;

A header is one line of JSON. A payload has ``length`` bytes, or runs to the next newline where there is no ``length``; either way
a newline or the end follows. A carriage return is nothing special. Relay also takes an item whose header ends the envelope for an
empty one, so that is read alike.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, cast

from gateway.codecs.decoded import ITEMS, Decoded, undecodable
from gateway.codecs.json_text import dumps, loads
from gateway.codecs.plain import text_or_bytes, written
from gateway.model.request import Tree

_JSON_TYPES: Final = frozenset(
    {
        "event",
        "transaction",
        "security",
        "form_data",
        "raw_security",
        "nel",
        "user_report",
        "feedback",
        "session",
        "sessions",
        "metric_buckets",
        "client_report",
        "profile",
        "profile_chunk",
        "profile_chunk_ui",
        "replay_event",
        "check_in",
        "log",
        "trace_metric",
        "span",
    }
)
_CONTAINERS: Final = frozenset({"log", "span", "trace_metric"})
"""Their payload can be ``{"items": [...]}``; then ``item_count`` is mandatory and has to be right."""
_ONE_OF: Final = frozenset({"event", "transaction"})
_LENGTHS: Final = range(2**32)


def decode(body: bytes, _content_type: str, _nested: Mapping[str, str]) -> Decoded:
    """Read an envelope into ``{"header": {...}, "items": [{type: {"header": {...}, "payload": ...}}]}``.

    A payload is a document where the type is known as JSON, text where an attachment or statsd is readable, else bytes: so is
    every unknown type. ``type``, ``length`` and a container's ``item_count`` are not in the header: encoding writes them anew.
    The Content-Type says nothing: Relay takes several for the same.

    Raises:
        Refused: the envelope is malformed, has too many items, or more than one event or transaction.
    """
    header, at = _read_header(body, 0)
    items: list[tuple[str, Tree]] = []
    while at < len(body):
        if len(items) == ITEMS:
            raise undecodable(f"the envelope has more than {ITEMS} items")
        kind, item, at = _read_item(body, at)
        items.append((kind, item))
    if sum(kind in _ONE_OF for kind, _ in items) > 1:
        raise undecodable("the envelope has more than one event or transaction")
    tree: Tree = {"header": header, "items": [{kind: item} for kind, item in items]}
    return Decoded(tree, _write)


def _read_header(body: bytes, at: int) -> tuple[dict[str, Tree], int]:
    """Read the header line at a place; give it and the place behind its newline."""
    end = _line_end(body, at)
    line = body[at:end]
    if not (line.startswith(b"{") and line.endswith(b"}")):  # "must not be padded by leading or trailing whitespace"
        raise undecodable("a header of the envelope is not one line with a JSON object")
    return cast("dict[str, Tree]", loads(line)), end + 1


def _read_item(body: bytes, at: int) -> tuple[str, Tree, int]:
    header, start = _read_header(body, at)
    kind, length = header.pop("type", None), header.pop("length", None)
    if not isinstance(kind, str) or not kind:
        raise undecodable("an item of the envelope has no type")
    if kind in _CONTAINERS:
        header.pop("item_count", None)
    end = _payload_end(body, start, length)
    payload = _read_payload(kind, header, body[start:end])
    return kind, {"header": header, "payload": payload}, end + 1


def _line_end(body: bytes, at: int) -> int:
    end = body.find(b"\n", at)
    return len(body) if end < 0 else end


def _payload_end(body: bytes, start: int, length: Tree) -> int:
    if length is None:
        return _line_end(body, start)
    if type(length) is not int or length not in _LENGTHS:
        raise undecodable("the length of an item is not a number of bytes")
    end = start + length
    if body[end : end + 1] not in {b"", b"\n"} or end > max(start, len(body)):
        raise undecodable("an item of the envelope does not end where its length says")
    return end


def _read_payload(kind: str, header: Mapping[str, Tree], raw: bytes) -> Tree:
    if not raw or "meta_length" in header:  # the latter: JSON of that length, then a binary profile
        return raw
    return _READERS.get(kind, bytes)(raw)


def _write(tree: Tree) -> bytes:
    return b"".join(line + b"\n" for line in _lines(cast("dict[str, Tree]", tree)))


def _lines(tree: Mapping[str, Tree]) -> Iterable[bytes]:
    """Write what is left of an envelope. An item whose payload was dropped is dropped."""
    yield dumps(tree.get("header", {}))
    for item in cast("list[dict[str, dict[str, Tree]]]", tree.get("items", [])):
        for kind, content in item.items():
            if "payload" in content:
                payload = _write_payload(kind, content["payload"])
                yield dumps(_header(kind, content, len(payload)))
                yield payload


def _header(kind: str, content: Mapping[str, Tree], length: int) -> dict[str, Tree]:
    header: dict[str, Tree] = {"type": kind, **cast("dict[str, Tree]", content.get("header", {}))}
    payload = content["payload"]
    if kind in _CONTAINERS and isinstance(payload, dict) and isinstance(items := payload.get("items"), list):
        header["item_count"] = len(items)
    header["length"] = length
    return header


def _write_payload(kind: str, payload: Tree) -> bytes:
    if isinstance(payload, bytes) or (isinstance(payload, str) and kind not in _JSON_TYPES):
        return written(payload)
    return dumps(payload)


_READERS: Final[Mapping[str, Callable[[bytes], Tree]]] = {
    **dict.fromkeys(_JSON_TYPES, loads),
    "attachment": text_or_bytes,
    "statsd": text_or_bytes,
}
