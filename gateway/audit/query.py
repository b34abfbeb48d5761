"""Looks transfers up. Law: what is shown is read from the leaves, and a single transfer comes with the proof that it is in the log."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

import asyncpg
import orjson

from gateway.audit import merkle, nodes
from gateway.audit.entry import text
from gateway.audit.log import column
from gateway.model.errors import Refused
from gateway.store.pool import Pool

PAGE_MOST: Final = 1000
_CURSOR: Final = re.compile(r"([0-9]{1,18})\.([0-9]{1,9})\.([0-9]{1,18})")

Entry: TypeAlias = Mapping[str, Any]

_SELECT: Final = """
SELECT s.origin, o.log, o.idx, o.at_ms, o.hash, o.entry, c.idx AS c_idx, c.hash AS c_hash, c.entry AS c_entry
FROM log_leaf o
JOIN log_state s USING (log)
LEFT JOIN log_leaf c ON c.transfer_id = o.transfer_id AND c.log = o.log AND c.intent_idx = o.idx
WHERE o.kind <> 'completion' AND """

_NEWEST_FIRST: Final = " ORDER BY o.at_ms DESC, o.log DESC, o.idx DESC LIMIT "

_CONDITIONS: Final = {
    "tenant": "o.tenant = {}",
    "vendor": "o.vendor = {}",
    "decision": "o.decision = {}",
    "since": "o.at_ms >= {}",
    "until": "o.at_ms < {}",
    "subject": "EXISTS (SELECT FROM disclosure d WHERE d.log = o.log AND d.idx = o.idx AND d.field = 'subject' AND d.value = {})",
    "cursor": "(o.at_ms, o.log, o.idx) < ({}, {}, {})",
    "transfer_id": "o.transfer_id = {}",
}
"""What rows may be asked for; ``{}`` becomes the number of an argument."""

_STATE: Final = "SELECT size, root FROM log_state WHERE log = $1"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf as it stands in the log.

    Attributes:
        index: its place.
        entry: what it says.
        raw: its canonical bytes, which ``hash`` is over.
        hash: RFC 6962 leaf hash.
        proof: inclusion proof against the record's size and root, leaf to root; empty in lists.
    """

    index: int
    entry: Entry
    raw: bytes
    hash: bytes
    proof: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One transfer.

    Attributes:
        origin: the log it stands in.
        opening: the intent or denial.
        completion: how it ended; None for denials and for what still runs.
        size, root: the tree the proofs are against; size 0 and no root in lists.
    """

    origin: str
    opening: Leaf
    completion: Leaf | None
    size: int = 0
    root: bytes = b""


@dataclass(frozen=True, slots=True)
class Page:
    """Records, newest first. ``cursor`` asks for those after them; None on the last page."""

    records: tuple[Record, ...]
    cursor: str | None


async def transfers(  # noqa: PLR0913 - one argument for each question that can be asked
    pool: Pool,
    *,
    tenant: str | None = None,
    vendor: str | None = None,
    decision: str | None = None,
    subject: str | None = None,
    since: int | None = None,
    until: int | None = None,
    cursor: str | None = None,
    limit: int = 100,
) -> Page:
    """Intents and denials with what became of them, newest first.

    Args:
        pool: the store.
        tenant: exact name.
        vendor: a connector's exact name.
        decision: ``permit``, ``redact`` or ``deny``.
        subject: a person's name as the caller gave it; finds nothing once the person's disclosures are erased.
        since: UTC milliseconds; records from then on.
        until: UTC milliseconds; records before then.
        cursor: of the page before.
        limit: most records, 1 to 1000.

    Raises:
        Refused: the cursor or the limit is not valid.
        StoreUnavailable: the database does not answer.
    """
    if not 1 <= limit <= PAGE_MOST:
        raise Refused("bad_input", f"limit is a number from 1 to {PAGE_MOST}")
    asked: dict[str, tuple[Any, ...]] = {
        "tenant": () if tenant is None else (column(tenant),),
        "vendor": () if vendor is None else (column(vendor),),
        "decision": () if decision is None else (column(decision),),
        "subject": () if subject is None else (text(subject).encode(),),
        "since": () if since is None else (_moment(since),),
        "until": () if until is None else (_moment(until),),
        "cursor": () if cursor is None else _parse_cursor(cursor),
    }
    rows = await _select(pool, asked, limit + 1)
    return Page(tuple(map(_record, rows[:limit])), _cursor(rows[limit - 1]) if len(rows) > limit else None)


async def transfer(pool: Pool, transfer_id: str) -> Record | None:
    """One transfer with inclusion proofs of its leaves, or None where there is no such transfer.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    rows = await _select(pool, {"transfer_id": (column(transfer_id),)}, 1)
    return await _proven(pool, rows[0]) if rows else None


async def _select(pool: Pool, asked: Mapping[str, tuple[Any, ...]], limit: int) -> list[asyncpg.Record]:
    arguments: list[Any] = []
    conditions = ["true"]
    for name, values in asked.items():
        if values:
            numbers = range(len(arguments) + 1, len(arguments) + len(values) + 1)
            conditions.append(_CONDITIONS[name].format(*(f"${number}" for number in numbers)))
            arguments += values
    return await pool.fetch(_SELECT + " AND ".join(conditions) + f"{_NEWEST_FIRST}${len(arguments) + 1}", *arguments, limit)


async def _proven(pool: Pool, row: asyncpg.Record) -> Record:
    state = await pool.fetchrow(_STATE, row["log"])
    assert state is not None  # noqa: S101 - the row came from a join with it, and states are never deleted
    size = state["size"]
    record = _record(row)
    opening = await _with_proof(pool, row["log"], size, record.opening)
    completion = await _with_proof(pool, row["log"], size, record.completion) if record.completion else None
    return Record(record.origin, opening, completion, size, state["root"])


async def _with_proof(pool: Pool, log: int, size: int, leaf: Leaf) -> Leaf:
    return replace(leaf, proof=await nodes.proof(pool, log, merkle.inclusion_path(leaf.index, size)))


def _record(row: asyncpg.Record) -> Record:
    completion = None if row["c_idx"] is None else _leaf(row["c_idx"], row["c_entry"], row["c_hash"])
    return Record(row["origin"], _leaf(row["idx"], row["entry"], row["hash"]), completion)


def _leaf(index: int, raw: bytes, hash_: bytes) -> Leaf:
    return Leaf(index, orjson.loads(raw), raw, hash_)


def _moment(at_ms: int) -> int:
    """Keep a time within what the database can compare."""
    return min(max(at_ms, 0), 2**62)


def _cursor(row: asyncpg.Record) -> str:
    return f"{row['at_ms']}.{row['log']}.{row['idx']}"


def _parse_cursor(cursor: str) -> tuple[int, int, int]:
    shaped = _CURSOR.fullmatch(cursor)
    if shaped is None:
        raise Refused("bad_input", "the cursor is not one of ours; leave it out to start from the newest")
    return int(shaped[1]), int(shaped[2]), int(shaped[3])
