"""After a crash a log goes on only if it adds up, and what was open is closed as unknown."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.audit.verify import verify_log
from gateway.model.errors import ConfigurationError, StoreUnavailable

CHILD = """
import asyncio, itertools, os, sys, time
from gateway.audit.log import AuditLog
from gateway.model.decision import Review, Verdict
from gateway.model.transfer import Completion, Outcome, Transfer
from gateway.store.pool import open_pool

async def call(log, numbers):
    for number in numbers:
        one = Transfer(id=f"{sys.argv[2]}-{number}", at_ms=5, review=Review(verdict=Verdict.PERMIT), policy_hash="", subject="Ana")
        index = await log.intent(one)
        os.write(1, b"intent %d %s\\n" % (index, one.id.encode()))
        if number % 3:
            at = await log.complete(Completion(transfer_id=one.id, intent_index=index, at_ms=5, outcome=Outcome.SUCCESS))
            os.write(1, b"completion %d %s\\n" % (at, one.id.encode()))

async def main():
    pool = await open_pool(sys.argv[1])
    log = await AuditLog.open(pool, log_id="r1", origin="o", now_ms=lambda: int(time.time() * 1000), entropy=os.urandom)
    numbers = itertools.count()
    async with asyncio.TaskGroup() as group:
        for _ in range(32):
            group.create_task(call(log, numbers))

asyncio.run(main())
"""


def _write_until_killed(dsn: str, name: str, lines: int) -> list[tuple[str, int, str]]:
    here = str(Path(__file__).parents[2])
    child = subprocess.Popen([sys.executable, "-c", CHILD, dsn, name], stdout=subprocess.PIPE, env={"PYTHONPATH": here})
    assert child.stdout is not None
    seen = [child.stdout.readline() for _ in range(lines)]
    child.send_signal(signal.SIGKILL)
    seen += child.stdout.read().splitlines(keepends=True)
    child.stdout.close()
    child.wait()
    whole = [line.decode().split() for line in seen if line.endswith(b"\n")]
    return [(kind, int(index), transfer) for kind, index, transfer in whole]


async def test_a_kill_loses_no_acknowledged_record(dsn, pool, open_log):
    acknowledged = []
    for round_ in range(3):
        acknowledged += _write_until_killed(dsn, str(round_), 300)
    rows = await pool.fetch("SELECT kind, idx, transfer_id FROM log_leaf")
    assert set(acknowledged) <= {tuple(row) for row in rows}
    assert len(acknowledged) >= 900
    log = await open_log(origin="o")
    found = await verify_log(pool, "r1")
    assert (found.ok, found.open_intents, found.size) == (True, 0, log.tree.size)


async def test_open_intents_are_closed_as_unknown_before_traffic(open_log, transfer, ending, leaves, pool):
    log = await open_log()
    for name in "abc":
        await log.intent(transfer(name))
    await log.complete(ending(transfer("b"), 1))
    await log.close()
    again = await open_log()
    assert (await leaves())[4:] == [("completion", "a", "unknown"), ("completion", "c", "unknown")]
    rows = await pool.fetch("SELECT convert_from(entry, 'UTF8')::json->>'reason' AS reason FROM log_leaf WHERE idx >= 4")
    assert [row["reason"] for row in rows] == ["restart", "restart"]
    with pytest.raises(ValueError, match="no intent is open"):
        await again.complete(ending(transfer("a"), 0))
    await open_log()
    assert len(await leaves()) == 6


async def test_an_intent_far_back_is_still_found(open_log, transfer, leaves):
    log = await open_log()
    await log.intent(transfer("old"))
    for _ in range(5000 // 500):
        for pending in [log._inbox.put(log._opening("denial", transfer())) for _ in range(500)]:
            await pending.future
    await log.close()
    await open_log()
    assert (await leaves())[-1] == ("completion", "old", "unknown")


async def test_when_the_last_state_says_nothing_is_open_only_the_tail_is_read(open_log, transfer, pool):
    log = await open_log()
    for pending in [log._inbox.put(log._opening("denial", transfer())) for _ in range(1000)]:
        await pending.future
    await log.close()
    await _tamper(pool, "UPDATE log_leaf SET entry = 'x' WHERE idx = 100")
    assert (await open_log()).tree.size == 1000


async def _tamper(pool, sql):
    await pool.execute("ALTER TABLE log_leaf DISABLE TRIGGER ALL")
    await pool.execute(sql)


CHANGES = {
    "an entry": ("UPDATE log_leaf SET entry = 'x' WHERE idx = 990", "entry 990 is not what was hashed"),
    "a removed entry": ("DELETE FROM log_leaf WHERE idx = 990", "entry 990 is missing"),
    "a removed end": ("DELETE FROM log_leaf WHERE idx >= 998", "entry 998 is missing"),
    "an added entry": (
        "INSERT INTO log_leaf SELECT log, 1000, hash, entry, kind, '', 0, '', '', '' FROM log_leaf WHERE idx = 1",
        "entry 1000 lies behind",
    ),
    "an entry and its hash": ("UPDATE log_leaf SET entry = 'x', hash = sha256('\\x0078') WHERE idx = 990", "recorded root"),
    "an entry and its hash in a whole tile": (
        "UPDATE log_leaf SET entry = 'x', hash = sha256('\\x0078') WHERE idx = 760",
        "entries 512 to 767",
    ),
    "a node": ("UPDATE log_node SET hash = sha256('x') WHERE n = 2", "entries 512 to 767"),
    "a node further back": ("UPDATE log_node SET hash = sha256('x') WHERE n = 0", "recorded root"),
    "the root": ("UPDATE log_state SET root = sha256('x')", "recorded root"),
    "the stack": ("UPDATE log_state SET stack = sha256('x')", "recorded root"),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_a_log_that_does_not_add_up_is_not_continued(open_log, transfer, pool, change):
    log = await open_log()
    for pending in [log._inbox.put(log._opening("denial", transfer())) for _ in range(1000)]:
        await pending.future
    await log.close()
    sql, said = CHANGES[change]
    await _tamper(pool, sql)
    with pytest.raises(ConfigurationError, match=said) as refusal:
        await open_log()
    assert "backup" in refusal.value.todo


async def test_a_node_that_is_gone_stops_the_log(open_log, transfer, pool):
    log = await open_log()
    for pending in [log._inbox.put(log._opening("denial", transfer())) for _ in range(1000)]:
        await pending.future
    await log.close()
    await _tamper(pool, "DELETE FROM log_node WHERE n = 0")
    with pytest.raises(StoreUnavailable, match="entries 0 to 511"):
        await open_log()


async def test_a_log_whose_open_intents_can_not_be_closed_does_not_open(open_log, transfer, pool):
    await (await open_log()).intent(transfer())
    await pool.execute("CREATE TRIGGER failing BEFORE INSERT ON log_leaf FOR EACH ROW EXECUTE FUNCTION refuse_change()")
    with pytest.raises(StoreUnavailable, match="commit failed"):
        await open_log()
