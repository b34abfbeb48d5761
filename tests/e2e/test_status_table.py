"""The status table, through a real socket, by every way in. Law: a refusal repeats nothing, and nothing has left.

Its lines 502 and 504 are in test_vendors_misbehave.py, 503 in test_store_trouble.py.
"""

import asyncio
import gzip
import json
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gateway import app
from gateway.demo.standin import Reply, StandIn
from gateway.egress.upstream import Upstream
from gateway.settings import load
from tests.e2e.gateway_process import KEY, Gateway, settings, toml
from tests.e2e.planted import GOOGLE_TOKEN, PLANTED, SEGMENT_WRITE_KEY, SENTRY_KEY, basic
from tests.e2e.traffic import JSON, SEGMENT, WAYS, assert_problem, completion, entries, say, send, track

MIB = 2**20
PLANTED_EVENT = track(event=PLANTED["task"])


class Row(NamedTuple):
    """One way to be refused.

    Attributes:
        name: of the test.
        status, reason: what is answered.
        what: arguments of ``traffic.send``.
        policy: an id that must be among the deciding ones.
    """

    name: str
    status: int
    reason: str
    what: dict[str, Any]
    policy: str = ""


def body(text: bytes, **headers: str) -> dict[str, Any]:
    return {"body": text, "headers": {name.replace("_", "-"): value for name, value in headers.items()}}


UPLOAD = {
    "host": "www.googleapis.com",
    "target": "/upload/drive/v3/files?uploadType=media",
    "headers": {"Content-Type": "text/plain", "Authorization": f"Bearer {GOOGLE_TOKEN}"},
    "body": PLANTED["attachment"].encode(),
}
ATTACHED = {
    "host": "o42.ingest.sentry.io",
    "target": "/api/1/envelope/",
    "headers": {"Content-Type": "application/x-sentry-envelope", "X-Sentry-Auth": f"Sentry sentry_key={SENTRY_KEY}"},
    "body": b'{}\n{"type":"attachment","length":%d}\n%s\n' % (len(PLANTED["comment"]), PLANTED["comment"].encode()),
}
ROWS = [
    Row("a body that is not JSON", 400, "body_undecodable", body(PLANTED_EVENT[:-1])),
    Row("JSON with the same key twice", 400, "body_undecodable", body(b'{"type":"track","type":"alias"}')),
    Row("bytes behind the JSON", 400, "body_undecodable", body(PLANTED_EVENT + b"{}")),
    Row("a gzip body cut short", 400, "body_undecodable", body(gzip.compress(PLANTED_EVENT)[:-6], Content_Encoding="gzip")),
    Row("bytes behind the gzip body", 400, "body_undecodable", body(gzip.compress(PLANTED_EVENT) + b"x", Content_Encoding="gzip")),
    Row("no gzip at all", 400, "body_undecodable", body(PLANTED_EVENT, Content_Encoding="gzip")),
    Row("a purpose nobody knows", 400, "purpose_unknown", {"headers": {"Gateway-Purpose": PLANTED["task_key"]}}),
    Row("a tenant that was not granted", 403, "tenant_not_granted", {"headers": {"Gateway-Tenant": "globex"}}),
    Row("a tenant that does not exist", 403, "tenant_not_granted", {"headers": {"Gateway-Tenant": PLANTED["client"].replace(" ", "")}}),
    Row("an operation nobody declared", 403, "operation_unknown", {"target": "/v1/secret-stuff"}),
    Row("a required part that may not leave", 403, "required_field_forbidden", UPLOAD, "project-data-unauthorised"),
    Row("nothing that may leave", 403, "nothing_left", ATTACHED, "project-data-unauthorised"),
    Row("a purpose the connector does not serve", 403, "policy_denied", {"headers": {"Gateway-Purpose": "marketing"}}, "not-enabled"),
    Row("a body too large as sent", 413, "body_too_large", body(b'{"a":"' + b"x" * 11 * MIB + b'"}')),
    Row("a body too large when decoded", 413, "body_too_large", body(gzip.compress(b" " * 300 * MIB), Content_Encoding="gzip")),
    Row("a content coding nobody reads", 415, "encoding_unknown", body(PLANTED_EVENT, Content_Encoding="compress")),
    Row("stacked content codings", 415, "encoding_unknown", body(gzip.compress(PLANTED_EVENT), Content_Encoding="gzip, gzip")),
    Row("a content type nobody reads", 415, "type_unknown", body(PLANTED_EVENT, Content_Type="text/csv")),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("row", ROWS, ids=[row.name.replace(" ", "-") for row in ROWS])
def test_a_call_is_refused_and_the_refusal_is_on_record(gateway: Gateway, stand_in: StandIn, row: Row, way: str) -> None:
    answer = send(gateway, way, **row.what)
    document = assert_problem(answer, row.status, row.reason)
    assert answer.headers["gateway-answered-by"] == "gateway"
    assert answer.headers["gateway-decision"] == "deny"
    assert stand_in.received == []
    (entry,) = entries(gateway, document["transfer_id"])
    assert (entry["kind"], entry["decision"], entry["reason"]) == ("denial", "deny", row.reason)
    assert (entry["caller"], entry["host"]) == ("erp", row.what.get("host", SEGMENT))
    assert entry["policies"] == sorted(document["policies"])
    assert row.policy in {"", *document["policies"]}
    assert [name for name, text in PLANTED.items() if text in json.dumps(entry)] == []


HEADS = [
    Row("an upgrade", 400, "upgrade_refused", body(PLANTED_EVENT, Connection="Upgrade", Upgrade="websocket")),
    Row("a dot segment", 400, "malformed_request", {"target": f"/v1/{PLANTED['task_key']}/../track"}),
    Row("a word of the caller's twice", 400, "malformed_request", body(PLANTED_EVENT, Gateway_Feature="a", gateway_feature="b")),
    Row("an expectation nobody meets", 417, "expectation_failed", body(PLANTED_EVENT, Expect="200-ok")),
]
"""Refused by their grammar, before anybody looks whose they are: there is nobody to record them for."""


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("row", HEADS, ids=[row.name.replace(" ", "-") for row in HEADS])
def test_a_head_that_breaks_the_rules_is_refused_before_anybody_asks_whose_it_is(
    gateway: Gateway, stand_in: StandIn, row: Row, way: str
) -> None:
    assert assert_problem(send(gateway, way, **row.what), row.status, row.reason)["transfer_id"] == ""
    assert stand_in.received == []


UNKNOWN = [
    ("an unknown host", "collector.example.com", "host_unknown"),
    ("a host that only looks like a vendor's", "api.segment.io.example.com", "host_unknown"),
    ("a cloud's metadata by name", "metadata.google.internal", "host_unknown"),
    ("an address", "203.0.113.7", "address_refused"),
    ("a private address", "10.0.0.1", "address_refused"),
    ("loopback", "127.0.0.1", "address_refused"),
    ("loopback in disguise", "0x7f.1", "address_refused"),
    ("a cloud's metadata by address", "169.254.169.254", "address_refused"),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("host", "reason"), [row[1:] for row in UNKNOWN], ids=[row[0].replace(" ", "-") for row in UNKNOWN])
def test_a_destination_that_is_no_vendor_is_refused(gateway: Gateway, stand_in: StandIn, host: str, reason: str, way: str) -> None:
    assert_problem(send(gateway, way, host=host), 403, reason)
    assert stand_in.received == []


@pytest.mark.parametrize("way", ["absolute", "tunnel"])
def test_a_vendor_s_other_ports_are_refused(gateway: Gateway, stand_in: StandIn, way: str) -> None:
    assert_problem(send(gateway, way, host="api.segment.io:8443"), 403, "port_refused")
    assert stand_in.received == []


CHALLENGES = {
    "base": (401, "caller_unknown", "www-authenticate"),
    "absolute": (407, "proxy_caller_unknown", "proxy-authenticate"),
    "tunnel": (407, "proxy_caller_unknown", "proxy-authenticate"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("key", [None, "wrong-key-0123456789"])
def test_a_missing_or_wrong_key_is_challenged(gateway: Gateway, stand_in: StandIn, key: str | None, way: str) -> None:
    status, reason, challenge = CHALLENGES[way]
    answer = send(gateway, way, key=key, body=PLANTED_EVENT)
    document = assert_problem(answer, status, reason)
    assert challenge in answer.headers
    assert document["transfer_id"] == ""
    assert "wrong-key" not in str(answer)
    assert stand_in.received == []


def test_a_key_under_another_caller_s_name_is_wrong(gateway: Gateway) -> None:
    answer = send(gateway, "absolute", key=None, headers={"Proxy-Authorization": basic("crm", KEY)})
    assert_problem(answer, 407, "proxy_caller_unknown")


RAW = [
    ("two lengths", b"Content-Length: 5\r\nContent-Length: 6\r\n", "malformed_request"),
    ("length and chunks", b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "malformed_request"),
    ("a coding in front of chunked", b"Transfer-Encoding: gzip, chunked\r\n", "malformed_request"),
    ("a space before a colon", b"X-Note : 1\r\n", "malformed_request"),
    ("a folded header", b"X-Note: 1\r\n 2\r\n", "malformed_request"),
    ("a key twice", f"Gateway-Key: {KEY}\r\n".encode(), "malformed_request"),
]


@pytest.mark.parametrize(("lines", "reason"), [row[1:] for row in RAW], ids=[row[0].replace(" ", "-") for row in RAW])
def test_a_malformed_or_ambiguous_head_is_refused_and_its_connection_ends(
    gateway: Gateway, stand_in: StandIn, lines: bytes, reason: str
) -> None:
    head = f"POST /api.segment.io/v1/track HTTP/1.1\r\nHost: g\r\nGateway-Key: {KEY}\r\n".encode()
    behind = f"GET /api.segment.io/v1/SMUGGLED HTTP/1.1\r\nHost: g\r\nGateway-Key: {KEY}\r\n\r\n".encode()
    heard = say(gateway.egress, head + lines + b"\r\n" + behind)
    assert heard.count(b"HTTP/1.") == 1
    assert b" 400 " in heard.partition(b"\r\n")[0]
    assert json.loads(heard.partition(b"\r\n\r\n")[2])["reason"] == reason
    assert stand_in.received == []


def test_a_length_that_old_servers_read_otherwise_is_ambiguous(gateway: Gateway) -> None:
    head = f"POST /api.segment.io/v1/track HTTP/1.0\r\nGateway-Key: {KEY}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    heard = say(gateway.egress, head + b"0\r\n\r\n")
    assert json.loads(heard.partition(b"\r\n\r\n")[2])["reason"] == "ambiguous_framing"


def test_where_no_vendor_is_named_the_call_is_refused(gateway: Gateway) -> None:
    heard = say(gateway.egress, f"POST /v1/track HTTP/1.1\r\nHost: g\r\nGateway-Key: {KEY}\r\nConnection: close\r\n\r\n".encode())
    assert json.loads(heard.partition(b"\r\n\r\n")[2])["reason"] == "destination_missing"


def test_a_body_that_ends_early_is_refused(gateway: Gateway, stand_in: StandIn) -> None:
    head = f"POST /api.segment.io/v1/track HTTP/1.1\r\nHost: g\r\nGateway-Key: {KEY}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    heard = say(gateway.egress, head + b"5\r\nhello\r\nNOT-A-SIZE\r\n")
    assert b" 400 " in heard.partition(b"\r\n")[0]
    assert stand_in.received == []


@pytest.fixture
def private_dns(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A resolver that knows every name and gives a private address beside a public one; the names it was asked for."""
    asked: list[str] = []

    async def lookup(host: str, port: int) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("8.8.8.8", "10.1.2.3")]

    monkeypatch.setattr(app, "Upstream", partial(Upstream, lookup=lookup))
    return asked


async def test_a_vendor_whose_name_leads_to_a_private_address_is_refused(tmp_path: Path, dsn: str, private_dns: list[str]) -> None:
    tables = settings("http://127.0.0.1:1", upstreams=None, allow_local_upstreams=False) | {"data_dir": str(tmp_path), "database_url": dsn}
    (tmp_path / "gateway.toml").write_text(toml(tables))
    async with app.running(load(tmp_path / "gateway.toml", {})) as up:
        here = Gateway(tmp_path, {}, egress=up.egress, admin=up.admin)
        answer = await asyncio.to_thread(send, here)
        document = assert_problem(answer, 403, "address_refused")
        assert "10.1.2.3" not in str(answer)
        ended = await asyncio.to_thread(completion, here, answer)
    assert private_dns == [SEGMENT]
    assert (ended["outcome"], ended["reason"], ended["bytes_sent"]) == ("not_sent", "address_refused", 0)
    assert document["transfer_id"] == ended["transfer_id"]


def test_the_vendor_s_own_429_passes_unchanged_and_says_whose_it_is(
    make_gateway: Callable[..., Gateway], make_stand_in: Callable[..., StandIn]
) -> None:
    busy = make_stand_in(lambda _: Reply(429, b'{"error":"slow down"}', headers={"Retry-After": "17", "X-Segment": "yes"}))
    limited = make_gateway(busy.url, limits={"requests_per_second": 0.001, "min_free_disk_bytes": 0}).start()
    theirs = send(limited)
    assert (theirs.status, theirs.body, theirs.headers["retry-after"], theirs.headers["x-segment"]) == (
        429,
        b'{"error":"slow down"}',
        "17",
        "yes",
    )
    assert (theirs.headers["gateway-answered-by"], theirs.headers["gateway-decision"]) == ("vendor", "permit")
    ended = completion(limited, theirs)
    assert (ended["outcome"], ended["status"], ended["bytes_received"]) == ("failure", 429, len(theirs.body))
    ours = send(limited)
    document = assert_problem(ours, 429, "rate_limited")
    assert (ours.headers["gateway-answered-by"], ours.headers["retry-after"]) == ("gateway", "1")
    assert document["transfer_id"] == ""
    assert len(busy.received) == 1
    assert len(limited.transfers()) == 1


@pytest.mark.parametrize("way", WAYS)
def test_what_may_leave_is_answered_by_the_vendor(gateway: Gateway, stand_in: StandIn, way: str) -> None:
    answer = send(gateway, way, headers={"X-Unknown": PLANTED["comment"]})
    assert (answer.status, answer.headers["gateway-answered-by"], answer.headers["gateway-decision"]) == (200, "vendor", "redact")
    (got,) = stand_in.received
    assert got.host == "api.segment.io"
    assert stand_in.find(PLANTED) == dict.fromkeys(PLANTED, 0)
    assert not any(name.lower().startswith(("gateway-", "proxy-")) for name, _ in got.headers)
    ended = completion(gateway, answer)
    assert (ended["outcome"], ended["bytes_sent"], ended["bytes_received"]) == ("success", len(got.body), len(answer.body))


def test_the_vendor_s_error_passes_unchanged(gateway: Gateway, stand_in: StandIn) -> None:
    answer = send(gateway, headers={"Authorization": basic("not-issued")})
    assert (answer.status, answer.headers["gateway-answered-by"]) == (401, "vendor")
    assert "www-authenticate" not in answer.headers
    assert completion(gateway, answer)["outcome"] == "failure"


def test_no_refusal_left_a_value_in_the_log_of_the_process(gateway: Gateway) -> None:
    for row in ROWS:
        send(gateway, **row.what)
    assert [name for name, text in (PLANTED | {"key": KEY, "write key": SEGMENT_WRITE_KEY}).items() if text in gateway.stderr] == []
    assert JSON["Authorization"] not in gateway.stderr
