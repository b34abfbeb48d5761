"""The log keeps what it is given: an index means durable, in order, with an end of its own."""

import asyncio
import json
from collections import Counter

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


async def test_two_logs_do_not_disturb_each_other(open_log, transfer, pool):
    one, other = await open_log("r1"), await open_log("r2")
    assert await asyncio.gather(one.intent(transfer("a")), other.intent(transfer("b"))) == [0, 0]
    assert (await verify_log(pool, "r1")).ok
    assert (await verify_log(pool, "r2")).ok


async def test_closing_writes_what_is_queued(open_log, transfer, leaves):
    log = await open_log()
    running = [asyncio.ensure_future(log.deny(transfer())) for _ in range(20)]
    await asyncio.sleep(0)
    await log.close()
    assert sorted(await asyncio.gather(*running)) == list(range(20))
    assert len(await leaves()) == 20


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
