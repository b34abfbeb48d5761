"""Checks a whole log from its entries. Law: believes nothing but the entries' bytes, and names the first index that does not fit."""

from dataclasses import dataclass, field
from typing import Any, Final

import asyncpg
import orjson

from gateway.audit import merkle
from gateway.audit.merkle import Tree
from gateway.store.pool import Pool

_PAGE: Final = 512
_STATE: Final = "SELECT log, origin, size, root, stack, open_low FROM log_state WHERE log_id = $1"
_LEAVES: Final = """
SELECT idx, hash, entry, kind, transfer_id, at_ms, intent_idx FROM log_leaf WHERE log = $1 AND idx >= $2 ORDER BY idx LIMIT $3
"""
_NODES: Final = "SELECT level, n, hash FROM log_node WHERE log = $1"
_NOTHING: Final = -1


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of checking a log.

    Attributes:
        ok: everything fits.
        origin: the log's name.
        size, root: the tree recomputed from the entries.
        open_intents: transfers that run, or whose end the next start will record as unknown.
        bad_index: the first entry that does not fit, -1 where none is to blame.
        fault: one sentence about it, without values; empty when ok.
    """

    ok: bool
    origin: str
    size: int
    root: bytes
    open_intents: int = 0
    bad_index: int = _NOTHING
    fault: str = ""


class _Bad(Exception):
    def __init__(self, index: int, fault: str) -> None:
        super().__init__(fault)
        self.index, self.fault = index, fault


@dataclass(slots=True)
class _Walk:
    """What is known after the entries read so far."""

    tree: Tree = field(default_factory=Tree)
    open: dict[int, str] = field(default_factory=dict)
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)
    last_ms: int = 0


async def verify_log(pool: Pool, log_id: str) -> Verification:
    """Recompute a log's tree from its entries and check the pairing of intents and completions.

    The log may be written to meanwhile: what its state covered at the start is what is checked.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    state = await pool.fetchrow(_STATE, log_id)
    if state is None:
        return Verification(ok=False, origin="", size=0, root=merkle.EMPTY_ROOT, fault="there is no such log")
    walk = _Walk()
    try:
        await _walk(pool, state, walk)
        await _compare(pool, state, walk)
    except _Bad as bad:
        return _verdict(state, walk, bad)
    return _verdict(state, walk, None)


def _verdict(state: asyncpg.Record, walk: _Walk, bad: _Bad | None) -> Verification:
    return Verification(
        ok=bad is None,
        origin=state["origin"],
        size=walk.tree.size,
        root=merkle.root(walk.tree.stack),
        open_intents=len(walk.open),
        bad_index=bad.index if bad else _NOTHING,
        fault=bad.fault if bad else "",
    )


async def _walk(pool: Pool, state: asyncpg.Record, walk: _Walk) -> None:
    while (left := state["size"] - walk.tree.size) > 0:
        rows = await pool.fetch(_LEAVES, state["log"], walk.tree.size, min(left, _PAGE))
        for row in rows:
            _take(row, walk)
        if not rows:
            raise _Bad(walk.tree.size, "the entry is missing")


def _take(row: asyncpg.Record, walk: _Walk) -> None:
    index = walk.tree.size
    if row["idx"] != index:
        raise _Bad(index, "the entry is missing")
    found = merkle.leaf_hash(row["entry"])
    if found != row["hash"]:
        raise _Bad(index, "the entry is not what was hashed when it was written")
    _read(index, row, _parsed(index, row["entry"]), walk)
    walk.tree, complete = merkle.append(walk.tree, [found])
    walk.nodes |= {(node.level, node.n): node.hash for node in complete}


def _parsed(index: int, entry: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(entry)
    except orjson.JSONDecodeError:
        raise _Bad(index, "the entry is not JSON") from None
    if not isinstance(found, dict) or orjson.dumps(found, option=orjson.OPT_SORT_KEYS) != entry:
        raise _Bad(index, "the entry is not in canonical form")
    return found


def _read(index: int, row: asyncpg.Record, entry: dict[str, Any], walk: _Walk) -> None:
    copied = tuple(entry.get(name) for name in ("kind", "transfer_id", "at_ms", "intent_index"))
    if copied != (row["kind"], row["transfer_id"], row["at_ms"], row["intent_idx"]):
        raise _Bad(index, "the search columns say something else than the entry")
    if row["at_ms"] < walk.last_ms:
        raise _Bad(index, "the entry is older than the one before it")
    walk.last_ms = row["at_ms"]
    if row["kind"] == "intent":
        walk.open[index] = row["transfer_id"]
    elif row["kind"] == "completion":
        _close(index, row, walk)
    elif row["kind"] != "denial":
        raise _Bad(index, "the entry is of no known kind")


def _close(index: int, row: asyncpg.Record, walk: _Walk) -> None:
    if walk.open.pop(row["intent_idx"], None) != row["transfer_id"]:
        raise _Bad(index, "the entry completes an intent that is not open before it")


async def _compare(pool: Pool, state: asyncpg.Record, walk: _Walk) -> None:
    if state["root"] != merkle.root(walk.tree.stack) or state["stack"] != b"".join(walk.tree.stack):
        raise _Bad(_NOTHING, "the entries do not hash to the recorded root")
    for row in await pool.fetch(_NODES, state["log"]):
        expected = walk.nodes.pop((row["level"], row["n"]), None)
        if expected != row["hash"] and _covered(row, walk.tree.size):
            raise _Bad(row["n"] << merkle.TILE_HEIGHT * row["level"], "a kept tree node does not fit the entries from here on")
    if walk.nodes:
        level, n = min(walk.nodes)
        raise _Bad(n << merkle.TILE_HEIGHT * level, "a tree node over the entries from here on is missing")
    if walk.open and min(walk.open) < state["open_low"]:
        raise _Bad(min(walk.open), "the intent is open, but the log's state says it is not")


def _covered(row: asyncpg.Record, size: int) -> bool:
    """Nodes of leaves that were added after the check began are none of its business."""
    end: int = (row["n"] + 1) << merkle.TILE_HEIGHT * row["level"]
    return end <= size
