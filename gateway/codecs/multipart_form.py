"""multipart/form-data (RFC 7578). Law: a field's name is a key of the tree, so that a connector can declare it; everything else is data."""

from collections.abc import Mapping
from typing import cast

from gateway.codecs.decoded import Decoded, undecodable
from gateway.codecs.header_value import read_header_value
from gateway.codecs.multipart import Block, Frame, join, read_part, split, write_part
from gateway.codecs.nesting import Close, open_document
from gateway.model.errors import Refused
from gateway.model.request import Tree


def decode(body: bytes, content_type: str, nested: Mapping[str, str]) -> Decoded:
    """Read a form into ``{"parts": [{name: {"header": {...}, "body": text, bytes or document}}]}``.

    Args:
        body: the form.
        content_type: with its boundary.
        nested: names of fields whose text is a document -> form.
    """
    frame, blocks = split(body, content_type)
    closers: dict[str, Close] = {}
    parts: list[Tree] = [_read(block, nested, closers) for block in blocks]
    return Decoded({"parts": parts}, lambda tree: _write(cast("dict[str, list[dict[str, Tree]]]", tree), frame, closers))


def _read(block: Block, nested: Mapping[str, str], closers: dict[str, Close]) -> dict[str, Tree]:
    part = read_part(block)
    name = _field_name(cast("dict[str, str]", part["header"]).get("content-disposition", ""))
    if name in nested:
        part["body"], closers[name] = open_document(part["body"], nested[name])
    return {name: part}


def _field_name(disposition: str) -> str:
    value = read_header_value(disposition)
    # RFC 7578 section 5.1 knows no ``name*``; a vendor that does would read another name than we.
    if value.name != "form-data" or "name" not in value.parameters or "name*" in value.parameters:
        raise undecodable("a part of the form has no name")
    return value.parameters["name"]


def _write(tree: Mapping[str, list[dict[str, Tree]]], frame: Frame, closers: Mapping[str, Close]) -> bytes:
    fields = [(name, cast("dict[str, Tree]", part)) for item in tree.get("parts", []) for name, part in item.items()]
    return join(frame, [write_part(_named(name, _closed(name, part, closers)), frame.newline) for name, part in fields if "body" in part])


def _closed(name: str, part: dict[str, Tree], closers: Mapping[str, Close]) -> dict[str, Tree]:
    return {**part, "body": closers[name](part["body"])} if name in closers else part


def _named(name: str, part: dict[str, Tree]) -> dict[str, Tree]:
    """Give back the field's name where its Content-Disposition was dropped or no longer names it."""
    header = cast("dict[str, Tree]", part.get("header", {}))
    if _names(cast("str", header.get("content-disposition", "")), name):
        return part
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return {**part, "header": {**header, "content-disposition": f'form-data; name="{quoted}"'}}


def _names(disposition: str, name: str) -> bool:
    try:
        return _field_name(disposition) == name
    except Refused:
        return False
