"""Tenants, callers, integrations and authorisations over the admin interface."""

from typing import Any

from gateway.model.category import Mode, Purpose
from gateway.registry.snapshot import Authorised, Role

TERMS = {"terms_required": False, "terms_watermark": 0}


async def test_a_tenant_is_created_and_told_back(api: Any) -> None:
    response = await api.call("PUT", "/v1/tenants/nova", json={"region": "DE", "mode": "scan", "consents": ["marketing"]})
    assert response.status == 200
    assert await response.json() == {"tenant": "nova", "region": "DE", "mode": "scan", "consents": ["marketing"]} | TERMS
    assert api.registry.snapshot.consented("nova", "marketing")


async def test_a_replaced_tenant_keeps_the_consents_nobody_mentions(api: Any) -> None:
    await api.call("PUT", "/v1/tenants/nova", json={"region": "DE", "consents": ["marketing"]})
    response = await api.call("PUT", "/v1/tenants/nova", json={"region": "AT"})
    assert await response.json() == {"tenant": "nova", "region": "AT", "mode": "strict", "consents": ["marketing"]} | TERMS


async def test_a_caller_can_create_a_tenant_only_if_it_holds_it(api: Any) -> None:
    assert (await api.call("PUT", "/v1/tenants/gone", key="ghost", json={"region": "DE"})).status == 200
    assert (await api.call("PUT", "/v1/tenants/other", key="ghost", json={"region": "DE"})).status == 404
    assert "other" not in api.registry.snapshot.tenants


async def test_a_caller_s_key_is_shown_once_and_works(api: Any) -> None:
    response = await api.call(
        "POST", "/v1/callers", json={"name": "web", "tenants": ["acme"], "purposes": ["analytics"], "roles": ["auditor"]}
    )
    assert response.status == 201
    made = await response.json()
    caller = api.registry.snapshot.caller_by_key(made["key"])
    assert (caller.name, caller.tenants, caller.purposes, caller.roles) == ("web", {"acme"}, {Purpose.ANALYTICS}, {Role.AUDITOR})
    listed = await api.call("GET", "/v1/transfers", key=None, headers={"Authorization": f"Bearer {made['key']}"})
    assert listed.status == 200
    again = await api.call("POST", "/v1/callers", json={"name": "web", "tenants": ["acme"]})
    assert (again.status, (await again.json())["reason"]) == (409, "caller_exists")


GIVING: list[tuple[dict[str, Any], int]] = [
    ({"tenants": ["acme"], "roles": ["auditor"]}, 400),
    ({"tenants": ["acme"], "purposes": ["marketing"]}, 400),
    ({"tenants": ["acme", "beta"]}, 404),
    ({"tenants": ["nobody"]}, 404),
    ({"tenants": ["*"]}, 400),
    ({"tenants": []}, 400),
    ({"name": "x y", "tenants": ["acme"]}, 400),
    ({"tenants": ["acme"], "roles": []}, 400),
    ({"tenants": ["acme"], "purposes": ["analytics"], "roles": ["admin"]}, 201),
]


async def test_nobody_can_give_more_than_it_has(api: Any) -> None:
    for body, status in GIVING:
        assert (await api.call("POST", "/v1/callers", key="admin", json={"name": "x"} | body)).status == status, body
        assert ("x" in {caller.name for _, caller in api.registry.snapshot.digests.values()}) == (status == 201), body


async def test_who_holds_every_tenant_can_give_that(api: Any) -> None:
    assert (await api.call("POST", "/v1/callers", json={"name": "x", "tenants": ["*"]})).status == 201


async def test_an_integration_is_off_until_it_is_put_and_then_told_in_effect(api: Any) -> None:
    path = "/v1/tenants/acme/integrations/segment"
    assert (await api.call("GET", path, key="auditor")).status == 404
    response = await api.call("PUT", path, key="admin", json={})
    assert await response.json() == {
        "tenant": "acme",
        "connector": "segment",
        "enabled": True,
        "purposes": ["analytics", "marketing"],
        "mode": "strict",
    }
    response = await api.call("PUT", path, key="admin", json={"enabled": False, "purposes": ["analytics"], "mode": "observe"})
    expected = {"tenant": "acme", "connector": "segment", "enabled": False, "purposes": ["analytics"], "mode": "observe"}
    assert await response.json() == await (await api.call("GET", path, key="auditor")).json() == expected


async def test_a_choice_about_every_connector_shows_at_each(api: Any) -> None:
    await api.call("PUT", "/v1/tenants/acme/integrations/*", key="admin", json={"mode": "scan"})
    told = await (await api.call("GET", "/v1/tenants/acme/integrations/sentry", key="auditor")).json()
    assert (told["mode"], told["purposes"]) == ("scan", ["error_tracking"])
    assert api.registry.snapshot.mode("acme", "sentry") is Mode.SCAN


NOT_INTEGRATIONS = [("nowhere", {}, 404), ("sentry", {"purposes": ["marketing"]}, 400), ("sentry", {"mode": "lenient"}, 400)]


async def test_an_integration_that_can_not_be_is_refused(api: Any) -> None:
    for connector, body, status in NOT_INTEGRATIONS:
        assert (await api.call("PUT", f"/v1/tenants/acme/integrations/{connector}", key="admin", json=body)).status == status
        assert not api.registry.snapshot.integrations


AUTHORISATION = {"connector": "google", "feature": "sync", "categories": ["integro.task"], "reference": "CASE-7"}


async def test_an_authorisation_counts_until_its_end_and_is_signed_by_its_recorder(api: Any) -> None:
    response = await api.call("POST", "/v1/tenants/acme/authorisations", key="admin", json=AUTHORISATION | {"until_ms": 1_000})
    assert response.status == 204
    snapshot = api.registry.snapshot
    assert snapshot.authorised("acme", "google", "sync", 999) == Authorised(frozenset({"integro.task"}), ("CASE-7",))
    assert not snapshot.authorised("acme", "google", "sync", 1_000).references
    assert await api.pool.fetchval("SELECT recorded_by FROM authorisations") == "admin"


NOT_AUTHORISATIONS = [
    {"connector": "nowhere"},
    {"connector": "*"},
    {"categories": ["user.contact.email"]},
    {"categories": []},
    {"feature": ""},
    {"reference": ""},
    {"until_ms": 0},
    {"until_ms": 2**60},
]


async def test_an_authorisation_of_anything_else_is_refused(api: Any) -> None:
    for change in NOT_AUTHORISATIONS:
        assert (await api.call("POST", "/v1/tenants/acme/authorisations", key="admin", json=AUTHORISATION | change)).status == 400
        assert not api.registry.snapshot.authorisations


async def test_a_good_call_is_journalled_with_its_end(api: Any) -> None:
    await api.call("POST", "/v1/tenants/acme/authorisations", key="admin", json=AUTHORISATION)
    rows = [tuple(row) for row in await api.pool.fetch("SELECT event, caller, tenant, status FROM admin_events")]
    assert rows == [("authorisation.create", "admin", "acme", 204)]
