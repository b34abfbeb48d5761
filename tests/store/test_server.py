"""The embedded server: durable, shared by the processes of a data directory, and not stopped by what a crash leaves behind."""

import asyncio
import multiprocessing
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from gateway.model.errors import ConfigurationError, StoreUnavailable
from gateway.store import account, server

CHILD = """
import sys
from pathlib import Path
from gateway.store import server
running = server.start(Path(sys.argv[1]))
print(running.dsn, flush=True)
sys.stdin.read()
running.stop()
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A data directory for one server; outside of pytest's own, see tests/conftest.py."""
    with tempfile.TemporaryDirectory(prefix="gateway-tests-") as directory:
        yield Path(directory)


async def _value(dsn: str, sql: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


def _child(home: Path) -> subprocess.Popen[bytes]:
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout is not None
    assert any(b"postgresql://" in line for line in iter(child.stdout.readline, b""))  # a log line may come first
    return child


def _sleeper(user: account.Account) -> subprocess.Popen[bytes]:
    return subprocess.Popen(["sleep", "100"], user=user.uid if user.switch else None)


def _postmaster(home: Path) -> int:
    return int((home / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0])


def _kill_postmaster(home: Path) -> None:
    """Kill the server this test started, and wait until its socket is dead."""
    os.kill(_postmaster(home), signal.SIGKILL)
    for _ in range(100_000):
        if not server._answers(home / "postgres"):
            return
    pytest.fail("the server answers after it was killed")


async def test_the_server_runs_for_the_time_of_the_block_and_keeps_its_data(home):
    async with server.embedded(home) as dsn:
        await _value(dsn, "CREATE TABLE kept ()")
    with pytest.raises((OSError, asyncpg.PostgresError)):
        await _value(dsn, "SELECT 1")
    async with server.embedded(home) as dsn:
        assert await _value(dsn, "SELECT count(*) FROM kept") == 0


@pytest.mark.parametrize("name", ["fsync", "synchronous_commit", "full_page_writes"])
async def test_the_server_is_durable(postgres, name):
    assert await _value(postgres.dsn, f"SHOW {name}") == "on"


async def test_a_file_can_not_make_it_less_durable(home):
    async with server.embedded(home) as dsn:
        await _value(dsn, "ALTER SYSTEM SET fsync = off")
    async with server.embedded(home) as dsn:
        assert await _value(dsn, "SHOW fsync") == "on"


async def test_nobody_else_on_the_machine_gets_in(postgres):
    data = postgres.data
    assert data.stat().st_mode & 0o077 == 0
    assert "trust" not in [line.split()[3] for line in (data / "pg_hba.conf").read_text().splitlines()]
    names = {line.split('"')[1] for line in (data / "pg_ident.conf").read_text().splitlines()}
    assert names <= {pwd.getpwuid(os.geteuid()).pw_name, account.SYSTEM_ACCOUNT}
    assert await _value(postgres.dsn, "SHOW listen_addresses") == ""


async def test_statements_and_their_values_stay_out_of_the_server_s_log(postgres):
    connection = await asyncpg.connect(postgres.dsn)
    await connection.execute("CREATE TEMP TABLE t (v text PRIMARY KEY)")
    with pytest.raises(asyncpg.UniqueViolationError):
        await connection.execute("INSERT INTO t VALUES ($1), ($1 || '')", "planted")
    with pytest.raises(asyncpg.InvalidTextRepresentationError):
        await connection.execute("SELECT v::int FROM (VALUES ('planted')) AS x (v)")
    await connection.close()
    log = (postgres.data / "server.log").read_text()
    assert "ready to accept connections" in log
    assert "planted" not in log


async def test_two_users_share_one_server_and_the_last_one_stops_it(home):
    first, second = await asyncio.gather(*(asyncio.to_thread(server.start, home) for _ in range(2)))
    assert first.dsn == second.dsn
    first.stop()
    assert await _value(second.dsn, "SELECT 1") == 1
    second.stop()
    assert not server._answers(home / "postgres")


async def test_two_processes_share_one_server(home):
    child = _child(home)
    pid = _postmaster(home)
    async with server.embedded(home) as dsn:
        assert _postmaster(home) == pid
        child.communicate()
        assert await _value(dsn, "SELECT 1") == 1
    assert not server._answers(home / "postgres")


async def test_a_killed_gateway_leaves_a_server_that_the_next_one_takes_over(home):
    child = _child(home)
    child.kill()
    child.communicate()
    pid = _postmaster(home)
    async with server.embedded(home) as dsn:
        assert _postmaster(home) == pid
        assert await _value(dsn, "SELECT 1") == 1
    assert not server._answers(home / "postgres")


async def test_a_killed_server_starts_again_over_its_stale_pid_file(home):
    running = server.start(home)
    _kill_postmaster(home)
    async with server.embedded(home) as dsn:
        assert await _value(dsn, "SELECT 1") == 1
        running.stop()


async def test_a_stale_pid_that_belongs_to_another_program_now_does_not_matter(home):
    running = server.start(home)
    _kill_postmaster(home)
    user = account.server_account()
    stranger = _sleeper(user)
    try:
        pid_file = home / "postgres" / "postmaster.pid"
        lines = pid_file.read_text().split("\n")
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        async with server.embedded(home) as dsn:
            assert await _value(dsn, "SELECT 1") == 1
            running.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


async def test_stopping_a_server_that_died_is_no_error(home):
    running = server.start(home)
    _kill_postmaster(home)
    running.stop()


async def test_a_half_made_data_directory_is_made_anew(home):
    half = home / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    async with server.embedded(home) as dsn:
        assert await _value(dsn, "SELECT 1") == 1
    assert not half.exists()


def test_a_data_directory_of_another_major_version_is_refused(home):
    (home / "postgres").mkdir()
    (home / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(ConfigurationError, match="PostgreSQL 17") as refusal:
        server.start(home)
    assert "pg_dump" in refusal.value.todo


def test_a_broken_data_directory_is_an_error_that_says_where_to_look(home):
    server.start(home).stop()
    (home / "postgres" / "global" / "pg_control").unlink()
    with pytest.raises(StoreUnavailable, match=r"server\.log"):
        server.start(home)


async def test_a_long_path_gets_its_socket_elsewhere(home):
    deep = home / ("d" * 100)
    async with server.embedded(deep) as dsn:
        assert await _value(dsn, "SELECT 1") == 1
    short = server._socket_directory(deep / "postgres", account.server_account())
    assert short.parent == Path(tempfile.gettempdir())
    assert short.stat().st_mode & 0o077 == 0
    shutil.rmtree(short)


def test_a_socket_directory_of_somebody_else_is_not_used(home):
    deep = home / ("d" * 100) / "postgres"
    user = account.server_account()
    mine = server._socket_directory(deep, user)
    stranger = account.Account("stranger", user.uid + 1, user.gid, switch=user.switch)
    with pytest.raises(ConfigurationError, match="somebody else"):
        server._socket_directory(deep, stranger)
    mine.rmdir()


def test_an_unprivileged_gateway_runs_the_server_as_itself(home):
    user = account.server_account()
    os.chown(home, user.uid, user.gid)
    child = multiprocessing.get_context("fork").Process(target=_run_as, args=(home, user))
    child.start()
    child.join()
    assert child.exitcode == 0
    assert (home / "postgres").stat().st_uid == user.uid
    assert not server._answers(home / "postgres")


def _run_as(home: Path, user: account.Account) -> None:
    """In a forked child, which needs no right to start an interpreter: become the account, then start and stop a server."""
    if user.switch:
        os.setgroups([])
        os.setgid(user.gid)
        os.setuid(user.uid)
    running = server.start(home)
    answered = server._answers(home / "postgres")
    running.stop()
    os._exit(0 if answered else 1)
