"""The RFC 6962 Merkle tree. Law: pure; a proof that can not be checked is a proof that fails.

Size 0 is decided explicitly: the empty tree has the root SHA-256("") and holds no leaf, so no inclusion proof against it can be
true; and nothing can be shown to continue from the empty tree, so a consistency proof from size 0 is refused, whatever the roots
are (as github.com/transparency-dev/merkle does). A reader who holds nothing accepts its first root by its own rule instead.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()
TILE_HEIGHT: Final = 8
"""Kept nodes lie 8 levels apart: each covers 256 of the level below (C2SP tlog-tiles)."""


class Tree(NamedTuple):
    """A compact tree: all that is needed to append and to know the root.

    Attributes:
        size: number of leaves.
        stack: roots of the perfect subtrees it consists of, largest (leftmost) first.
    """

    size: int = 0
    stack: tuple[bytes, ...] = ()


class Node(NamedTuple):
    """The root of the *n*-th perfect subtree of ``256 ** level`` leaves."""

    level: int
    n: int
    hash: bytes


class Range(NamedTuple):
    """Leaves ``low`` to ``high - 1``; a node of the tree, possibly the ragged one at its right edge."""

    low: int
    high: int


def leaf_hash(entry: bytes) -> bytes:
    """Hash of a leaf (RFC 6962 section 2.1)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node (RFC 6962 section 2.1)."""
    return sha256(b"\x01" + left + right).digest()


def append(tree: Tree, leaves: Iterable[bytes]) -> tuple[Tree, list[Node]]:
    """Append leaf hashes.

    Args:
        tree: the tree before.
        leaves: hashes of the new leaves, in order.

    Returns:
        The tree after, and the nodes of tile levels (1, 2, ...) that became complete.
    """
    size, stack, complete = tree.size, list(tree.stack), []
    for leaf in leaves:
        node, n, height = leaf, size, 0
        while n & 1:
            node = node_hash(stack.pop(), node)
            n >>= 1
            height += 1
            if height % TILE_HEIGHT == 0:
                complete.append(Node(height // TILE_HEIGHT, n, node))
        stack.append(node)
        size += 1
    return Tree(size, tuple(stack)), complete


def root(stack: Sequence[bytes]) -> bytes:
    """The root over adjacent subtrees, largest first: of a whole tree, or of one ragged node."""
    if not stack:
        return EMPTY_ROOT
    node = stack[-1]
    for left in reversed(stack[:-1]):
        node = node_hash(left, node)
    return node


def perfect(part: Range) -> list[Range]:
    """Cut a node's range into perfect subtrees, largest first. ``root`` of their hashes is the node's hash."""
    low, parts = part.low, []
    for bit in reversed(range((part.high - low).bit_length())):
        if (part.high - low) >> bit & 1:
            parts.append(Range(low, low + (1 << bit)))
            low += 1 << bit
    return parts


def inclusion_path(index: int, size: int) -> list[Range]:
    """The nodes an inclusion proof consists of, leaf to root (RFC 6962 section 2.1.1).

    Raises:
        ValueError: there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    low, high, path = 0, size, []
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(Range(middle, high))
            high = middle
        else:
            path.append(Range(low, middle))
            low = middle
    return path[::-1]


def consistency_path(old: int, new: int) -> list[Range]:
    """The nodes a consistency proof consists of (RFC 6962 section 2.1.2); none for equal sizes.

    Raises:
        ValueError: no proof exists between these sizes (``1 <= old <= new``).
    """
    if not 1 <= old <= new:
        raise ValueError(f"nothing proves that a tree of {new} leaves continues one of {old}")
    low, high, path = 0, new, []
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(Range(middle, high))
            high = middle
        else:
            path.append(Range(low, middle))
            low = middle
    if low > 0:  # otherwise the node is the old tree itself, which the reader holds
        path.append(Range(low, high))
    return path[::-1]


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], claimed: bytes) -> bool:
    """Say whether a leaf hash stands at an index of the tree with the claimed root (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf, claimed, *proof):
        return False
    node, position, last = leaf, index, size - 1
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and node == claimed


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Say whether the tree with the new root continues the one with the old root (RFC 9162 section 2.1.4.2)."""
    if not 1 <= old <= new or not _are_hashes(old_root, new_root, *proof):
        return False
    if old == new:
        return not proof and old_root == new_root
    nodes = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    return bool(nodes) and _climb(old - 1, new - 1, nodes) == (old_root, new_root)


def _climb(position: int, last: int, nodes: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Rebuild both roots from a consistency proof; None when it is too short or too long."""
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = nodes[0]
    for sibling in nodes[1:]:
        if last == 0:
            return None
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    return (old, new) if last == 0 else None


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)


def _split(count: int) -> int:
    """The largest power of two below ``count``, where RFC 6962 divides a node."""
    return 1 << (count - 1).bit_length() - 1
