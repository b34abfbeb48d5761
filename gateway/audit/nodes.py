"""Hashes of tree nodes, read from the store. Law: a proof over n leaves reads O(log n) ranges of at most 255 hashes each."""

from collections.abc import Sequence
from typing import Final

from gateway.audit import merkle
from gateway.model.errors import StoreUnavailable
from gateway.store.pool import Pool

_LEAVES: Final = "SELECT hash FROM log_leaf WHERE log = $1 AND idx >= $2 AND idx < $3 ORDER BY idx"
_NODES: Final = "SELECT hash FROM log_node WHERE log = $1 AND n >= $2 AND n < $3 AND level = $4 ORDER BY n"


async def proof(pool: Pool, log: int, path: Sequence[merkle.Range]) -> tuple[bytes, ...]:
    """The hashes of the nodes of a path (``merkle.inclusion_path`` or ``consistency_path``), in its order.

    Raises:
        StoreUnavailable: the database does not answer, or does not hold the leaves.
    """
    return tuple([await node(pool, log, part) for part in path])


async def node(pool: Pool, log: int, part: merkle.Range) -> bytes:
    """The hash of one node, ragged or perfect."""
    return merkle.root([await subtree(pool, log, perfect) for perfect in merkle.perfect(part)])


async def subtree(pool: Pool, log: int, part: merkle.Range) -> bytes:
    """The hash of a perfect subtree, from the highest kept level below it."""
    width = part.high - part.low
    level = (width.bit_length() - 1) // merkle.TILE_HEIGHT
    step = 1 << level * merkle.TILE_HEIGHT
    span = (log, part.low // step, part.high // step)
    rows = await (pool.fetch(_NODES, *span, level) if level else pool.fetch(_LEAVES, *span))
    if len(rows) * step != width:
        raise StoreUnavailable(f"the audit log lacks hashes of entries {part.low} to {part.high - 1}; run `gateway audit verify`")
    tree, _ = merkle.append(merkle.Tree(), [row["hash"] for row in rows])
    return tree.stack[0]
