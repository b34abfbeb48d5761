"""How texts come in. Law: a text is turned into keys as it arrives and forgotten; all lines of a request count or none.

What arrives is kept in memory as rows until it is complete, so a slow sender holds no connection and no lock, and a fault on the last
line leaves everything as it was.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from itertools import islice
from time import time
from typing import Final, NamedTuple

from gateway.detect.index.form import OWN, ROW
from gateway.detect.index.keys import Secrets, check_kind, check_rows, keys_of
from gateway.model.errors import Refused
from gateway.registry import shelf as shelves
from gateway.registry.everyone import EVERYONE, is_shared
from gateway.registry.pages import NEVER, Heap
from gateway.registry.publishing import Publication
from gateway.registry.shelf import Shelf
from gateway.registry.tenant_keys import TenantKeys
from gateway.registry.words import Words
from gateway.store.pool import Pool

UPLOADS: Final = 2
"""Requests that register texts at once: each holds its rows in memory."""
HEAP_MAX: Final = 256 * 1024 * 1024
"""Bytes of rows of one request: some three million titles."""
TURN: Final = 128
"""Lines after which others have their turn: some two milliseconds."""
IN_THREAD_ABOVE: Final = 256
"""Texts of an answer from which on they become keys beside the event loop, at some 15 us each."""
TELLS: Final = 16
"""Bits of a vendor's text worth knowing again: "Lunch" and "confirmed" tell nobody anything (``detect.index.Tiers.weak``)."""
_KIND_AT: Final = slice(ROW.size - 2, ROW.size)
"""Where a row holds the numbers of its kind and its origin."""


class Line(NamedTuple):
    """A text that may not leave, or its keys.

    Attributes:
        id: the ERP's id of it, unique on its shelf of its tenant.
        kind: key of ``detect.index.form.KINDS``; empty for provenance.
        origin: member of ``model.category.ORIGINS``.
        text: the words. Not in ``repr``.
        rows: keys the ERP made of the words itself; then there is no text.
    """

    id: str
    kind: str
    origin: str = OWN
    text: str = ""
    rows: bytes | None = None

    def __repr__(self) -> str:
        return f"Line(id={self.id!r}, kind={self.kind!r}, origin={self.origin!r})"


class Count(NamedTuple):
    """How many lines were read, and how many of them have no letter or digit, so that nothing can ever match them."""

    registered: int
    unsearchable: int


class Registration(NamedTuple):
    """What is registered for a tenant.

    Attributes:
        terms, provenance: texts on each shelf.
        watermark: the ERP's own count of its changes, as of the last registration that named one.
        version: grows with every change.
        complete: terms were registered, and not lost since.
        key_id: names the key that blind registration has to use.
    """

    terms: int
    provenance: int
    watermark: int
    version: int
    complete: bool
    key_id: str


class Intake:
    """Registers, learns and forgets texts.

    Args:
        pool: the database.
        words: where they become effective.
        ttl: seconds what came from a vendor is kept.
    """

    __slots__ = ("_pool", "_ttl", "_uploads", "_words")

    def __init__(self, pool: Pool, words: Words, ttl: float) -> None:
        self._pool, self._words, self._ttl = pool, words, ttl
        self._uploads = asyncio.Semaphore(UPLOADS)

    async def put(
        self, tenant: str, shelf: Shelf, batches: AsyncIterator[Iterable[Line]], *, replace: bool = False, watermark: int | None = None
    ) -> Count:
        """Register texts, or replace those of the same ids (see ``Registry.put_terms``)."""
        async with self._uploads:
            heap, unsearchable = Heap(), 0
            async for batch in batches:
                lines = iter(batch)
                while some := list(islice(lines, TURN)):
                    unsearchable += self._take(heap, tenant, shelf, some)
                    await asyncio.sleep(0)
            if heap.count or replace or watermark is not None:
                wanted = Publication(heap=heap, replace=replace, watermark=watermark, complete=shelf is Shelf.TERM)
                await self._words.publish_everywhere(tenant, shelf, wanted)
            return Count(heap.count, unsearchable)

    def _take(self, heap: Heap, tenant: str, shelf: Shelf, batch: Iterable[Line]) -> int:
        keys, expires, unsearchable = self._words.keys(tenant), self._end(shelf), 0
        digest, secrets, put = keys.digest, keys.secrets, heap.put
        for line in batch:
            rows = _rows(line, secrets)
            unsearchable += not rows
            put(digest(line.id), expires, rows)
        if heap.size > HEAP_MAX:
            raise Refused("body_too_large", "The texts of one request are too many; send them in several, the first with replace=all.")
        return unsearchable

    def _end(self, shelf: Shelf) -> int:
        return int(time() + self._ttl) if shelf is Shelf.PROVENANCE else NEVER

    async def learn(self, tenant: str, origin: str, texts: Collection[str]) -> None:
        """Keep the texts of an answer (see ``Registry.learn``). What is known already is written again after half of its time."""
        for shelf, wanted in ((tenant, tells), (EVERYONE, is_shared)):
            keys, expires = self._words.keys(shelf), self._end(Shelf.PROVENANCE)
            if len(texts) > IN_THREAD_ABOVE:
                heap = await asyncio.to_thread(_learned, keys, origin, texts, expires, wanted)
            else:
                heap = _learned(keys, origin, texts, expires, wanted)
            if heap.count:
                await self._words.publish(shelf, Shelf.PROVENANCE, Publication(heap=heap, fresh=int(time() + self._ttl / 2), quiet=True))

    async def delete(self, tenant: str, shelf: Shelf, text_id: str) -> bool:
        """Forget a text. Returns False when there is none of this id."""
        gone = frozenset({self._words.keys(tenant).digest(text_id)})
        published = await self._words.publish_everywhere(tenant, shelf, Publication(heap=Heap(), gone=gone))
        return published.forgotten > 0

    async def forget(self, tenant: str) -> None:
        """Forget every text of a tenant."""
        for shelf in Shelf:
            await self._words.publish_everywhere(tenant, shelf, Publication(heap=Heap(), replace=True, forget=True))

    async def registration(self, tenant: str) -> Registration:
        """Say what is registered for a tenant."""
        async with self._pool.connection() as connection, shelves.one_moment(connection):
            state, held = await shelves.state(connection, tenant), await shelves.counts(connection, tenant)
        return Registration(
            terms=held[Shelf.TERM],
            provenance=held[Shelf.PROVENANCE],
            watermark=state.watermark,
            version=state.version,
            complete=state.registered and not state.lost,
            key_id=self._words.keys(tenant).key_id,
        )


def _rows(line: Line, secrets: Secrets) -> bytes:
    if line.rows is None:
        return keys_of(line.text, line.kind, line.origin, secrets)
    check_rows(line.rows)
    meant = bytes(check_kind(line.kind, line.origin))
    if any(line.rows[at : at + ROW.size][_KIND_AT] != meant for at in range(0, len(line.rows), ROW.size)):
        raise Refused("bad_input", "The keys of a term were made for another kind or origin; make them anew with gateway.blind.")
    return line.rows


def _learned(keys: TenantKeys, origin: str, texts: Iterable[str], expires: int, wanted: Callable[[bytes], bool]) -> Heap:
    """An entry for each text, under the text's own digest: what is fetched again and again is kept once, and longer."""
    heap, secrets = Heap(), keys.secrets
    for text in texts:
        rows = keys_of(text, "", origin, secrets)
        if wanted(rows):
            heap.put(keys.digest(f"{origin}/{text}"), expires, rows)
    return heap


def tells(rows: bytes) -> bool:
    """Whether a vendor's text is worth knowing again."""
    return any(bits >= TELLS for _, _, _, bits, *_ in ROW.iter_unpack(rows))
