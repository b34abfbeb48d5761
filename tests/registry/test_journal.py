"""The admin journal: before the deed, with its end, or without one."""

import pytest

from gateway.model.errors import StoreUnavailable
from gateway.registry import journal
from gateway.store.pool import Pool


async def test_an_entry_is_there_before_its_end(pool: Pool) -> None:
    number = await journal.begin(pool, event="terms.put", caller="erp", tenant="acme")
    row = await pool.fetchrow("SELECT event, caller, tenant, status FROM admin_events WHERE id = $1", number)
    assert row is not None
    assert tuple(row) == ("terms.put", "erp", "acme", None)
    await journal.end(pool, number, status=204)
    assert await pool.fetchval("SELECT status FROM admin_events WHERE id = $1", number) == 204


async def test_without_a_database_nothing_may_be_done(pool: Pool) -> None:
    await pool.close()
    with pytest.raises(StoreUnavailable):
        await journal.begin(pool, event="terms.put", caller="erp", tenant="acme")
