"""Migrations: each once, in order, whoever comes first; and no code runs on a store it does not know."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from gateway.model.errors import ConfigurationError, StoreUnavailable
from gateway.store import migrations
from gateway.store.migrations import Migration, migrate
from gateway.store.pool import Pool, open_pool

ONE = Migration(1, "0001_one.sql", "CREATE TABLE one (v int); INSERT INTO one VALUES (1);")
TWO = Migration(2, "0002_two.sql", "ALTER TABLE one ADD COLUMN w int DEFAULT 2;")
THREE = Migration(3, "0003_three.sql", "CREATE TABLE three ();")


@pytest.fixture
async def empty(empty_dsn: str) -> AsyncIterator[Pool]:
    pool = await open_pool(empty_dsn, size=8)
    yield pool
    await pool.close()


async def _applied(pool):
    return [row["name"] for row in await pool.fetch("SELECT name FROM schema_migration ORDER BY number")]


async def test_what_ships_makes_the_store(empty):
    await migrate(empty)
    assert await _applied(empty) == [migration.name for migration in migrations.shipped()]
    assert await empty.fetchval("SELECT count(*) FROM log_leaf") == 0


async def test_twice_is_once(empty):
    await migrate(empty, [ONE, TWO])
    await migrate(empty, [ONE, TWO])
    assert [tuple(row) for row in await empty.fetch("SELECT v, w FROM one")] == [(1, 2)]


async def test_many_at_once_is_once(empty):
    await asyncio.gather(*(migrate(empty, [ONE, TWO]) for _ in range(6)))
    assert await _applied(empty) == ["0001_one.sql", "0002_two.sql"]


async def test_new_ones_are_added_in_the_order_of_their_numbers(empty):
    await migrate(empty, [ONE])
    await migrate(empty, [THREE, TWO, ONE])
    assert await _applied(empty) == ["0001_one.sql", "0002_two.sql", "0003_three.sql"]


async def test_a_newer_store_is_refused(empty):
    await migrate(empty, [ONE, TWO])
    with pytest.raises(ConfigurationError, match=r"newer.*0002_two") as refusal:
        await migrate(empty, [ONE])
    assert "Start the gateway version that made it" in refusal.value.todo


async def test_a_changed_migration_is_refused(empty):
    await migrate(empty, [ONE])
    with pytest.raises(ConfigurationError, match=r"0001_one\.sql is not the one"):
        await migrate(empty, [ONE._replace(sql=ONE.sql + " ")])


async def test_a_migration_before_one_the_store_has_had_is_refused(empty):
    await migrate(empty, [ONE, THREE])
    with pytest.raises(ConfigurationError, match=r"0002_two\.sql comes before"):
        await migrate(empty, [ONE, TWO, THREE])
    assert await _applied(empty) == ["0001_one.sql", "0003_three.sql"]


async def test_a_failing_migration_changes_nothing_and_says_where(empty):
    broken = Migration(2, "0002_broken.sql", "CREATE TABLE fine ();\n\nCREATE TABEL wrong ();")
    with pytest.raises(ConfigurationError, match=r"^0002_broken\.sql:3: the migration fails") as refusal:
        await migrate(empty, [ONE, broken])
    assert "PostgresSyntaxError" in refusal.value.what
    assert await empty.fetchval("SELECT to_regclass('one')") is None


async def test_without_a_database_nothing_is_migrated(empty):
    await empty.close()
    with pytest.raises(StoreUnavailable):
        await migrate(empty, [ONE])


def test_files_are_read_by_number_and_others_are_left_alone(tmp_path):
    for name, sql in {"0010_b.sql": "b", "0002_a.sql": "a", "notes.txt": "", "2_x.sql": "", "__init__.py": ""}.items():
        (tmp_path / name).write_text(sql)
    assert migrations.shipped(tmp_path) == (Migration(2, "0002_a.sql", "a"), Migration(10, "0010_b.sql", "b"))


def test_two_files_with_one_number_are_refused(tmp_path):
    for name in ("0001_a.sql", "0001_b.sql"):
        (tmp_path / name).write_text("")
    with pytest.raises(ConfigurationError, match="share a number"):
        migrations.shipped(tmp_path)
