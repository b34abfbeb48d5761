"""The tenants' texts, ready for scanning. Law: an index is complete or not there; one that may lag is brought up first."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import ExitStack, suppress
from typing import Final

from gateway.detect.terms import TermIndex
from gateway.model.decision import Scanner
from gateway.model.errors import Refused, ScannerFailed
from gateway.registry.shelf import Change, Shelf, Text, changes_since, erase, write
from gateway.store.pool import Pool
from gateway.vault.keyring import Keyring
from gateway.vault.seal import Seal, SealBroken

UPLOADS: Final = 2
"""Requests that register texts at once: each holds a connection of the pool for as long as its sender takes."""


class Known:
    """One tenant's texts as far as this process has read them.

    Attributes:
        index: what is scanned with.
        version: every change up to it is in the index.
    """

    __slots__ = ("index", "version")

    def __init__(self) -> None:
        self.index = TermIndex()
        self.version = 0

    def apply(self, change: Change) -> None:
        """Bring one change into the index. Applying it again changes nothing."""
        if change.text is None:
            self.index.remove(change.key)
        else:
            self.index.add(change.key, change.text.kind, change.text.text, change.text.origin)


class Words:
    """Every tenant's registered texts: durable in the database, effective in memory.

    Args:
        pool: the database.
        keyring: each tenant's texts are sealed under a key of their own, derived from it.

    Attributes:
        following: changes other processes make arrive by themselves. While they do not, every use asks the database first.
    """

    __slots__ = ("_keyring", "_known", "_locks", "_pool", "_uploads", "following")

    def __init__(self, pool: Pool, keyring: Keyring) -> None:
        self._pool, self._keyring = pool, keyring
        self._known: dict[str, Known] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._uploads = asyncio.Semaphore(UPLOADS)
        self.following = False

    async def scanner(self, tenant: str) -> Scanner:
        """Give the detector that knows every text of a tenant.

        Raises:
            StoreUnavailable: the database can not be asked.
            ScannerFailed: a stored text can not be opened.
        """
        known = self._known.get(tenant)
        if known is None or not self.following:
            known = await self.catch_up(tenant)
        return known.index

    async def put(self, tenant: str, shelf: Shelf, texts: AsyncIterator[Text]) -> int:
        """Register or replace texts, all or none; when this returns they are durable, and effective in this process.

        Args:
            tenant: name.
            shelf: why they are known.
            texts: read as they come; whatever this raises is passed on, and nothing has changed.

        Returns:
            How many texts were read.
        """
        async with self._uploads, self._pool.connection() as connection:
            count = await write(connection, self._seal(tenant), tenant, shelf, texts)
        await self.catch_up(tenant)
        return count

    async def delete(self, tenant: str, shelf: Shelf, text_id: str) -> bool:
        """Destroy a text. Returns False when there is none of this id."""
        async with self._pool.connection() as connection:
            found = await erase(connection, tenant, shelf, text_id)
        await self.catch_up(tenant)
        return found

    async def catch_up(self, tenant: str) -> Known:
        """Read what is new of a tenant. After any failure the tenant's index is gone, and the next use builds it anew."""
        async with self._locks[tenant]:
            known = self._known.get(tenant) or Known()
            with ExitStack() as undo:
                undo.callback(self._known.pop, tenant, None)
                known.version = await self._read(tenant, known)
                undo.pop_all()
            self._known[tenant] = known
            return known

    async def catch_up_known(self) -> None:
        """Read what is new of every tenant that has an index here."""
        for tenant in tuple(self._known):
            await self.heed(tenant)

    async def heed(self, tenant: str) -> None:
        """A tenant's texts may have changed: read them, if this process has an index of them.

        One that can not be opened costs that tenant its index, so its calls are refused; the others go on.
        """
        if tenant in self._known:
            with suppress(ScannerFailed):
                await self.catch_up(tenant)

    async def _read(self, tenant: str, known: Known) -> int:
        newest = known.version

        def take(change: Change) -> None:
            nonlocal newest
            newest = max(newest, change.version)
            known.apply(change)

        try:
            async with self._pool.connection() as connection:
                await changes_since(connection, self._seal(tenant), tenant, known.version, take)
        except (SealBroken, Refused) as error:
            raise ScannerFailed(f"a registered text can not be used: {error}") from error
        return newest

    def _seal(self, tenant: str) -> Seal:
        return Seal(self._keyring.derive(f"registry/terms/{tenant}/1"), self._keyring.key_id)
