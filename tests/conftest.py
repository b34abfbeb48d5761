"""What tests of many rooms need. Law: the real database, a fresh one for each test, started once."""

import itertools
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from gateway.store import server
from gateway.store.migrations import migrate
from gateway.store.pool import Pool, open_pool

pytest_plugins = ["tests.plugins.skips"]

_TEMPLATE = "template_gateway"
_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[server.Server]:
    """The embedded PostgreSQL, started once for all tests.

    Not below pytest's own folder: each session of pytest closes that folder to other users again, and a server started by root
    runs as another user.
    """
    with tempfile.TemporaryDirectory(prefix="gateway-tests-") as folder:
        running = server.start(Path(folder) / "data")
        yield running
        running.stop()


@pytest.fixture
async def empty_dsn(postgres: server.Server) -> AsyncIterator[str]:
    """The URL of a database without tables."""
    async for dsn in _database(postgres.dsn, "template0"):
        yield dsn


@pytest.fixture
async def dsn(postgres: server.Server) -> AsyncIterator[str]:
    """The URL of a fresh database that has had all migrations."""
    await _ensure_template(postgres.dsn)
    async for fresh in _database(postgres.dsn, _TEMPLATE):
        yield fresh


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """Connections to a fresh database that has had all migrations."""
    opened = await open_pool(dsn, size=4)
    yield opened
    await opened.close()


async def _database(admin_dsn: str, template: str) -> AsyncIterator[str]:
    name = f"test_{os.getpid()}_{next(_numbers)}"
    await _run(admin_dsn, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield at_database(admin_dsn, name)
    await _run(admin_dsn, f"DROP DATABASE {name} WITH (FORCE)")


async def _ensure_template(admin_dsn: str) -> None:
    connection = await asyncpg.connect(admin_dsn)
    exists = await connection.fetchval("SELECT true FROM pg_database WHERE datname = $1", _TEMPLATE)
    await connection.close()
    if not exists:
        await _run(admin_dsn, f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0")
        first = await open_pool(at_database(admin_dsn, _TEMPLATE), size=1)
        await migrate(first)
        await first.close()


async def _run(admin_dsn: str, sql: str) -> None:
    connection = await asyncpg.connect(admin_dsn)
    await connection.execute(sql)
    await connection.close()


def at_database(dsn: str, name: str) -> str:
    """The same server's URL with another database."""
    return dsn.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of test data."""
    return Path(__file__).parent / "data"
