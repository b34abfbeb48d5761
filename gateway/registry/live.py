"""The registry as it is now. Law: readers see one whole snapshot; every change goes through the database and comes back from it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final, Self

import structlog

from gateway.model.category import Purpose
from gateway.model.decision import TermScanner
from gateway.model.errors import Refused, StoreUnavailable
from gateway.registry import rows
from gateway.registry.contents import Contents, assemble
from gateway.registry.keys import DIGEST_INFO, digest_key, new_key
from gateway.registry.news import News
from gateway.registry.shelf import Shelf, Text
from gateway.registry.snapshot import Authorisation, Caller, Integration, Snapshot, Tenant
from gateway.registry.words import Words
from gateway.store.pool import Pool
from gateway.vault.keyring import Keyring

HEARTBEAT_S: Final = 5.0
"""Seconds of silence after which the epoch is read anyway: a connection that died without a word is noticed by then."""
RETRY_S: Final = 1.0
"""Seconds between attempts to listen again."""
_log = structlog.get_logger(__name__)


class Registry:
    """Callers, tenants, integrations, authorisations and terms.

    Args:
        pool: the database.
        keyring: caller keys are hashed, terms sealed and pseudonyms made under keys derived from it.
        declared: what the settings declare; laid under what is stored.
        snapshot: the first one; ``open`` reads it.

    Attributes:
        snapshot: the current one. Take it once per call, so that one call sees one state.
        words: the tenants' texts.
    """

    __slots__ = ("_declared", "_keyring", "_pool", "_pseudonym_keys", "_reloading", "snapshot", "words")

    def __init__(self, pool: Pool, keyring: Keyring, declared: Contents, snapshot: Snapshot) -> None:
        self._pool, self._keyring, self._declared = pool, keyring, declared
        self._reloading = asyncio.Lock()
        self._pseudonym_keys: dict[str, bytes] = {}
        self.snapshot = snapshot
        self.words = Words(pool, keyring)

    @classmethod
    async def open(cls, pool: Pool, keyring: Keyring, declared: Contents) -> Self:
        """Read the registry.

        Raises:
            StoreUnavailable: the database can not be asked.
        """
        secret = keyring.derive(DIGEST_INFO)
        async with pool.connection() as connection:
            epoch, stored = await rows.read_all(connection)
        return cls(pool, keyring, declared, assemble(stored, declared, epoch=epoch, secret=secret))

    async def reload(self) -> None:
        """Read the registry again and swap the snapshot, whole, in one assignment."""
        async with self._reloading, self._pool.connection() as connection:
            epoch, stored = await rows.read_all(connection)
            self.snapshot = assemble(stored, self._declared, epoch=epoch, secret=self.snapshot.secret)

    async def follow(self) -> None:
        """Follow the changes other processes make, until cancelled. A lost connection is replaced, and what was missed is read."""
        while True:
            try:
                async with News(self._pool) as news:
                    await self._heed(news)
            except StoreUnavailable as error:
                _log.warning("registry_not_following", reason=str(error))
            finally:
                self.words.following = False
            await asyncio.sleep(RETRY_S)

    async def _heed(self, news: News) -> None:
        await self.reload()
        await self.words.catch_up_known()
        self.words.following = True
        while True:
            tenants = await news.wait(HEARTBEAT_S)
            if await news.epoch() != self.snapshot.epoch:
                await self.reload()
            for tenant in tenants:
                await self.words.heed(tenant)

    async def add_caller(self, caller: Caller) -> str:
        """Add a caller.

        Returns:
            Its key. It is kept nowhere: who loses it needs another caller.

        Raises:
            Refused: the name is taken.
        """
        key = new_key()
        named = {held.name for _, held in self.snapshot.digests.values()}
        async with self._pool.connection() as connection:
            if caller.name in named or not await rows.write_caller(connection, caller, digest_key(key, self.snapshot.secret)):
                raise Refused("caller_exists", "Another caller has this name.")
        await self.reload()
        return key

    async def put_tenant(self, tenant: Tenant, consents: frozenset[Purpose] | None = None) -> None:
        """Create a tenant or replace its settings; its consents only where they are given."""
        async with self._pool.transaction() as connection:
            await rows.write_tenant(connection, tenant)
            if consents is not None:
                await rows.write_consents(connection, tenant.name, consents)
        await self.reload()

    async def put_integration(self, integration: Integration) -> None:
        """Create or replace a tenant's choice about a connector."""
        async with self._pool.connection() as connection:
            await rows.write_integration(connection, integration)
        await self.reload()

    async def add_authorisation(self, authorisation: Authorisation, *, recorded_by: str) -> None:
        """Record an authorisation.

        Args:
            authorisation: replaces the one of the same tenant, connector, feature and reference.
            recorded_by: name of the caller who says so.
        """
        async with self._pool.connection() as connection:
            await rows.write_authorisation(connection, authorisation, recorded_by)
        await self.reload()

    async def put_terms(self, tenant: str, texts: AsyncIterator[Text]) -> int:
        """Register or replace a tenant's terms, all or none; when this returns they are durable, and effective in this process."""
        return await self.words.put(tenant, Shelf.TERM, texts)

    async def put_provenance(self, tenant: str, texts: AsyncIterator[Text]) -> int:
        """The same for texts known by where they came from."""
        return await self.words.put(tenant, Shelf.PROVENANCE, texts)

    async def delete_term(self, tenant: str, term_id: str) -> bool:
        """Destroy a term. Returns False when there is none of this id."""
        return await self.words.delete(tenant, Shelf.TERM, term_id)

    async def scanner(self, tenant: str) -> TermScanner:
        """Give the detector that knows every registered text of a tenant (see ``Words.scanner``)."""
        return await self.words.scanner(tenant)

    def pseudonym_key(self, tenant: str) -> bytes:
        """Give the 32-byte key a tenant's pseudonyms are made under."""
        key = self._pseudonym_keys.get(tenant)
        if key is None:
            key = self._pseudonym_keys[tenant] = self._keyring.derive(f"registry/pseudonyms/{tenant}/1")
        return key
