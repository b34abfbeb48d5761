"""Field maps compiled to a trie, once at start. Law: what the trie does not name is unmapped."""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from gateway.model.field import Field, Treatment
from gateway.model.path import Mark, Pattern, parse_pattern


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
    """

    names: dict[str, "Node"] = field(default_factory=dict)
    item: "Node | None" = None
    key: "Node | None" = None
    leaf: Field | None = None
    barred: Field | None = None
    batch_item: bool = False


def whole(declared: Field) -> Node:
    """A subtree (``**``): every key is data, every scalar is the one field."""
    node = Node(leaf=declared)
    node.item = node.key = node
    return node


def compile_fields(fields: Mapping[str, Field], items: str = "", barred: Container[str] = (), stray: Field | None = None) -> Node:
    """Compile a field map.

    Args:
        fields: pattern text -> field.
        items: pattern of the batch items that may be dropped one by one, or empty.
        barred: categories that may not leave.
        stray: the field of what no pattern covers; None where nobody looks inside such a thing.

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
        if declared.category in barred and declared.treatment is not Treatment.PSEUDONYM:
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
    return root


def _complete(ends: Iterable[Node], rests: Iterable[tuple[Node, Node]]) -> None:
    """Say what stands where no pattern says it more exactly."""
    for node in ends:
        node.item = node.item or node
    for node, below in rests:
        if node.barred is None:
            node.item, node.key, node.leaf = node.item or below, node.key or below, node.leaf or below.leaf


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for below in (*node.names.values(), node.item, node.key):
        if below is not None:
            yield from _nodes(below)


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
