"""Who calls, for whom and why: case tables over grants."""

from dataclasses import replace

import pytest

from gateway.egress.context import Context, PlainFacts, facts_for, resolve
from gateway.model.category import Mode, Purpose
from gateway.model.errors import Refused
from gateway.model.facts import Facts
from gateway.registry.snapshot import Authorisation, Caller, Integration, Role, Snapshot, Tenant
from tests.pipeline.vendor import CONNECTOR, TERMS

ONE = CONNECTOR
MANY = replace(CONNECTOR, purposes=(Purpose.ANALYTICS, Purpose.MARKETING))
CALLER = Caller(name="erp", tenants=frozenset({"acme"}), purposes=frozenset({Purpose.ANALYTICS}), roles=frozenset({Role.EGRESS}))
BOTH = replace(CALLER, tenants=frozenset({"acme", "beta"}), purposes=frozenset({Purpose.ANALYTICS, Purpose.LINKED_SERVICE}))
EVERYBODY = replace(CALLER, tenants=frozenset({"*"}))
SNAPSHOT = Snapshot(
    epoch=1,
    digests={},
    tenants={"acme": Tenant(name="acme", region="IE", consents=frozenset({Purpose.ANALYTICS})), "beta": Tenant(name="beta", region="FR")},
    integrations={
        ("acme", "*"): Integration(tenant="acme", connector="*"),
        ("beta", "vendor"): Integration(
            tenant="beta", connector="vendor", purposes=frozenset({Purpose.MARKETING}), mode=Mode.SCAN, enabled=True
        ),
    },
    authorisations={
        ("acme", "vendor", "sync"): (
            Authorisation(tenant="acme", connector="vendor", feature="sync", categories=frozenset({"integro.task"}), reference="CASE-1"),
        ),
        ("acme", "analytics", "sync"): (
            Authorisation(
                tenant="acme",
                connector="analytics",
                feature="sync",
                categories=frozenset({"integro.team"}),
                reference="CASE-2",
                until_ms=1000,
            ),
        ),
    },
    secret=b"s",
)


def test_a_caller_with_one_tenant_and_one_purpose_need_name_neither() -> None:
    assert resolve(CALLER, {}, MANY, SNAPSHOT) == Context(tenant="acme", purpose=Purpose.ANALYTICS)


def test_the_connector_s_only_purpose_applies_before_the_caller_s() -> None:
    assert resolve(BOTH, {"tenant": "beta"}, ONE, SNAPSHOT).purpose is Purpose.ANALYTICS


def test_everything_a_call_says_about_itself_is_kept() -> None:
    named = {"subject": "ann", "connection": "c1", "feature": "sync", "authorization-ref": "CASE-1"}
    found = resolve(CALLER, named, ONE, SNAPSHOT)
    assert (found.subject, found.connection, found.feature, found.authorization_ref) == ("ann", "c1", "sync", "CASE-1")
    assert "ann" not in repr(found)


@pytest.mark.parametrize(
    ("caller", "named", "connector", "reason"),
    [
        (BOTH, {}, ONE, "tenant_missing"),
        (EVERYBODY, {}, ONE, "tenant_missing"),
        (CALLER, {"tenant": "beta"}, ONE, "tenant_not_granted"),
        (CALLER, {"tenant": "nobody"}, ONE, "tenant_not_granted"),
        (EVERYBODY, {"tenant": "nobody"}, ONE, "tenant_not_granted"),
        (EVERYBODY, {"tenant": "*"}, ONE, "tenant_not_granted"),
        (replace(CALLER, tenants=frozenset({"gone"})), {}, ONE, "tenant_not_granted"),
        (BOTH, {"tenant": "acme"}, MANY, "purpose_missing"),
        (CALLER, {"purpose": "curiosity"}, ONE, "purpose_unknown"),
        (CALLER, {"purpose": "Analytics"}, ONE, "purpose_unknown"),
        (CALLER, {"purpose": "marketing"}, MANY, "purpose_not_granted"),
        (replace(CALLER, purposes=frozenset({Purpose.MARKETING})), {}, ONE, "purpose_not_granted"),
        (replace(CALLER, purposes=frozenset()), {}, MANY, "purpose_missing"),
    ],
)
def test_what_is_not_granted_is_refused(caller: Caller, named: dict[str, str], connector: object, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        resolve(caller, named, connector, SNAPSHOT)  # type: ignore[arg-type]  # a connector of the table
    assert refused.value.reason == reason
    assert "curiosity" not in str(refused.value)


def facts(context: Context, snapshot: Snapshot = SNAPSHOT, now_ms: int = 0) -> Facts:
    return facts_for(context, CALLER, CONNECTOR, snapshot, terms=TERMS, pseudonym_key=b"k" * 32, now_ms=now_ms)


def test_facts_say_what_the_tenant_chose() -> None:
    found = facts(Context("beta", Purpose.MARKETING))
    assert (found.tenant_region, found.mode, found.enabled, found.consented) == ("FR", Mode.SCAN, True, False)


@pytest.mark.parametrize(
    ("context", "enabled"),
    [
        (Context("acme", Purpose.ANALYTICS), True),
        (Context("acme", Purpose.MARKETING), False),  # the integration names none: the connector's own purposes hold
        (Context("beta", Purpose.ANALYTICS), False),  # the integration names another
    ],
)
def test_only_the_purposes_of_the_integration_are_enabled(context: Context, enabled: bool) -> None:
    assert facts(context).enabled is enabled


def test_a_tenant_that_chose_nothing_has_nothing_enabled() -> None:
    assert facts(Context("acme", Purpose.ANALYTICS), replace(SNAPSHOT, integrations={})).enabled is False


def test_an_integration_that_is_switched_off_is_not_enabled() -> None:
    off = {("acme", "vendor"): Integration(tenant="acme", connector="vendor", enabled=False)}
    assert facts(Context("acme", Purpose.ANALYTICS), replace(SNAPSHOT, integrations=off)).enabled is False


@pytest.mark.parametrize(
    ("purpose", "consented"),
    [(Purpose.ANALYTICS, True), (Purpose.LINKED_SERVICE, False), (Purpose.MARKETING, False), (Purpose.ERROR_TRACKING, True)],
)
def test_consent_is_needed_for_all_but_error_tracking(purpose: Purpose, consented: bool) -> None:
    assert facts(Context("acme", purpose)).consented is consented


@pytest.mark.parametrize(
    ("feature", "now_ms", "categories", "references"),
    [
        ("sync", 999, {"integro.task", "integro.team"}, ("CASE-1", "CASE-2")),
        ("sync", 1000, {"integro.task"}, ("CASE-1",)),
        ("other", 0, set(), ()),
        ("", 0, set(), ()),
    ],
)
def test_only_live_authorisations_of_the_named_feature_cover_a_call(
    feature: str, now_ms: int, categories: set[str], references: tuple[str, ...]
) -> None:
    found = facts(Context("acme", Purpose.ANALYTICS, feature=feature), now_ms=now_ms)
    assert (found.authorised, found.authorisation_refs) == (frozenset(categories), references)


def test_a_subject_is_none_where_none_is_named_and_never_in_a_repr() -> None:
    assert facts(Context("acme", Purpose.ANALYTICS)).subject is None
    named = facts(Context("acme", Purpose.ANALYTICS, subject="ann@acme.test"))
    assert named.subject == "ann@acme.test"
    assert "ann@acme.test" not in repr(named)


def gathered(plain: PlainFacts, context: Context, snapshot: Snapshot = SNAPSHOT, terms: object = TERMS, now_ms: int = 0) -> Facts:
    return plain.gather(context, CALLER, CONNECTOR, snapshot, terms=terms, pseudonym_key=b"k" * 32, now_ms=now_ms)  # type: ignore[arg-type]


def test_calls_that_say_nothing_of_themselves_share_their_facts() -> None:
    plain, context = PlainFacts(), Context("acme", Purpose.ANALYTICS)
    first = gathered(plain, context)
    assert gathered(plain, context) is first
    assert first == facts(context)
    assert gathered(plain, Context("beta", Purpose.ANALYTICS)) == facts(Context("beta", Purpose.ANALYTICS))


@pytest.mark.parametrize("said", [{"subject": "ann"}, {"connection": "c"}, {"feature": "sync"}, {"authorization_ref": "CASE-1"}])
def test_a_call_that_says_more_has_facts_of_its_own(said: dict[str, str]) -> None:
    plain, context = PlainFacts(), Context("acme", Purpose.ANALYTICS)
    gathered(plain, context)
    more = context._replace(**said)
    assert gathered(plain, more) == facts(more)
    assert gathered(plain, more) is not gathered(plain, more)
    assert gathered(plain, context) == facts(context)


def test_facts_change_with_the_registry_and_with_the_texts() -> None:
    plain, context = PlainFacts(), Context("acme", Purpose.ANALYTICS)
    assert gathered(plain, context).enabled
    changed = replace(SNAPSHOT, integrations={})
    assert not gathered(plain, context, changed).enabled
    other = object()
    assert gathered(plain, context, changed, other).terms is other


def test_only_so_many_facts_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.egress.context._PLAIN_MAX", 1)
    plain, context = PlainFacts(), Context("acme", Purpose.ANALYTICS)
    first = gathered(plain, context)
    gathered(plain, Context("beta", Purpose.ANALYTICS))
    again = gathered(plain, context)
    assert again == first
    assert again is not first
