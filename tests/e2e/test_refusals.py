"""Who may send what to whom, by every way in. Law: without every grant nothing leaves, and a refusal says which one is missing."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import pytest

from gateway.demo.standin import StandIn
from tests.e2e.conftest import registered
from tests.e2e.gateway_process import KEY, Answer, Gateway, settings
from tests.e2e.planted import PLANTED, SENTRY_KEY, basic
from tests.e2e.sdk_run import leaked_into_log
from tests.e2e.traffic import WAYS, assert_problem, completion, entries, send, track

ANALYST_KEY: Final = "dev-key-analyst-01"
BOTH_KEY: Final = "dev-key-both-0123"
AUDITOR_KEY: Final = "dev-key-auditor-1"
PLANTED_EVENT: Final = track(event=PLANTED["task"])
SENTRY: Final[dict[str, Any]] = {
    "host": "o42.ingest.sentry.io",
    "target": "/api/1/envelope/",
    "headers": {"Content-Type": "application/x-sentry-envelope", "X-Sentry-Auth": f"Sentry sentry_key={SENTRY_KEY}"},
    "body": b'{}\n{"type":"event"}\n{"event_id":"fc6d8c0c43fc4630ad850ee518f1b9d0","message":"disk full"}\n',
}


@pytest.fixture(scope="module")
def office(the_stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway with callers that hold less than everything, and a tenant that switched little on."""
    everything = settings(the_stand_in.url)["callers"]["erp"]
    callers = {
        "erp": everything,
        "analyst": {"key": ANALYST_KEY, "tenants": ["acme"], "purposes": ["analytics"]},
        "both": {"key": BOTH_KEY, "tenants": ["acme", "globex"], "purposes": everything["purposes"]},
        "auditor": {"key": AUDITOR_KEY, "tenants": ["acme"], "purposes": ["analytics"], "roles": ["auditor"]},
    }
    integrations = [
        {"tenant": "acme", "connector": "*"},
        {"tenant": "acme", "connector": "mixpanel", "purposes": ["marketing"]},
        {"tenant": "globex", "connector": "segment"},
    ]
    made = Gateway(tmp_path_factory.mktemp("office"), settings(the_stand_in.url, callers=callers, integrations=integrations))
    try:
        registered(made.start())
        yield made
    finally:
        made.close()


class Row(NamedTuple):
    """One call that must not go: its name, who makes it, what it is, and the answer."""

    name: str
    reason: str
    policies: tuple[str, ...] = ()
    user: str = "erp"
    key: str = KEY
    what: dict[str, Any] = {}  # noqa: RUF012 - never written to


def named(**words: str) -> dict[str, Any]:
    """A Segment call whose ``Gateway-*`` headers say something."""
    return {"headers": {f"Gateway-{name}": value for name, value in words.items()}, "body": PLANTED_EVENT}


MIXPANEL: Final = {
    "host": "api.mixpanel.com",
    "body": b"data=%7B%22event%22%3A%22x%22%7D",
    "headers": {"Content-Type": "application/x-www-form-urlencoded"},
}
SENTRY_OF_GLOBEX: Final = SENTRY | {"headers": SENTRY["headers"] | {"Gateway-Tenant": "globex"}}
ROWS: Final = [
    Row("a purpose the caller was not granted", "purpose_not_granted", (), "analyst", ANALYST_KEY, named(Purpose="marketing")),
    Row("a connector's only purpose the caller was not granted", "purpose_not_granted", (), "analyst", ANALYST_KEY, SENTRY),
    Row("a tenant the caller was not granted", "tenant_not_granted", (), "analyst", ANALYST_KEY, named(Tenant="globex")),
    Row("a tenant that does not exist", "tenant_not_granted", (), "both", BOTH_KEY, named(Tenant="initech")),
    Row("a key without the role", "role_missing", (), "auditor", AUDITOR_KEY),
    Row("an integration nobody switched on", "policy_denied", ("not-enabled",), "both", BOTH_KEY, SENTRY_OF_GLOBEX),
    Row("an integration for another purpose only", "policy_denied", ("not-enabled",), what={"target": "/track", **MIXPANEL}),
    Row("a purpose without consent", "policy_denied", ("no-consent",), "both", BOTH_KEY, named(Tenant="globex")),
    Row("a purpose the vendor is not for", "policy_denied", ("not-enabled", "purpose-not-served"), what=named(Purpose="linked_service")),
    Row("a host no connector claims", "host_unknown", what={"host": "collector.example.com", "body": PLANTED_EVENT}),
]  # fmt: skip


def made_by(office: Gateway, way: str, row: Row) -> Answer:
    return send(office, way, user=row.user, key=row.key, **row.what)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("row", ROWS, ids=[row.name.replace(" ", "-") for row in ROWS])
def test_without_every_grant_nothing_leaves(office: Gateway, stand_in: StandIn, row: Row, way: str) -> None:
    answer = made_by(office, way, row)
    document = assert_problem(answer, 403, row.reason)
    assert answer.headers["gateway-decision"] == "deny"
    assert set(row.policies) <= set(document["policies"])
    assert bool(row.policies) == bool(document["policies"])
    assert stand_in.received == []


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("row", [row for row in ROWS if row.reason != "role_missing"], ids=lambda row: row.name.replace(" ", "-"))
def test_a_refusal_of_a_known_caller_is_on_record(office: Gateway, row: Row, way: str) -> None:
    document = made_by(office, way, row).json()
    (entry,) = entries(office, document["transfer_id"])
    assert (entry["kind"], entry["decision"], entry["reason"], entry["caller"]) == ("denial", "deny", row.reason, row.user)
    assert entry["policies"] == sorted(document["policies"])
    assert (entry["bytes_out"], entry["leaving"]) == (0, [])


def test_the_auditor_finds_a_refusal_under_its_tenant(office: Gateway) -> None:
    document = send(office, **named(Purpose="linked_service")).json()
    (record,) = [each for each in office.transfers(decision="deny", vendor="segment") if each["id"] == document["transfer_id"]]
    assert (record["decision"], record["opening"]["entry"]["reason"], record["completion"]) == ("deny", "policy_denied", None)


UNKNOWN: Final = {"base": (401, "caller_unknown"), "absolute": (407, "proxy_caller_unknown"), "tunnel": (407, "proxy_caller_unknown")}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("key", [None, "", KEY[:-1], KEY + "x", KEY.upper(), PLANTED["task"]])
def test_an_unknown_caller_is_challenged_and_leaves_no_record(office: Gateway, stand_in: StandIn, way: str, key: str | None) -> None:
    before = office.select("SELECT count(*) FROM log_leaf")[0][0]
    assert_problem(send(office, way, key=key, body=PLANTED_EVENT), *UNKNOWN[way])
    assert office.select("SELECT count(*) FROM log_leaf")[0][0] == before
    assert stand_in.received == []


@pytest.mark.parametrize("key", [KEY[:-1], "", "%20", "~"])
def test_a_wrong_key_in_the_path_is_refused_and_not_repeated(office: Gateway, stand_in: StandIn, key: str) -> None:
    answer = send(office, "base", key=None, host=f"~{key}/api.segment.io")
    assert_problem(answer, 401, "caller_unknown")
    assert key == "" or f"~{key}" not in str(answer)
    assert stand_in.received == []


def test_the_right_key_in_the_path_opens(office: Gateway, stand_in: StandIn) -> None:
    answer = send(office, "base", key=None, host=f"~{KEY}/api.segment.io")
    assert (answer.status, answer.headers["gateway-decision"]) == (200, "permit")
    (got,) = stand_in.received
    assert KEY.encode() not in got.everything


@pytest.mark.parametrize("way", ["absolute", "tunnel"])
def test_another_caller_s_name_over_a_right_key_is_unknown(office: Gateway, stand_in: StandIn, way: str) -> None:
    assert_problem(send(office, way, user="analyst", key=KEY), 407, "proxy_caller_unknown")
    assert stand_in.received == []


@pytest.mark.parametrize("way", ["absolute", "tunnel"])
@pytest.mark.parametrize("user", ["erp+colour=red", "erp+tenant", "erp+tenant=acme+tenant=acme"])
def test_context_in_the_caller_s_name_that_means_nothing_is_malformed(office: Gateway, stand_in: StandIn, user: str, way: str) -> None:
    assert_problem(send(office, way, user=user), 400, "malformed_request")
    assert stand_in.received == []


@pytest.mark.parametrize("way", WAYS)
def test_a_caller_of_two_tenants_names_one_or_is_refused(office: Gateway, stand_in: StandIn, way: str) -> None:
    assert_problem(send(office, way, user="both", key=BOTH_KEY), 400, "tenant_missing")
    assert stand_in.received == []


@pytest.mark.parametrize("way", WAYS)
def test_where_no_purpose_is_named_the_connector_s_only_one_holds(office: Gateway, stand_in: StandIn, way: str) -> None:
    answer = send(office, way, **SENTRY)
    assert (answer.status, answer.headers["gateway-decision"]) == (200, "permit")
    assert completion(office, answer)["outcome"] == "success"
    (entry, _) = entries(office, answer.headers["gateway-transfer-id"])
    assert (entry["purpose"], entry["tenant"]) == ("error_tracking", "acme")


@pytest.mark.parametrize("way", WAYS)
def test_a_header_wins_over_the_caller_s_name(office: Gateway, stand_in: StandIn, way: str) -> None:
    answer = send(office, way, user="both+tenant=globex", key=BOTH_KEY, headers={"Gateway-Tenant": "acme"})
    assert (answer.status, len(stand_in.received)) == (200, 1)
    assert entries(office, answer.headers["gateway-transfer-id"])[0]["tenant"] == "acme"
    assert not any(name.lower().startswith(("gateway-", "proxy-")) for name, _ in stand_in.received[0].headers)


@pytest.mark.parametrize("way", WAYS)
def test_an_integration_switched_off_is_off_for_the_next_call(office: Gateway, stand_in: StandIn, way: str) -> None:
    place = "/v1/tenants/acme/integrations/sentry"
    try:
        assert office.ask("PUT", place, '{"enabled": false}').status == 200
        document = assert_problem(send(office, way, **SENTRY), 403, "policy_denied")
        assert "not-enabled" in document["policies"]
        assert stand_in.received == []
    finally:
        assert office.ask("PUT", place, '{"enabled": true}').status == 200
    assert send(office, way, **SENTRY).status == 200


def test_a_caller_made_now_can_call_now_with_exactly_its_grants(office: Gateway, stand_in: StandIn) -> None:
    made = office.ask("POST", "/v1/callers", '{"name": "billing", "tenants": ["acme"], "purposes": ["analytics"]}')
    assert made.status == 201, made.body
    key = made.json()["key"]
    assert send(office, "tunnel", user="billing", key=key).status == 200
    assert_problem(send(office, "tunnel", user="billing", key=key, **SENTRY), 403, "purpose_not_granted")
    assert key.encode() not in office.stored() + office.stderr.encode()


def test_no_refusal_left_a_planted_value_or_a_key_in_the_log(office: Gateway) -> None:
    for way in WAYS:
        for row in ROWS:
            made_by(office, way, row)
    assert leaked_into_log(office) == set()
    assert basic("erp", KEY).encode() not in office.stored() + office.stderr.encode()
