"""A new key-encryption key. Law: every step is whole by itself; whoever stops it anywhere and starts it again ends at the same place.

Only the wrapping of data keys changes, so a gateway that runs notices nothing. The installation's data key goes first: from then on new
keys are wrapped under the new one too (see ``vault.vault``), so what is left can only become less.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, NamedTuple

import structlog

from gateway.model.errors import GatewayError
from gateway.store.pool import DRIVER_FAULTS, Pool, translated
from gateway.vault import table
from gateway.vault.datakey import INSTALLATION
from gateway.vault.kek import Keks, KeyUnavailable
from gateway.vault.seal import SealBroken
from gateway.vault.table import Row
from gateway.vault.wrapping import exchange

BATCH: Final = 100
"""Data keys read at once."""
BEGUN: Final = "begun"
"""Written down before a key-encryption key is destroyed; what became of it follows. Alone, it is a deed whose end nobody saw."""
_log = structlog.get_logger(__name__)
_DONE: Final = (
    "SELECT event = 'rotation_begun' FROM key_events WHERE kek_id = $1 AND event IN ('rotation_begun', 'rotation_done')"
    " ORDER BY id DESC LIMIT 1"
)


class Progress(NamedTuple):
    """How far a rotation has come.

    Attributes:
        done: data keys wrapped under the current key-encryption key.
        total: all data keys.
        faults: those that could not be re-wrapped in this run; they are as they were.
    """

    done: int
    total: int
    faults: int

    @property
    def complete(self) -> bool:
        """Nothing is wrapped under another key any more."""
        return self.done == self.total


class RotationRuns(GatewayError):
    """Another process rotates now."""


async def rotate(pool: Pool, keks: Keks) -> AsyncIterator[Progress]:
    """Wrap every data key under the current key-encryption key, and say after each how far that is.

    Args:
        pool: the database; the installation has its data key.
        keks: the new key as the current one, the old ones as previous.

    Raises:
        ConfigurationError: the key the installation's data key is wrapped under is not given.
        RotationRuns: another process rotates now.
        SealBroken, KeyUnavailable: the installation's data key can not be re-wrapped; nothing was changed.
        StoreUnavailable: the database can not be used; run it again.
    """
    async with _alone(pool):
        version = await _installation(pool, keks)
        done, total = await table.count(pool, keks.current.id)
        faults, after = 0, INSTALLATION
        yield Progress(done, total, 0)
        while rows := await table.left(pool, keks.current.id, after, BATCH):
            for row in rows:
                moved = await _moved(pool, keks, row, version)
                done, faults, after = done + moved, faults + (not moved), row.tenant
                yield Progress(done, total, faults)
        done, total = await table.count(pool, keks.current.id)
        if done == total:
            await _note_done(pool, keks.current.id)
        yield Progress(done, total, faults)


async def destroy_previous(pool: Pool, keks: Keks) -> list[tuple[str, str]]:
    """Destroy the previous key-encryption keys that nothing is wrapped under any more.

    Returns:
        Each one's name and what became of it.
    """
    async with _alone(pool):
        return [(each.id, await _destroyed(pool, keks, each.id)) for each in keks.previous if each.id != keks.current.id]


@asynccontextmanager
async def _alone(pool: Pool) -> AsyncIterator[None]:
    """Keep other rotations out. The lock ends with its connection, however this process ends."""
    connection = await pool.dedicated()
    try:
        with translated():
            alone = await connection.fetchval("SELECT pg_try_advisory_lock($1)", table.ROTATING)
        if not alone:
            raise RotationRuns("another process rotates keys now; wait until it has ended")
        yield
    finally:
        try:
            await connection.close()
        except DRIVER_FAULTS:
            connection.terminate()


async def _installation(pool: Pool, keks: Keks) -> int:
    """Re-wrap the installation's data key, which begins a rotation; gives the rotation's number."""
    async with pool.transaction() as connection:
        row = await table.installation(connection, "FOR UPDATE")
        assert row is not None  # noqa: S101 - the caller opened the vault
        if row.kek_id == keks.current.id:
            return row.kek_version
        anew = await exchange(keks.named(row.kek_id), keks.current, row)
        await table.rewrap(connection, row, keks.current.id, row.kek_version + 1, anew)
        await table.note(connection, "rotation_begun", kek_id=keks.current.id, detail=f"from {row.kek_id}")
        return row.kek_version + 1


async def _moved(pool: Pool, keks: Keks, row: Row, version: int) -> bool:
    old = keks.find(row.kek_id)
    if old is None:
        _log.warning("data_key_not_rewrapped", tenant=row.tenant, reason="kek_not_given")
        return False
    try:
        anew = await exchange(old, keks.current, row)
    except (SealBroken, KeyUnavailable) as error:
        _log.warning("data_key_not_rewrapped", tenant=row.tenant, reason=type(error).__name__)
        return False
    async with pool.connection() as connection:
        await table.rewrap(connection, row, keks.current.id, version, anew)
    return True


async def _note_done(pool: Pool, kek_id: str) -> None:
    async with pool.transaction() as connection:
        if await connection.fetchval(_DONE, kek_id):
            await table.note(connection, "rotation_done", kek_id=kek_id)


async def _destroyed(pool: Pool, keks: Keks, kek_id: str) -> str:
    wrapped, _ = await table.count(pool, kek_id)
    if wrapped:
        return f"kept: {wrapped} data keys are still wrapped under it"
    async with pool.connection() as connection:
        await table.note(connection, "kek_destroyed", kek_id=kek_id, detail=BEGUN)
    outcome = await asyncio.to_thread(keks.named(kek_id).destroy)
    async with pool.connection() as connection:
        await table.note(connection, "kek_destroyed", kek_id=kek_id, detail=outcome)
    return outcome
