"""One walk over the tree gives every leaf its field. Law: every leaf is accounted for; what the map does not name is UNMAPPED."""

from typing import NamedTuple

from gateway.model.category import Mode
from gateway.model.field import FREE_TEXT, UNMAPPED, Field, Kind, Treatment
from gateway.model.request import Tree
from gateway.pipeline.fieldmap import Node

DATA_KEY = Field(kind=Kind.FREE_TEXT, category="system.free_text", treatment=Treatment.DROP)
"""A key that is data: when something is found in it, its entry goes."""

_LONG_INTEGER = 10**9
"""Integers this long may be card or phone numbers, so detectors read them too."""


class Leaves(NamedTuple):
    """All leaves in walking order, in two lists that run side by side.

    A leaf is a scalar, a key that is data, or (mode strict) a whole subtree nobody declared.

    Attributes:
        fields: what each leaf is.
        texts: what detectors read of it; empty for numbers, booleans, null and bytes.
    """

    fields: list[Field]
    texts: list[str]


def classify(tree: Tree, root: Node, mode: Mode) -> Leaves:
    """Walk a tree along its field map. ``pipeline.transform`` walks in the same order."""
    leaves = Leaves([], [])
    _walk(tree, root, undeclared(mode), leaves)
    return leaves


def undeclared(mode: Mode) -> Field | None:
    """What an undeclared subtree is in a mode: None means it is one leaf and nobody looks inside."""
    return {Mode.STRICT: None, Mode.SCAN: FREE_TEXT, Mode.OBSERVE: UNMAPPED}[mode]


def _walk(value: Tree, node: Node, stray: Field | None, leaves: Leaves) -> None:
    if type(value) is dict:
        names, data = node.names, node.key
        for key, child in value.items():
            declared = names.get(key)
            if declared is not None:
                if declared.leaf is not None and type(child) is str:
                    leaves.fields.append(declared.leaf)
                    leaves.texts.append(child)
                else:
                    _walk(child, declared, stray, leaves)
            elif data is not None:
                _add(DATA_KEY, key, leaves)
                _walk(child, data, stray, leaves)
            else:
                _outside(key, child, node.rest or stray, leaves)
    elif type(value) is list and (item := node.items()) is not None:
        for child in value:
            _walk(child, item, stray, leaves)
    else:
        _end(value, node, stray, leaves)


def _outside(key: str, child: Tree, field: Field | None, leaves: Leaves) -> None:
    """An entry no name and no ``{}`` covers: part of a ``**`` subtree, or undeclared."""
    if field is None:
        _add(UNMAPPED, "", leaves)
    else:
        _add(DATA_KEY, key, leaves)
        _subtree(child, field, leaves)


def _end(value: Tree, node: Node, stray: Field | None, leaves: Leaves) -> None:
    """A scalar, or a list where the map has neither list nor scalar."""
    if node.leaf is not None:
        _add(node.leaf, value, leaves)
    elif node.rest is not None or stray is not None:
        _subtree(value, node.rest or stray or UNMAPPED, leaves)
    elif value != []:
        _add(UNMAPPED, "", leaves)


def _subtree(value: Tree, field: Field, leaves: Leaves) -> None:
    if type(value) is dict:
        for key, child in value.items():
            _add(DATA_KEY, key, leaves)
            _subtree(child, field, leaves)
    elif type(value) is list:
        for child in value:
            _subtree(child, field, leaves)
    else:
        _add(field, value, leaves)


def _add(field: Field, value: Tree, leaves: Leaves) -> None:
    text = ""
    if type(value) is str:
        text = value
    elif type(value) is int and abs(value) >= _LONG_INTEGER and field.kind is not Kind.SYSTEM:
        text = str(value)
    elif type(value) is bytes and field.kind is not Kind.DATA:
        field = UNMAPPED  # nobody can read it, so nobody can say that it is what the map expects
    leaves.fields.append(field)
    leaves.texts.append(text)
