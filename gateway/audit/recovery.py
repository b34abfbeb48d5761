"""What a writer checks before it goes on where another one stopped. Law: a log that does not add up is not continued."""

from typing import Final, NamedTuple

import asyncpg

from gateway.audit import merkle
from gateway.audit.ledger import State
from gateway.audit.nodes import subtree
from gateway.model.errors import ConfigurationError
from gateway.store.pool import Pool

_TILE: Final = 1 << merkle.TILE_HEIGHT
_PAGE: Final = 16 * _TILE
_LEAVES: Final = """
SELECT idx, hash, entry, kind, transfer_id, intent_idx FROM log_leaf WHERE log = $1 AND idx >= $2 AND idx < $3 ORDER BY idx
"""
_BEYOND: Final = "SELECT min(idx) FROM log_leaf WHERE log = $1 AND idx >= $2"
_NODES: Final = "SELECT n, hash FROM log_node WHERE log = $1 AND level = 1 AND n >= $2 ORDER BY n"


class Open(NamedTuple):
    """An intent without completion."""

    at: int
    transfer_id: str


async def open_intents(pool: Pool, log: int, state: State) -> list[Open]:
    """Check the tail of a log against its state and find its open intents.

    Entries are read from the last complete tile before the end, or from the oldest open intent where that is further back; what
    lies before is covered by kept node hashes. Nothing may lie behind the end.

    Raises:
        ConfigurationError: an entry, a hash or the root does not fit; names the entry.
        StoreUnavailable: the database does not answer.
    """
    first = max(0, min(state.open_low, state.tree.size - _TILE)) // _TILE * _TILE
    found: dict[int, Open] = {}
    nodes = {row["n"]: row["hash"] for row in await pool.fetch(_NODES, log, first // _TILE)}
    for low in range(first, state.tree.size, _PAGE):
        high = min(low + _PAGE, state.tree.size)
        rows = await pool.fetch(_LEAVES, log, low, high)
        _check_entries(rows, low, high)
        _check_tiles(rows, low, nodes)
        _pair(rows, state.open_low, found)
    await _check_root(pool, log, state)
    return list(found.values())


def _check_entries(rows: list[asyncpg.Record], low: int, high: int) -> None:
    for expected, row in zip(range(low, high), rows, strict=False):
        if row["idx"] != expected:
            raise _broken(f"entry {expected} is missing")
        if merkle.leaf_hash(row["entry"]) != row["hash"]:
            raise _broken(f"entry {expected} is not what was hashed when it was written")
    if len(rows) < high - low:
        raise _broken(f"entry {low + len(rows)} is missing")


def _check_tiles(rows: list[asyncpg.Record], low: int, nodes: dict[int, bytes]) -> None:
    _, complete = merkle.append(merkle.Tree(), [row["hash"] for row in rows])
    for node in complete:
        number = low // _TILE + node.n
        if node.level == 1 and nodes.get(number) != node.hash:
            raise _broken(f"entries {number * _TILE} to {number * _TILE + _TILE - 1} do not hash to their tree node")


def _pair(rows: list[asyncpg.Record], open_low: int, found: dict[int, Open]) -> None:
    for row in rows:
        if row["kind"] == "intent" and row["idx"] >= open_low:
            found[row["idx"]] = Open(row["idx"], row["transfer_id"])
        elif row["kind"] == "completion":
            found.pop(row["intent_idx"], None)


async def _check_root(pool: Pool, log: int, state: State) -> None:
    size = state.tree.size
    hashes = [await subtree(pool, log, part) for part in merkle.perfect(merkle.Range(0, size))]
    if tuple(hashes) != state.tree.stack or merkle.root(hashes) != state.root:
        raise _broken(f"the {size} entries do not hash to the recorded root")
    if (beyond := await pool.fetchval(_BEYOND, log, size)) is not None:
        raise _broken(f"entry {beyond} lies behind the end")


def _broken(what: str) -> ConfigurationError:
    return ConfigurationError(
        f"the audit log does not add up: {what}",
        todo="Do not write to it: keep a copy of the database as evidence, then restore the last good backup.",
    )
