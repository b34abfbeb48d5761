"""One walk over the tree gives every leaf its field. Law: every leaf is accounted for; what the map does not name is UNMAPPED."""

from typing import NamedTuple

from gateway.model.category import Mode
from gateway.model.field import FREE_TEXT, UNMAPPED, Field, Kind, Treatment
from gateway.model.request import Tree
from gateway.pipeline.fieldmap import Node

DATA_KEY = Field(kind=Kind.FREE_TEXT, category="system.free_text", treatment=Treatment.DROP)
"""A key that is data: when something is found in it, its entry goes."""

_MUTE = frozenset({bool, float, type(None)})
"""Types of scalars that have no text to read."""

_LONG_INTEGER = 10**9
"""Integers this long may be card or phone numbers, so detectors read them too."""


class Leaves(NamedTuple):
    """All leaves in walking order, in two lists that run side by side.

    A leaf is a scalar, a key that is data, or (mode strict) a whole subtree nobody declared.

    Attributes:
        fields: what each leaf is.
        texts: what detectors read of it; empty for numbers, booleans, null and bytes.
        stopped: numbers of the leaves nobody declared or that may not leave.
        extents: ``id`` of a map or list -> its first leaf and the one after its last; good while the tree is alive.
    """

    fields: list[Field]
    texts: list[str]
    stopped: list[int]
    extents: dict[int, tuple[int, int]]


def classify(tree: Tree, root: Node, mode: Mode) -> Leaves:
    """Walk a tree along its field map. ``pipeline.transform`` walks in the same order."""
    walk = _Walk(undeclared(mode))
    walk.along(tree, root)
    return Leaves(walk.fields, walk.texts, walk.stopped, walk.extents)


def undeclared(mode: Mode) -> Field | None:
    """What an undeclared subtree is in a mode: None means it is one leaf and nobody looks inside."""
    return {Mode.STRICT: None, Mode.SCAN: FREE_TEXT, Mode.OBSERVE: UNMAPPED}[mode]


class _Walk:
    """The walk's running state. Its methods are the request path's innermost loop: attribute look-ups are bound once."""

    __slots__ = ("add_field", "add_text", "extents", "fields", "stopped", "stray", "texts")

    def __init__(self, stray: Field | None) -> None:
        self.stray = stray
        self.fields: list[Field] = []
        self.texts: list[str] = []
        self.stopped: list[int] = []
        self.extents: dict[int, tuple[int, int]] = {}
        self.add_field, self.add_text = self.fields.append, self.texts.append

    def along(self, value: Tree, node: Node) -> None:
        """A value where the map has a node."""
        kind = type(value)
        if node.barred is not None and (kind is not dict or not node.names):
            self.stop(node.barred)
        elif kind is dict:
            first = len(self.fields)
            self.mapping(value, node)  # type: ignore[arg-type]  # its type was just compared
            self.extents[id(value)] = (first, len(self.fields))
        elif kind is list and (item := node.items()) is not None:
            first = len(self.fields)
            self.items(value, item)  # type: ignore[arg-type]  # likewise
            self.extents[id(value)] = (first, len(self.fields))
        else:
            self.end(value, node)

    def mapping(self, value: dict[str, Tree], node: Node) -> None:
        """A map: declared names, keys that are data, and what nobody declared."""
        names, data = node.names, node.key
        for key, child in value.items():
            declared = names.get(key)
            if declared is not None:
                kind = type(child)
                if declared.leaf is not None and kind is str:
                    self.add_field(declared.leaf)
                    self.add_text(child)  # type: ignore[arg-type]  # its type was just compared
                elif declared.leaf is not None and kind in _MUTE:
                    self.add_field(declared.leaf)
                    self.add_text("")
                else:
                    self.along(child, declared)
            elif data is not None:
                self.add_field(DATA_KEY)
                self.add_text(key)
                self.along(child, data)
            elif node.barred is not None:
                self.stop(node.barred)
            else:
                self.outside(key, child, node.rest or self.stray)

    def items(self, value: list[Tree], item: Node) -> None:
        """A list; of strings in most cases."""
        leaf = item.leaf
        for child in value:
            if leaf is not None and type(child) is str:
                self.add_field(leaf)
                self.add_text(child)
            else:
                self.along(child, item)

    def outside(self, key: str, child: Tree, field: Field | None) -> None:
        """An entry no name and no ``{}`` covers: part of a ``**`` subtree, or undeclared."""
        if field is None:
            self.stop(UNMAPPED)
        else:
            self.leaf(DATA_KEY, key)
            self.subtree(child, field)

    def end(self, value: Tree, node: Node) -> None:
        """A scalar, or a list where the map has neither list nor scalar."""
        if node.leaf is not None:
            self.leaf(node.leaf, value)
        elif node.rest is not None or self.stray is not None:
            self.subtree(value, node.rest or self.stray or UNMAPPED)
        elif value != []:
            self.stop(UNMAPPED)

    def subtree(self, value: Tree, field: Field) -> None:
        """Everything from here down is one field, and every key is data."""
        first = len(self.fields)
        if type(value) is dict:
            for key, child in value.items():
                self.leaf(DATA_KEY, key)
                self.subtree(child, field)
            self.extents[id(value)] = (first, len(self.fields))
        elif type(value) is list:
            for child in value:
                self.subtree(child, field)
            self.extents[id(value)] = (first, len(self.fields))
        else:
            self.leaf(field, value)

    def leaf(self, field: Field, value: Tree) -> None:
        """One leaf, and the text detectors read of it."""
        text = ""
        if type(value) is str:
            text = value
        elif type(value) is int and abs(value) >= _LONG_INTEGER and field.kind is not Kind.SYSTEM:
            text = str(value)
        elif type(value) is bytes and field.kind is not Kind.DATA:
            field = UNMAPPED  # nobody can read it, so nobody can say that it is what the map expects
        if field is UNMAPPED:
            self.stopped.append(len(self.fields))
        self.add_field(field)
        self.add_text(text)

    def stop(self, field: Field) -> None:
        """One leaf nobody looks into, whatever it holds."""
        self.stopped.append(len(self.fields))
        self.add_field(field)
        self.add_text("")
