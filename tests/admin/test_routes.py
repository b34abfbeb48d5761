"""The table of routes: what every row promises, asked of every row over a real socket.

Promises are checked row by row within one test each: a fresh database for every row would take minutes.
"""

import re
from typing import Any

import pytest

from gateway.admin.application import OPENED
from gateway.admin.route import NDJSON, Guarded
from gateway.admin.routes import GUARDED
from gateway.registry.snapshot import Role

PLANTED = "Planted-Falcon-4711"
WITH_TENANT = [route for route in GUARDED if "{t}" in route.path]
READING = [route for route in GUARDED if route.reads]


def filled(route: Guarded, tenant: str = "acme") -> str:
    return re.sub(r"{(\w+)}", lambda found: {"t": tenant, "connector": "sentry"}.get(found[1], "some-id"), route.path)


def test_every_route_stands_in_the_table_once() -> None:
    rows = [(route.method, route.path) for route in GUARDED] + [("GET", each.path) for each in OPENED]
    assert len(rows) == len(set(rows))
    assert len({route.event for route in GUARDED}) == len(GUARDED)


@pytest.mark.parametrize("route", GUARDED, ids=lambda route: route.event)
def test_a_route_declares_role_event_summary_and_shapes(route: Guarded) -> None:
    assert route.roles
    assert route.roles <= {Role.ADMIN, Role.AUDITOR}
    assert re.fullmatch(r"[a-z]+\.[a-z]+", route.event)
    assert route.summary
    assert (route.reads is None) == (route.method in {"GET", "DELETE"})
    assert (route.answers is None) == (route.status == 204)


WRONG: list[dict[str, str]] = [
    {},
    {"Authorization": "Bearer wrong"},
    {"Authorization": "Basic key-erp"},
    {"Gateway-Key": "wrong"},
    {"Authorization": "Bearer"},
]


async def test_every_route_refuses_a_missing_or_wrong_key_and_journals_nothing(api: Any) -> None:
    for route in GUARDED:
        for headers in WRONG:
            response = await api.call(route.method, filled(route), key=None, headers=headers)
            assert (response.status, (await response.json())["reason"]) == (401, "caller_unknown"), route.event
            assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert await api.pool.fetchval("SELECT count(*) FROM admin_events") == 0


async def test_a_key_is_taken_from_either_header(api: Any) -> None:
    for headers in ({"Gateway-Key": "key-auditor"}, {"Authorization": "bearer  key-auditor "}):
        assert (await api.call("GET", "/v1/transfers", key=None, headers=headers)).status == 200


async def test_every_route_refuses_a_key_without_its_role_and_journals_that(api: Any) -> None:
    for route in GUARDED:
        key = "egress" if len(route.roles) > 1 else {Role.ADMIN: "auditor", Role.AUDITOR: "admin"}[min(route.roles)]
        response = await api.call(route.method, filled(route), key=key)
        assert (response.status, (await response.json())["reason"]) == (403, "role_missing"), route.event
        row = await api.pool.fetchrow("SELECT event, caller, tenant, status FROM admin_events ORDER BY id DESC LIMIT 1")
        assert tuple(row) == (route.event, key, "acme" if "{t}" in route.path else "", 403)


async def test_another_s_tenant_and_one_that_does_not_exist_are_told_apart_by_nobody(api: Any) -> None:
    for route in WITH_TENANT:
        key = "auditor" if Role.AUDITOR in route.roles else "admin"
        answers = set()
        for tenant in ("beta", "nobody", "a" * 65, "%00", "a%20b", "..%2Facme"):
            response = await api.call(route.method, filled(route, tenant), key=key)
            answers.add((response.status, await response.text()))
        assert len(answers) == 1, route.event
        assert answers.pop()[0] == 404


async def test_a_held_tenant_that_does_not_exist_is_not_found(api: Any) -> None:
    for route in WITH_TENANT:
        if not route.creates:
            assert (await api.call(route.method, filled(route, "gone"), key="ghost")).status == 404, route.event


BAD = [
    f'{{"{PLANTED}": "{PLANTED}"}}',
    f'"{PLANTED}"',
    f'{{"{PLANTED}',
    f'["{PLANTED}"]',
    f'{{"id": "1", "kind": "{PLANTED}", "origin": "{PLANTED}", "text": 7, "tenants": ["{PLANTED}!"], "url": ["{PLANTED}"]}}',
    f'{{"region": "{PLANTED}", "mode": "{PLANTED}", "name": "{PLANTED}!", "enabled": "{PLANTED}", "method": "{PLANTED}"}}',
]


async def test_no_refusal_repeats_a_value_that_was_sent(
    api: Any, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    told = []
    for route in READING:
        for body in BAD:
            response = await api.call(route.method, filled(route), data=body.encode(), headers={"Content-Type": route.media})
            assert (response.status, response.content_type) == (400, "application/problem+json"), (route.event, body)
            assert (await response.json())["reason"] == "bad_input"
            told += [await response.text(), str(response.headers)]
    printed = capsys.readouterr()
    told += [printed.out, printed.err, caplog.text, str(await api.pool.fetch("SELECT * FROM admin_events"))]
    assert PLANTED.lower() not in "".join(told).lower()


async def test_a_content_coding_is_refused(api: Any) -> None:
    for route in READING:
        response = await api.call(route.method, filled(route), data=b"x", headers={"Content-Type": NDJSON, "Content-Encoding": "br"})
        assert response.status == 415, route.event


async def test_without_a_journal_nothing_is_done(api: Any) -> None:
    await api.pool.execute("DROP TABLE admin_events")
    for route in GUARDED:
        response = await api.call(route.method, filled(route), data=b"{}")
        assert (response.status, (await response.json())["reason"]) == (503, "store_unavailable"), route.event
        assert response.headers["Retry-After"]


async def test_unknown_paths_and_methods_are_problems_too(api: Any) -> None:
    response = await api.call("GET", f"/{PLANTED}")
    assert (response.status, (await response.json())["reason"]) == (404, "not_found")
    assert PLANTED not in await response.text()
    response = await api.call("PATCH", "/v1/callers")
    assert (response.status, (await response.json())["reason"]) == (405, "method_refused")


async def test_every_answer_forbids_keeping_it(api: Any) -> None:
    for path in ("/", "/healthz", "/v1/transfers", "/nowhere"):
        response = await api.call("GET", path)
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
