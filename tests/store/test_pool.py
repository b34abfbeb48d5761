"""Connections: bounded waits, one kind of error, and no value in its message."""

import asyncio
import traceback

import asyncpg
import pytest

from gateway.model.errors import ConfigurationError, StoreUnavailable
from gateway.store import pool as room
from gateway.store.pool import open_pool


async def test_statements_run(pool):
    assert await pool.execute("CREATE TABLE t (v int)") == "CREATE TABLE"
    await pool.execute("INSERT INTO t VALUES ($1), ($2)", 1, 2)
    assert await pool.fetchval("SELECT sum(v) FROM t") == 3
    assert (await pool.fetchrow("SELECT v FROM t ORDER BY v"))["v"] == 1
    assert [row["v"] for row in await pool.fetch("SELECT v FROM t ORDER BY v")] == [1, 2]
    assert await pool.fetchrow("SELECT v FROM t WHERE v = 9") is None


async def test_a_failed_transaction_leaves_nothing(pool):
    await pool.execute("CREATE TABLE t (v int)")
    with pytest.raises(KeyError):
        await _insert_and_fail(pool)
    assert await pool.fetchval("SELECT count(*) FROM t") == 0


async def _insert_and_fail(pool):
    async with pool.transaction() as connection:
        await connection.execute("INSERT INTO t VALUES (1)")
        raise KeyError


@pytest.mark.parametrize(
    ("sql", "args"),
    [
        ("SELECT $1::int", ["planted"]),
        ("INSERT INTO t VALUES ($1), ($1)", ["planted"]),
        ("SELECT v::int FROM (VALUES ('plan' || 'ted')) AS x (v)", []),
        ("SELECT nothing", []),
    ],
)
async def test_errors_of_the_driver_never_repeat_a_value(pool, sql, args):
    await pool.execute("CREATE TABLE t (v text PRIMARY KEY)")
    with pytest.raises(StoreUnavailable) as refusal:
        await pool.fetch(sql, *args)
    assert "planted" not in "".join(traceback.format_exception(refusal.value))


async def test_waiting_for_a_connection_is_bounded(dsn):
    pool = await open_pool(dsn, size=1, wait=0.1)
    async with pool.connection():
        with pytest.raises(StoreUnavailable, match="TimeoutError"):
            await pool.fetch("SELECT 1")
    assert await pool.fetchval("SELECT 1") == 1
    await pool.close()


async def test_a_slow_statement_is_cut_off(dsn):
    pool = await open_pool(dsn, limit=0.1)
    with pytest.raises(StoreUnavailable, match="TimeoutError"):
        await pool.execute("SELECT pg_sleep(30)")
    await pool.close()


async def test_nobody_there_is_store_unavailable(tmp_path):
    with pytest.raises(StoreUnavailable, match="look at the database"):
        await open_pool(f"postgresql://gateway@/postgres?host={tmp_path}")


@pytest.mark.parametrize("url", ["mysql://here", "postgresql://h:notaport/x"])
async def test_a_url_that_can_not_be_read_is_a_configuration_error(url):
    with pytest.raises(ConfigurationError, match="URL") as refusal:
        await open_pool(url)
    assert url not in str(refusal.value)


@pytest.mark.parametrize("value", ["off", "local", "remote_write"])
async def test_a_database_that_forgets_commits_is_refused(empty_dsn, value):
    name = empty_dsn.split("/")[3].partition("?")[0]
    connection = await asyncpg.connect(empty_dsn)
    await connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = {value}")
    await connection.close()
    with pytest.raises(ConfigurationError, match="synchronous_commit") as refusal:
        await open_pool(empty_dsn)
    assert "synchronous_commit=on" in refusal.value.todo


async def test_an_old_server_is_refused(dsn, monkeypatch):
    monkeypatch.setattr(room, "OLDEST_SERVER", 990_000)
    with pytest.raises(ConfigurationError, match="older"):
        await open_pool(dsn)


async def test_a_dedicated_connection_is_outside_the_pool(dsn):
    pool = await open_pool(dsn, size=1)
    heard = asyncio.get_running_loop().create_future()
    connection = await pool.dedicated()
    await connection.add_listener("news", lambda *said: heard.set_result(said[3]))
    await pool.execute("NOTIFY news, 'hello'")
    assert await heard == "hello"
    await connection.close()
    await pool.close()


async def test_a_dedicated_connection_must_be_durable_too(pool, monkeypatch):
    monkeypatch.setattr(room, "OLDEST_SERVER", 990_000)
    with pytest.raises(ConfigurationError):
        await pool.dedicated()


async def test_closing_does_not_wait_for_ever_for_a_borrowed_connection(dsn):
    pool = await open_pool(dsn, limit=0.1)
    with pytest.raises(StoreUnavailable):
        await _close_while_borrowed(pool)


async def _close_while_borrowed(pool):
    async with pool.connection() as connection:
        await pool.close()
        await connection.fetch("SELECT 1")


def test_a_url_with_a_password_is_not_shown():
    pool = room.Pool(1.0, 1.0, "postgresql://user:secret@host/db", None)
    assert "secret" not in repr(pool)
