"""The snapshot: who holds which key, and what a tenant chose."""

import pytest

from gateway.model.category import Mode, Purpose
from gateway.registry.contents import Contents, assemble
from gateway.registry.keys import digest_key
from gateway.registry.snapshot import NOTHING, Authorisation, Authorised, Caller, Integration, Role, Snapshot, Tenant

SECRET = bytes(range(32))
ERP = Caller(name="erp", tenants=frozenset({"acme"}), purposes=frozenset({Purpose.ANALYTICS}), roles=frozenset({Role.EGRESS}))


def snapshot(**contents: object) -> Snapshot:
    return assemble(Contents(**contents), Contents(), epoch=1, secret=SECRET)  # type: ignore[arg-type]


def test_a_key_finds_its_caller() -> None:
    assert snapshot(callers={digest_key("right", SECRET): ERP}).caller_by_key("right") is ERP


@pytest.mark.parametrize("key", ["wrong", "", "right ", "RIGHT", "\ud800"])
def test_any_other_key_finds_nobody(key: str) -> None:
    assert snapshot(callers={digest_key("right", SECRET): ERP}).caller_by_key(key) is None


def test_a_hit_whose_kept_digest_differs_finds_nobody() -> None:
    found = Snapshot(
        epoch=1,
        digests={digest_key("right", SECRET): (digest_key("other", SECRET), ERP)},
        tenants={},
        integrations={},
        authorisations={},
        secret=SECRET,
    )
    assert found.caller_by_key("right") is None


def test_neither_secret_nor_digests_show_in_repr() -> None:
    shown = repr(snapshot(callers={digest_key("right", SECRET): ERP}))
    assert repr(SECRET) not in shown
    assert repr(digest_key("right", SECRET)) not in shown


@pytest.mark.parametrize(("tenants", "tenant", "held"), [({"a"}, "a", True), ({"a"}, "b", False), ({"*"}, "b", True), (set(), "a", False)])
def test_a_caller_holds_its_tenants_or_with_a_star_every_one(tenants: set[str], tenant: str, held: bool) -> None:
    assert Caller(name="x", tenants=frozenset(tenants), purposes=frozenset(), roles=frozenset()).holds(tenant) is held


def test_a_connector_s_own_row_wins_over_the_row_for_every_connector() -> None:
    every = Integration(tenant="acme", connector="*", mode=Mode.SCAN)
    own = Integration(tenant="acme", connector="sentry", enabled=False)
    found = snapshot(integrations=(every, own))
    assert found.integration("acme", "sentry") is own
    assert found.integration("acme", "segment") is every
    assert found.integration("other", "segment") is None


@pytest.mark.parametrize(
    ("tenant", "integration", "mode"),
    [
        (None, None, Mode.STRICT),
        (Mode.SCAN, None, Mode.SCAN),
        (Mode.SCAN, Mode.OBSERVE, Mode.OBSERVE),
        (None, Mode.OBSERVE, Mode.OBSERVE),
    ],
)
def test_an_integration_s_mode_wins_over_the_tenant_s_and_strict_is_the_rest(
    tenant: Mode | None, integration: Mode | None, mode: Mode
) -> None:
    found = snapshot(
        tenants=() if tenant is None else (Tenant(name="acme", region="IE", mode=tenant),),
        integrations=(Integration(tenant="acme", connector="sentry", mode=integration),),
    )
    assert found.mode("acme", "sentry") is mode


def test_consent_is_per_tenant_and_purpose() -> None:
    found = snapshot(tenants=(Tenant(name="acme", region="IE", consents=frozenset({Purpose.MARKETING})),))
    assert found.consented("acme", "marketing")
    assert not found.consented("acme", "analytics")
    assert not found.consented("other", "marketing")


def authorisation(connector: str, reference: str, until_ms: int | None = None, category: str = "integro.task") -> Authorisation:
    return Authorisation(
        tenant="acme",
        connector=connector,
        feature="sync",
        categories=frozenset({category}),
        reference=reference,
        until_ms=until_ms,
    )


AUTHORISATIONS = (
    authorisation("calendar", "DEV-1", category="integro.project"),
    authorisation("google", "DEV-2", until_ms=1_000),
    authorisation("sentry", "DEV-3"),
)


@pytest.mark.parametrize(
    ("connector", "family", "feature", "now_ms", "expected"),
    [
        ("calendar", "google", "sync", 999, Authorised(frozenset({"integro.project", "integro.task"}), ("DEV-1", "DEV-2"))),
        ("calendar", "google", "sync", 1_000, Authorised(frozenset({"integro.project"}), ("DEV-1",))),
        ("calendar", "", "sync", 0, Authorised(frozenset({"integro.project"}), ("DEV-1",))),
        ("google", "google", "sync", 0, Authorised(frozenset({"integro.task"}), ("DEV-2",))),
        ("calendar", "google", "other", 0, NOTHING),
        ("calendar", "google", "", 0, NOTHING),
        ("segment", "analytics", "sync", 0, NOTHING),
    ],
)
def test_authorisations_cover_a_named_feature_until_their_end(
    connector: str, family: str, feature: str, now_ms: int, expected: Authorised
) -> None:
    assert snapshot(authorisations=AUTHORISATIONS).authorised("acme", connector, feature, now_ms, family=family) == expected


def test_authorisations_are_the_tenant_s_own() -> None:
    assert snapshot(authorisations=AUTHORISATIONS).authorised("other", "calendar", "sync", 0) == NOTHING
