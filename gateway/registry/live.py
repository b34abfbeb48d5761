"""The registry as it is now. Law: readers see one whole snapshot; every change goes through the database and comes back from it."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable
from typing import Final, Self

from gateway.model.category import Purpose
from gateway.model.decision import TermScanner
from gateway.model.errors import Refused
from gateway.registry import rows
from gateway.registry.contents import Contents, assemble
from gateway.registry.everyone import EVERYONE, with_everyones
from gateway.registry.following import follow
from gateway.registry.indexing import IN_MEMORY, Indexing
from gateway.registry.intake import Count, Intake, Line, Registration
from gateway.registry.keys import DIGEST_INFO, digest_key, new_key
from gateway.registry.shelf import Shelf
from gateway.registry.snapshot import Authorisation, Caller, Integration, Snapshot, Tenant
from gateway.registry.standing import stand
from gateway.registry.tenant_keys import TenantKeys
from gateway.registry.words import Words
from gateway.store.pool import Pool
from gateway.vault.keyring import Keys

SCANNERS_MAX: Final = 256
"""Scanners remembered at once; each holds an index in memory that ``Words`` may have let go."""


class Registry:
    """Callers, tenants, integrations, authorisations and terms.

    Args:
        pool: the database.
        keyring: caller keys are hashed under a key derived from it; a tenant's terms are sealed and its pseudonyms made under the tenant's.
        declared: what the settings declare; laid under what is stored.
        snapshot: the first one; ``open`` reads it.
        indexing: how the tenants' indexes are kept.

    Attributes:
        snapshot: the current one. Take it once per call, so that one call sees one state.
        words: the tenants' indexes.
    """

    __slots__ = ("_declared", "_intake", "_keyring", "_pool", "_reloading", "_scanners", "snapshot", "words")

    def __init__(self, pool: Pool, keyring: Keys, declared: Contents, snapshot: Snapshot, indexing: Indexing = IN_MEMORY) -> None:
        self._pool, self._keyring, self._declared = pool, keyring, declared
        self._reloading = asyncio.Lock()
        self._scanners: dict[str, TermScanner] = {}
        self.snapshot = snapshot
        self.words = Words(pool, keyring, indexing)
        self._intake = Intake(pool, self.words, indexing.ttl)

    @classmethod
    async def open(cls, pool: Pool, keyring: Keys, declared: Contents, indexing: Indexing = IN_MEMORY) -> Self:
        """Read the registry.

        Args:
            pool: the database.
            keyring: see the class.
            declared: what the settings declare.
            indexing: how the tenants' indexes are kept.

        Raises:
            StoreUnavailable: the database can not be asked.
        """
        secret = keyring.derive(DIGEST_INFO)
        async with pool.connection() as connection:
            epoch, stored = await rows.read_all(connection)
        snapshot = assemble(stored, declared, epoch=epoch, secret=secret)
        await keyring.prepare(snapshot.tenants)
        return cls(pool, keyring, declared, snapshot, indexing)

    async def reload(self) -> None:
        """Read the registry again and swap the snapshot, whole, in one assignment. A tenant's keys are there before the tenant is."""
        async with self._reloading:
            async with self._pool.connection() as connection:
                epoch, stored = await rows.read_all(connection)
            snapshot = assemble(stored, self._declared, epoch=epoch, secret=self.snapshot.secret)
            for tenant in await self._keyring.prepare(snapshot.tenants):
                self.words.forget(tenant)
                self._scanners.pop(tenant, None)
            self.snapshot = snapshot

    async def follow(self) -> None:
        """Follow the changes other processes make, until cancelled (see ``registry.following``)."""
        await follow(self._pool, self.words, self._keep_up)

    async def _keep_up(self, epoch: int) -> None:
        if epoch != self.snapshot.epoch:
            await self.reload()

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

    async def put_terms(
        self, tenant: str, batches: AsyncIterator[Iterable[Line]], *, replace: bool = False, watermark: int | None = None
    ) -> Count:
        """Register or replace a tenant's terms, all or none; when this returns they are durable, and effective in every process.

        Args:
            tenant: name.
            batches: read as they come; whatever this raises is passed on, and nothing has changed. Of one id the last counts.
            replace: forget every term that is not among them.
            watermark: the ERP's own count of its changes that this brings the registration to.

        Raises:
            Refused: ``terms_pending``: it is durable, but one process has not said that it took it up.
        """
        return await self._intake.put(tenant, Shelf.TERM, batches, replace=replace, watermark=watermark)

    async def put_provenance(self, tenant: str, batches: AsyncIterator[Iterable[Line]]) -> Count:
        """The same for texts known by where they came from; they end after the time to live."""
        return await self._intake.put(tenant, Shelf.PROVENANCE, batches)

    async def learn(self, tenant: str, origin: str, texts: Collection[str]) -> None:
        """Keep what a vendor answered; when this returns it is durable, effective in this process and announced to the others.

        Args:
            tenant: name.
            origin: where it came from; member of ``model.category.ORIGINS``.
            texts: each is kept for the time to live, from now on.
        """
        await self._intake.learn(tenant, origin, texts)

    async def delete_term(self, tenant: str, term_id: str) -> bool:
        """Forget a term, everywhere. Returns False when there is none of this id."""
        return await self._intake.delete(tenant, Shelf.TERM, term_id)

    async def forget_texts(self, tenant: str) -> None:
        """Forget every text of a tenant, terms and provenance, everywhere."""
        await self._intake.forget(tenant)

    async def registration(self, tenant: str) -> Registration:
        """Say what is registered for a tenant."""
        return await self._intake.registration(tenant)

    def blinding_key(self, tenant: str) -> TenantKeys:
        """The key under which the ERP may turn texts into keys itself (see ``gateway.blind``)."""
        return self.words.keys(tenant)

    async def scanner(self, tenant: str) -> TermScanner:
        """Give the detector that knows every registered text of a tenant (see ``Words.known``).

        Raises:
            Refused: the index is missing or older than the tenant's settings allow (see ``registry.standing``).
        """
        known = await self.words.known(tenant)
        stand(known.state, self.snapshot.tenants.get(tenant))
        shared = await self.words.known(EVERYONE)
        if len(self._scanners) > SCANNERS_MAX:
            self._scanners.clear()
        scanner = self._scanners[tenant] = with_everyones(known.index, shared.index, self._scanners.get(tenant))
        return scanner

    def pseudonym_key(self, tenant: str) -> bytes:
        """Give the 32-byte key a tenant's pseudonyms are made under."""
        return self._keyring.tenant(tenant).derive(f"registry/pseudonyms/{tenant}/1")
