"""Refusals: every reason code can be answered, in both forms, the same way."""

import json

import pytest

from gateway.egress.refusal import CONTACT, problem, problem_bytes, refusal_of
from gateway.model.errors import GatewayError, Refused, ScannerFailed, StoreUnavailable, UpstreamError
from gateway.model.reasons import REASONS


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_is_answered_as_a_problem_document(reason: str) -> None:
    answer = problem(reason, policies=("p1",), transfer_id="t1")
    status = REASONS[reason].status
    assert answer.status == status
    assert answer.content_type == "application/problem+json"
    assert json.loads(answer.body) == {
        "type": f"tag:integroerp.com,2026:gateway:{reason}",
        "title": REASONS[reason].title,
        "status": status,
        "detail": REASONS[reason].todo,
        "reason": reason,
        "policies": ["p1"],
        "transfer_id": "t1",
        "contact": CONTACT,
    }
    assert answer.headers["Gateway-Decision"] == "deny"
    assert answer.headers["Gateway-Transfer-Id"] == "t1"
    assert answer.keep_alive is False
    assert ("Retry-After" in answer.headers) == (status in {429, 503})
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)
    assert ("Proxy-Authenticate" in answer.headers) == (status == 407)


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_the_bytes_say_the_same_as_the_response(reason: str) -> None:
    head, _, body = problem_bytes(reason, "Why.", transfer_id="t1").partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    response = problem(reason, "Why.", transfer_id="t1")
    assert lines[0].startswith(f"HTTP/1.1 {REASONS[reason].status} ")
    assert f"Content-Length: {len(body)}" in lines
    assert "Connection: close" in lines
    assert body == response.body
    assert {f"{name}: {value}" for name, value in response.headers.items() if name != "Content-Length"} <= set(lines)


def test_what_is_given_is_said() -> None:
    answer = problem("rate_limited", "Why.", contact="dpo@a.test", retry_after=7, decision="permit")
    assert (answer.headers["Retry-After"], answer.headers["Gateway-Decision"]) == ("7", "permit")
    assert "Gateway-Transfer-Id" not in answer.headers
    document = json.loads(answer.body)
    assert (document["detail"], document["contact"], document["transfer_id"]) == ("Why.", "dpo@a.test", "")


def test_a_reason_that_does_not_exist_can_not_be_answered() -> None:
    with pytest.raises(KeyError):
        problem("nonsense")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Refused("policy_denied", "d", policies=("p",)), "policy_denied"),
        (UpstreamError("vendor_timeout", "d", sent=True), "vendor_timeout"),
        (StoreUnavailable("planted"), "record_unavailable"),
        (ScannerFailed("planted"), "policy_unavailable"),
        (GatewayError("planted"), "internal"),
    ],
)
def test_every_error_of_ours_has_a_reason_and_tells_no_inner_text(error: GatewayError, reason: str) -> None:
    refused = refusal_of(error)
    assert refused.reason == reason
    assert "planted" not in refused.detail
