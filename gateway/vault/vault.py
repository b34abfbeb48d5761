"""The data keys of a running gateway. Law: opened at start or when a tenant is new, never for a call; a missing key fails closed.

A data key that is made is wrapped under whatever the installation's own is wrapped under then: every gateway that could start can open
it, and a rotation, which moves the installation's first, knows that nothing new comes under the old key behind its back.
"""

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Final, NamedTuple, Self

import structlog

from gateway.model.errors import ConfigurationError, GatewayError, Refused
from gateway.store.pool import Pool
from gateway.vault import table
from gateway.vault.datakey import INSTALLATION, SHARED, DataKey, carried, fresh
from gateway.vault.kek import Keks, KeyEncryptionKey
from gateway.vault.keyring import Keyring
from gateway.vault.seal import KEY_BYTES, Seal, SealBroken, key_id_of
from gateway.vault.table import Row
from gateway.vault.wrapping import open_row, open_rows, wrap

MARK_BYTES: Final = 8
"""Random bytes in a data key's name."""
ATTEMPTS: Final = 3
"""Times a new key is wrapped anew because a rotation began meanwhile."""
_log = structlog.get_logger(__name__)


class _Open(NamedTuple):
    """A tenant's key in memory. The ring's ``repr`` shows no key."""

    version: int
    ring: Keyring


class Vault:
    """The installation's data key and the tenants' (see ``keyring.Keys``).

    Args:
        pool: where they lie, wrapped.
        load: finds the key-encryption keys; asked again where one is missing, since a key file may have got it.
        keks: what it found first.
        ring: the installation's.
    """

    __slots__ = ("_destroyed", "_keks", "_load", "_pool", "_preparing", "_ring", "_tenants")

    def __init__(self, pool: Pool, load: Callable[[], Keks], keks: Keks, ring: Keyring) -> None:
        self._pool, self._load, self._keks, self._ring = pool, load, keks, ring
        self._preparing = asyncio.Lock()
        self._tenants: dict[str, _Open] = {}
        self._destroyed: set[str] = set()

    @classmethod
    async def open(cls, pool: Pool, load: Callable[[], Keks], *, tenants: Iterable[str] = (), sealed: Iterable[bytes] = ()) -> Self:
        """Open the installation's key; make it first where there is none. Any number of processes may do so at once.

        Args:
            pool: the database.
            load: see the class.
            tenants: names the settings declare. Where the installation is older than data keys, their keys are carried along.
            sealed: envelopes from outside the database; they tell which key an older installation was made with.

        Raises:
            ConfigurationError: no key-encryption key that is given opens it.
            StoreUnavailable: the database can not be used.
            KeyUnavailable: a key-encryption key can not be used now.
        """
        keks = await asyncio.to_thread(load)
        row = await _read(pool) or await _founded(pool, keks, tenants, sealed)
        try:
            ring = await open_row(keks.named(row.kek_id), row)
        except SealBroken as error:
            todo = "Restore the table data_keys from a backup that fits the key-encryption key."
            raise ConfigurationError(f"the installation's data key does not open: {error}", todo=todo) from None
        if row.kek_id != keks.current.id:
            _log.warning("key_rotation_due")
        return cls(pool, load, keks, ring)

    @property
    def key_id(self) -> str:
        """Name of the installation's data key."""
        return self._ring.key_id

    def derive(self, info: str) -> bytes:
        """Give the installation's key for one named use."""
        return self._ring.derive(info)

    def seal(self) -> Seal:
        """Give the installation's seal."""
        return self._ring.seal()

    def tenant(self, name: str) -> Keyring:
        """Give a tenant's keys.

        Raises:
            Refused: ``keys_missing``.
        """
        found = self._tenants.get(name)
        if found is None:
            raise Refused("keys_missing")
        return found.ring

    async def prepare(self, tenants: Iterable[str]) -> frozenset[str]:
        """Open the keys of these tenants and of what they share, make those that never were, forget those that were destroyed.

        One that can not be opened is told in the log and stays missing; the others go on.

        Returns:
            The tenants whose keys were forgotten.

        Raises:
            StoreUnavailable: the database can not be used; what is open stays so.
        """
        async with self._preparing:
            held = await table.standing(self._pool)
            gone = self._destroyed.union(name for name, key in self._tenants.items() if held.get(name) != (key.version, True))
            for name in gone:
                self._tenants.pop(name, None)
            self._destroyed.clear()
            wanted = [name for name in dict.fromkeys((SHARED, *tenants)) if name not in self._tenants and held.get(name, (0, True))[1]]
            if new := [name for name in wanted if name not in held]:
                await self._make(new)
            if wanted:
                await self._open(wanted)
            return frozenset(gone)

    async def destroy(self, tenant: str, *, by: str) -> bool:
        """Destroy a tenant's data key: whatever was sealed or keyed under it, here, elsewhere and in backups, is never readable again.

        Args:
            tenant: name.
            by: whose word it is done on; stands in the evidence.

        Returns:
            False when the tenant has no key.
        """
        if tenant == INSTALLATION:
            raise ValueError("the installation's own key is destroyed with its key-encryption key, not by name")
        async with self._pool.transaction() as connection:
            found = await table.destroy(connection, tenant, by)
        if self._tenants.pop(tenant, None):
            self._destroyed.add(tenant)
        return found

    async def _make(self, tenants: list[str]) -> None:
        for _ in range(ATTEMPTS):
            async with self._pool.connection() as connection:
                above = await table.installation(connection)
            if above is None or (kek := await self._kek(above.kek_id)) is None:
                _log.warning("data_key_not_made", reason="kek_not_given", count=len(tenants))
                return
            try:
                rows = await wrap(kek, map(_fresh, tenants), above.kek_version)
            except GatewayError as error:
                _log.warning("data_key_not_made", reason=type(error).__name__, count=len(tenants))
                return
            if await _kept(self._pool, rows):
                return
        _log.warning("data_key_not_made", reason="rotation_began", count=len(tenants))

    async def _open(self, tenants: list[str]) -> None:
        rows = await table.wrapped(self._pool, tenants)
        keks = {kek_id: await self._kek(kek_id) for kek_id in {row.kek_id for row in rows}}
        known = [(kek, row) for row in rows if (kek := keks[row.kek_id]) is not None]
        rings = await open_rows([kek for kek, _ in known], [row for _, row in known])
        for (_, row), ring in zip(known, rings, strict=True):
            if isinstance(ring, Keyring):
                self._tenants[row.tenant] = _Open(row.version, ring)
            else:
                _log.warning("data_key_not_opened", tenant=row.tenant, reason=type(ring).__name__)
        if missing := len(rows) - len(known):
            _log.warning("data_key_not_opened", reason="kek_not_given", count=missing)

    async def _kek(self, kek_id: str) -> KeyEncryptionKey | None:
        found = self._keks.find(kek_id)
        if found is None:
            try:
                self._keks = await asyncio.to_thread(self._load)
            except ConfigurationError as error:
                _log.warning("key_encryption_key_not_read", reason=type(error).__name__)
            found = self._keks.find(kek_id)
        return found


async def _read(pool: Pool) -> Row | None:
    async with pool.connection() as connection:
        return await table.installation(connection)


def _fresh(tenant: str) -> DataKey:
    return fresh(tenant, 1, key=os.urandom(KEY_BYTES), mark=os.urandom(MARK_BYTES))


async def _kept(pool: Pool, rows: list[Row]) -> bool:
    """Keep new keys; not where a rotation began after they were wrapped."""
    async with pool.transaction() as connection:
        above = await table.installation(connection, "FOR SHARE")
        if above is None or above.kek_id != rows[0].kek_id:
            return False
        for row in rows:
            await table.insert(connection, row, "created")
        return True


async def _founded(pool: Pool, keks: Keks, tenants: Iterable[str], sealed: Iterable[bytes]) -> Row:
    """Give the installation its first data key, and an older one's tenants theirs, all or none."""
    async with pool.transaction() as connection:
        await connection.execute("SELECT pg_advisory_xact_lock($1)", table.FOUNDING)
        if row := await table.installation(connection):
            return row
        event, keys = _first(keks, await table.older(connection), [*tenants], [*sealed])
        rows = await wrap(keks.current, keys, 1)
        for each in rows:
            await table.insert(connection, each, event)
        return rows[0]


def _first(keks: Keks, older: tuple[list[str], list[bytes]] | None, tenants: list[str], sealed: list[bytes]) -> tuple[str, list[DataKey]]:
    """The first data keys. An installation is older than data keys if its database is, or what was sealed outside of it."""
    names = set(_roots(sealed))
    if older is None and not names:
        return "created", [_fresh(INSTALLATION)]
    known, pages = older or ([], [])
    root = keks.root(names.union(_roots(pages)))
    owners = (INSTALLATION, *sorted({*known, *tenants}))
    return "carried", [carried(tenant, root, key=os.urandom(KEY_BYTES)) for tenant in owners]


def _roots(sealed: Iterable[bytes]) -> Iterator[str]:
    """Name the key-encryption keys that envelopes were sealed under, in the time before data keys; a data key's name has a point."""
    for each in sealed:
        with suppress(SealBroken):
            if "." not in (name := key_id_of(each)):
                yield name
