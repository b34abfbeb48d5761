"""Simulation over the admin interface: judged as asked, nothing sent."""

from base64 import b64encode
from typing import Any

import pytest

REQUEST = {"method": "POST", "url": "https://api.segment.io/v1/batch", "tenant": "acme"}


async def test_a_request_is_judged_with_what_the_members_say(api: Any) -> None:
    body = REQUEST | {
        "headers": {"Content-Type": "application/json", "gateway-tenant": "beta", "Gateway-Key": "key-erp", "Gateway-Feature": "sync"},
        "body": "{}",
        "purpose": "analytics",
    }
    response = await api.call("POST", "/v1/policy/simulate", key="admin", json=body)
    assert (response.status, await response.json()) == (200, {"decision": "permit", "findings": []})
    headers = (
        ("Content-Type", "application/json"),
        ("Gateway-Feature", "sync"),
        ("gateway-tenant", "acme"),
        ("gateway-purpose", "analytics"),
    )
    assert api.judge.asked == [("acme", "admin", "POST", "https://api.segment.io/v1/batch", headers, b"{}")]


@pytest.mark.parametrize(
    ("members", "expected"),
    [({}, b""), ({"body": "é"}, "é".encode()), ({"body_b64": b64encode(b"\x00\xff").decode()}, b"\x00\xff"), ({"body_b64": ""}, b"")],
)
async def test_a_body_is_text_or_base64_or_nothing(api: Any, members: dict[str, str], expected: bytes) -> None:
    response = await api.call("POST", "/v1/policy/simulate", json=REQUEST | members | {"headers": [["A", "1"], ["A", "2"]]})
    assert response.status == 200
    assert api.judge.asked[0][4:] == ((("A", "1"), ("A", "2"), ("gateway-tenant", "acme")), expected)


NOT_REQUESTS = [
    {"body": "x", "body_b64": "eA=="},
    {"body_b64": "planted!"},
    {"url": "planted"},
    {"url": "ftp://planted/"},
    {"url": "https:///planted"},
    {"url": "https://[planted/"},
    {"method": "post"},
    {"purpose": "planted"},
]


async def test_a_request_that_can_not_be_is_refused_without_repeating_it(api: Any) -> None:
    for change in NOT_REQUESTS:
        response = await api.call("POST", "/v1/policy/simulate", json=REQUEST | change)
        assert (response.status, (await response.json())["reason"]) == (400, "bad_input")
        assert "planted" not in await response.text()
        assert not api.judge.asked


NOT_HELD = ["beta", "nobody"]


async def test_a_tenant_the_caller_does_not_hold_is_not_found(api: Any) -> None:
    for tenant in NOT_HELD:
        assert (await api.call("POST", "/v1/policy/simulate", key="admin", json=REQUEST | {"tenant": tenant})).status == 404
        assert not api.judge.asked


async def test_the_judge_s_refusal_is_the_answer(api: Any, refusal: Exception) -> None:
    api.judge.fails = refusal
    response = await api.call("POST", "/v1/policy/simulate", json=REQUEST)
    assert (response.status, (await response.json())["reason"]) == (403, "host_unknown")


async def test_a_bug_answers_500_and_tells_nothing_of_its_text(
    api: Any, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    api.judge.fails = ValueError("planted")
    response = await api.call("POST", "/v1/policy/simulate", json=REQUEST)
    assert (response.status, (await response.json())["reason"]) == (500, "internal")
    printed = capsys.readouterr()
    assert "planted" not in await response.text() + printed.out + printed.err + caplog.text
    assert await api.pool.fetchval("SELECT count(*) FROM admin_events WHERE status IS NULL") == 1
