"""The one way to a database connection. Law: what the driver throws becomes StoreUnavailable here, once, and without the value it quotes.

asyncpg's messages may repeat arguments and rows (``DataError``, ``UniqueViolationError``), so only the kind of error goes on.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import asyncpg

from gateway.model.errors import ConfigurationError, StoreUnavailable

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"

DRIVER_FAULTS: Final = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError)
"""Everything a connection can throw that is not a bug of the caller."""

OLDEST_SERVER: Final = 140000
"""PostgreSQL 14, the oldest release its project still maintained in 2026 (postgresql.org/support/versioning)."""

_SESSION: Final = {"application_name": "gateway", "jit": "off"}
_DURABILITY: Final = """
SELECT current_setting('server_version_num')::int AS version, current_setting('fsync') AS fsync,
       current_setting('full_page_writes') AS full_page_writes, current_setting('synchronous_commit') AS synchronous_commit
"""
_DURABLE: Final = {"fsync": {"on"}, "full_page_writes": {"on"}, "synchronous_commit": {"on", "remote_apply"}}
"""What must be set for a commit to survive power loss (PostgreSQL 18 manual, 19.5)."""


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors into StoreUnavailable."""
    try:
        yield
    except DRIVER_FAULTS as error:
        raise StoreUnavailable(f"the database can not be used ({kind(error)}); look at the database and its log") from None


def kind(error: BaseException) -> str:
    """Name an error of the driver without its message: ``DiskFullError 53100``."""
    return " ".join(filter(None, (type(error).__name__, getattr(error, "sqlstate", None))))


@dataclass(frozen=True, slots=True)
class Pool:
    """Connections to the store. Every method raises StoreUnavailable when the database does not answer in time.

    Attributes:
        wait: seconds to wait for a connection.
        limit: seconds a statement may take.
    """

    wait: float
    limit: float
    _dsn: str = field(repr=False)  # may hold a password
    _pool: "asyncpg.Pool[asyncpg.Record]" = field(repr=False)

    @contextlib.asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Borrow a connection for the time of the block."""
        with translated():
            async with self._pool.acquire(timeout=self.wait) as connection:
                yield connection

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """Borrow a connection and run the block in one transaction on it."""
        async with self.connection() as connection, connection.transaction():
            yield connection

    async def fetch(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        """All rows of a statement."""
        async with self.connection() as connection:
            return await connection.fetch(sql, *args)

    async def fetchrow(self, sql: str, *args: Any) -> asyncpg.Record | None:
        """The first row of a statement, or None."""
        async with self.connection() as connection:
            return await connection.fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: Any) -> Any:
        """The first column of the first row of a statement, or None."""
        async with self.connection() as connection:
            return await connection.fetchval(sql, *args)

    async def execute(self, sql: str, *args: Any) -> str:
        """Run a statement; without arguments the text may hold several."""
        async with self.connection() as connection:
            return await connection.execute(sql, *args)

    async def dedicated(self) -> "asyncpg.Connection[asyncpg.Record]":
        """Open a connection of one's own (for LISTEN, or for the log's writer). The caller closes it."""
        with translated():
            connection = await asyncpg.connect(self._dsn, timeout=self.wait, command_timeout=self.limit, server_settings=_SESSION)
        try:
            await _assert_durable(connection)
        except BaseException:
            connection.terminate()
            raise
        return connection

    async def close(self) -> None:
        """Close all borrowed connections as they come back; cut those that do not."""
        try:
            async with asyncio.timeout(self.limit):
                await self._pool.close()
        except DRIVER_FAULTS:
            self._pool.terminate()


async def open_pool(dsn: str, *, size: int = 8, wait: float = 2.0, limit: float = 10.0) -> Pool:
    """Connect to the store.

    Args:
        dsn: PostgreSQL URL.
        size: most connections at once.
        wait: seconds to wait for a connection.
        limit: seconds a statement may take.

    Raises:
        ConfigurationError: the URL can not be read, or the server does not keep what it commits.
        StoreUnavailable: the server does not answer.
    """
    pool = asyncpg.create_pool(
        dsn, min_size=1, max_size=size, timeout=wait, command_timeout=limit, init=_assert_durable, server_settings=_SESSION
    )
    with translated():
        try:
            await pool
        except ValueError:
            raise ConfigurationError("the database URL can not be read", todo="Write postgresql://user:password@host/database.") from None
    return Pool(wait, limit, dsn, pool)


async def _assert_durable(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    with translated():
        found = await connection.fetchrow(_DURABILITY)
    assert found is not None  # noqa: S101 - a SELECT without FROM has one row
    if found["version"] < OLDEST_SERVER:
        raise ConfigurationError("the database server is older than PostgreSQL 14", todo="Use PostgreSQL 14 or newer.")
    for name, allowed in _DURABLE.items():
        if found[name] not in allowed:
            raise ConfigurationError(
                f"the database runs with {name}={found[name]}, so a committed record may be lost", todo=f"Set {name}=on for this database."
            )
