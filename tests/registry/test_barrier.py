"""A change waits for every reader that lives, and for none that does not."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from gateway.model.errors import Refused
from gateway.registry import barrier as barriers
from gateway.registry.barrier import LEASE_S, MARGIN_S, Barrier
from gateway.store.pool import Pool


@pytest.fixture
async def waiting(pool: Pool) -> AsyncIterator[Barrier]:
    """Who waits, with an ear of its own, for tenant acme."""
    made = Barrier()
    async with made.expecting(pool, "acme", following=False):
        yield made


async def alive(pool: Pool) -> Barrier:
    reader = Barrier()
    async with pool.connection() as connection:
        await reader.join(connection)
    return reader


async def say(pool: Pool, reader: Barrier, tenant: str, version: int) -> None:
    async with pool.connection() as connection:
        await reader.say(connection, {tenant: version})


async def seen(pool: Pool, seconds: float) -> None:
    """Let every reader's last sign of life be so long ago."""
    await pool.execute("UPDATE index_readers SET seen_at = now() - make_interval(secs => $1)", seconds)


async def test_nobody_lives_so_nobody_is_waited_for(waiting: Barrier, pool: Pool) -> None:
    await waiting.passed(pool, "acme", 1)


async def test_who_waits_does_not_wait_for_itself(waiting: Barrier, pool: Pool) -> None:
    async with pool.connection() as connection:
        await waiting.join(connection)
    await waiting.passed(pool, "acme", 1)


async def test_all_who_live_have_to_say_that_they_heard_of_this_version_of_this_tenant(waiting: Barrier, pool: Pool) -> None:
    first, second = await alive(pool), await alive(pool)
    passed = asyncio.ensure_future(waiting.passed(pool, "acme", 3))
    for reader, tenant, version in ((first, "acme", 3), (second, "beta", 3), (second, "acme", 2)):
        await say(pool, reader, tenant, version)
    await asyncio.wait([passed], timeout=0.2)
    assert not passed.done()
    await say(pool, second, "acme", 4)
    async with asyncio.timeout(10):
        await passed


async def test_what_was_said_before_anybody_waited_counts_and_the_highest_does(waiting: Barrier, pool: Pool) -> None:
    reader = await alive(pool)
    for version in (5, 4):
        await say(pool, reader, "acme", version)
    async with asyncio.timeout(10):
        await waiting.passed(pool, "acme", 5)


async def test_one_whose_lease_is_over_is_not_waited_for(waiting: Barrier, pool: Pool) -> None:
    await alive(pool)
    await seen(pool, LEASE_S + MARGIN_S + 0.1)
    await waiting.passed(pool, "acme", 1)


async def test_one_that_falls_silent_is_waited_for_until_its_lease_is_over(waiting: Barrier, pool: Pool) -> None:
    await alive(pool)
    await seen(pool, LEASE_S + MARGIN_S - 0.3)
    async with asyncio.timeout(10):
        await waiting.passed(pool, "acme", 1)


async def test_one_that_leaves_or_comes_back_under_another_name_is_not_waited_for(waiting: Barrier, pool: Pool) -> None:
    left, back = await alive(pool), await alive(pool)
    passed = asyncio.ensure_future(waiting.passed(pool, "acme", 1))
    await asyncio.wait([passed], timeout=0.2)
    assert not passed.done()
    name = back.reader
    async with pool.connection() as connection:
        await left.leave(connection)
        await back.join(connection)
    assert back.reader != name
    async with asyncio.timeout(10):
        await passed


async def test_one_that_lives_and_says_nothing_is_told_of_in_the_end(waiting: Barrier, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(barriers, "PATIENCE_S", 0.05)
    await alive(pool)
    with pytest.raises(Refused) as caught:
        await waiting.passed(pool, "acme", 1)
    assert caught.value.reason == "terms_pending"


async def test_the_long_dead_are_swept_away(pool: Pool) -> None:
    await alive(pool)
    await seen(pool, 4_000)
    await alive(pool)
    assert await pool.fetchval("SELECT count(*) FROM index_readers") == 1


async def test_what_nobody_waits_for_is_not_kept(pool: Pool) -> None:
    barrier = Barrier()
    barrier.listen("reader 1 acme")
    async with barrier.expecting(pool, "acme", following=True), barrier.expecting(pool, "acme", following=True):
        barrier.listen("reader 1 acme")
        assert barrier._heard == {"acme": {"reader": 1}}
    assert not barrier._heard
    assert not barrier._awaited
