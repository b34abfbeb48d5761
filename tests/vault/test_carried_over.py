"""Installations from before there were data keys: what they derived and sealed stays good under the keys they are carried over to."""

import os
from collections.abc import Callable

import pytest

from gateway.model.errors import ConfigurationError
from gateway.store.pool import Pool
from gateway.vault.kek import Keks, Local
from gateway.vault.keyring import Keyring
from gateway.vault.seal import SealBroken, derive
from gateway.vault.vault import Vault


def local(number: int) -> Local:
    return Local(bytes([number]) * 32, entropy=os.urandom)


def given(*numbers: int) -> Callable[[], Keks]:
    current, *previous = map(local, numbers)
    return lambda: Keks(current, tuple(previous))


async def events(pool: Pool) -> list[tuple[str, str]]:
    return [(row["event"], row["tenant"]) for row in await pool.fetch("SELECT event, tenant FROM key_events ORDER BY id")]


async def lived_in(pool: Pool) -> None:
    await pool.execute("INSERT INTO tenants (tenant, region) VALUES ('acme', 'IE'); INSERT INTO term_versions VALUES ('beta', 1)")


async def test_an_older_installation_keeps_what_it_had_derived(pool: Pool) -> None:
    await lived_in(pool)
    vault = await Vault.open(pool, given(1), tenants=["gamma"])
    root = local(1).root
    assert vault.derive("registry/caller-keys/1") == root.derive("registry/caller-keys/1")
    assert vault.key_id == root.key_id
    await vault.prepare(["acme", "beta", "gamma", "new"])
    for tenant in ("acme", "beta", "gamma"):
        assert vault.tenant(tenant).derive(f"registry/pseudonyms/{tenant}/1") == root.derive(f"registry/pseudonyms/{tenant}/1")
    assert vault.tenant("new").derive("registry/pseudonyms/new/1") != root.derive("registry/pseudonyms/new/1")
    assert await events(pool) == [("carried", name) for name in ("", "acme", "beta", "gamma")] + [("created", "*"), ("created", "new")]


async def test_an_older_installation_may_start_with_a_new_key_beside_its_old_one(pool: Pool) -> None:
    await lived_in(pool)
    vault = await Vault.open(pool, given(2, 1))
    assert vault.derive("registry/caller-keys/1") == local(1).root.derive("registry/caller-keys/1")
    assert await pool.fetchval("SELECT count(*) FROM data_keys WHERE kek_id = $1", local(2).id) == 3


async def test_what_it_sealed_tells_which_key_it_was_made_with(pool: Pool) -> None:
    await lived_in(pool)
    sealed = local(1).root.seal().seal(b"ca", aad=b"", nonce=bytes(12))
    vault = await Vault.open(pool, given(1, 2), sealed=[sealed, b"damaged"])
    assert vault.key_id == local(1).root.key_id


async def test_with_another_key_than_it_was_made_with_it_does_not_start_and_nothing_is_kept(pool: Pool) -> None:
    await lived_in(pool)
    sealed = local(1).root.seal().seal(b"page", aad=b"", nonce=bytes(12))
    await pool.execute("INSERT INTO term_changes VALUES ('acme', 1, $1)", sealed)
    with pytest.raises(ConfigurationError, match=local(1).root.key_id):
        await Vault.open(pool, given(2))
    assert await pool.fetchval("SELECT count(*) FROM data_keys") == 0
    assert (await Vault.open(pool, given(1))).key_id == local(1).root.key_id


async def test_what_a_data_key_sealed_does_not_make_an_installation_older(pool: Pool) -> None:
    sealed = Keyring(bytes(32), "ab.v1").seal().seal(b"ca", aad=b"", nonce=bytes(12))
    vault = await Vault.open(pool, given(1), sealed=[sealed])
    assert vault.derive("a") != derive(bytes([1]) * 32, info="a")
    with pytest.raises(SealBroken):
        vault.seal().open(sealed, aad=b"")
