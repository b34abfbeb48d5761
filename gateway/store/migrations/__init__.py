"""Brings the store to the form this code expects. Law: every numbered file once, in order, never edited afterwards.

A file is ``NNNN_name.sql``. Its number is its place, its bytes are remembered by checksum: a store that has seen other
bytes, or a number this code does not have, was made by other code and is refused.
"""

import hashlib
import itertools
import re
from collections.abc import Iterable, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final, NamedTuple

import asyncpg

from gateway.model.errors import ConfigurationError
from gateway.store.pool import Connection, Pool, kind

_NAME: Final = re.compile(r"(?P<number>\d{4})_\w+\.sql")
_LOCK: Final = 0x67_61_74_65_77_61_79
"""Key of the advisory lock under which migrations run: "gateway" in ASCII."""
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS schema_migration (
    number   integer     PRIMARY KEY,
    name     text        NOT NULL,
    checksum text        NOT NULL,
    applied  timestamptz NOT NULL DEFAULT now()
)
"""


class Migration(NamedTuple):
    """One step of the store's form."""

    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """Hex SHA-256 of the file's text."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def shipped(folder: Traversable | None = None) -> tuple[Migration, ...]:
    """Read the migrations that ship with this code, in order.

    Raises:
        ConfigurationError: two files share a number.
    """
    files = (folder or resources.files(__name__)).iterdir()
    found = sorted(Migration(int(name["number"]), file.name, file.read_text()) for file in files if (name := _NAME.fullmatch(file.name)))
    for earlier, later in itertools.pairwise(found):
        if earlier.number == later.number:
            raise ConfigurationError(f"migrations {earlier.name} and {later.name} share a number", todo="Renumber the newer one.")
    return tuple(found)


async def migrate(pool: Pool, migrations: Iterable[Migration] | None = None) -> None:
    """Apply what is missing, all of it or nothing. Safe to call from many processes at once.

    Raises:
        ConfigurationError: the store was made by other code, or a migration fails; says what to do.
        StoreUnavailable: the database does not answer.
    """
    wanted = {migration.number: migration for migration in (shipped() if migrations is None else migrations)}
    async with pool.transaction() as connection:
        await connection.execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
        await connection.execute("SET LOCAL client_min_messages = warning")
        await connection.execute(_TABLE)
        applied = await connection.fetch("SELECT number, name, checksum FROM schema_migration ORDER BY number")
        for row in applied:
            _check(row, wanted)
        for migration in _missing(wanted, {row["number"] for row in applied}):
            await _apply(connection, migration)


def _check(row: asyncpg.Record, wanted: Mapping[int, Migration]) -> None:
    migration = wanted.get(row["number"])
    if migration is None:
        raise ConfigurationError(
            f"the store is newer than this gateway: it has had migration {row['name']}",
            todo="Start the gateway version that made it, or a newer one; an older one must not write to it.",
        )
    if migration.checksum != row["checksum"]:
        raise ConfigurationError(
            f"migration {migration.name} is not the one the store has had",
            todo="Restore the file as released and put the change into a new migration; or use another database.",
        )


def _missing(wanted: Mapping[int, Migration], applied: set[int]) -> list[Migration]:
    missing = [wanted[number] for number in sorted(wanted.keys() - applied)]
    if missing and missing[0].number < max(applied, default=0):
        raise ConfigurationError(
            f"migration {missing[0].name} comes before one the store has had already", todo="Give it a number after all released ones."
        )
    return missing


async def _apply(connection: Connection, migration: Migration) -> None:
    try:
        await connection.execute(migration.sql)
    except asyncpg.PostgresError as error:
        line = migration.sql.count("\n", 0, int(getattr(error, "position", None) or 0)) + 1
        raise ConfigurationError(
            f"the migration fails ({kind(error)}); nothing was changed",
            todo="Correct the migration; psql shows the whole message when it runs the file.",
            where=f"{migration.name}:{line}",
        ) from None
    await connection.execute(
        "INSERT INTO schema_migration (number, name, checksum) VALUES ($1, $2, $3)", migration.number, migration.name, migration.checksum
    )
