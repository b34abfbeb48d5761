"""A new key-encryption key: nothing becomes unreadable, whoever runs, whenever it is stopped, and however often it is started again."""

import asyncio
import os
from collections.abc import Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.model.errors import ConfigurationError, StoreUnavailable
from gateway.store.pool import Pool
from gateway.vault import rotation, table
from gateway.vault.kek import BY_HAND, Keks, KeyUnavailable, Local
from gateway.vault.rotation import Progress, RotationRuns, destroy_previous, rotate
from gateway.vault.seal import SealBroken
from gateway.vault.vault import Vault

TENANTS = [f"tenant{number}" for number in range(5)]
ALL = len(TENANTS) + 2
"""With the installation's and the shared one."""


def local(number: int, forget: Callable[[str], str] | None = None) -> Local:
    return Local(bytes([number]) * 32, entropy=os.urandom, forget=forget)


def keks(*numbers: int) -> Keks:
    current, *previous = map(local, numbers)
    return Keks(current, tuple(previous))


@pytest.fixture
async def before(pool: Pool) -> dict[str, bytes]:
    """What was derived before: of the installation under the empty name, and of five tenants."""
    return await derived(pool, 1)


async def derived(pool: Pool, *numbers: int) -> dict[str, bytes]:
    vault = await Vault.open(pool, lambda: keks(*numbers))
    await vault.prepare(TENANTS)
    return {"": vault.derive("x")} | {tenant: vault.tenant(tenant).derive("x") for tenant in TENANTS}


async def whole(pool: Pool, *numbers: int) -> list[Progress]:
    return [each async for each in rotate(pool, keks(*numbers))]


async def under(pool: Pool, number: int) -> int:
    return (await table.count(pool, local(number).id))[0]


async def test_everything_is_the_same_afterwards_and_the_old_key_is_needed_no_more(pool: Pool, before: dict[str, bytes]) -> None:
    steps = await whole(pool, 2, 1)
    assert [step.done for step in steps] == [*range(1, ALL + 1), ALL]
    assert steps[-1] == Progress(ALL, ALL, 0)
    assert [step.complete for step in steps] == [False] * (ALL - 1) + [True, True]
    assert await derived(pool, 2) == before
    with pytest.raises(ConfigurationError):
        await Vault.open(pool, lambda: keks(1))


async def test_a_gateway_that_runs_notices_nothing_and_tenants_can_be_new_all_the_while(pool: Pool, before: dict[str, bytes]) -> None:
    running = await Vault.open(pool, lambda: keks(2, 1))
    await running.prepare(TENANTS)
    async for step in rotate(pool, keks(2, 1)):
        await running.prepare([*TENANTS, f"new{step.done}"])
        assert running.tenant(f"new{step.done}")
        assert {tenant: running.tenant(tenant).derive("x") for tenant in TENANTS} | {"": running.derive("x")} == before
    assert (await table.count(pool, local(2).id))[0] == (await table.count(pool, local(2).id))[1]
    later = await Vault.open(pool, lambda: keks(2))
    await later.prepare(["new1"])
    assert later.tenant("new1").derive("x") == running.tenant("new1").derive("x")


async def test_a_second_rotation_goes_on_from_the_first(pool: Pool, before: dict[str, bytes]) -> None:
    await whole(pool, 2, 1)
    await whole(pool, 3, 2)
    assert await derived(pool, 3) == before
    assert {row["kek_version"] for row in await pool.fetch("SELECT kek_version FROM data_keys")} == {3}


async def test_run_again_it_changes_nothing_and_writes_nothing_down_twice(pool: Pool, before: dict[str, bytes]) -> None:
    await whole(pool, 2, 1)
    rows = await pool.fetch("SELECT * FROM data_keys ORDER BY tenant")
    assert await whole(pool, 2, 1) == [Progress(ALL, ALL, 0)] * 2
    assert await pool.fetch("SELECT * FROM data_keys ORDER BY tenant") == rows
    events = await pool.fetch("SELECT event, kek_id FROM key_events WHERE event LIKE 'rotation%' ORDER BY id")
    assert [tuple(row) for row in events] == [("rotation_begun", local(2).id), ("rotation_done", local(2).id)]


@pytest.mark.parametrize("steps", range(1, ALL + 2))
async def test_stopped_after_any_step_everything_opens_and_it_goes_on_from_there(pool: Pool, before: dict[str, bytes], steps: int) -> None:
    rotating = rotate(pool, keks(2, 1))
    for _ in range(steps):
        await anext(rotating)
    await rotating.aclose()
    assert await derived(pool, 2, 1) == before
    assert await under(pool, 2) == min(steps, ALL)
    assert (await whole(pool, 2, 1))[-1] == Progress(ALL, ALL, 0)
    assert await derived(pool, 2) == before


@pytest.mark.parametrize("statement", range(20))
async def test_stopped_in_the_middle_of_any_statement_everything_opens_and_it_goes_on_from_there(
    pool: Pool, before: dict[str, bytes], statement: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a lost connection would: before the statement, or after it and before its commit."""
    left = statement

    def stopping(name: str) -> None:
        real = getattr(table, name)

        async def stop(*what: Any, **how: Any) -> Any:
            nonlocal left
            left -= 1
            if left == -1:
                raise StoreUnavailable("stopped")
            done = await real(*what, **how)
            left -= 1
            if left == -1:
                raise StoreUnavailable("stopped")
            return done

        monkeypatch.setattr(table, name, stop)

    for name in ("installation", "rewrap", "note", "left"):
        stopping(name)
    with pytest.raises(StoreUnavailable, match="stopped"):
        await whole(pool, 2, 1)
    monkeypatch.undo()
    assert await derived(pool, 2, 1) == before
    await whole(pool, 2, 1)
    assert await derived(pool, 2) == before


async def test_without_the_old_key_nothing_is_changed(pool: Pool, before: dict[str, bytes]) -> None:
    with pytest.raises(ConfigurationError, match=local(1).id):
        await whole(pool, 2)
    assert await derived(pool, 1) == before


@pytest.mark.parametrize("batch", [1, 3, 100])
async def test_a_key_that_does_not_open_is_told_and_left_and_the_others_go_on(
    pool: Pool, before: dict[str, bytes], batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", batch)
    await pool.execute("UPDATE data_keys SET wrapped = 'damaged' WHERE tenant = 'tenant1'")
    await pool.execute("UPDATE data_keys SET kek_id = 'kms/away' WHERE tenant = 'tenant2'")
    with capture_logs() as logs:
        steps = await whole(pool, 2, 1)
    assert steps[-1] == Progress(ALL - 2, ALL, 2)
    assert not steps[-1].complete
    told = {(log["tenant"], log["reason"]) for log in logs if log["event"] == "data_key_not_rewrapped"}
    assert told == {("tenant1", "SealBroken"), ("tenant2", "kek_not_given")}
    assert await pool.fetchval("SELECT count(*) FROM key_events WHERE event = 'rotation_done'") == 0


class Forgetful(Local):
    """A key-encryption key that does not give back what it was given."""

    def unwrap(self, *_: Any) -> bytes:
        return b"something else"


class Unwilling(Local):
    """A key-encryption key that lies elsewhere and does not answer."""

    def wrap(self, *_: Any) -> bytes:
        raise KeyUnavailable("no")


@pytest.mark.parametrize(("kind", "error"), [(Forgetful, SealBroken), (Unwilling, KeyUnavailable)])
async def test_a_new_key_that_can_not_be_relied_on_changes_nothing(
    pool: Pool, before: dict[str, bytes], kind: type[Local], error: type[Exception]
) -> None:
    with pytest.raises(error):
        async for _ in rotate(pool, Keks(kind(b"n" * 32, entropy=os.urandom), (local(1),))):
            pass
    assert await derived(pool, 1) == before


async def test_two_rotations_do_not_run_at_once(pool: Pool, before: dict[str, bytes]) -> None:
    first = rotate(pool, keks(2, 1))
    await anext(first)
    with pytest.raises(RotationRuns, match="wait until it has ended"):
        await whole(pool, 2, 1)
    await first.aclose()
    assert (await whole(pool, 2, 1))[-1].complete


async def test_a_tenant_destroyed_meanwhile_stays_destroyed(pool: Pool, before: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    vault = await Vault.open(pool, lambda: keks(1))
    real = rotation.exchange

    async def overtaken(*what: Any) -> bytes:
        anew = await real(*what)
        if what[2].tenant == "tenant1":
            await vault.destroy("tenant1", by="dpo")
        return anew

    monkeypatch.setattr(rotation, "exchange", overtaken)
    assert (await whole(pool, 2, 1))[-1] == Progress(ALL - 1, ALL - 1, 0)
    assert await pool.fetchval("SELECT wrapped FROM data_keys WHERE tenant = 'tenant1'") is None


async def test_a_lost_connection_ends_it_as_a_store_that_can_not_be_used(pool: Pool, before: dict[str, bytes]) -> None:
    rotating = rotate(pool, keks(2, 1))
    await anext(rotating)
    await pool.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
    await asyncio.wait_for(rotating.aclose(), 10)
    assert (await whole(pool, 2, 1))[-1].complete


# -- the old key ---------------------------------------------------------------------------------------------------------------------------


async def test_an_old_key_is_destroyed_once_nothing_is_wrapped_under_it_and_that_is_written_down(
    pool: Pool, before: dict[str, bytes]
) -> None:
    forgotten: list[str] = []
    both = Keks(local(2), (local(1, lambda name: forgotten.append(name) or "it is gone"), local(2)))  # type: ignore[func-returns-value]
    assert await destroy_previous(pool, both) == [(local(1).id, f"kept: {ALL} data keys are still wrapped under it")]
    assert forgotten == []
    await whole(pool, 2, 1)
    assert await destroy_previous(pool, both) == [(local(1).id, "it is gone")]
    assert forgotten == [local(1).id]
    rows = await pool.fetch("SELECT kek_id, detail FROM key_events WHERE event = 'kek_destroyed' ORDER BY id")
    assert [tuple(row) for row in rows] == [(local(1).id, "begun"), (local(1).id, "it is gone")]


async def test_a_key_the_gateway_was_lent_is_left_to_the_operator_in_words(pool: Pool, before: dict[str, bytes]) -> None:
    await whole(pool, 2, 1)
    assert await destroy_previous(pool, keks(2, 1)) == [(local(1).id, BY_HAND)]
