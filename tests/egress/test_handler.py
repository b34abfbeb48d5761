"""The imperative shell: every step in order, and whatever fails means that nothing leaves."""

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.egress.body import Budget
from gateway.egress.connect import parse_connect
from gateway.egress.handler import IN_THREAD_ABOVE, admit
from gateway.model.decision import Verdict
from gateway.model.errors import GatewayError, Refused, ScannerFailed, StoreUnavailable
from tests.egress.shell import NOW_MS, SNAPSHOT, Shell, heard, raw

BODY = b'{"events":[{"id":"e1","name":"opened"}]}'
TASK = b'{"events":[{"id":"e1","name":"Apollo opened"}]}'


@pytest.fixture
async def shell() -> AsyncIterator[Shell]:
    async with Shell().listening() as running:
        yield running


async def test_a_call_is_recorded_then_sent_then_its_end_is_recorded(shell: Shell) -> None:
    answer = await shell.call(BODY)
    assert (answer.status, answer.body) == (200, b"2\r\n{}\r\n0\r\n\r\n")
    assert shell.kinds() == ["intent", "sent", "let go", "completion"]
    transfer, sent, ending = shell.only("intent"), shell.only("sent"), shell.only("completion")
    assert answer.headers["gateway-transfer-id"] == transfer.id == ending.transfer_id
    assert (answer.headers["gateway-decision"], answer.headers["gateway-answered-by"]) == ("permit", "vendor")
    assert (sent.host, sent.path, sent.body, sent.scheme, sent.port) == ("api.vendor.test", "/v1/p/events", BODY, "https", 443)
    assert ending.intent_index == 0


async def test_the_record_says_who_what_where_and_why(shell: Shell) -> None:
    said = {"Gateway_Subject": "ann@acme.test", "Gateway_Feature": "sync", "Gateway_Purpose": "analytics", "Gateway_Tenant": "acme"}
    await shell.call(TASK, **said)
    transfer = shell.only("intent")
    assert (transfer.tenant, transfer.caller, transfer.purpose, transfer.feature) == ("acme", "erp", "analytics", "sync")
    assert (transfer.subject, transfer.authorisation_refs) == ("ann@acme.test", ("CASE-1",))
    assert (transfer.host, transfer.method, transfer.region, transfer.mechanism) == ("api.vendor.test", "POST", "US", "vendor:IE:US")
    assert (transfer.at_ms, transfer.policy_hash, transfer.kind) == (NOW_MS, "ab" * 32, "data")
    assert (transfer.bytes_in, transfer.bytes_out) == (len(TASK), len(shell.only("sent").body))
    assert transfer.review.verdict is Verdict.REDACT
    assert b"Apollo" not in shell.only("sent").body


REFUSED: list[tuple[str, int, str, dict[str, Any]]] = [
    ("no such operation", 403, "operation_unknown", {"target": "/api.vendor.test/v9/p"}),
    ("a body that is no JSON", 400, "body_undecodable", {"body": b"{"}),
    ("a body too large", 413, "body_too_large", {"body": b" " * 1_000_001}),
    ("a type nobody reads", 415, "type_unknown", {"Content_Type": "text/csv"}),
    ("no purpose", 400, "purpose_missing", {"target": "/many.vendor.test/v1/p/events", "key": "key-two"}),
    ("no tenant", 400, "tenant_missing", {"key": "key-both"}),
    ("another's tenant", 403, "tenant_not_granted", {"Gateway_Tenant": "beta"}),
    ("another's purpose", 403, "purpose_not_granted", {"Gateway_Purpose": "marketing"}),
    ("nothing that may leave", 403, "nothing_left", {"target": "/api.vendor.test/v1/files/a", "method": "PUT"}),
    ("an unknown host", 403, "host_unknown", {"target": "/api.elsewhere.test/v1"}),
]


@pytest.mark.parametrize(("status", "reason", "what"), [row[1:] for row in REFUSED], ids=[row[0].replace(" ", "-") for row in REFUSED])
async def test_a_refusal_is_one_denial_and_nothing_leaves(shell: Shell, status: int, reason: str, what: dict[str, Any]) -> None:
    answer = await shell.call(**what)
    assert (answer.status, answer.reason) == (status, reason)
    assert shell.kinds() == ["denial"]
    transfer = shell.only("denial")
    assert answer.headers["gateway-transfer-id"] == transfer.id
    assert (transfer.review.verdict, transfer.review.reason, transfer.review.outbound) == (Verdict.DENY, reason, None)
    assert (transfer.caller, transfer.bytes_out) == (transfer.caller or "erp", 0)
    assert b"dpo@example.test" in answer.body


async def test_a_host_that_is_none_of_ours_is_not_named_in_the_record(shell: Shell) -> None:
    await shell.call(target="/harbour-lantern.example.test/v1")
    transfer = shell.only("denial")
    assert (transfer.host, transfer.review.connector, transfer.region, transfer.mechanism) == ("", "", "", "")


async def test_what_a_denied_review_found_stands_in_the_record(shell: Shell) -> None:
    answer = await shell.call(b'{"events":[{"id":"ann@acme.test","name":"x"}]}', target="/api.vendor.test/v1/p/events?note=x")
    assert answer.status == 403
    denied = shell.only("denial").review
    assert (denied.connector, denied.operation) == ("vendor", "events")
    assert denied.policies


@pytest.mark.parametrize(
    ("what", "status", "reason"),
    [
        ({"key": ""}, 401, "caller_unknown"),
        ({"key": "key-nobody"}, 401, "caller_unknown"),
        ({"key": "key-auditor"}, 403, "role_missing"),
        ({"target": "http://api.vendor.test/v1/p/events", "Host": "api.vendor.test", "key": ""}, 407, "proxy_caller_unknown"),
    ],
)
async def test_who_is_not_known_as_a_sender_leaves_no_record(shell: Shell, what: dict[str, Any], status: int, reason: str) -> None:
    answer = await shell.call(**what)
    assert (answer.status, answer.reason) == (status, reason)
    assert "gateway-transfer-id" not in answer.headers
    assert shell.happened == []


async def test_a_name_that_does_not_go_with_the_key_is_unknown(shell: Shell) -> None:
    basic = base64.b64encode(b"both:key-erp").decode()
    answer = await shell.call(
        target="http://api.vendor.test/v1/p/events", Host="api.vendor.test", key="", Proxy_Authorization=f"Basic {basic}"
    )
    assert answer.reason == "proxy_caller_unknown"


async def test_a_call_named_http_goes_to_the_vendor_over_tls(shell: Shell) -> None:
    answer = await shell.call(BODY, target="http://api.vendor.test/v1/p/events", Host="api.vendor.test")
    assert answer.status == 200
    assert (shell.only("sent").scheme, shell.only("sent").port) == ("https", 443)


async def test_a_vendor_s_other_port_is_refused(shell: Shell) -> None:
    answer = await shell.call(BODY, target="http://api.vendor.test:8080/v1/p/events", Host="api.vendor.test:8080")
    assert answer.reason == "port_refused"
    assert shell.kinds() == ["denial"]


async def test_a_caller_over_its_rate_is_refused_and_not_recorded(shell: Shell) -> None:
    shell.buckets.per_second = 1.0
    assert (await shell.call(BODY)).status == 200
    shell.happened.clear()
    answer = await shell.call(BODY)
    assert (answer.status, answer.reason, answer.headers["gateway-answered-by"]) == (429, "rate_limited", "gateway")
    assert shell.happened == []


async def test_a_gateway_that_is_full_says_so() -> None:
    async with Shell(budget=Budget(10)).listening() as shell:
        answer = await shell.call(BODY)
        assert (answer.status, answer.reason) == (503, "capacity_reached")
        assert shell.kinds() == ["denial"]
        assert shell.budget.held == 0


async def test_a_body_counts_against_the_budget_until_its_call_is_over() -> None:
    async with Shell().listening() as shell:
        shell.upstream.crash = asyncio.Event()
        call = asyncio.ensure_future(shell.call(BODY))
        await shell.until(lambda: "sent" in shell.kinds())
        assert shell.budget.held == len(BODY)
        shell.upstream.crash.set()
        assert (await call).status == 200
        assert shell.budget.held == 0


@pytest.mark.parametrize(
    ("error", "status", "reason", "kinds"),
    [
        (RuntimeError("planted"), 500, "internal", ["denial"]),
        (ScannerFailed("planted"), 503, "policy_unavailable", ["denial"]),
        (StoreUnavailable("planted"), 503, "record_unavailable", []),
        (GatewayError("planted"), 500, "internal", ["denial"]),
    ],
)
async def test_whatever_fails_before_the_review_means_that_nothing_leaves(
    shell: Shell, error: Exception, status: int, reason: str, kinds: list[str]
) -> None:
    shell.registry.crash = error
    answer = await shell.call(BODY)
    assert (answer.status, answer.reason) == (status, reason)
    assert b"planted" not in answer.body
    assert shell.kinds() == kinds


async def test_a_detector_that_fails_means_that_nothing_leaves(shell: Shell) -> None:
    class Failing:
        is_empty = False

        def scan(self, text: str, keys: bytes = b"") -> list[Any]:
            raise ScannerFailed(text)

    shell.registry.terms = Failing()
    answer = await shell.call(TASK)
    assert (answer.status, answer.reason) == (503, "policy_unavailable")
    assert b"Apollo" not in answer.body
    assert shell.kinds() == ["denial"]


async def test_a_policy_that_crashes_means_that_nothing_leaves(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(question: Any) -> Any:
        raise ZeroDivisionError(f"planted {question}")

    monkeypatch.setattr(shell.policy, "decide", crash)
    with capture_logs() as lines:
        answer = await shell.call(BODY)
    assert (answer.status, answer.reason) == (500, "internal")
    assert "sent" not in shell.kinds()
    (line,) = lines
    assert (line["event"], line["exception"], line["transfer_id"]) == (
        "call_failed",
        "ZeroDivisionError",
        answer.headers["gateway-transfer-id"],
    )
    assert line["at"].startswith("gateway/pipeline/")
    assert "planted" not in str(line)


async def test_without_an_intent_nothing_is_sent(shell: Shell) -> None:
    shell.log.crash["intent"] = StoreUnavailable("planted")
    answer = await shell.call(BODY)
    assert (answer.status, answer.reason) == (503, "record_unavailable")
    assert answer.headers["gateway-decision"] == "deny"
    assert shell.happened == []


async def test_a_denial_that_can_not_be_recorded_is_a_503_that_names_no_record(shell: Shell) -> None:
    shell.log.crash["denial"] = StoreUnavailable("planted")
    answer = await shell.call(target="/api.vendor.test/v9/p")
    assert (answer.status, answer.reason) == (503, "record_unavailable")
    assert "gateway-transfer-id" not in answer.headers


async def test_a_large_body_is_judged_the_same_beside_the_event_loop(shell: Shell) -> None:
    body = TASK[:-2] + b"]," + b'"pad":"' + b"x" * IN_THREAD_ABOVE + b'"}'
    answer = await shell.call(body)
    assert (answer.status, answer.headers["gateway-decision"]) == (200, "redact")
    assert b"Apollo" not in shell.only("sent").body


async def test_one_call_sees_one_state_of_the_registry(shell: Shell) -> None:
    """The registry changes while the body is on its way: what was read at first holds for the whole call."""
    reader, writer = await asyncio.open_connection("127.0.0.1", shell.port)
    whole = raw(BODY)
    writer.write(whole[:-5])
    await writer.drain()
    await shell.until(lambda: shell.budget.held > 0)
    shell.registry.snapshot = replace(SNAPSHOT, integrations={}, digests={})
    writer.write(whole[-5:])
    assert heard(await reader.read()).status == 200
    writer.close()
    assert (await shell.call(BODY)).reason == "caller_unknown"


async def test_every_answer_is_counted_once(shell: Shell) -> None:
    await shell.call(BODY)
    await shell.call(TASK)
    await shell.call(target="/api.vendor.test/v9/p")
    assert shell.counted() == {("permit", "vendor", ""): 1, ("redact", "vendor", ""): 1, ("deny", "vendor", "operation_unknown"): 1}


# -- CONNECT ---------------------------------------------------------------------------------------------------------------------


def connect(authority: str = "api.vendor.test:443", user: str = "erp:key-erp") -> Any:
    shown = f"Proxy-Authorization: Basic {base64.b64encode(user.encode()).decode()}\r\n" if user else ""
    return parse_connect(f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{shown}\r\n".encode())


async def test_a_known_caller_may_open_a_tunnel_to_a_vendor_and_that_alone_is_no_transfer() -> None:
    shell = Shell()
    await admit(shell.works, connect(), "127.0.0.1")
    assert shell.happened == []


@pytest.mark.parametrize(
    ("asked", "reason", "recorded"),
    [
        (connect(user=""), "proxy_caller_unknown", False),
        (connect(user="erp:wrong"), "proxy_caller_unknown", False),
        (connect(user="both:key-erp"), "proxy_caller_unknown", False),
        (connect(user="auditor:key-auditor"), "role_missing", False),
        (connect("api.elsewhere.test:443"), "host_unknown", True),
        (connect("api.vendor.test:8443"), "port_refused", True),
    ],
)
async def test_a_tunnel_is_refused_and_a_known_caller_s_refusal_is_recorded(asked: Any, reason: str, recorded: bool) -> None:
    shell = Shell()
    with pytest.raises(Refused) as refused:
        await admit(shell.works, asked, "127.0.0.1")
    assert refused.value.reason == reason
    assert shell.kinds() == (["denial"] if recorded else [])
    if recorded:
        assert refused.value.transfer_id == shell.only("denial").id
        assert (shell.only("denial").method, shell.only("denial").tenant) == ("CONNECT", "acme")
