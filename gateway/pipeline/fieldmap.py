"""Field maps compiled to a trie, once at start. Law: what the trie does not name is unmapped."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeGuard

from gateway.model.field import FREE_TEXT, Field, Kind
from gateway.model.meaning import Meaning, Names
from gateway.model.path import Mark, Pattern, parse_pattern
from gateway.model.request import Tree


@dataclass(slots=True, eq=False)
class Node:
    """One step of all patterns that share it. Built by ``compile_fields``, read-only afterwards.

    Attributes:
        names: declared names.
        item: what a list's items are. A list where a scalar is declared is that field several times over (repeated headers).
        key: what stands under a key that is data.
        leaf: the field a scalar here is.
        barred: the field here may not leave whatever it holds, so nobody looks inside: what stands here is one leaf. Where a
            value and the subtree below it are both declared, the one the vendor requires counts.
        batch_item: True where dropping stops: the item goes, its siblings stay.
        said: what stands under a key that speaks of a category; None where keys are names, or of no account.
        heir: what a key means here that says nothing by itself: it stands inside of what a key above it spoke of.
        called: what a key means here that says what a thing is called, likewise.
    """

    names: dict[str, "Node"] = field(default_factory=dict)
    item: "Node | None" = None
    key: "Node | None" = None
    leaf: Field | None = None
    barred: Field | None = None
    batch_item: bool = False
    said: Mapping[str, "Node"] | None = field(default=None, repr=False)
    heir: Meaning | None = None
    called: Meaning | None = None

    def under(self, key: str, value: Tree, names: Names, label: str = "") -> "Node":
        """What stands under a key that is data, by what the key says. Only where ``said`` is there.

        Args:
            key: the key.
            value: what stands under it.
            names: what keys mean.
            label: of the map the key is in, where that is a pair; see ``label_of``.
        """
        meaning = names.meaning(label if label and key == "value" else key)
        if not meaning and self.called is not None and names.calls(key):
            meaning = self.called
        meaning = self.heir if meaning is None else meaning
        if not meaning or self.said is None:
            return self.key or self
        if names.means(meaning, value):
            named = self.said[meaning.category]
            # A value with its type beside it goes as a whole: what would be left of it means nothing.
            return named.item if named.item is not None and type(value) is dict and "value" in value else named
        if meaning.inside and type(value) in _CONTAINERS:
            return self.said[INSIDE + meaning.inside]
        return self.key or self


INSIDE: Final = "inside "
"""Before a category: a thing is spoken of, and what it is called is of that category."""

_CONTAINERS: Final = frozenset({dict, list})

_FREE: Final = frozenset({Kind.FREE_TEXT, Kind.UNMAPPED})
"""Kinds of the fields whose keys are the application's choice."""

_LABELS: Final = ("key", "name", "k")
"""What the label of a pair is called that is written as a map: ``{"key": "project", "value": "Orchid"}``."""

_PAIR: Final = 2
"""Items of a pair written as a list: ``["project", "Orchid"]``."""


def is_pair(value: Tree, node: Node, names: Names) -> TypeGuard[list[Tree]]:
    """Whether an item of a list is a label that says something, with its value, as tags may be written."""
    return (
        type(value) is list
        and len(value) == _PAIR
        and type(value[0]) is str
        and node.barred is None
        and node.item is not None
        and node.item.leaf is not None
        and node.item.said is not None
        and bool(names.meaning(value[0]))
    )


def pair_nodes(pair: list[Tree], node: Node, names: Names) -> tuple[Node, Node]:
    """What label and value of such a pair are."""
    inner = node.item or node
    return inner, inner.under(str(pair[0]), pair[1], names)


def label_of(value: Mapping[str, Tree]) -> str:
    """The label of a pair that is written as a map with a key ``value``, empty where there is none: the value means what it says."""
    return next((label for name in _LABELS if type(label := value.get(name)) is str), "")


def whole(declared: Field) -> Node:
    """A subtree (``**``): every key is data, every scalar is the one field."""
    node = Node(leaf=declared)
    node.item = node.key = node
    return node


def compile_fields(
    fields: Mapping[str, Field],
    items: str = "",
    barred: Container[Field] = (),
    stray: Field | None = None,
    said: Mapping[str, Field] | None = None,
) -> Node:
    """Compile a field map.

    Args:
        fields: pattern text -> field.
        items: pattern of the batch items that may be dropped one by one, or empty.
        barred: fields that are dropped wherever they stand.
        stray: the field of what no pattern covers; None where nobody looks inside such a thing.
        said: category -> the field of what a key speaks of, in maps whose keys the application chooses.

    Raises:
        ValueError: a pattern can not be read.
    """
    root = Node()
    ends: list[Node] = []
    rests: list[tuple[Node, Node]] = []
    for text, declared in fields.items():
        pattern = parse_pattern(text)
        rest = pattern[-1] is Mark.REST
        node = _reach(root, pattern[:-1] if rest else pattern)
        if declared in barred:
            # A value and the subtree below it may both be declared here: what the vendor requires must not be forgotten over the other.
            node.barred = node.barred if node.barred is not None and node.barred.required else declared
        elif rest:
            rests.append((node, whole(declared)))
        else:
            node.leaf = declared
            ends.append(node)
    if items:
        _reach(root, parse_pattern(items)).batch_item = True
    if stray is not None:
        below = whole(stray)
        rests += [(node, below) for node in _nodes(root)]
    _complete(ends, rests)
    if said:
        _open(root, _speaking(said, barred), set())
    return root


def _complete(ends: Iterable[Node], rests: Iterable[tuple[Node, Node]]) -> None:
    """Say what stands where no pattern says it more exactly."""
    for node in ends:
        node.item = node.item or node
    for node, below in rests:
        if node.barred is None:
            node.item, node.key, node.leaf = node.item or below, node.key or below, node.leaf or below.leaf


def _speaking(said: Mapping[str, Field], barred: Container[Field]) -> dict[str, Node]:
    """What stands under a key that speaks of a category: one leaf where that may not leave, but for a map, whose own keys speak too."""
    nodes: dict[str, Node] = {}
    harmless = whole(FREE_TEXT)
    harmless.said = nodes
    for category, declared in said.items():
        node = Node(barred=declared, item=Node(barred=declared)) if declared in barred else whole(declared)
        node.key, node.said, node.heir = harmless, nodes, Meaning(category, numbers=True)
        nodes[category] = node
        thing = whole(FREE_TEXT)
        thing.key, thing.said, thing.called = harmless, nodes, Meaning(category)
        nodes[INSIDE + category] = thing
    return nodes


def _open(node: Node, said: Mapping[str, Node], seen: set[int]) -> None:
    """Let keys speak wherever the application chooses them."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if node.barred is None and (_is_free(node) or (node.key is not None and any(map(_is_free, (node.key, *node.key.names.values()))))):
        node.said = said
    for below in _below(node):
        _open(below, said, seen)


def _is_free(node: Node) -> bool:
    return node.leaf is not None and node.leaf.kind in _FREE


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for below in _below(node):
        yield from _nodes(below)


def _below(node: Node) -> list[Node]:
    return [below for below in (*node.names.values(), node.item, node.key) if below is not None]


def _reach(node: Node, pattern: Pattern) -> Node:
    for step in pattern:
        node = _step(node, step)
    return node


def _step(node: Node, step: str | Mark) -> Node:
    if step is Mark.ITEM:
        node.item = node.item or Node()
        return node.item
    if step is Mark.KEY:
        node.key = node.key or Node()
        return node.key
    return node.names.setdefault(str(step), Node())
