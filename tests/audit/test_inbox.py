"""The inbox keeps order, drops what nobody waits for, and ends waiting in time."""

import asyncio

import pytest

from gateway.audit.inbox import Inbox
from gateway.audit.ledger import Row
from gateway.model.errors import StoreUnavailable

INTENT, DENIAL, COMPLETION = (Row(b"", kind, "a", 1) for kind in ("intent", "denial", "completion"))


async def test_what_came_first_is_taken_first():
    inbox = Inbox(limit=9, wait=5)
    put = [inbox.put(row) for row in (INTENT, DENIAL, COMPLETION)]
    assert await inbox.arrived()
    assert inbox.take(2) == put[:2]
    inbox.refuse("done")
    for pending in put:
        with pytest.raises(StoreUnavailable, match="done"):
            await pending.future


async def test_settling_what_was_settled_or_failed_changes_nothing():
    inbox = Inbox(limit=9, wait=5)
    pending = inbox.put(DENIAL)
    pending.settle(4)
    pending.settle(5)
    pending.fail("late")
    assert await pending.future == 4
    alone = inbox.put(COMPLETION, watched=False)
    alone.settle(1)
    alone.fail("nobody hears")
    assert not alone.waiting
    inbox.refuse("done")


async def test_waiting_ends_for_what_was_taken_and_for_what_was_not():
    inbox = Inbox(limit=9, wait=0.05)
    taken = inbox.put(INTENT)
    await inbox.arrived()
    inbox.take(1)
    queued, denial = inbox.put(INTENT), inbox.put(DENIAL)
    for pending in (taken, queued, denial):
        with pytest.raises(StoreUnavailable, match=r"within 0\.05 s"):
            await pending.future
    await inbox.arrived()
    assert inbox.take(9) == [denial]


async def test_full_is_what_queues_not_what_was_taken():
    inbox = Inbox(limit=1, wait=5)
    inbox.put(COMPLETION, watched=False)
    assert inbox.full
    inbox.take(1)
    assert not inbox.full
    inbox.refuse("done")


async def test_a_closed_inbox_is_read_to_its_end():
    inbox = Inbox(limit=9, wait=5)
    inbox.put(COMPLETION, watched=False)
    inbox.close()
    assert await inbox.arrived()
    inbox.take(9)
    assert not await inbox.arrived()
    inbox.refuse("done")


async def test_closing_wakes_a_waiting_reader():
    inbox = Inbox(limit=9, wait=5)
    reader = asyncio.ensure_future(inbox.arrived())
    await asyncio.sleep(0)
    inbox.close()
    assert await reader is False
