"""The registry as it is now: changed through the database, followed from it, swapped whole."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gateway.model.category import Mode, Purpose
from gateway.model.errors import Refused, StoreUnavailable
from gateway.registry import following as followers
from gateway.registry.contents import Contents
from gateway.registry.indexing import Indexing
from gateway.registry.intake import Line
from gateway.registry.keys import DIGEST_INFO, digest_key
from gateway.registry.live import Registry
from gateway.registry.snapshot import Authorisation, Caller, Integration, Role, Tenant
from gateway.store.pool import Pool
from gateway.vault.keyring import Keyring

KEYRING = Keyring(bytes(range(32)), "kek1")
ERP = Caller(name="erp", tenants=frozenset({"acme"}), purposes=frozenset({Purpose.ANALYTICS}), roles=frozenset({Role.EGRESS}))
DEV = Caller(name="dev", tenants=frozenset({"*"}), purposes=frozenset(Purpose), roles=frozenset(Role))
DECLARED = Contents(tenants=(Tenant(name="devtenant", region="IE"),), callers={digest_key("dev-key", KEYRING.derive(DIGEST_INFO)): DEV})


@pytest.fixture
async def registry(pool: Pool) -> Registry:
    return await Registry.open(pool, KEYRING, DECLARED)


@pytest.fixture
async def elsewhere(pool: Pool) -> Registry:
    """The registry of another process."""
    return await Registry.open(pool, KEYRING, DECLARED)


@asynccontextmanager
async def following(registry: Registry) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(registry.follow())
        await eventually(lambda: registry.words.following)
        yield
        task.cancel()


async def eventually(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - the snapshot is an attribute: swapping it rings no bell
            await asyncio.sleep(0.01)


async def terms(*texts: str) -> AsyncIterator[list[Line]]:
    yield [Line(str(number), "task", "integro", text) for number, text in enumerate(texts)]


async def test_what_the_settings_declare_is_there_from_the_start_and_nowhere_stored(registry: Registry, pool: Pool) -> None:
    assert registry.snapshot.caller_by_key("dev-key") == DEV
    assert "devtenant" in registry.snapshot.tenants
    assert await pool.fetchval("SELECT count(*) FROM callers") == 0
    assert await pool.fetchval("SELECT count(*) FROM tenants") == 0


async def test_a_new_caller_s_key_works_at_once_and_is_kept_only_as_a_digest(registry: Registry, pool: Pool) -> None:
    key = await registry.add_caller(ERP)
    assert registry.snapshot.caller_by_key(key) == ERP
    row = await pool.fetchrow("SELECT * FROM callers")
    assert row is not None
    assert row["digest"] == digest_key(key, KEYRING.derive(DIGEST_INFO))
    assert key not in repr(dict(row))
    assert key not in repr(registry.snapshot)


@pytest.mark.parametrize("name", ["erp", "dev"])
async def test_a_taken_name_is_refused_whoever_has_it(registry: Registry, elsewhere: Registry, name: str) -> None:
    await registry.add_caller(ERP)
    with pytest.raises(Refused, match="caller_exists"):
        await elsewhere.add_caller(Caller(name=name, tenants=frozenset(), purposes=frozenset(), roles=frozenset()))


async def test_a_tenant_is_created_and_replaced_and_keeps_its_consents_unless_told(registry: Registry) -> None:
    await registry.put_tenant(Tenant(name="acme", region="IE"), frozenset({Purpose.ANALYTICS, Purpose.MARKETING}))
    await registry.put_tenant(Tenant(name="acme", region="DE", mode=Mode.SCAN))
    assert registry.snapshot.tenants["acme"] == Tenant(
        name="acme", region="DE", mode=Mode.SCAN, consents=frozenset({Purpose.ANALYTICS, Purpose.MARKETING})
    )
    await registry.put_tenant(Tenant(name="acme", region="DE"), frozenset({Purpose.MARKETING}))
    assert registry.snapshot.tenants["acme"].consents == {Purpose.MARKETING}
    await registry.put_tenant(Tenant(name="acme", region="DE"), frozenset())
    assert registry.snapshot.tenants["acme"].consents == frozenset()


@pytest.mark.parametrize(
    "integration",
    [
        Integration(tenant="acme", connector="sentry"),
        Integration(tenant="acme", connector="*", purposes=frozenset({Purpose.ANALYTICS}), mode=Mode.OBSERVE, enabled=False),
        Integration(tenant="acme", connector="sentry", purposes=frozenset()),
    ],
)
async def test_an_integration_is_read_back_as_it_was_put(registry: Registry, integration: Integration) -> None:
    await registry.put_integration(Integration(tenant="acme", connector=integration.connector, mode=Mode.SCAN))
    await registry.put_integration(integration)
    assert registry.snapshot.integrations["acme", integration.connector] == integration


async def test_an_authorisation_is_replaced_by_its_reference(registry: Registry) -> None:
    first = Authorisation(
        tenant="acme", connector="google", feature="sync", categories=frozenset({"integro.task"}), reference="R-1", until_ms=5
    )
    second = Authorisation(
        tenant="acme", connector="google", feature="sync", categories=frozenset({"integro.task", "integro.project"}), reference="R-1"
    )
    await registry.add_authorisation(first, recorded_by="erp")
    assert registry.snapshot.authorisations["acme", "google", "sync"] == (first,)
    await registry.add_authorisation(second, recorded_by="erp")
    assert registry.snapshot.authorisations["acme", "google", "sync"] == (second,)


async def test_every_change_raises_the_epoch_and_swaps_the_snapshot_whole(registry: Registry) -> None:
    before = registry.snapshot
    await registry.put_integration(Integration(tenant="acme", connector="sentry"))
    assert registry.snapshot is not before
    assert registry.snapshot.epoch > before.epoch
    assert ("acme", "sentry") not in before.integrations


async def test_terms_raise_no_epoch(registry: Registry) -> None:
    before = registry.snapshot.epoch
    await registry.put_terms("acme", terms("Project Falcon Zanzibar"))
    await registry.reload()
    assert registry.snapshot.epoch == before


async def test_a_change_made_elsewhere_arrives_without_a_restart(registry: Registry, elsewhere: Registry) -> None:
    async with following(elsewhere):
        key = await registry.add_caller(ERP)
        await eventually(lambda: elsewhere.snapshot.caller_by_key(key) == ERP)


async def test_a_change_made_by_hand_in_the_database_arrives_too(registry: Registry, pool: Pool) -> None:
    async with following(registry):
        await pool.execute("INSERT INTO tenants (tenant, region) VALUES ('acme', 'IE')")
        await eventually(lambda: "acme" in registry.snapshot.tenants)
        await pool.execute("TRUNCATE tenants")
        await eventually(lambda: "acme" not in registry.snapshot.tenants)


async def test_terms_registered_elsewhere_arrive_without_being_asked_for(registry: Registry, elsewhere: Registry) -> None:
    scanner = await elsewhere.scanner("acme")
    async with following(elsewhere):
        await registry.put_terms("acme", terms("Project Falcon Zanzibar"))
        await eventually(lambda: bool(list(scanner.scan("project falcon zanzibar"))))
        assert await registry.delete_term("acme", "0")
        await eventually(lambda: not list(scanner.scan("project falcon zanzibar")))


async def test_a_lost_connection_is_replaced_and_what_was_missed_is_read(
    registry: Registry, elsewhere: Registry, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followers, "RETRY_S", 0.01)
    await elsewhere.scanner("acme")
    async with following(elsewhere):
        listening = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT epoch%'"
        )
        async with asyncio.timeout(10):
            while not await pool.fetchval(listening):  # noqa: ASYNC110 - the reader may just be saying that it lives
                await asyncio.sleep(0.01)
        key = await registry.add_caller(ERP)
        await registry.put_terms("acme", terms("Project Falcon Zanzibar"))
        await eventually(lambda: elsewhere.snapshot.caller_by_key(key) == ERP and elsewhere.words.following)
        assert list((await elsewhere.scanner("acme")).scan("project falcon zanzibar"))


async def test_a_bell_that_was_missed_is_made_up_for_by_the_heartbeat(
    registry: Registry, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followers, "BEAT_S", 0.01)
    async with following(registry):
        await pool.execute(
            "ALTER TABLE tenants DISABLE TRIGGER changed; INSERT INTO tenants (tenant, region) VALUES ('acme', 'IE');"
            " UPDATE registry_epoch SET epoch = epoch + 1"
        )
        await eventually(lambda: "acme" in registry.snapshot.tenants)


async def test_while_nobody_follows_the_index_is_not_trusted(registry: Registry) -> None:
    async with following(registry):
        assert registry.words.following
    assert not registry.words.following


async def test_a_database_that_is_gone_refuses_changes_and_leaves_the_snapshot(registry: Registry, pool: Pool) -> None:
    before = registry.snapshot
    await pool.close()
    for change in (registry.add_caller(ERP), registry.put_integration(Integration(tenant="acme", connector="*")), registry.reload()):
        with pytest.raises(StoreUnavailable):
            await change
    with pytest.raises(StoreUnavailable):
        await registry.scanner("acme")
    assert registry.snapshot is before


@pytest.mark.parametrize(
    "row",
    [
        "INSERT INTO callers VALUES ('x', decode(repeat('00', 32), 'hex'), '{acme}', '{spying}', '{egress}')",
        "INSERT INTO callers VALUES ('x', decode(repeat('00', 32), 'hex'), '{acme}', '{analytics}', '{root}')",
        "INSERT INTO integrations VALUES ('acme', 'sentry', '{spying}', NULL, true)",
        "INSERT INTO integrations VALUES ('acme', 'sentry', NULL, 'lenient', true)",
        "INSERT INTO consents VALUES ('acme', 'spying')",
        "INSERT INTO tenants VALUES ('acme', 'Ireland', 'strict')",
        "INSERT INTO authorisations VALUES (DEFAULT, 'acme', 'google', 'sync', '{user.contact.email}', 'R', NULL, 'x')",
    ],
)
async def test_the_database_itself_refuses_words_outside_the_vocabulary(pool: Pool, row: str) -> None:
    with pytest.raises(StoreUnavailable, match="CheckViolationError"):
        await pool.execute(row)


def test_pseudonym_keys_are_stable_and_differ_by_tenant() -> None:
    registry = Registry(None, KEYRING, Contents(), None)  # type: ignore[arg-type]  # neither is touched
    again = Registry(None, KEYRING, Contents(), None)  # type: ignore[arg-type]
    assert registry.pseudonym_key("acme") == registry.pseudonym_key("acme") == again.pseudonym_key("acme")
    assert registry.pseudonym_key("acme") != registry.pseudonym_key("beta")
    assert len(registry.pseudonym_key("acme")) == 32


async def test_changes_are_merged_by_who_follows(pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followers, "TIDY_S", 0.01)
    registry = await Registry.open(pool, KEYRING, DECLARED, Indexing(folder=tmp_path, merge_changes=2))
    async with following(registry):
        for number in range(3):
            await registry.put_terms("acme", terms(f"Project Falcon Zanzibar {number}"))
        await eventually(lambda: bool(list(tmp_path.rglob("*.tbl"))))
        assert list((await registry.scanner("acme")).scan("project falcon zanzibar 2"))


async def test_a_change_made_by_one_who_follows_waits_for_the_others_who_follow(registry: Registry, elsewhere: Registry) -> None:
    async with following(registry), following(elsewhere):
        for text in ("Project Falcon Zanzibar", "Grey Heron Observatory"):
            await elsewhere.scanner("acme")
            await registry.put_terms("acme", terms(text))
            assert list((await elsewhere.scanner("acme")).scan(text))
