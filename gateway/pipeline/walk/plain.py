"""The walk in plain Python. Law: every leaf is accounted for; what the map does not name is UNMAPPED. The C must give the same answers."""

from collections.abc import Mapping
from functools import lru_cache

from gateway.model.field import SYSTEM, UNMAPPED, Field, Kind, Treatment
from gateway.model.meaning import Meaning, Names
from gateway.model.path import DataKey
from gateway.model.request import Tree
from gateway.pipeline.fieldmap import Node, is_pair, label_of, pair_nodes

DATA_KEY = Field(kind=Kind.FREE_TEXT, category="system.free_text", treatment=Treatment.DROP)
"""A key that is data: when something is found in it, its entry goes."""

place_key = lru_cache(maxsize=1024)(DataKey)
"""Stands for a key that is data in the place of a finding."""

DATA, TECHNICAL = Kind.DATA, Kind.SYSTEM
"""Kinds the walk tells apart; the C reads them here."""

_MUTE = frozenset({bool, type(None)})
"""Types of scalars that have no text to read."""

_STRINGS = frozenset({str})

_NUMBERS = frozenset({int, float})

_EMPTY: tuple[Tree, ...] = (None, "", [], {})
"""Nothing at all: it may stand where data may not."""

_LONG = 10**9
"""Numbers this long may be card or phone numbers, so detectors read them too; and every number a codec keeps in its own spelling."""

_UNREAD = Meaning("unread")
"""Stands for a key whose meaning has to be asked for."""

_NOTHING: Mapping[str, None] = {}
"""What is known of keys that say nothing."""


def walk(  # noqa: PLR0913, PLR0917 - what is walked, and what was walked before
    tree: Tree, root: Node, names: Names, fields: list[Field], texts: list[str], kept: dict[int, tuple[int, int]]
) -> tuple[list[Field], list[str], list[int], dict[int, int]]:
    """Walk a tree along its field map.

    Args:
        tree: what is walked.
        root: its fields.
        names: what keys that are data say about their values.
        fields: of the leaves that were found in another tree, which is still alive.
        texts: likewise.
        kept: ``id`` of a map or list that is in both trees -> its first leaf's number there, and one past its last.

    Returns:
        As ``classify.Leaves`` has it.
    """
    walked = _Walk(names, fields, texts, kept)
    walked.along(tree, root)
    return walked.fields, walked.texts, walked.stopped, walked.ends


def numbers_in(fields: list[Field], wanted: frozenset[Field]) -> list[int]:
    """The numbers of the fields that are in a set."""
    return [number for number, field in enumerate(fields) if field in wanted]


def places_of(fields: list[Field], wanted: Field) -> bytes:
    """One byte for each field, 1: it is that one."""
    return bytes([field is wanted for field in fields])


class _Walk:
    """The walk's running state. Its methods are the request path's innermost loop: they are written for few bytecodes."""

    __slots__ = ("ends", "fields", "fields_before", "kept", "names", "stopped", "texts", "texts_before")

    def __init__(self, names: Names, fields: list[Field], texts: list[str], kept: dict[int, tuple[int, int]]) -> None:
        self.names, self.fields_before, self.texts_before, self.kept = names, fields, texts, kept
        self.fields: list[Field] = []
        self.texts: list[str] = []
        self.stopped: list[int] = []
        self.ends: dict[int, int] = {}

    def along(self, value: Tree, node: Node) -> None:
        """A value where the map has a node."""
        if self.kept and id(value) in self.kept:
            self.take_over(value)
        elif type(value) is dict and (node.barred is None or node.names or node.said is not None):
            self.mapping(value, node)
            self.ends[id(value)] = len(self.fields)
        elif type(value) is list and node.barred is None and node.item is not None:
            self.items(value, node.item)
            self.ends[id(value)] = len(self.fields)
        elif node.barred is not None:
            self.stop(node.barred, value)
        elif node.leaf is not None:
            self.leaf(node.leaf, value)
        elif value != []:
            self.stop(UNMAPPED)

    def mapping(self, value: dict[str, Tree], node: Node) -> None:
        """A map: declared names, keys that are data, and what nobody declared. Written out, since most leaves pass here."""
        names, data = node.names, node.key
        known, unread, label = (
            (_NOTHING, None, "") if node.said is None else (self.names.known, _UNREAD, label_of(value) if "value" in value else "")
        )
        plain = not label and node.heir is None and node.called is None
        entry = (DATA_KEY, data.leaf) if plain and data is not None and data.leaf is not None else None
        fields, texts, ends, kept = self.fields, self.texts, self.ends, self.kept
        for key, child in value.items():
            here = names.get(key)
            if here is None:
                if entry is not None and type(child) is str and not known.get(key, unread):
                    fields += entry
                    texts += key, child
                    continue
                if data is None:
                    self.stop(node.barred or UNMAPPED)
                    continue
                fields.append(DATA_KEY)
                texts.append(key)
                here = data if plain and not known.get(key, unread) else node.under(key, child, self.names, label)
            leaf = here.leaf
            if leaf is None:
                if type(child) is dict and here.barred is None:
                    if kept and id(child) in kept:
                        self.take_over(child)
                    else:
                        self.mapping(child, here)
                        ends[id(child)] = len(fields)
                else:
                    self.along(child, here)
            elif type(child) is str:
                fields.append(leaf)
                texts.append(child)
            elif type(child) in _MUTE or (type(child) in _NUMBERS and -_LONG < child < _LONG):  # type: ignore[operator]  # it is a number
                fields.append(leaf)
                texts.append("")
            else:
                self.along(child, here)

    def take_over(self, value: Tree) -> None:
        """The leaves of what was walked before."""
        first, past = self.kept[id(value)]
        self.fields += self.fields_before[first:past]
        self.texts += self.texts_before[first:past]

    def items(self, value: list[Tree], item: Node) -> None:
        """A list; of strings in most cases."""
        if item.leaf is not None and set(map(type, value)) == _STRINGS:
            self.fields += [item.leaf] * len(value)
            self.texts += value  # type: ignore[arg-type]  # they are strings
        else:
            for child in value:
                if type(child) is list and is_pair(child, item, self.names):
                    self.pair(child, item)
                else:
                    self.along(child, item)

    def pair(self, value: list[Tree], node: Node) -> None:
        """A label and its value."""
        for child, here in zip(value, pair_nodes(value, node, self.names), strict=True):
            self.along(child, here)
        self.ends[id(value)] = len(self.fields)

    def leaf(self, field: Field, value: Tree) -> None:
        """One leaf, and the text detectors read of it."""
        kind, text = type(value), ""
        if kind is bytes:
            if field.kind is not DATA:
                self.stop(UNMAPPED)  # nobody can read it, so nobody can say that it is what the map expects
                return
        elif kind is str:
            text = value  # type: ignore[assignment]  # its type was just compared
        elif field.kind is not TECHNICAL and kind not in _MUTE and (kind not in _NUMBERS or abs(value) >= _LONG):  # type: ignore[arg-type]  # likewise
            text = str(value)
        self.fields.append(field)
        self.texts.append(text)

    def stop(self, field: Field, value: Tree = 0) -> None:
        """One leaf nobody looks into, whatever it holds, unless it is nothing."""
        if value in _EMPTY:
            field = SYSTEM
        else:
            self.stopped.append(len(self.fields))
        self.fields.append(field)
        self.texts.append("")
