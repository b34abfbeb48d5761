"""Documents inside strings. Law: a field declared to hold a document is read as one, or the body is refused."""

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from gateway.codecs.decoded import Decoded, undecodable
from gateway.codecs.json_text import dumps, loads
from gateway.model.request import Tree

Close: TypeAlias = Callable[[Tree], str]
"""Writes a document back into its string."""


def open_document(text: object, form: str) -> tuple[Tree, Close]:
    """Read the document in a string.

    Args:
        text: the string.
        form: ``json``, or ``json_or_base64`` where base64 (either alphabet, padded or not) may stand around the JSON.

    Raises:
        Refused: it is no string, or there is no such document in it.
    """
    if not isinstance(text, str):
        raise undecodable("a field that holds a document is not a string")
    # Neither character is in a base64 alphabet, and the documents in question are objects and lists.
    if form == "json" or text.lstrip(" \t\r\n").startswith(("{", "[")):
        return loads(text.encode()), lambda tree: dumps(tree).decode()
    return _open_base64(text)


def _open_base64(text: str) -> tuple[Tree, Close]:
    alphabet = b"-_" if "-" in text or "_" in text else b"+/"
    padding = "=" * (-len(text) % 4)

    def written(document: bytes) -> str:
        encoded = base64.b64encode(document, alphabet).decode()
        return encoded.rstrip("=") if padding else encoded

    try:
        document = base64.b64decode(text + padding, alphabet, validate=True)
    except (binascii.Error, ValueError):
        raise undecodable("a field holds neither JSON nor base64") from None
    if written(document) != text:  # bits behind the end, or both alphabets at once
        raise undecodable("a field holds irregular base64")
    return loads(document), lambda tree: written(dumps(tree))


def unfold(tree: Tree, nested: Mapping[str, str]) -> Decoded:
    """Read the documents in the strings of a JSON document.

    Args:
        tree: the document; not changed.
        nested: dotted names -> form. Lists on the way are passed through.
    """
    closers: dict[str, Close] = {}
    for name, form in nested.items():

        def opened(text: Tree, name: str = name, form: str = form) -> Tree:
            document, closers[name] = open_document(text, form)
            return document

        tree = _changed(tree, name.split("."), opened)
    return Decoded(tree, lambda reduced: dumps(_folded(reduced, closers)))


def _folded(tree: Tree, closers: Mapping[str, Close]) -> Tree:
    for name, close in closers.items():
        tree = _changed(tree, name.split("."), close)
    return tree


def _changed(tree: Tree, path: list[str], change: Callable[[Any], Tree]) -> Tree:
    """Build the tree with one field changed wherever it stands; what is not on the path is shared, not copied."""
    if not path:
        return change(tree)
    if isinstance(tree, list):
        return [_changed(item, path, change) for item in tree]
    if isinstance(tree, dict) and path[0] in tree:
        return {**tree, path[0]: _changed(tree[path[0]], path[1:], change)}
    return tree
