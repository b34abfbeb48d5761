"""The tenants' texts, ready for scanning. Law: an index is complete or not there; one that may lag is brought up first.

What a process may use without asking follows from the law of ``registry.barrier``: an index is used as it is only within the lease, and
only if it has the newest version that was heard of. In every other case the database is asked first, and where it does not answer the
call is refused.
"""

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from time import monotonic, time
from typing import Final

from gateway.detect.index.building import build
from gateway.detect.index.table import KeyTable
from gateway.model.errors import Refused, ScannerFailed, StoreUnavailable
from gateway.registry import shelf as shelves
from gateway.registry.barrier import Barrier
from gateway.registry.generations import Generations
from gateway.registry.indexing import IN_MEMORY, Indexing
from gateway.registry.known import Known
from gateway.registry.pages import Heap, live_rows
from gateway.registry.publishing import Publication, Published, ended, publish
from gateway.registry.shelf import Change, Shelf, State
from gateway.registry.tenant_keys import TenantKeys
from gateway.store.pool import Pool
from gateway.vault.keyring import Keys

IN_THREAD_ABOVE: Final = 10_000
"""Bytes of rows from which on they are brought into an index beside the event loop: some two milliseconds."""
ATTEMPTS: Final = 5
"""Times a reading starts again because a large change overtook it."""


class Words:
    """Every tenant's registered texts: durable in the database, effective in memory.

    Args:
        pool: the database.
        keyring: everything of a tenant is sealed and keyed with keys derived from the tenant's own.
        indexing: how the indexes are kept.

    Attributes:
        barrier: this process among the readers.
        lease: until when what is in memory may be used without asking, in monotonic seconds.
    """

    __slots__ = (
        "_generations",
        "_heard",
        "_indexing",
        "_keyring",
        "_keys",
        "_known",
        "_locks",
        "_pool",
        "_queued",
        "_reading",
        "barrier",
        "lease",
    )

    def __init__(self, pool: Pool, keyring: Keys, indexing: Indexing = IN_MEMORY) -> None:
        self._pool, self._keyring, self._indexing = pool, keyring, indexing
        self._generations = Generations(indexing.folder)
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._heard: dict[str, int] = {}
        self._keys: dict[str, TenantKeys] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._queued: dict[str, asyncio.Task[Known]] = {}
        self._reading: set[str] = set()
        self.barrier = Barrier()
        self.lease = 0.0

    @property
    def following(self) -> bool:
        """Changes other processes make arrive by themselves. While they do not, every use asks the database first."""
        return monotonic() < self.lease

    def keys(self, tenant: str) -> TenantKeys:
        """The keys of a tenant's texts."""
        held = self._keys.get(tenant)
        if held is None:
            held = self._keys[tenant] = TenantKeys(tenant, self._keyring.tenant(tenant))
        return held

    async def known(self, tenant: str) -> Known:
        """Give the index of a tenant, with every text in it, and how far it has come.

        Raises:
            StoreUnavailable: the database can not be asked; not within the pool's ``wait``, or its ``limit`` for a first, long reading.
            ScannerFailed: what is stored can not be used.
        """
        known = self._known.get(tenant)
        if known is None or known.version < self._heard.get(tenant, 0) or not self.following:
            return await self._fresh(tenant, self._pool.limit if known is None else self._pool.wait)
        self._known.move_to_end(tenant)
        return known

    async def _fresh(self, tenant: str, seconds: float) -> Known:
        """Wait, not for ever, for a reading that begins from now on. However many wait share one, and it goes on without them."""
        reading = self._queued.get(tenant)
        if reading is None:
            reading = self._queued[tenant] = asyncio.get_running_loop().create_task(self._read_in_turn(tenant), name="words")
            reading.add_done_callback(_noted)
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(reading)
        except TimeoutError:
            raise StoreUnavailable("the tenant's registered texts could not be read in time; look at the database") from None

    async def _read_in_turn(self, tenant: str) -> Known:
        async with self._locks[tenant]:
            del self._queued[tenant]
            return await self._caught_up(tenant)

    async def publish(self, tenant: str, shelf: Shelf, wanted: Publication) -> Published:
        """Change a shelf. When this returns the change is durable, and effective in this process."""
        async with self._pool.connection() as connection:
            published = await publish(connection, self.keys(tenant).owner, shelf, wanted, int(time()))
        known = self._known.get(tenant)
        if known is None or known.version < published.version:
            await self.catch_up(tenant)
        return published

    async def publish_everywhere(self, tenant: str, shelf: Shelf, wanted: Publication) -> Published:
        """Change a shelf. When this returns the change is durable, and no process decides by what was before (see ``barrier``).

        Raises:
            Refused: ``terms_pending``: it is durable, but not known to be effective everywhere.
        """
        async with self.barrier.expecting(self._pool, tenant, following=self.following):
            published = await self.publish(tenant, shelf, wanted)
            await self.barrier.passed(self._pool, tenant, published.version)
            return published

    async def catch_up(self, tenant: str) -> Known:
        """Read what is new of a tenant. After any failure the tenant's index is gone, and the next use builds it anew."""
        async with self._locks[tenant]:
            return await self._caught_up(tenant)

    async def _caught_up(self, tenant: str, base: Known | None = None) -> Known:
        with ExitStack() as undo:
            undo.callback(self._reading.discard, tenant)
            self._reading.add(tenant)
            forget = undo.enter_context(ExitStack())
            forget.callback(self._known.pop, tenant, None)
            known = await self._read(tenant, base or self._known.get(tenant))
            forget.pop_all()
        self._keep(tenant, known)
        return known

    def forget(self, tenant: str) -> None:
        """Drop what is here of a tenant whose keys were destroyed, its files among it."""
        keys = self._keys.pop(tenant, None)
        self._known.pop(tenant, None)
        self._heard.pop(tenant, None)
        if keys is not None:
            self._generations.drop(keys.home)

    def _keep(self, tenant: str, known: Known) -> None:
        if tenant not in self._keys:  # destroyed while it was read
            return
        self._known[tenant] = known
        self._known.move_to_end(tenant)
        if known.version >= self._heard.get(tenant, 0):
            self._heard.pop(tenant, None)
        while len(self._known) > self._indexing.open_max:
            self._known.popitem(last=False)

    async def _read(self, tenant: str, known: Known | None) -> Known:
        keys, floor = self.keys(tenant), 0
        for _ in range(ATTEMPTS):
            if known is None:
                known = Known(keys.secrets, await self._generation(keys, floor), monotonic(), self._indexing.tiers)
            async with self._pool.connection() as connection, shelves.one_moment(connection):
                state = await shelves.state(connection, tenant)
                if state.floor <= known.version <= state.version:
                    changes = await shelves.changes(connection, keys.owner, known.version) if state.version > known.version else []
                    await _advance(known, state, changes)
                    return known
            if known.version > state.version:  # the database was set back: what is here has happened to nobody
                self._generations.drop(keys.home)
            known, floor = None, state.floor
        raise StoreUnavailable("a tenant's texts change faster than they can be read; send them in fewer and larger requests")

    async def _generation(self, keys: TenantKeys, floor: int) -> KeyTable | None:
        """The newest table on this machine, built where it is older than the changes reach; None where the changes are all there is."""
        found = await asyncio.to_thread(self._generations.find, keys.home, floor)
        return found if found is not None or not floor else await self._built(keys, floor)

    async def _built(self, keys: TenantKeys, least: int) -> KeyTable:
        async with self._generations.building(keys.home, self._pool.limit):
            return await asyncio.to_thread(self._generations.find, keys.home, least) or await self._build(keys)

    async def _build(self, keys: TenantKeys) -> KeyTable:
        rows: list[bytes] = []
        async with self._pool.connection() as connection, shelves.one_moment(connection):
            version = (await shelves.state(connection, keys.tenant)).version
            now = int(time())
            async for pages in shelves.pages(connection, keys.owner):
                rows += [live_rows(page, now) for page in pages]
        table = await asyncio.to_thread(lambda: build(b"".join(rows), keys.secrets.digest, version))
        return await asyncio.to_thread(self._generations.keep, keys.home, version, table)

    # -- merging ---------------------------------------------------------------------------------------------------------------------

    def due(self) -> list[str]:
        """Tenants whose changes ought to be merged."""
        now = monotonic()
        return [tenant for tenant, known in self._known.items() if known.is_due(self._indexing, now)]

    async def merge(self, tenant: str) -> None:
        """Merge a tenant's changes into a new table, or take the one another process has made; what has ended leaves here.

        Raises:
            StoreUnavailable, ScannerFailed: it can not be done now; the index stays as it is.
        """
        keys, known = self.keys(tenant), self._known.get(tenant)
        if known is None:
            return
        async with self._generations.building(keys.home, self._pool.limit):
            found = await asyncio.to_thread(self._generations.find, keys.home, known.base + 1)
            generation = found or await self._merged(keys, known)
        if generation is None:
            known.since = monotonic()
            return
        async with self._locks[tenant]:
            await self._caught_up(tenant, Known(keys.secrets, generation, monotonic(), self._indexing.tiers))

    async def _merged(self, keys: TenantKeys, known: Known) -> KeyTable | None:
        """Build a table and destroy the changes that are in it; None where nothing has changed or ended."""
        async with self._pool.connection() as connection:
            if await ended(connection, keys.tenant, now := int(time())):
                for shelf in Shelf:
                    await publish(connection, keys.owner, shelf, Publication(heap=Heap(), quiet=True), now)
            elif known.version == known.base:
                return None
        generation = await self._build(keys)
        async with self._pool.connection() as connection:
            await shelves.trim(connection, keys.tenant, generation.mark)
        return generation

    # -- what others changed ---------------------------------------------------------------------------------------------------------

    def in_use(self) -> list[str]:
        """Tenants whose index is here, or on its way here."""
        return [*self._known, *(self._reading - self._known.keys())]

    def hear(self, tenant: str, version: int) -> bool:
        """From now on use nothing older than a version of a tenant. Says whether what is here is older."""
        known = self._known.get(tenant)
        if known is not None and known.version >= version:
            return False
        self._heard[tenant] = max(version, self._heard.get(tenant, 0))
        return known is not None

    async def heed(self, tenant: str) -> None:
        """Read what is new of a tenant, if it is still unread. One that can not be read costs that tenant its index, and nobody else."""
        known = self._known.get(tenant)
        if known is not None and known.version < self._heard.get(tenant, 0):
            with suppress(Refused, ScannerFailed, StoreUnavailable):
                await self.catch_up(tenant)


async def _advance(known: Known, state: State, changes: Sequence[Change]) -> None:
    """Bring changes into an index; many of them beside the event loop. Scans go on meanwhile, and see the index before or after a key."""
    if sum(len(change.removed) + len(change.added) for change in changes) > IN_THREAD_ABOVE:
        await asyncio.to_thread(known.advance, state, changes)
    else:
        known.advance(state, changes)


def _noted(reading: asyncio.Task[Known]) -> None:
    """Take note of a failure nobody waited for any more: those who did were told already."""
    if not reading.cancelled():
        reading.exception()
