"""Registered texts at rest. Law: a text is sealed before it reaches the database and opens only in its own row.

A change of a tenant's texts takes the tenant's next version number and holds it until it commits, so versions become visible in
order: whoever has read version *n* has everything up to *n*, and what is new is simply what has a higher one.
"""

import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import asyncpg

from gateway.store.pool import Connection
from gateway.vault.seal import NONCE_BYTES, Seal


class Shelf(StrEnum):
    """Why a text is known."""

    TERM = "term"
    """The tenant registered it."""
    PROVENANCE = "provenance"
    """It was read from a vendor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text that may not leave.

    Attributes:
        id: the ERP's id of it, unique on its shelf of its tenant.
        kind: what it is: project, task, comment and so on; empty for provenance.
        origin: member of ``model.category.ORIGINS``.
        text: the words. Not in ``repr``.
    """

    id: str
    kind: str
    origin: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row that is new, replaced or gone.

    Attributes:
        key: names the text among all of its tenant's.
        version: the tenant's version it came with.
        text: None when it was deleted.
    """

    key: str
    version: int
    text: Text | None


BATCH: Final = 1_000
"""Rows held in memory at once, either way. At the term's largest size this is 64 MB, at a usual one 0.1 MB."""
PUBLISH_S: Final = 600.0
"""Seconds a set of any size may take to be published; the pool's own limit is for single rows."""
_STAGE: Final = "CREATE TEMP TABLE staged (line bigint, id text, kind text, origin text, sealed bytea) ON COMMIT DROP"
_VERSION: Final = (
    "INSERT INTO term_versions AS held (tenant, version) VALUES ($1, 1)"
    " ON CONFLICT (tenant) DO UPDATE SET version = held.version + 1 RETURNING version"
)
_PUBLISH: Final = (
    "INSERT INTO terms (tenant, shelf, id, kind, origin, sealed, version)"
    " SELECT $1, $2, id, kind, origin, sealed, $3 FROM (SELECT DISTINCT ON (id) * FROM staged ORDER BY id, line DESC) AS last"
    " ON CONFLICT (tenant, shelf, id) DO UPDATE"
    " SET kind = EXCLUDED.kind, origin = EXCLUDED.origin, sealed = EXCLUDED.sealed, version = EXCLUDED.version"
)
_ERASE: Final = "UPDATE terms SET sealed = NULL, version = $4 WHERE tenant = $1 AND shelf = $2 AND id = $3"
_EXISTS: Final = "SELECT true FROM terms WHERE tenant = $1 AND shelf = $2 AND id = $3 AND sealed IS NOT NULL"
_SINCE: Final = "SELECT shelf, id, kind, origin, sealed, version FROM terms WHERE tenant = $1 AND version > $2"


async def write(connection: Connection, seal: Seal, tenant: str, shelf: Shelf, texts: AsyncIterator[Text]) -> int:
    """Register or replace texts, all or none: if ``texts`` raises, nothing has changed. Of one id the last one counts.

    The texts are staged first and the tenant's version is taken last, so that a slow sender keeps nobody else waiting.

    Returns:
        How many texts were read.
    """
    async with connection.transaction():
        await connection.execute(_STAGE)
        count = await _stage(connection, seal, tenant, shelf, texts)
        if count:
            version = await connection.fetchval(_VERSION, tenant)
            await connection.execute(_PUBLISH, tenant, shelf, version, timeout=PUBLISH_S)
        return count


async def _stage(connection: Connection, seal: Seal, tenant: str, shelf: Shelf, texts: AsyncIterator[Text]) -> int:
    count = 0
    batch: list[tuple[int, str, str, str, bytes]] = []
    async for each in texts:
        place = _place(tenant, shelf, each.id, each.kind, each.origin)
        sealed = seal.seal(each.text.encode(), aad=place, nonce=secrets.token_bytes(NONCE_BYTES))
        batch.append((count, each.id, each.kind, each.origin, sealed))
        count += 1
        if len(batch) == BATCH:
            await connection.copy_records_to_table("staged", records=batch)
            batch.clear()
    if batch:
        await connection.copy_records_to_table("staged", records=batch)
    return count


async def erase(connection: Connection, tenant: str, shelf: Shelf, text_id: str) -> bool:
    """Destroy a text. Its row stays, empty, so that other workers learn of it.

    Returns:
        False when there is no such text.
    """
    async with connection.transaction():
        if not await connection.fetchval(_EXISTS, tenant, shelf, text_id):
            return False
        await connection.execute(_ERASE, tenant, shelf, text_id, await connection.fetchval(_VERSION, tenant))
        return True


async def changes_since(connection: Connection, seal: Seal, tenant: str, version: int, apply: Callable[[Change], None]) -> None:
    """Hand over every change after a version, in no particular order, all of one moment.

    Args:
        connection: where to read.
        seal: the tenant's.
        tenant: name.
        version: the last one known; 0 for everything.
        apply: called once for each.

    Raises:
        SealBroken: a row does not open: it was changed, or sealed under another key.
    """
    async with connection.transaction(readonly=True):
        rows = await connection.cursor(_SINCE, tenant, version)
        while found := await rows.fetch(BATCH):
            for row in found:
                apply(_opened(seal, tenant, row))


def _opened(seal: Seal, tenant: str, row: asyncpg.Record) -> Change:
    shelf, text = Shelf(row["shelf"]), None
    if row["sealed"] is not None:
        place = _place(tenant, shelf, row["id"], row["kind"], row["origin"])
        words = seal.open(row["sealed"], aad=place).decode()
        text = Text(id=row["id"], kind=row["kind"], origin=row["origin"], text=words)
    return Change(key=f"{shelf}/{row['id']}", version=row["version"], text=text)


def _place(*names: str) -> bytes:
    """What an envelope is bound to. Names can not contain U+0000 (PostgreSQL's text never does), so this is unambiguous."""
    return "\0".join(("terms", *names)).encode()
