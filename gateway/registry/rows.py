"""The registry's rows, read and written. Law: one function, one statement's worth of SQL; whoever calls owns the transaction."""

from gateway.model.category import Mode, Purpose
from gateway.registry.contents import Contents
from gateway.registry.snapshot import Authorisation, Caller, Integration, Role, Tenant
from gateway.store.pool import Connection


async def read_all(connection: Connection) -> tuple[int, Contents]:
    """Read the whole registry as it was at one moment: its epoch and its contents."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        epoch = await read_epoch(connection)
        return epoch, Contents(
            tenants=await _tenants(connection),
            callers=await _callers(connection),
            integrations=await _integrations(connection),
            authorisations=await _authorisations(connection),
        )


async def read_epoch(connection: Connection) -> int:
    """Read how often the registry has changed."""
    epoch: int = await connection.fetchval("SELECT epoch FROM registry_epoch")
    return epoch


async def _tenants(connection: Connection) -> tuple[Tenant, ...]:
    rows = await connection.fetch(
        "SELECT tenant, region, mode, terms_required, terms_watermark,"
        " ARRAY(SELECT purpose FROM consents WHERE consents.tenant = tenants.tenant) AS consents FROM tenants"
    )
    return tuple(
        Tenant(
            name=row["tenant"],
            region=row["region"],
            mode=Mode(row["mode"]),
            consents=frozenset(map(Purpose, row["consents"])),
            terms_required=row["terms_required"],
            terms_watermark=row["terms_watermark"],
        )
        for row in rows
    )


async def _callers(connection: Connection) -> dict[bytes, Caller]:
    rows = await connection.fetch("SELECT caller, digest, tenants, purposes, roles FROM callers")
    return {
        row["digest"]: Caller(
            name=row["caller"],
            tenants=frozenset(row["tenants"]),
            purposes=frozenset(map(Purpose, row["purposes"])),
            roles=frozenset(map(Role, row["roles"])),
        )
        for row in rows
    }


async def _integrations(connection: Connection) -> tuple[Integration, ...]:
    rows = await connection.fetch("SELECT tenant, connector, purposes, mode, enabled FROM integrations")
    return tuple(
        Integration(
            tenant=row["tenant"],
            connector=row["connector"],
            purposes=None if row["purposes"] is None else frozenset(map(Purpose, row["purposes"])),
            mode=None if row["mode"] is None else Mode(row["mode"]),
            enabled=row["enabled"],
        )
        for row in rows
    )


async def _authorisations(connection: Connection) -> tuple[Authorisation, ...]:
    rows = await connection.fetch("SELECT tenant, connector, feature, categories, reference, until_ms FROM authorisations ORDER BY id")
    return tuple(
        Authorisation(
            tenant=row["tenant"],
            connector=row["connector"],
            feature=row["feature"],
            categories=frozenset(row["categories"]),
            reference=row["reference"],
            until_ms=row["until_ms"],
        )
        for row in rows
    )


async def write_tenant(connection: Connection, tenant: Tenant) -> None:
    """Create a tenant, or replace its settings. Its consents are written by ``write_consents``."""
    await connection.execute(
        "INSERT INTO tenants (tenant, region, mode, terms_required, terms_watermark) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (tenant) DO UPDATE SET region = EXCLUDED.region, mode = EXCLUDED.mode,"
        " terms_required = EXCLUDED.terms_required, terms_watermark = EXCLUDED.terms_watermark",
        tenant.name,
        tenant.region,
        tenant.mode.value,
        tenant.terms_required,
        tenant.terms_watermark,
    )


async def write_consents(connection: Connection, tenant: str, purposes: frozenset[Purpose]) -> None:
    """Make these purposes, and no others, the ones a tenant's subjects consented to."""
    async with connection.transaction():
        await connection.execute("DELETE FROM consents WHERE tenant = $1 AND NOT purpose = ANY($2::text[])", tenant, list(purposes))
        await connection.execute(
            "INSERT INTO consents (tenant, purpose) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING", tenant, list(purposes)
        )


async def write_caller(connection: Connection, caller: Caller, digest: bytes) -> bool:
    """Add a caller.

    Returns:
        False, and nothing written, when the name is taken.
    """
    written = await connection.fetchval(
        "INSERT INTO callers (caller, digest, tenants, purposes, roles) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (caller) DO NOTHING RETURNING caller",
        caller.name,
        digest,
        sorted(caller.tenants),
        sorted(caller.purposes),
        sorted(caller.roles),
    )
    return written is not None


async def write_integration(connection: Connection, integration: Integration) -> None:
    """Create or replace a tenant's choice about a connector."""
    await connection.execute(
        "INSERT INTO integrations (tenant, connector, purposes, mode, enabled) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (tenant, connector) DO UPDATE SET purposes = EXCLUDED.purposes, mode = EXCLUDED.mode, enabled = EXCLUDED.enabled",
        integration.tenant,
        integration.connector,
        None if integration.purposes is None else sorted(integration.purposes),
        integration.mode,
        integration.enabled,
    )


async def write_authorisation(connection: Connection, authorisation: Authorisation, recorded_by: str) -> None:
    """Record an authorisation, or replace the one of the same reference for the same connector and feature."""
    await connection.execute(
        "INSERT INTO authorisations (tenant, connector, feature, categories, reference, until_ms, recorded_by)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant, connector, feature, reference)"
        " DO UPDATE SET categories = EXCLUDED.categories, until_ms = EXCLUDED.until_ms, recorded_by = EXCLUDED.recorded_by",
        authorisation.tenant,
        authorisation.connector,
        authorisation.feature,
        sorted(authorisation.categories),
        authorisation.reference,
        authorisation.until_ms,
        recorded_by,
    )
