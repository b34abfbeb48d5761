"""Changes of registered texts. Law: one transaction, all or nothing; the version is taken first and held until it commits."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

import asyncpg

from gateway.registry.pages import NEVER, Heap, fanout_for
from gateway.registry.redo import CHANGE_BYTES, CHANGE_SHARE, Page, Redo
from gateway.registry.shelf import PAGES_AT_ONCE, Owner, Shelf, change_place, page_place
from gateway.store.pool import Connection

Row: TypeAlias = tuple[str, str, int, int, int, int, bytes]

HERE_MOST: Final = 4
"""Pages that are redone in the event loop: some hundred microseconds each."""
_VERSION: Final = (
    "INSERT INTO term_versions AS held (tenant, version) VALUES ($1, 1)"
    " ON CONFLICT (tenant) DO UPDATE SET version = held.version + 1 RETURNING version"
)
_COMPLETE: Final = (
    "UPDATE term_versions SET registered = true, lost = lost AND NOT $2, watermark = coalesce($3, watermark) WHERE tenant = $1"
)
_SHELF: Final = "SELECT fanout, entries, bytes FROM term_shelves WHERE tenant = $1 AND shelf = $2"
_SAVE: Final = (
    "INSERT INTO term_shelves (tenant, shelf, fanout, entries, bytes) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant, shelf)"
    " DO UPDATE SET fanout = EXCLUDED.fanout, entries = EXCLUDED.entries, bytes = EXCLUDED.bytes"
)
_NUMBERS: Final = "SELECT page FROM term_pages WHERE tenant = $1 AND shelf = $2 AND fanout = $3"
_ENDING: Final = f"{_NUMBERS} AND expires <= $4 AND expires < 4294967295"
_PAGES: Final = "SELECT page, version, sealed FROM term_pages WHERE tenant = $1 AND shelf = $2 AND fanout = $3 AND page = ANY($4::int[])"
_DROP: Final = "DELETE FROM term_pages WHERE tenant = $1 AND shelf = $2 AND fanout = $3 AND page = ANY($4::int[])"
_COLUMNS: Final = ("tenant", "shelf", "fanout", "page", "version", "expires", "sealed")
_CHANGE: Final = "INSERT INTO term_changes (tenant, version, sealed) VALUES ($1, $2, $3)"
_FLOOR: Final = "UPDATE term_versions SET floor = $2 WHERE tenant = $1"
_FORGET: Final = "DELETE FROM term_changes WHERE tenant = $1"
_ENDED: Final = "SELECT EXISTS (SELECT FROM term_pages WHERE tenant = $1 AND expires <= $2 AND expires < 4294967295)"
_UNREGISTER: Final = "UPDATE term_versions SET registered = false, watermark = 0 WHERE tenant = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What is to become of a shelf.

    Attributes:
        heap: texts to register or replace.
        gone: digests of ids to forget.
        replace: forget what is not in the heap.
        complete: this is a registration by the ERP, as opposed to something learnt or forgotten.
        watermark: the ERP's count of its changes that this brings the shelf to; None where it named none.
        forget: nothing counts as registered any more.
        fresh: UTC seconds; what is there and ends later is not written again.
        quiet: where nothing changes there is no new version. Not for what waits for other readers: they speak of new versions only.
    """

    heap: Heap
    gone: frozenset[bytes] = frozenset()
    replace: bool = False
    complete: bool = False
    watermark: int | None = None
    forget: bool = False
    fresh: int = NEVER
    quiet: bool = False


class Published(NamedTuple):
    """What came of a change: the tenant's new version, and how many texts are there no more."""

    version: int
    forgotten: int


async def publish(connection: Connection, owner: Owner, shelf: Shelf, wanted: Publication, now: int) -> Published:
    """Change a shelf; what has ended on the pages at hand goes, too.

    Args:
        connection: in no transaction.
        owner: whose shelf.
        shelf: which.
        wanted: what is to become of it.
        now: UTC seconds.
    """
    async with _undoable(connection) as undo:
        version: int = await connection.fetchval(_VERSION, owner.tenant)
        held = await connection.fetchrow(_SHELF, owner.tenant, shelf)
        fanout, entries, size = held if held is not None else (1, 0, 0)
        redo = _redo(wanted, fanout, size, now)
        await _rewrite(connection, owner, shelf, version, redo)
        if wanted.quiet and not redo.written:
            undo.add(True)
            return Published(version - 1, 0)
        await connection.execute(_SAVE, owner.tenant, shelf, redo.new, entries + redo.entries, size + redo.size)
        await _announce(connection, owner, version, redo)
        if wanted.complete:
            whole = wanted.replace or wanted.watermark is not None
            await connection.execute(_COMPLETE, owner.tenant, whole, wanted.watermark)
        if wanted.forget:
            await connection.execute(_UNREGISTER, owner.tenant)
        return Published(version, redo.forgotten)


@asynccontextmanager
async def _undoable(connection: Connection) -> AsyncIterator[set[bool]]:
    """A transaction that its block can undo without a fault, by putting something into the set."""
    undo: set[bool] = set()
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield undo
    except BaseException:
        await transaction.rollback()
        raise
    await (transaction.rollback() if undo else transaction.commit())


def _redo(wanted: Publication, fanout: int, size: int, now: int) -> Redo:
    after = wanted.heap.size + (0 if wanted.replace else size)
    return Redo(
        old=fanout,
        new=fanout_for(after, fanout),
        heap=wanted.heap,
        gone=wanted.gone,
        replace=wanted.replace,
        now=now,
        fresh=wanted.fresh,
        most=max(CHANGE_BYTES, size // CHANGE_SHARE),
    )


async def _rewrite(connection: Connection, owner: Owner, shelf: Shelf, version: int, redo: Redo) -> None:
    place = owner.tenant, shelf, redo.old
    asked = connection.fetch(_NUMBERS, *place) if redo.all_pages else connection.fetch(_ENDING, *place, redo.now)
    numbers = redo.old_pages([row["page"] for row in await asked])
    for some in _some(numbers):
        found = await connection.fetch(_PAGES, owner.tenant, shelf, redo.old, some)
        gone, written = await _in_turn(_Place(owner, shelf, version), redo, some, found)
        await connection.execute(_DROP, owner.tenant, shelf, redo.old, gone)
        await connection.copy_records_to_table("term_pages", records=written, columns=_COLUMNS)


def _some(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[at : at + PAGES_AT_ONCE] for at in range(0, len(numbers), PAGES_AT_ONCE))


class _Place(NamedTuple):
    """Where pages belong."""

    owner: Owner
    shelf: Shelf
    version: int


async def _in_turn(place: _Place, redo: Redo, numbers: Sequence[int], found: Sequence[asyncpg.Record]) -> tuple[list[int], list[Row]]:
    """Redo a few pages at once, many beside the event loop."""
    if len(numbers) <= HERE_MOST:
        return _redone(place, redo, numbers, found)
    return await asyncio.to_thread(_redone, place, redo, numbers, found)


def _redone(place: _Place, redo: Redo, numbers: Sequence[int], found: Sequence[asyncpg.Record]) -> tuple[list[int], list[Row]]:
    """Redo some pages, beside the event loop: numbers of those that go, and rows to write."""
    plain = {row["page"]: place.owner.open(row["sealed"], *page_place(place.shelf, redo.old, row["page"], row["version"])) for row in found}
    gone: list[int] = []
    written: list[Row] = []
    for number in numbers:
        pages = redo.page(number, plain.get(number))
        gone += [number] if pages else []
        written += [_row(place, redo.new, page) for page in pages if page.plain]
    return gone, written


def _row(place: _Place, fanout: int, page: Page) -> Row:
    owner, shelf, version = place
    sealed = owner.close(page.plain, *page_place(shelf, fanout, page.number, version))
    return owner.tenant, shelf, fanout, page.number, version, page.expires, sealed


async def _announce(connection: Connection, owner: Owner, version: int, redo: Redo) -> None:
    """Let a small change stand by itself; a large one, and a shelf that was parted anew, are read from the pages."""
    if redo.large:
        await connection.execute(_FLOOR, owner.tenant, version)
        await connection.execute(_FORGET, owner.tenant)
    else:
        await connection.execute(_CHANGE, owner.tenant, version, owner.close(redo.change, *change_place(version)))


async def ended(connection: Connection, tenant: str, now: int) -> bool:
    """Say whether a tenant has texts that have ended."""
    found: bool = await connection.fetchval(_ENDED, tenant, now)
    return found
