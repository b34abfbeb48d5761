"""The tenants' texts, ready for scanning. Law: an index is complete or not there; one that may lag is brought up first."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import ExitStack, suppress
from typing import Final

from gateway.detect.terms import TermIndex
from gateway.model.decision import TermScanner
from gateway.model.errors import Refused, ScannerFailed, StoreUnavailable
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

    __slots__ = ("_keyring", "_known", "_locks", "_pool", "_queued", "_uploads", "following")

    def __init__(self, pool: Pool, keyring: Keyring) -> None:
        self._pool, self._keyring = pool, keyring
        self._known: dict[str, Known] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._queued: dict[str, asyncio.Task[Known]] = {}
        self._uploads = asyncio.Semaphore(UPLOADS)
        self.following = False

    async def scanner(self, tenant: str) -> TermScanner:
        """Give the detector that knows every text of a tenant.

        Raises:
            StoreUnavailable: the database can not be asked; not within the pool's ``wait``, or its ``limit`` for a first, long reading.
            ScannerFailed: a stored text can not be opened.
        """
        known = self._known.get(tenant)
        if known is None or not self.following:
            known = await self._fresh(tenant, self._pool.limit if known is None else self._pool.wait)
        return known.index

    async def _fresh(self, tenant: str, seconds: float) -> Known:
        """Wait, not for ever, for a reading that begins from now on. However many wait share one, and it goes on without them."""
        reading = self._queued.get(tenant)
        if reading is None:
            reading = self._queued[tenant] = asyncio.get_running_loop().create_task(self._read_in_turn(tenant), name="words")
            reading.add_done_callback(_heard)
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(reading)
        except TimeoutError:
            raise StoreUnavailable("the tenant's registered texts could not be read in time; look at the database") from None

    async def _read_in_turn(self, tenant: str) -> Known:
        async with self._locks[tenant]:
            del self._queued[tenant]
            return await self._caught_up(tenant)

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
            return await self._caught_up(tenant)

    async def _caught_up(self, tenant: str) -> Known:
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


def _heard(reading: asyncio.Task[Known]) -> None:
    """Take note of a failure nobody waited for any more: those who did were told already."""
    if not reading.cancelled():
        reading.exception()
