"""Registered texts at rest. Law: rows of keys, sealed, each page in its own place; who has read version *n* has everything up to *n*.

A change of a tenant's texts takes the tenant's next version number and holds it until it commits, so versions become visible in
order. What changed is kept twice: the pages are the truth (see ``registry.pages``), and a small change stands by itself for readers
that have the version before it. A large one does not: it raises the *floor*, and whoever is below it reads the pages anew.
"""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from gateway.model.errors import ScannerFailed
from gateway.registry.redo import read_change
from gateway.store.pool import Connection
from gateway.vault.seal import NONCE_BYTES, Seal, SealBroken


class Shelf(StrEnum):
    """Why a text is known."""

    TERM = "term"
    """The tenant registered it."""
    PROVENANCE = "provenance"
    """It was read from a vendor."""


class State(NamedTuple):
    """How far a tenant's texts have come.

    Attributes:
        version: grows with every change.
        floor: changes up to it do not stand by themselves.
        registered: a registration of terms has been completed.
        watermark: the ERP's own count of its changes, as of the last registration that named one.
        lost: what was registered has been destroyed by an upgrade.
    """

    version: int = 0
    floor: int = 0
    registered: bool = False
    watermark: int = 0
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose texts, and what they are sealed with."""

    tenant: str
    seal: Seal = field(repr=False)

    def close(self, plain: bytes, *place: object) -> bytes:
        """Seal bytes for a place."""
        return self.seal.seal(plain, aad=self._bound(place), nonce=secrets.token_bytes(NONCE_BYTES))

    def open(self, sealed: bytes, *place: object) -> bytes:
        """Open what was sealed for a place.

        Raises:
            ScannerFailed: it was changed, moved, or sealed under another key.
        """
        try:
            return self.seal.open(sealed, aad=self._bound(place))
        except SealBroken as error:
            raise ScannerFailed(f"what is kept of a tenant's texts can not be used: {error}") from error

    def _bound(self, place: tuple[object, ...]) -> bytes:
        """Names can not contain U+0000 (PostgreSQL's text never does), so this is unambiguous."""
        return "\0".join(("index", self.tenant, *map(str, place))).encode()


PAGES_AT_ONCE: Final = 256
"""Pages in memory at once: some megabytes."""
_STATE: Final = "SELECT version, floor, registered, watermark, lost FROM term_versions WHERE tenant = $1"
_VERSIONS: Final = "SELECT tenant, version FROM term_versions WHERE tenant = ANY($1::text[])"
_CHANGES: Final = "SELECT version, sealed FROM term_changes WHERE tenant = $1 AND version > $2 ORDER BY version"
_PAGES: Final = "SELECT shelf, fanout, page, version, sealed FROM term_pages WHERE tenant = $1"
_COUNTS: Final = "SELECT shelf, entries FROM term_shelves WHERE tenant = $1"
_RAISE: Final = "UPDATE term_versions SET floor = $2 WHERE tenant = $1 AND floor < $2"
_TRIM: Final = "DELETE FROM term_changes WHERE tenant = $1 AND version <= $2"


def page_place(shelf: str, fanout: int, page: int, version: int) -> tuple[object, ...]:
    """What a page is sealed for: its row."""
    return "page", shelf, fanout, page, version


def change_place(version: int) -> tuple[object, ...]:
    """What a change is sealed for: its row."""
    return "change", version


@asynccontextmanager
async def one_moment(connection: Connection) -> AsyncIterator[None]:
    """What is read in the block is of one moment."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        yield


async def state(connection: Connection, tenant: str) -> State:
    """How far a tenant's texts have come; a tenant nobody registered anything for is at the beginning."""
    row = await connection.fetchrow(_STATE, tenant)
    return State(*row) if row is not None else State()


async def versions(connection: Connection, tenants: list[str]) -> dict[str, int]:
    """The versions of those tenants that have one."""
    return {row["tenant"]: row["version"] for row in await connection.fetch(_VERSIONS, tenants)}


class Change(NamedTuple):
    """What one version took away and brought: rows of keys."""

    version: int
    removed: bytes
    added: bytes


async def changes(connection: Connection, owner: Owner, after: int) -> list[Change]:
    """The small changes after a version, in order.

    Raises:
        ScannerFailed: a change can not be used.
    """
    rows = await connection.fetch(_CHANGES, owner.tenant, after)
    return [Change(row["version"], *read_change(owner.open(row["sealed"], *change_place(row["version"])))) for row in rows]


async def pages(connection: Connection, owner: Owner) -> AsyncIterator[list[bytes]]:
    """Every page of a tenant, some at a time, still sealed with what it is bound to; call it in a transaction.

    Raises:
        ScannerFailed: a page can not be used.
    """
    rows = await connection.cursor(_PAGES, owner.tenant)
    while found := await rows.fetch(PAGES_AT_ONCE):
        yield [owner.open(row["sealed"], *page_place(row["shelf"], row["fanout"], row["page"], row["version"])) for row in found]


async def counts(connection: Connection, tenant: str) -> dict[Shelf, int]:
    """How many texts stand on each shelf."""
    held = {Shelf(row["shelf"]): int(row["entries"]) for row in await connection.fetch(_COUNTS, tenant)}
    return dict.fromkeys(Shelf, 0) | held


async def trim(connection: Connection, tenant: str, version: int) -> None:
    """Destroy the changes up to a version, which stands in an index now; readers below it read the pages."""
    async with connection.transaction():
        await connection.execute(_RAISE, tenant, version)
        await connection.execute(_TRIM, tenant, version)
