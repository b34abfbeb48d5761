"""The log keeps its promise: an index means durable, an error means not there or closed as not sent."""

import asyncio
import json
from collections import Counter
from pathlib import Path

import pytest

from gateway.audit.verify import verify_log
from gateway.model.errors import ConfigurationError, StoreUnavailable
from gateway.model.transfer import Outcome

NOW_MS = 1_790_000_000_000


async def test_an_intent_is_in_the_store_when_its_index_is_known(open_log, transfer, leaves):
    log = await open_log()
    assert await log.intent(transfer("a")) == 0
    assert await leaves() == [("intent", "a", "")]


async def test_an_intent_is_followed_by_its_completion(open_log, transfer, ending, leaves):
    log = await open_log()
    one = transfer("a")
    index = await log.intent(one)
    assert await log.complete(ending(one, index, outcome=Outcome.FAILURE, reason="vendor_timeout")) == 1
    assert await leaves() == [("intent", "a", ""), ("completion", "a", "failure")]


async def test_a_denial_is_one_leaf(open_log, transfer, leaves, pool):
    log = await open_log()
    assert await log.deny(transfer("a")) == 0
    await log.close()
    assert await leaves() == [("denial", "a", "")]
    assert (await verify_log(pool, "r1")).ok


async def test_many_callers_get_indexes_in_the_order_they_came(open_log, transfer, ending, pool):
    log = await open_log()
    transfers = [transfer() for _ in range(700)]
    indexes = await asyncio.gather(*map(log.intent, transfers))
    assert indexes == list(range(700))
    await asyncio.gather(*(log.complete(ending(one, at)) for at, one in enumerate(transfers)))
    found = await verify_log(pool, "r1")
    assert (found.ok, found.size, found.open_intents) == (True, 1400, 0)


async def test_a_name_stands_beside_the_log_and_only_its_commitment_in_it(open_log, transfer, pool):
    log = await open_log()
    index = await log.intent(transfer(subject="Ana Person"))
    row = await pool.fetchrow("SELECT * FROM disclosure")
    assert (row["idx"], row["field"], row["salt"], row["value"]) == (index, "subject", b"s" * 16, b"Ana Person")
    assert b"Ana" not in await pool.fetchval("SELECT entry FROM log_leaf")


async def test_no_name_no_disclosure(open_log, transfer, pool):
    log = await open_log()
    await log.intent(transfer())
    assert await pool.fetchval("SELECT count(*) FROM disclosure") == 0


async def test_a_very_long_name_does_not_stop_the_log(open_log, transfer, ending):
    log = await open_log()
    noisy = transfer("a", subject="x" * 100_000, tenant="t" * 100_000, feature="f\x00\ud800" * 30_000, host="h" * 9_000)
    index = await log.intent(noisy)
    assert await log.complete(ending(noisy, index)) == 1


async def test_time_in_the_log_never_runs_backwards(open_log, transfer, ending, pool):
    log = await open_log()
    one = transfer("a", at_ms=NOW_MS + 50)
    index = await log.intent(one)
    await log.deny(transfer("b", at_ms=NOW_MS))
    await log.complete(ending(one, index, at_ms=NOW_MS - 7))
    rows = await pool.fetch("SELECT at_ms, entry FROM log_leaf ORDER BY idx")
    assert [row["at_ms"] for row in rows] == [NOW_MS + 50] * 3
    assert [json.loads(row["entry"])["at_ms"] for row in rows] == [NOW_MS + 50] * 3


async def test_time_does_not_run_backwards_over_a_restart(open_log, transfer, pool):
    await (await open_log()).deny(transfer("a", at_ms=NOW_MS + 50))
    await (await open_log()).deny(transfer("b", at_ms=NOW_MS))
    assert await pool.fetchval("SELECT at_ms FROM log_leaf WHERE transfer_id = 'b'") == NOW_MS + 50


@pytest.mark.parametrize("mistake", ["no intent", "other transfer", "twice", "a denial"])
async def test_a_completion_needs_its_own_open_intent(open_log, transfer, ending, leaves, mistake):
    log = await open_log()
    one, index = transfer("a"), 0
    await (log.deny(one) if mistake == "a denial" else log.intent(one))
    done = ending(one, index)
    if mistake == "twice":
        await log.complete(done)
    wrong = {"no intent": ending(one, 5), "other transfer": ending(transfer("b"), index)}.get(mistake, done)
    before = await leaves()
    with pytest.raises(ValueError, match="no intent is open"):
        await log.complete(wrong)
    assert await leaves() == before


async def test_two_completions_at_once_are_one(open_log, transfer, ending, leaves):
    log = await open_log()
    one = transfer("a")
    index = await log.intent(one)
    found = await asyncio.gather(log.complete(ending(one, index)), log.complete(ending(one, index)), return_exceptions=True)
    assert Counter(type(each) for each in found) == {int: 1, ValueError: 1}
    assert len(await leaves()) == 2


async def test_a_completion_keeps_its_index_after_a_bad_one_was_refused(open_log, transfer, ending):
    log = await open_log()
    one = transfer("a")
    index = await log.intent(one)
    with pytest.raises(ValueError, match="integer"):
        await log.complete(ending(one, index, status=-1))
    assert await log.complete(ending(one, index)) == 1


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


async def test_two_logs_do_not_disturb_each_other(open_log, transfer, pool):
    one, other = await open_log("r1"), await open_log("r2")
    assert await asyncio.gather(one.intent(transfer("a")), other.intent(transfer("b"))) == [0, 0]
    assert (await verify_log(pool, "r1")).ok
    assert (await verify_log(pool, "r2")).ok


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


async def test_closing_writes_what_is_queued(open_log, transfer, leaves):
    log = await open_log()
    running = [asyncio.ensure_future(log.deny(transfer())) for _ in range(20)]
    await asyncio.sleep(0)
    await log.close()
    assert sorted(await asyncio.gather(*running)) == list(range(20))
    assert len(await leaves()) == 20


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


async def test_a_closed_log_takes_nothing(open_log, transfer, ending):
    log = await open_log()
    one = transfer("a")
    index = await log.intent(one)
    await log.close()
    for refused in (log.intent(transfer()), log.deny(transfer()), log.complete(ending(one, index))):
        with pytest.raises(StoreUnavailable, match="closed"):
            await refused


async def test_a_log_keeps_its_origin(open_log):
    await open_log("r1")
    with pytest.raises(ConfigurationError, match="origin"):
        await open_log("r1", origin="audit.example.test/other")
