"""The log keeps its promise in trouble: an error means not there, or closed as not sent."""

import asyncio
from pathlib import Path

import pytest

from gateway.audit.verify import verify_log
from gateway.model.errors import StoreUnavailable


async def test_a_second_writer_fences_the_first(open_log, transfer, ending, leaves, pool):
    old = await open_log()
    one = transfer("a")
    index = await old.intent(one)
    new = await open_log()
    with pytest.raises(StoreUnavailable, match="another writer"):
        await old.complete(ending(one, index))
    with pytest.raises(StoreUnavailable, match="another writer"):
        await old.intent(transfer("b"))
    assert "another writer" in old.fault
    assert await new.intent(transfer("c")) == 2
    assert await leaves() == [("intent", "a", ""), ("completion", "a", "unknown"), ("intent", "c", "")]
    assert (await verify_log(pool, "r1")).ok


async def test_a_failed_commit_stops_the_log_until_it_is_opened_again(open_log, transfer, ending, leaves, pool):
    log = await open_log()
    kept = transfer("kept")
    index = await log.intent(kept)
    await pool.execute(
        "CREATE CONSTRAINT TRIGGER failing AFTER INSERT ON log_leaf DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    with pytest.raises(StoreUnavailable, match="commit failed"):
        await log.intent(transfer("lost"))
    await pool.execute("DROP TRIGGER failing ON log_leaf")
    for refused in (log.intent(transfer("b")), log.deny(transfer("c")), log.complete(ending(kept, index))):
        with pytest.raises(StoreUnavailable, match="commit failed"):
            await refused
    again = await open_log()
    assert again.fault == ""
    assert await leaves() == [("intent", "kept", ""), ("completion", "kept", "unknown")]
    assert await again.intent(transfer("d")) == 2


async def test_a_lost_answer_to_a_commit_is_not_a_second_commit(open_log, transfer, ending, leaves, wire):
    line, wired = wire
    log = await open_log(via=wired)
    one = transfer("a")
    index = await log.intent(one)
    line.muted = True
    assert await log.complete(ending(one, index)) == 1
    assert line.cuts == 1
    assert await leaves() == [("intent", "a", ""), ("completion", "a", "success")]
    assert await log.intent(transfer("b")) == 2
    assert (await verify_log(wired, "r1")).ok


async def test_a_connection_lost_between_commits_is_replaced(open_log, transfer, pool):
    log = await open_log()
    await log.intent(transfer())
    await pool.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE '%fenced%'")
    assert await log.intent(transfer()) == 1


async def test_a_silent_database_is_an_error_within_the_bound_and_the_intent_ends_as_not_sent(open_log, transfer, leaves, wire, pool):
    line, wired = wire
    log = await open_log(via=wired, wait=0.2)
    await log.intent(transfer("a"))
    line.hold()
    began = asyncio.get_running_loop().time()
    with pytest.raises(StoreUnavailable, match="not durable within"):
        await log.intent(transfer("late"))
    assert asyncio.get_running_loop().time() - began < 1
    line.release()
    assert await log.intent(transfer("next")) >= 2
    await log.close()
    assert sorted(await leaves()) == [
        ("completion", "late", "not_sent"),
        ("intent", "a", ""),
        ("intent", "late", ""),
        ("intent", "next", ""),
    ]
    assert (await verify_log(pool, "r1")).ok


async def test_an_intent_that_gave_up_in_the_queue_never_enters_the_log(open_log, transfer, ending, leaves, wire):
    line, wired = wire
    log = await open_log(via=wired, wait=0.2)
    one = transfer("a")
    index = await log.intent(one)
    line.hold()
    first = asyncio.ensure_future(log.deny(transfer("first")))
    await line.held.wait()
    queued = [log.intent(transfer("second")), log.complete(ending(one, index)), log.deny(transfer("third"))]
    assert [type(each) for each in await asyncio.gather(first, *queued, return_exceptions=True)] == [StoreUnavailable] * 4
    line.release()
    await log.intent(transfer("next"))
    found = await leaves()
    assert found == [
        ("intent", "a", ""),
        ("denial", "first", ""),
        ("completion", "a", "success"),
        ("denial", "third", ""),
        ("intent", "next", ""),
    ]


async def test_a_caller_who_leaves_while_the_commit_runs_gets_not_sent(open_log, transfer, leaves, wire):
    line, wired = wire
    log = await open_log(via=wired)
    line.hold()
    left = asyncio.ensure_future(log.intent(transfer("left")))
    await line.held.wait()
    left.cancel()
    await asyncio.wait({left})
    line.release()
    await log.intent(transfer("next"))
    await log.close()
    assert ("completion", "left", "not_sent") in await leaves()


async def test_a_caller_who_leaves_in_the_moment_of_the_answer_gets_not_sent(open_log, transfer, leaves):
    log = await open_log()
    left = asyncio.ensure_future(log.intent(transfer("left")))
    while log.tree.size == 0:  # noqa: ASYNC110 - the very turn of the loop in which the commit returned
        await asyncio.sleep(0)
    assert not left.done()
    left.cancel()
    with pytest.raises(asyncio.CancelledError):
        await left
    await log.close()
    assert await leaves() == [("intent", "left", ""), ("completion", "left", "not_sent")]


async def test_a_caller_who_leaves_the_queue_leaves_nothing_behind(open_log, transfer, leaves):
    log = await open_log()
    left = asyncio.ensure_future(log.intent(transfer("left")))
    await asyncio.sleep(0)
    left.cancel()
    await asyncio.wait({left})
    await log.intent(transfer("next"))
    assert await leaves() == [("intent", "next", "")]


async def test_a_full_queue_refuses_intents_and_denials_but_takes_completions(open_log, transfer, ending, wire):
    line, wired = wire
    log = await open_log(via=wired, queue=2)
    one = transfer("a")
    index = await log.intent(one)
    line.hold()
    running = [asyncio.ensure_future(log.deny(transfer()))]
    await line.held.wait()
    running += [asyncio.ensure_future(log.deny(transfer())) for _ in range(2)]
    await asyncio.sleep(0)
    for refused in (log.intent(transfer()), log.deny(transfer())):
        with pytest.raises(StoreUnavailable, match="queue is full"):
            await refused
    running.append(asyncio.ensure_future(log.complete(ending(one, index))))
    await asyncio.sleep(0)
    line.release()
    assert sorted(await asyncio.gather(*running)) == [1, 2, 3, 4]


async def test_a_full_disk_stops_new_transfers_but_not_the_end_of_running_ones(open_log, transfer, ending, tmp_path: Path):
    log = await open_log(data_dir=tmp_path, low_water=0)
    one = transfer("a")
    index = await log.intent(one)
    log._disk.low_water, log._disk._looked = 2**80, 0.0
    for refused in (log.intent(transfer()), log.deny(transfer())):
        with pytest.raises(StoreUnavailable, match="nearly full"):
            await refused
    assert "nearly full" in log.fault
    assert await log.complete(ending(one, index)) == 1


async def test_closing_does_not_wait_for_ever(open_log, transfer, wire):
    line, wired = wire
    log = await open_log(via=wired, wait=0.2)
    await log.intent(transfer())
    line.hold()
    waiting = asyncio.ensure_future(log.intent(transfer()))
    await line.held.wait()
    await log.close()
    with pytest.raises(StoreUnavailable):
        await waiting
