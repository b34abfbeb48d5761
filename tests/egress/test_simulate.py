"""A request judged as if it had been sent: the same review, nothing recorded, nothing sent, and no value but in what would leave."""

import base64
import json
from typing import Any

import pytest

from gateway.egress.simulate import simulate
from gateway.model.errors import Refused, ScannerFailed
from gateway.model.request import Headers
from tests.egress.shell import Shell

JSON: Headers = (("Content-Type", "application/json"),)
URL = "https://api.vendor.test/v1/p/events"
TASK = b'{"events":[{"id":"e1","name":"Apollo opened"}]}'


async def judged(
    shell: Shell, body: bytes = TASK, *, caller: str = "erp", url: str = URL, headers: Headers = JSON, tenant: str = "acme"
) -> Any:
    return await simulate(shell.works, tenant, caller, "POST", url, headers, body)


async def test_the_answer_is_what_the_call_itself_would_come_to() -> None:
    async with Shell().listening() as shell:
        told = await judged(shell)
        assert shell.happened == []
        answer = await shell.call(TASK)
        transfer, sent = shell.only("intent"), shell.only("sent")
    assert told["decision"] == answer.headers["gateway-decision"] == "redact"
    assert (told["connector"], told["operation"], told["reason"]) == ("vendor", "events", "")
    assert told["policies"] == list(transfer.review.policies)
    assert told["stopped"] == sorted(transfer.review.stopped) == ["integro.task"]
    assert told["leaving"] == sorted(transfer.review.leaving)
    assert base64.b64decode(told["outbound"]["body_b64"]) == sent.body
    assert told["outbound"]["url"] == f"https://{sent.host}{sent.path}"


async def test_findings_name_places_and_never_values() -> None:
    told = await judged(Shell())
    assert told["findings"] == [
        {"place": "body.events[0].name", "category": "integro.task", "origin": "integro", "detector": "terms", "action": "masked"}
    ]
    assert "Apollo" not in json.dumps({name: value for name, value in told.items() if name != "outbound"})
    assert b"Apollo" not in base64.b64decode(told["outbound"]["body_b64"])


async def test_what_would_leave_is_shown_with_query_and_headers() -> None:
    headers = (*JSON, ("Gateway-Feature", "sync"), ("X-Note", "hello"), ("Connection", "close"))
    told = await judged(Shell(), b'{"events":[]}', url=f"{URL}?note=hi", headers=headers)
    assert told["decision"] == "permit"
    assert told["outbound"]["url"] == f"{URL}?note=hi"
    assert told["outbound"]["headers"] == [["Content-Type", "application/json"], ["X-Note", "hello"]]


async def test_a_denial_is_told_with_its_reason_and_shows_nothing_to_send() -> None:
    told = await judged(Shell(), url="https://api.vendor.test/v9")
    assert (told["decision"], told["reason"], told["outbound"]) == ("deny", "operation_unknown", None)
    unreadable = await judged(Shell(), b"{")
    assert (unreadable["decision"], unreadable["reason"]) == ("deny", "body_undecodable")


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ({"caller": "nobody"}, "not_found"),
        ({"url": "https://api.elsewhere.test/v1"}, "host_unknown"),
        ({"url": "https://api.vendor.test:8443/v1"}, "port_refused"),
        ({"url": "https://api.vendor.test:84430/v1"}, "bad_input"),
        ({"url": "https://api.vendor.test:0/v1"}, "port_refused"),
        ({"tenant": "beta"}, "tenant_not_granted"),
        ({"headers": (*JSON, ("Gateway-Purpose", "marketing"))}, "purpose_not_granted"),
        ({"headers": (*JSON, ("Gateway-Purpose", "nosiness"))}, "purpose_unknown"),
        ({"headers": (*JSON, ("Gateway-Feature", "a"), ("gateway-feature", "b"))}, "malformed_request"),
    ],
)
async def test_what_the_caller_may_not_do_is_refused(what: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused) as refused:
        await judged(Shell(), **what)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "url", ["http://api.vendor.test/v1/p/events", "http://api.vendor.test:80/v1/p/events", "https://API.vendor.test:443/v1/p/events"]
)
async def test_the_way_the_vendor_is_named_does_not_matter(url: str) -> None:
    assert (await judged(Shell(), url=url))["outbound"]["url"] == URL


async def test_the_tenant_asked_for_wins_over_the_headers() -> None:
    told = await judged(
        Shell(), caller="both", tenant="beta", headers=(*JSON, ("Gateway-Tenant", "acme"), ("Gateway-Purpose", "analytics"))
    )
    assert told["decision"] == "redact"


async def test_a_detector_that_can_not_be_had_is_an_error() -> None:
    shell = Shell()
    shell.registry.crash = ScannerFailed("planted")
    with pytest.raises(ScannerFailed):
        await judged(shell)
