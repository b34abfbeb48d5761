"""A store whose texts were kept before digests were: they are destroyed, and their tenants wait for them to be registered again."""

import pytest

from gateway.model.errors import Refused
from gateway.registry.shelf import state
from gateway.registry.standing import stand
from gateway.store.migrations import migrate, shipped
from gateway.store.pool import open_pool

BEFORE = """
INSERT INTO term_versions (tenant, version) VALUES ('acme', 7), ('beta', 3);
INSERT INTO terms (tenant, shelf, id, kind, origin, sealed, version) VALUES
    ('acme', 'term', '1', 'task', 'integro', 'sealed', 7), ('beta', 'term', '1', 'task', 'integro', NULL, 3);
"""


async def test_who_had_texts_has_lost_them_and_who_had_none_goes_on(empty_dsn: str) -> None:
    pool = await open_pool(empty_dsn, size=2)
    await migrate(pool, shipped()[:2])
    await pool.execute(BEFORE)
    await migrate(pool)
    async with pool.connection() as connection:
        lost, kept, new = [await state(connection, tenant) for tenant in ("acme", "beta", "gamma")]
    await pool.close()
    assert (lost.lost, lost.version, lost.floor) == (True, 8, 8)
    assert (kept.lost, kept.version) == (False, 4)
    stand(kept, None)
    stand(new, None)
    with pytest.raises(Refused, match="terms_missing"):
        stand(lost, None)
