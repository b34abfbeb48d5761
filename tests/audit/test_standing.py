"""A log that stopped is opened again by itself, unless that can not help; and what was open then ends as unknown."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.audit.standing import StandingLog
from gateway.audit.verify import verify_log
from gateway.model.errors import ConfigurationError, StoreUnavailable
from gateway.model.transfer import Outcome
from gateway.store.pool import Pool

SECONDS = 20


@pytest.fixture
async def standing(open_log: Callable[..., Any]) -> AsyncIterator[StandingLog]:
    log = await StandingLog.open(partial(open_log, wait=5.0), pauses=(0.01,))
    yield log
    await log.close()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        while not condition():  # noqa: ASYNC110 - what is waited for is a state of the log, which rings no bell
            await asyncio.sleep(0.01)


async def stop(log: StandingLog, pool: Pool, transfer: Callable[..., Any]) -> None:
    """Let a commit fail for good: the table it writes to is gone for now."""
    await pool.execute("ALTER TABLE log_leaf RENAME TO hidden")
    with pytest.raises(StoreUnavailable, match="its last commit failed"):
        await log.intent(transfer("lost"))
    assert log.fault


async def test_a_log_that_never_stops_is_just_a_log(standing, transfer, ending, leaves):
    one, other, third = transfer("a"), transfer("b"), transfer("c")
    await standing.complete(ending(one, await standing.intent(one)))
    standing.end(ending(other, await standing.intent(other), outcome=Outcome.FAILURE))
    await standing.deny(third)
    assert standing.fault == ""
    assert standing.tree.size == 5
    rows = [("intent", "a", ""), ("completion", "a", "success"), ("intent", "b", ""), ("completion", "b", "failure"), ("denial", "c", "")]
    assert await leaves() == rows


async def test_a_log_that_stopped_is_opened_again_when_it_can_be(standing, pool, transfer, ending, leaves):
    running = transfer("running")
    index = await standing.intent(running)
    with capture_logs() as lines:
        await stop(standing, pool, transfer)
        await until(lambda: {"log_not_opened"} <= {line["event"] for line in lines})
        with pytest.raises(StoreUnavailable):
            await standing.intent(transfer("meanwhile"))
        await pool.execute("ALTER TABLE hidden RENAME TO log_leaf")
        await until(lambda: not standing.fault)
    assert [line["event"] for line in lines if line["event"] != "log_not_opened"] == ["log_stopped", "log_opened_again"]
    with pytest.raises(StoreUnavailable, match="opened again"):
        standing.end(ending(running, index))
    with pytest.raises(StoreUnavailable, match="opened again"):
        await standing.complete(ending(running, index))
    fresh = transfer("fresh")
    await standing.complete(ending(fresh, await standing.intent(fresh)))
    assert await leaves() == [
        ("intent", "running", ""),
        ("completion", "running", "unknown"),
        ("intent", "fresh", ""),
        ("completion", "fresh", "success"),
    ]
    assert (await verify_log(pool, "r1")).ok


async def test_a_log_that_stops_twice_is_opened_twice(standing, pool, transfer, leaves):
    for _ in range(2):
        await stop(standing, pool, transfer)
        await pool.execute("ALTER TABLE hidden RENAME TO log_leaf")
        await until(lambda: not standing.fault)
    await standing.intent(transfer("a"))
    assert await leaves() == [("intent", "a", "")]


async def test_a_log_another_writer_has_opened_is_left_to_it(standing, open_log, transfer):
    other = await open_log()
    with pytest.raises(StoreUnavailable, match="another writer"):
        await standing.intent(transfer())
    await until(standing._keeper.done)
    assert "another writer" in standing.fault
    assert await other.intent(transfer()) == 0


async def test_a_log_that_does_not_add_up_is_left_alone(open_log, pool, transfer, leaves):
    opened = 0

    async def once() -> Any:
        nonlocal opened
        opened += 1
        if opened > 1:
            raise ConfigurationError("the audit log does not add up", todo="Keep a copy.")
        return await open_log()

    log = await StandingLog.open(once, pauses=(0.0,))
    with capture_logs() as lines:
        await stop(log, pool, transfer)
        await until(log._keeper.done)
    assert [line["event"] for line in lines] == ["log_stopped", "log_does_not_add_up"]
    assert opened == 2
    assert log.fault
    await log.close()


async def test_a_log_that_can_not_be_opened_at_first_is_an_error(open_log):
    async def never() -> Any:
        raise StoreUnavailable("no database")

    with pytest.raises(StoreUnavailable, match="no database"):
        await StandingLog.open(never)


async def test_closing_while_it_is_opened_again_ends_that_too(standing, pool, transfer):
    await stop(standing, pool, transfer)
    await standing.close()
    assert standing._keeper.cancelled()
    assert standing.fault
