"""The data keys of a running gateway, in the real database: found again, each in its own row, shared by processes, destroyed for good."""

import asyncio
import os
from collections.abc import Callable
from typing import Any

import asyncpg
import pytest
from structlog.testing import capture_logs

from gateway.model.errors import ConfigurationError, Refused
from gateway.store.pool import Pool
from gateway.vault.datakey import SHARED
from gateway.vault.kek import Keks, KeyUnavailable, Local
from gateway.vault.vault import Vault


def local(number: int) -> Local:
    return Local(bytes([number]) * 32, entropy=os.urandom)


def given(*numbers: int) -> Callable[[], Keks]:
    current, *previous = map(local, numbers)
    return lambda: Keks(current, tuple(previous))


async def events(pool: Pool) -> list[tuple[str, str]]:
    return [(row["event"], row["tenant"]) for row in await pool.fetch("SELECT event, tenant FROM key_events ORDER BY id")]


class Unwilling:
    """A key-encryption key that lies elsewhere and does not answer, under a local one's name."""

    def __init__(self, number: int) -> None:
        self.id = local(number).id

    def wrap(self, *_: Any) -> bytes:
        raise KeyUnavailable("no")

    unwrap = wrap


async def test_an_installation_gets_one_key_and_finds_it_again(pool: Pool) -> None:
    first, second = await Vault.open(pool, given(1)), await Vault.open(pool, given(1))
    assert (first.key_id, first.derive("a")) == (second.key_id, second.derive("a"))
    assert first.seal().open(second.seal().seal(b"x", aad=b"", nonce=bytes(12)), aad=b"") == b"x"
    assert await events(pool) == [("created", "")]


async def test_two_installations_have_unrelated_keys_even_under_one_key_encryption_key(pool: Pool, empty_dsn: str) -> None:
    from gateway.store.migrations import migrate  # noqa: PLC0415 - only here
    from gateway.store.pool import open_pool  # noqa: PLC0415 - only here

    other = await open_pool(empty_dsn, size=2)
    await migrate(other)
    assert (await Vault.open(pool, given(1))).derive("a") != (await Vault.open(other, given(1))).derive("a")
    await other.close()


async def test_processes_that_start_at_once_share_one_key(pool: Pool) -> None:
    vaults = await asyncio.gather(*(Vault.open(pool, given(1)) for _ in range(4)))
    assert len({vault.derive("a") for vault in vaults}) == 1
    await asyncio.gather(*(vault.prepare(["acme"]) for vault in vaults))
    assert len({vault.tenant("acme").derive("a") for vault in vaults}) == 1
    assert await pool.fetchval("SELECT count(*) FROM data_keys WHERE tenant = 'acme'") == 1


async def test_each_tenant_has_a_key_of_its_own_with_its_version_in_its_name(pool: Pool) -> None:
    vault = await Vault.open(pool, given(1))
    assert await vault.prepare(["acme", "beta", "acme"]) == frozenset()
    assert len({vault.derive("a"), vault.tenant("acme").derive("a"), vault.tenant("beta").derive("a")}) == 3
    assert vault.tenant("acme").key_id.endswith(".v1")
    assert vault.tenant(SHARED)
    with pytest.raises(Refused, match="keys_missing"):
        vault.tenant("gamma")


async def test_nothing_in_the_database_is_a_key(pool: Pool) -> None:
    vault = await Vault.open(pool, given(1))
    await vault.prepare(["acme"])
    rows = [*await pool.fetch("SELECT * FROM data_keys"), *await pool.fetch("SELECT * FROM key_events")]
    stored = str([tuple(row) for row in rows]).encode()
    for ring in (vault._ring, vault.tenant("acme")):
        assert ring.key not in stored
        assert ring.key.hex().encode() not in stored
        assert repr(ring.key)[2:-1].encode() not in stored


async def test_with_the_wrong_key_it_does_not_start_and_says_which_it_needs(pool: Pool) -> None:
    await Vault.open(pool, given(1))
    with pytest.raises(ConfigurationError) as caught:
        await Vault.open(pool, given(2))
    assert local(1).id in caught.value.what
    assert "GATEWAY_KEK_PREVIOUS" in caught.value.todo


async def test_a_row_that_was_changed_does_not_open(pool: Pool) -> None:
    await Vault.open(pool, given(1))
    await pool.execute("UPDATE data_keys SET wrapped = set_byte(wrapped, length(wrapped) - 1, get_byte(wrapped, length(wrapped) - 1) # 1)")
    with pytest.raises(ConfigurationError, match="does not open"):
        await Vault.open(pool, given(1))


@pytest.mark.parametrize("swapped", ["wrapped", "wrapped, key_id"])
async def test_rows_that_were_swapped_do_not_open_and_cost_nobody_else(pool: Pool, swapped: str) -> None:
    await (await Vault.open(pool, given(1))).prepare(["acme", "beta", "gamma"])
    row = ", ".join(f"other.{column}" for column in swapped.split(", "))
    sql = (
        f"UPDATE data_keys SET ({swapped}) = ROW ({row}) FROM data_keys other"  # noqa: S608 - the test's own columns
        " WHERE (data_keys.tenant, other.tenant) IN (('acme', 'beta'), ('beta', 'acme'))"
    )
    assert await pool.execute(sql) == "UPDATE 2"
    vault = await Vault.open(pool, given(1))
    with capture_logs() as logs:
        await vault.prepare(["acme", "beta", "gamma"])
    assert {(log["event"], log["tenant"], log["reason"]) for log in logs} == {
        ("data_key_not_opened", tenant, "SealBroken") for tenant in ("acme", "beta")
    }
    assert vault.tenant("gamma")
    with pytest.raises(Refused):
        vault.tenant("acme")


async def test_a_tenant_s_key_is_made_under_the_key_the_installation_s_is_under(pool: Pool) -> None:
    await Vault.open(pool, given(1))
    with capture_logs() as logs:
        renewed = await Vault.open(pool, given(2, 1))
    assert [log["event"] for log in logs] == ["key_rotation_due"]
    await renewed.prepare(["acme"])
    old = await Vault.open(pool, given(1))
    await old.prepare(["acme"])
    assert old.tenant("acme").derive("a") == renewed.tenant("acme").derive("a")


async def test_a_key_file_that_has_changed_is_read_again_when_a_key_is_missing(pool: Pool) -> None:
    await (await Vault.open(pool, given(1))).prepare(["acme"])
    keks = [given(1)(), given(1, 2)()]
    vault = await Vault.open(pool, lambda: keks.pop(0))
    row = await pool.fetchrow("SELECT * FROM data_keys WHERE tenant = 'acme'")
    assert row is not None
    place = {"use": "gateway-data-key/1", "scope": "tenant/acme", "version": "1", "key": row["key_id"]}
    anew = local(2).wrap(local(1).unwrap(row["wrapped"], place), place)
    await pool.execute("UPDATE data_keys SET wrapped = $1, kek_id = $2 WHERE tenant = 'acme'", anew, local(2).id)
    await vault.prepare(["acme"])
    assert vault.tenant("acme")
    assert keks == []


async def test_a_tenant_whose_key_needs_another_key_encryption_key_waits_and_the_others_go_on(pool: Pool) -> None:
    await (await Vault.open(pool, given(1))).prepare(["acme", "beta"])
    await pool.execute("UPDATE data_keys SET kek_id = 'kms/away' WHERE tenant = 'acme'")
    vault = await Vault.open(pool, given(1))
    with capture_logs() as logs:
        await vault.prepare(["acme", "beta"])
    assert [(log["event"], log["reason"], log["count"]) for log in logs] == [("data_key_not_opened", "kek_not_given", 1)]
    assert vault.tenant("beta")
    with pytest.raises(Refused):
        vault.tenant("acme")


def failing() -> Keks:
    raise ConfigurationError("the key file can not be read", todo="Check it.")


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (lambda: Keks(Unwilling(1)), [("data_key_not_made", "KeyUnavailable")]),  # type: ignore[arg-type]
        (given(2), [("data_key_not_made", "kek_not_given")]),
        (failing, [("key_encryption_key_not_read", "ConfigurationError"), ("data_key_not_made", "kek_not_given")]),
    ],
)
async def test_a_new_tenant_waits_while_its_key_can_not_be_wrapped(pool: Pool, later: Any, said: list[tuple[str, str]]) -> None:
    vault = await Vault.open(pool, given(1))
    vault._keks, vault._load = (Keks(local(3)), later) if later is failing else (later(), later)
    with capture_logs() as logs:
        await vault.prepare(["acme"])
    assert [(log["event"], log["reason"]) for log in logs] == said
    with pytest.raises(Refused):
        vault.tenant("acme")
    vault._keks = given(1)()
    await vault.prepare(["acme"])
    assert vault.tenant("acme")


async def test_a_new_key_is_wrapped_again_when_a_rotation_began_meanwhile(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = await Vault.open(pool, given(1, 2))

    def overtaken(self: Local, key: bytes, place: Any) -> bytes:
        monkeypatch.undo()
        asyncio.run_coroutine_threadsafe(pool.execute("UPDATE data_keys SET kek_id = $1", local(2).id), loop).result()
        return self.wrap(key, place)

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(Local, "wrap", overtaken)
    await vault.prepare(["acme"])
    assert await pool.fetchval("SELECT kek_id FROM data_keys WHERE tenant = 'acme'") == local(2).id
    assert vault.tenant("acme")


async def test_a_new_tenant_waits_while_rotations_overtake_its_key_again_and_again(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    async def overtaken(*_: Any) -> bool:
        return False

    vault = await Vault.open(pool, given(1))
    monkeypatch.setattr("gateway.vault.vault._kept", overtaken)
    with capture_logs() as logs:
        await vault.prepare(["acme"])
    assert [(log["event"], log["reason"]) for log in logs] == [("data_key_not_made", "rotation_began")]
    monkeypatch.undo()
    await vault.prepare(["acme"])
    assert vault.tenant("acme")


async def test_a_destroyed_key_takes_everything_with_it_everywhere_and_leaves_evidence(pool: Pool) -> None:
    here, elsewhere = await Vault.open(pool, given(1)), await Vault.open(pool, given(1))
    for vault in (here, elsewhere):
        await vault.prepare(["acme", "beta"])
    epoch = await pool.fetchval("SELECT epoch FROM registry_epoch")
    assert await here.destroy("acme", by="dpo")
    assert not await here.destroy("acme", by="dpo")
    assert await pool.fetchval("SELECT epoch FROM registry_epoch") > epoch
    assert await elsewhere.prepare(["acme", "beta"]) == {"acme"}
    for vault in (here, elsewhere, await Vault.open(pool, given(1))):
        await vault.prepare(["acme", "beta"])
        assert vault.tenant("beta")
        with pytest.raises(Refused, match="keys_missing"):
            vault.tenant("acme")
    row = await pool.fetchrow("SELECT * FROM data_keys WHERE tenant = 'acme'")
    assert row is not None
    assert (row["state"], row["wrapped"]) == ("destroyed", None)
    assert await pool.fetchval("SELECT detail FROM key_events WHERE event = 'destroyed'") == "by dpo"


async def test_the_installation_s_own_key_is_not_destroyed_by_name(pool: Pool) -> None:
    with pytest.raises(ValueError, match="by name"):
        await (await Vault.open(pool, given(1))).destroy("", by="dpo")


@pytest.mark.parametrize("sql", ["UPDATE key_events SET tenant = 'x'", "DELETE FROM key_events", "TRUNCATE key_events"])
async def test_evidence_is_neither_changed_nor_removed(pool: Pool, sql: str) -> None:
    await Vault.open(pool, given(1))
    connection = await pool.dedicated()
    with pytest.raises(asyncpg.RaiseError, match="stays written down"):
        await connection.execute(sql)
    await connection.close()
