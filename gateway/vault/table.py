"""Data keys at rest. Law: they are written wrapped, changed only from the state that was read, and every change is written down with it."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from gateway.store.pool import Connection, Pool
from gateway.vault.datakey import INSTALLATION, place
from gateway.vault.kek import Place

FOUNDING: Final = 0x64_61_74_61_6B_65_79
"""Key of the advisory lock under which an installation gets its first data keys: "datakey" in ASCII."""
ROTATING: Final = 0x72_6F_74_61_74_65
"""Key of the advisory lock a rotation holds: "rotate" in ASCII."""
_SELECT: Final = "SELECT tenant, version, key_id, kek_id, kek_version, wrapped FROM data_keys WHERE state = 'active' AND "
_STANDING: Final = "SELECT DISTINCT ON (tenant) tenant, version, state FROM data_keys WHERE tenant <> '' ORDER BY tenant, version DESC"
_INSERT: Final = (
    "INSERT INTO data_keys (tenant, version, key_id, kek_id, kek_version, wrapped) VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT DO NOTHING RETURNING true"
)
_REWRAP: Final = (
    "UPDATE data_keys SET kek_id = $4, kek_version = $5, wrapped = $6"
    " WHERE tenant = $1 AND version = $2 AND kek_id = $3 AND state = 'active' RETURNING true"
)
_OLD: Final = (
    "SELECT EXISTS (SELECT FROM callers) OR EXISTS (SELECT FROM tenants) OR EXISTS (SELECT FROM term_versions)"
    " OR EXISTS (SELECT FROM log_state)"
)
_OLD_TENANTS: Final = "SELECT tenant FROM tenants UNION SELECT tenant FROM term_versions"
_OLD_ENVELOPES: Final = "(SELECT sealed FROM term_pages LIMIT 1) UNION ALL (SELECT sealed FROM term_changes LIMIT 1)"


class Row(NamedTuple):
    """One data key, wrapped.

    Attributes:
        tenant: whose; empty for the installation.
        version: its number among its tenant's.
        key_id: its name.
        kek_id: what it is wrapped under.
        kek_version: the rotation that wrapped it.
        wrapped: the wrapped bytes.
    """

    tenant: str
    version: int
    key_id: str
    kek_id: str
    kek_version: int
    wrapped: bytes

    @property
    def place(self) -> Place:
        """What its wrapping is bound to."""
        return place(self.tenant, self.version, self.key_id)


async def installation(connection: Connection, lock: str = "") -> Row | None:
    """Read the installation's key; None where there is none yet.

    Args:
        connection: where to read.
        lock: ``FOR SHARE`` keeps a rotation from beginning until the transaction ends, ``FOR UPDATE`` keeps new keys waiting too.
    """
    row = await connection.fetchrow(f"{_SELECT} tenant = '' {lock}")
    return Row(*row) if row else None


async def standing(pool: Pool) -> dict[str, tuple[int, bool]]:
    """Say of each tenant that ever had a key the newest one's version, and whether it is there still."""
    return {row["tenant"]: (row["version"], row["state"] == "active") for row in await pool.fetch(_STANDING)}


async def wrapped(pool: Pool, tenants: Sequence[str]) -> list[Row]:
    """Read the keys of some tenants."""
    return [Row(*row) for row in await pool.fetch(f"{_SELECT} tenant = ANY($1)", list(tenants))]


async def left(pool: Pool, kek_id: str, after: str, most: int) -> list[Row]:
    """Read the next keys, in the order of their tenants, that are not wrapped under one key-encryption key."""
    rows = await pool.fetch(f"{_SELECT} kek_id <> $1 AND tenant > $2 ORDER BY tenant LIMIT $3", kek_id, after, most)
    return [Row(*row) for row in rows]


async def count(pool: Pool, kek_id: str) -> tuple[int, int]:
    """Count the keys wrapped under a key-encryption key, and all."""
    sql = "SELECT count(*) FILTER (WHERE kek_id = $1), count(*) FROM data_keys WHERE state = 'active'"
    row = await pool.fetchrow(sql, kek_id)
    assert row is not None  # noqa: S101 - a SELECT of aggregates has one row
    return row[0], row[1]


async def insert(connection: Connection, row: Row, event: str) -> None:
    """Keep a new key, unless its tenant has got one meanwhile."""
    if await connection.fetchval(_INSERT, *row):
        await note(connection, event, tenant=row.tenant, key_id=row.key_id, kek_id=row.kek_id)


async def rewrap(connection: Connection, row: Row, kek_id: str, kek_version: int, wrapped_anew: bytes) -> None:
    """Exchange a key's wrapping, unless it was exchanged or destroyed meanwhile."""
    await connection.fetchval(_REWRAP, row.tenant, row.version, row.kek_id, kek_id, kek_version, wrapped_anew)


async def destroy(connection: Connection, tenant: str, by: str) -> bool:
    """Destroy a tenant's key. Says whether there was one."""
    sql = "UPDATE data_keys SET wrapped = NULL, state = 'destroyed' WHERE tenant = $1 AND state = 'active' RETURNING key_id, kek_id"
    row = await connection.fetchrow(sql, tenant)
    if row is None:
        return False
    await note(connection, "destroyed", tenant=tenant, key_id=row["key_id"], kek_id=row["kek_id"], detail=f"by {by}")
    return True


async def note(connection: Connection, event: str, **what: Any) -> None:
    """Write down what happened.

    Args:
        connection: the one it happens on, so that both are kept or neither.
        event: see the table.
        what: tenant, key_id, kek_id, detail.
    """
    values = [what.get(name, "") for name in ("tenant", "key_id", "kek_id", "detail")]
    await connection.execute("INSERT INTO key_events (event, tenant, key_id, kek_id, detail) VALUES ($1, $2, $3, $4, $5)", event, *values)


async def older(connection: Connection) -> tuple[list[str], list[bytes]] | None:
    """Say which tenants an installation had before there were data keys, with some of what was sealed; None for a new one."""
    if not await connection.fetchval(_OLD):
        return None
    tenants = [row["tenant"] for row in await connection.fetch(_OLD_TENANTS) if row["tenant"] != INSTALLATION]
    return tenants, [row["sealed"] for row in await connection.fetch(_OLD_ENVELOPES)]
