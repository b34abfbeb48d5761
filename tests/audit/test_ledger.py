"""Commits wait for what may pass, and give up on what will not."""

import asyncio

import asyncpg
import pytest

from gateway.audit import ledger, merkle
from gateway.audit.ledger import Batch, Fenced, Row
from gateway.model.errors import ConfigurationError


def _batch(before, *rows, low=0):
    hashes = [merkle.leaf_hash(row.entry) for row in rows]
    after, nodes = merkle.append(before, hashes)
    return Batch(before, after, rows, hashes, nodes, low)


async def test_a_full_disk_is_waited_for(pool):
    writer, state = await ledger.take_over(pool, "r1", "o")
    await pool.execute(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING ERRCODE = '53100'; END $$;"
        "CREATE TRIGGER full_disk BEFORE INSERT ON log_leaf FOR EACH ROW EXECUTE FUNCTION full_disk()"
    )
    commit = asyncio.ensure_future(writer.commit(_batch(state.tree, Row(b"e", "denial", "a", 1))))
    done, _ = await asyncio.wait({commit}, timeout=0.3)
    assert not done
    await pool.execute("DROP TRIGGER full_disk ON log_leaf")
    await commit
    assert await pool.fetchval("SELECT count(*) FROM log_leaf") == 1
    await writer.close()


async def test_what_can_not_be_written_at_all_is_not_tried_for_ever(pool):
    writer, state = await ledger.take_over(pool, "r1", "o")
    with pytest.raises(asyncpg.DataError):
        await writer.commit(_batch(state.tree, Row(b"e", "denial", "a", 2**70)))
    await writer.close()


async def test_a_writer_is_fenced_by_the_next_one(pool):
    old, state = await ledger.take_over(pool, "r1", "o")
    new, same = await ledger.take_over(pool, "r1", "o")
    assert (new.epoch, same.tree) == (old.epoch + 1, state.tree)
    with pytest.raises(Fenced):
        await old.commit(_batch(state.tree, Row(b"old", "denial", "a", 1)))
    await new.commit(_batch(same.tree, Row(b"new", "denial", "b", 1)))
    assert await pool.fetchval("SELECT entry FROM log_leaf") == b"new"
    await old.close()
    await new.close()


async def test_the_state_comes_back_as_it_was_written(pool):
    writer, state = await ledger.take_over(pool, "r1", "o")
    batch = _batch(state.tree, *(Row(b"%d" % number, "denial", "a", number) for number in range(300)), low=7)
    await writer.commit(batch)
    await writer.close()
    again, found = await ledger.take_over(pool, "r1", "o")
    assert (found.tree, found.root, found.open_low, found.last_ms) == (batch.after, merkle.root(batch.after.stack), 7, 299)
    assert [tuple(row) for row in await pool.fetch("SELECT level, n, hash FROM log_node")] == [tuple(node) for node in batch.nodes]
    await again.close()


async def test_another_origin_is_refused(pool):
    await ledger.take_over(pool, "r1", "o")
    with pytest.raises(ConfigurationError, match="origin 'o', not 'p'"):
        await ledger.take_over(pool, "r1", "p")
