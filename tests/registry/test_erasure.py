"""A tenant's key is destroyed: nothing of the tenant is usable in any process, its files go, and the other tenants go on."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gateway.model.errors import Refused
from gateway.registry.contents import Contents
from gateway.registry.indexing import Indexing
from gateway.registry.intake import Line
from gateway.registry.live import Registry
from gateway.registry.snapshot import Tenant
from gateway.store.pool import Pool
from gateway.vault.kek import Keks, Local
from gateway.vault.vault import Vault

TENANTS = Contents(tenants=(Tenant(name="acme", region="IE"), Tenant(name="beta", region="IE")))
TEXT = "Quiet Otter Rehearsal"


async def process(pool: Pool, folder: Path) -> tuple[Vault, Registry]:
    vault = await Vault.open(pool, lambda: Keks(Local(bytes(32), entropy=os.urandom)))
    return vault, await Registry.open(pool, vault, TENANTS, Indexing(folder=folder))


def tables(folder: Path) -> int:
    return len(list(folder.glob("*/*.tbl")))


async def terms() -> AsyncIterator[list[Line]]:
    yield [Line("1", "task", "integro", TEXT)]


async def test_destroyed_it_is_gone_everywhere_and_only_it(pool: Pool, tmp_path: Path) -> None:
    (vault, here), (_, elsewhere) = await process(pool, tmp_path), await process(pool, tmp_path)
    for tenant in ("acme", "beta"):
        await here.put_terms(tenant, terms())
    for registry in (here, elsewhere):
        assert list((await registry.scanner("acme")).scan(TEXT))
        assert registry.pseudonym_key("acme")
        for tenant in ("acme", "beta"):
            await registry.words.merge(tenant)
    assert tables(tmp_path) == 2
    await vault.destroy("acme", by="dpo")
    for registry in (here, elsewhere):
        await registry.reload()
    for registry in (here, elsewhere, (await process(pool, tmp_path))[1]):
        for use in (registry.pseudonym_key, registry.blinding_key):
            with pytest.raises(Refused, match="keys_missing"):
                use("acme")
        with pytest.raises(Refused, match="keys_missing"):
            await registry.scanner("acme")
        assert list((await registry.scanner("beta")).scan(TEXT))
        assert "acme" not in registry.words.in_use()
    assert tables(tmp_path) == 1
