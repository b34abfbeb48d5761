"""Whatever was changed in the store behind the log's back is found, and the first bad entry is named."""

import asyncio
import json

import orjson
import pytest

from gateway.audit import merkle
from gateway.audit.verify import verify_log

CHANGES = {
    "an entry": (
        "UPDATE log_leaf SET entry = replace(encode(entry, 'escape'), 'acme', 'evil')::bytea WHERE idx = 4",
        4,
        "not what was hashed",
    ),
    "a hash": ("UPDATE log_leaf SET hash = sha256('x') WHERE idx = 5", 5, "not what was hashed"),
    "a removed entry": ("DELETE FROM log_leaf WHERE idx = 3", 3, "missing"),
    "all entries": ("DELETE FROM log_leaf", 0, "missing"),
    "a removed end": ("DELETE FROM log_leaf WHERE idx >= 590", 590, "missing"),
    "a column": ("UPDATE log_leaf SET transfer_id = 'x' WHERE idx = 6", 6, "columns"),
    "the root": ("UPDATE log_state SET root = sha256('x')", -1, "recorded root"),
    "the stack": ("UPDATE log_state SET stack = sha256('x')", -1, "recorded root"),
    "a node": ("UPDATE log_node SET hash = sha256('x') WHERE n = 1", 256, "tree node does not fit"),
    "a removed node": ("DELETE FROM log_node WHERE n = 1", 256, "is missing"),
    "an added node": ("INSERT INTO log_node VALUES (1, 2, 0, sha256('x'))", -1, ""),
    "the open mark": ("UPDATE log_state SET open_low = 601", 600, "open"),
}


@pytest.fixture
async def filled(open_log, transfer, ending):
    """300 transfers that ended and one that runs: leaves 0 to 600."""
    log = await open_log()
    transfers = [transfer() for _ in range(300)]
    indexes = await asyncio.gather(*map(log.intent, transfers))
    await asyncio.gather(*map(log.complete, map(ending, transfers, indexes)))
    await log.intent(transfer())
    await log.close()
    return log


@pytest.fixture
async def tamper(pool):
    """Change the store as somebody with all rights to the database could."""

    async def change(sql, *args):
        await pool.execute("ALTER TABLE log_leaf DISABLE TRIGGER ALL")
        await pool.execute(sql, *args)

    return change


async def test_an_untouched_log_verifies(pool, filled):
    found = await verify_log(pool, "r1")
    assert (found.ok, found.origin, found.size, found.open_intents) == (True, "audit.example.test/r1", 601, 1)
    assert (found.root, found.bad_index, found.fault) == (merkle.root(filled.tree.stack), -1, "")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("change", [name for name in CHANGES if name != "an added node"])
async def test_a_change_is_found_where_it_was_made(pool, tamper, change):
    sql, index, fault = CHANGES[change]
    await tamper(sql)
    found = await verify_log(pool, "r1")
    assert (found.ok, found.bad_index) == (False, index)
    assert fault in found.fault


@pytest.mark.usefixtures("filled")
async def test_a_node_over_leaves_yet_to_come_is_none_of_the_check_s_business(pool, tamper):
    await tamper(CHANGES["an added node"][0])
    assert (await verify_log(pool, "r1")).ok


async def test_a_log_that_is_not_there_does_not_verify(pool):
    found = await verify_log(pool, "r9")
    assert (found.ok, found.fault) == (False, "there is no such log")


async def test_an_empty_log_verifies(pool, open_log):
    await open_log()
    found = await verify_log(pool, "r1")
    assert (found.ok, found.size, found.root) == (True, 0, merkle.EMPTY_ROOT)


@pytest.mark.parametrize("statement", ["UPDATE log_leaf SET kind = 'x'", "DELETE FROM log_leaf", "TRUNCATE log_leaf"])
async def test_the_database_itself_refuses_to_change_a_leaf(pool, open_log, transfer, statement):
    await (await open_log()).deny(transfer())
    with pytest.raises(Exception, match="RaiseError"):
        await pool.execute(statement)


def _entry(**fields):
    return orjson.dumps({"transfer_id": "a", "at_ms": 5} | fields, option=orjson.OPT_SORT_KEYS)


INTENT = _entry(kind="intent")
DONE = _entry(kind="completion", intent_index=0)

FORGED = {
    "no JSON": ([b"{"], 0, "not JSON"),
    "no object": ([b"[]"], 0, "canonical"),
    "spaces": ([json.dumps({"kind": "denial", "transfer_id": "a", "at_ms": 5}).encode()], 0, "canonical"),
    "an unknown kind": ([INTENT, _entry(kind="other")], 1, "no known kind"),
    "a completion of nothing": ([DONE], 0, "not open before it"),
    "a second completion": ([INTENT, DONE, DONE], 2, "not open before it"),
    "a completion of another's": ([INTENT, _entry(kind="completion", intent_index=0, transfer_id="b")], 1, "not open before it"),
    "a completion of a denial": ([_entry(kind="denial"), DONE], 1, "not open before it"),
    "time running backwards": ([INTENT, _entry(kind="denial", at_ms=4)], 1, "older"),
}


@pytest.mark.parametrize("forgery", FORGED)
async def test_entries_that_hash_but_make_no_sense_are_found(pool, open_log, forgery):
    entries, index, fault = FORGED[forgery]
    await (await open_log()).close()
    hashes = [merkle.leaf_hash(entry) for entry in entries]
    tree, _ = merkle.append(merkle.Tree(), hashes)
    for number, entry in enumerate(entries):
        try:
            said = orjson.loads(entry)
        except orjson.JSONDecodeError:
            said = {}
        said = said if isinstance(said, dict) else {}
        columns = [said.get("kind", ""), said.get("transfer_id", ""), said.get("at_ms", 0), said.get("intent_index")]
        await pool.execute(
            "INSERT INTO log_leaf VALUES (1, $1, $2, $3, $4, $5, $6, '', '', '', $7)", number, hashes[number], entry, *columns
        )
    await pool.execute("UPDATE log_state SET size = $1, root = $2, stack = $3", len(entries), merkle.root(tree.stack), b"".join(tree.stack))
    found = await verify_log(pool, "r1")
    assert (found.ok, found.bad_index) == (False, index)
    assert fault in found.fault
