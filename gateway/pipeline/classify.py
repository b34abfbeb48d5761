"""One walk over the tree gives every leaf its field. Law: every leaf is accounted for; what the map does not name is UNMAPPED."""

from typing import NamedTuple

from gateway.model.field import Field
from gateway.model.meaning import Names
from gateway.model.request import Tree
from gateway.pipeline.fieldmap import Node
from gateway.pipeline.walk import walk


class Leaves(NamedTuple):
    """All leaves in walking order, in two lists that run side by side.

    A leaf is a scalar, a key that is data, or (mode strict) a whole subtree nobody declared.

    Attributes:
        fields: what each leaf is.
        texts: what detectors read of it; empty for short numbers, booleans, null and bytes.
        stopped: numbers of the leaves nobody looks into: not declared, or barred.
        ends: ``id`` of a map or list -> number of the first leaf after it; good while the tree is alive.
    """

    fields: list[Field]
    texts: list[str]
    stopped: list[int]
    ends: dict[int, int]


def classify(tree: Tree, root: Node, names: Names) -> Leaves:
    """Walk a tree along its field map. ``pipeline.transform`` walks in the same order.

    Args:
        tree: the sections of a request.
        root: the operation's fields.
        names: what keys that are data say about their values.
    """
    return Leaves(*walk(tree, root, names, [], [], {}))


def classify_again(tree: Tree, root: Node, names: Names, before: Leaves, kept: dict[int, tuple[int, int]]) -> Leaves:
    """Walk an outbound tree; what is in it as it came is not walked twice.

    Args:
        tree: as ``transform`` built it.
        root: as for ``classify``.
        names: likewise.
        before: the leaves of the tree it was built of, which is still alive.
        kept: ``id`` of a map or list that was taken over whole -> its first leaf's number there, and one past its last.
    """
    return Leaves(*walk(tree, root, names, before.fields, before.texts, kept))
