"""What becomes of each part of a Sentry envelope."""

import json

import pytest

from connectors.error_tracking.sentry import SENTRY
from gateway.model.decision import Span, Verdict
from gateway.model.request import Request
from gateway.pipeline import review
from gateway.pipeline.decode import decode

PLANTED = "Blaklocka"
ENVELOPE = SENTRY.operations[0]


class Knows:
    """A tenant's registered terms: one project."""

    is_empty = False

    def scan(self, text, keys=b""):
        at = text.find(PLANTED)
        while at >= 0:
            yield Span(at, at + len(PLANTED), "integro.project", "integro", "terms")
            at = text.find(PLANTED, at + 1)


def envelope(*items, header=None):
    lines = [json.dumps(header or {})]
    for kind, payload in items:
        lines += [json.dumps({"type": kind}), payload if isinstance(payload, str) else json.dumps(payload)]
    return "\n".join(lines).encode() + b"\n"


def request(body, path="/api/42/envelope/", host="o42.ingest.sentry.io", headers=()):
    return Request(scheme="https", host=host, port=443, method="POST", path=path, query="", headers=headers, body=body)


@pytest.fixture
def judge(rulebook, facts_for):
    def run(sent, **changed):
        return review(request(sent, **changed), facts_for(SENTRY, Knows()), rulebook)

    return run


@pytest.fixture
def event_left(judge, rulebook):
    """The event that is left of an event beside an ID that always leaves."""

    def run(event):
        judged = judge(envelope(("event", {"event_id": "0" * 32, **event})))
        assert judged.outbound is not None, (judged.reason, judged.detail)
        items = decode(judged.outbound, ENVELOPE, {}, rulebook.max_body_bytes).tree["body"]["items"]
        left = dict(items[0]["event"]["payload"])
        assert left.pop("event_id") == "0" * 32
        return left

    return run


FRAME = {
    "function": "move",
    "module": "erp.board",
    "filename": "erp/board.py",
    "abs_path": "/srv/erp/board.py",
    "lineno": 3,
    "in_app": True,
}

KEPT = [
    {"extra": {"sys.argv": ["/srv/erp/manage.py", "runserver"]}},
    {"timestamp": "2026-11-22T09:08:58Z", "platform": "python", "level": "error", "server_name": "web-1", "release": "erp@7"},
    {"exception": {"values": [{"type": "KeyError", "value": "no column", "mechanism": {"type": "generic", "handled": False}}]}},
    {"exception": {"values": [{"type": "E", "stacktrace": {"frames": [FRAME]}}]}},
    {"exception": {"values": [{"type": "E", "stacktrace": {"frames": [{**FRAME, "context_line": "x = 1", "pre_context": [""]}]}}]}},
    {"logentry": {"message": "moved %s", "params": ["Doing"], "formatted": "moved Doing"}},
    {"message": "board is stale"},
    {"breadcrumbs": [{"category": "http", "message": "GET", "data": {"status_code": 200}}]},
    {"breadcrumbs": {"values": [{"category": "http", "data": {"deep": {"er": [1, "two"]}}}]}},
    {"tags": {"region": "eu-west-1"}},
    {"tags": [["region", "eu-west-1"]]},
    {"extra": {"attempt": 2, "celery-job": {"task_name": "erp.sync"}}},
    {"contexts": {"board": {"columns": ["Doing"]}, "os": {"name": "Linux", "unheard_of": "x"}}},
    {"contexts": {"trace": {"trace_id": "a" * 32, "data": {"thread.id": "1", "own.attribute": [1, 2]}}}},
    {"spans": [{"span_id": "b" * 16, "op": "db", "description": "SELECT 1", "data": {"db.system": "postgresql"}}]},
    {"threads": {"values": [{"id": 1, "name": "main", "stacktrace": {"frames": [FRAME]}}]}},
    {"request": {"method": "GET", "url": "https://erp.example/", "headers": {"Accept": "*/*", "X-Own": "1"}, "env": {"SERVER_PORT": "80"}}},
    {"user": {"id": "usr_1042", "subscription": "basic"}},
    {"modules": {"flask": "3.1.3"}, "sdk": {"name": "sentry.python", "version": "2.75.0", "settings": {"infer_ip": "never"}}},
    {"debug_meta": {"images": [{"type": "sourcemap", "debug_id": "d", "code_file": "/app.js"}]}},
]

DROPPED = [
    pytest.param({"user": {"email": "ada@erp.example"}}, id="e-mail"),
    pytest.param({"user": {"username": "ada", "name": "Ada"}}, id="names"),
    pytest.param({"user": {"ip_address": "{{auto}}"}}, id="address taken from the connection"),
    pytest.param({"user": {"geo": {"city": "Cork", "country_code": "IE"}}}, id="geo"),
    pytest.param({"request": {"data": "raw text"}}, id="request body as text"),
    pytest.param({"request": {"data": {"title": "x"}}}, id="request body as a map"),
    pytest.param({"request": {"cookies": {"sid": "1"}}}, id="cookies as a map"),
    pytest.param({"request": {"cookies": [["sid", "1"]]}}, id="cookies as pairs"),
    pytest.param({"request": {"cookies": "sid=1"}}, id="cookies as text"),
    pytest.param({"request": {"headers": {"Cookie": "sid=1"}}}, id="Cookie"),
    pytest.param({"request": {"headers": {"cookie": "sid=1"}}}, id="cookie"),
    pytest.param({"request": {"headers": {"COOKIE": "sid=1"}}}, id="COOKIE"),
    pytest.param({"request": {"headers": {"Authorization": "Bearer x"}}}, id="authorization"),
    pytest.param({"request": {"headers": {"X-Forwarded-For": "192.0.2.1"}}}, id="forwarded for"),
    pytest.param({"request": {"headers": [["Cookie", "sid=1"]]}}, id="headers as pairs, which can not be told apart"),
    pytest.param({"request": {"env": {"REMOTE_ADDR": "192.0.2.1"}}}, id="remote address"),
    pytest.param({"exception": {"values": [{"stacktrace": {"frames": [{"vars": {"task": "Task(1)"}}]}}]}}, id="locals"),
    pytest.param({"threads": {"values": [{"stacktrace": {"frames": [{"vars": {"task": {"title": "x"}}}]}}]}}, id="locals of a thread"),
    pytest.param({"stacktrace": {"frames": [{"vars": {"task": "Task(1)"}}]}}, id="locals of a bare stack"),
    pytest.param({"extra": {"celery-job": {"args": [1], "kwargs": {"title": "x"}}}}, id="arguments of a job"),
    pytest.param({"contexts": {"state": {"state": {"value": {"tasks": ["x"]}}}}}, id="application state"),
    pytest.param({"contexts": {"response": {"data": {"tasks": ["x"]}, "cookies": {"sid": "1"}}}}, id="response body"),
    pytest.param({"contexts": {"feedback": {"contact_email": "a@b.example", "name": "Ada"}}}, id="who gave feedback"),
    pytest.param({"spans": [{"data": {"gen_ai.input.messages": [{"content": "x"}]}}]}, id="prompt"),
    pytest.param({"spans": [{"data": {"client.address": "192.0.2.1"}}]}, id="client address of a span"),
    pytest.param({"_meta": {"exception": {"values": {"0": {"vars": {"x": {"": {"len": 9}}}}}}}}, id="names of cut locals"),
    pytest.param({"never_heard_of": {"a": 1}}, id="undeclared"),
    pytest.param({"exception": {"values": [{"never_heard_of": 1}]}}, id="undeclared deep down"),
]


@pytest.mark.parametrize("event", KEPT)
def test_what_happened_leaves(event, event_left):
    assert event_left(event) == event


@pytest.mark.parametrize("event", DROPPED)
def test_who_it_happened_to_and_with_what_stays(event, event_left):
    assert event_left(event) == {}


@pytest.mark.parametrize(
    "event",
    [
        {"transaction": f"open {PLANTED}"},
        {"culprit": PLANTED},
        {"fingerprint": [PLANTED]},
        {"exception": {"values": [{"type": PLANTED, "value": PLANTED}]}},
        {
            "exception": {
                "values": [{"stacktrace": {"frames": [{"context_line": PLANTED, "post_context": [PLANTED], "filename": PLANTED}]}}]
            }
        },
        {"breadcrumbs": {"values": [{"category": PLANTED, "message": PLANTED, "data": {"url": f"/p/{PLANTED}", PLANTED: 1}}]}},
        {"tags": {"project": PLANTED, PLANTED: "x"}},
        {"contexts": {PLANTED: {"open": 4}, "task": {"title": PLANTED}}},
        {"extra": {"payload": f'{{"comment": "{PLANTED}"}}'}},
        {"request": {"url": f"https://erp.example/{PLANTED}", "query_string": f"q={PLANTED}", "headers": {"Referer": PLANTED}}},
        {"spans": [{"description": PLANTED, "data": {"db.query.text": PLANTED, PLANTED: 1}}]},
        {"user": {"segment": PLANTED, "data": {"team": PLANTED}}},
        {"logger": PLANTED, "server_name": PLANTED, "environment": PLANTED},
    ],
)
def test_a_project_s_name_leaves_nowhere(event, event_left):
    assert PLANTED not in json.dumps(event_left(event))


@pytest.mark.parametrize("pairs", [False, True])
def test_a_tag_is_never_longer_than_sentry_takes_and_its_name_may_give_it_away(pairs, event_left):
    tags = {"route": PLANTED + "x" * 190, "project": "Heather Court", "region": "eu-west-1"}
    left = event_left({"tags": [list(pair) for pair in tags.items()] if pairs else tags})["tags"]
    assert dict(left) == {"route": "[integro.project]" + "x" * 183, "project": "[integro.project]", "region": "eu-west-1"}


def test_the_transaction_name_in_the_envelope_header_is_read_too(judge):
    judged = judge(envelope(("event", {"level": "error"}), header={"trace": {"public_key": "0" * 32, "transaction": f"open {PLANTED}"}}))
    assert PLANTED.encode() not in judged.outbound.body
    assert b'"public_key":"' + b"0" * 32 in judged.outbound.body.replace(b" ", b"")


def test_two_monitors_named_after_projects_stay_two(judge):
    sent = [{"check_in_id": "1", "status": "ok", "monitor_slug": f"export-{PLANTED}-{number}"} for number in (1, 2)]
    left = [judge(envelope(("check_in", check_in))).outbound.body for check_in in sent]
    assert left[0] != left[1]
    assert not any(PLANTED.encode() in body for body in left)


@pytest.mark.parametrize(
    "kind", ["replay_event", "replay_recording", "replay_video", "security", "nel", "statsd", "form_data", "brand_new"]
)
def test_an_item_type_that_is_not_declared_is_dropped_and_its_siblings_stay(kind, judge):
    judged = judge(envelope((kind, '{"a":1}'), ("event", {"level": "error"})))
    assert judged.verdict is Verdict.REDACT
    assert judged.dropped_items == 1
    assert kind.encode() not in judged.outbound.body
    assert {finding.detector for finding in judged.findings} == {"unmapped"}


def test_an_attachment_alone_leaves_nothing_to_send(judge):
    judged = judge(envelope(("attachment", "task;title")))
    assert (judged.verdict, judged.reason) == (Verdict.DENY, "nothing_left")


@pytest.mark.parametrize(
    ("kind", "payload", "gone"),
    [
        ("user_report", {"event_id": "1", "email": "a@b.example", "name": "Ada", "comments": "it broke"}, {"email", "name"}),
        ("session", {"sid": "1", "did": "usr_1", "status": "ok", "attrs": {"release": "1", "ip_address": "192.0.2.1"}}, {"ip_address"}),
        ("sessions", {"aggregates": [{"started": "t", "exited": 3}], "attrs": {"release": "1"}}, set()),
        ("client_report", {"timestamp": 1.5, "discarded_events": [{"reason": "r", "category": "error", "quantity": 1}]}, set()),
        ("profile_chunk", {"profiler_id": "1", "profile": {"frames": [{**FRAME, "vars": {"a": 1}}], "stacks": [[0]]}}, {"vars"}),
        ("span", {"span_id": "1", "trace_id": "2", "description": "SELECT 1", "data": {"user.email": "a@b.example"}}, {"user.email"}),
        ("feedback", {"contexts": {"feedback": {"message": "it broke", "contact_email": "a@b.example"}}}, {"contact_email"}),
        ("log", {"items": [{"body": "x", "attributes": {"user.id": {"type": "string", "value": "u"}}}], "version": 2}, set()),
        (
            "log",
            {"items": [{"body": "x", "attributes": {"process.command_args": {"type": "array", "value": ["run.py"]}}}], "version": 2},
            set(),
        ),
        ("trace_metric", {"items": [{"name": "n", "value": 1, "attributes": {"own": {"type": "array", "value": ["a"]}}}]}, set()),
    ],
)
def test_each_kind_of_item_leaves_without_the_person(kind, payload, gone, judge):
    judged = judge(envelope((kind, payload)))
    assert judged.outbound is not None, judged.reason
    assert not any(finding.detector == "unmapped" for finding in judged.findings)
    names = {step for finding in judged.findings for step in finding.place if isinstance(step, str)}
    assert gone <= names
    assert (judged.verdict is Verdict.PERMIT) is (not gone)


@pytest.mark.parametrize(
    "path", ["minidump/", "security/", "csp-report/", "nel/", "unreal/key/", "otlp/v1/traces", "cron/slug/key/", "upload/"]
)
def test_endpoints_no_sdk_of_ours_uses_are_refused(path, judge):
    judged = judge(b"{}", path=f"/api/42/{path}")
    assert (judged.verdict, judged.reason) == (Verdict.DENY, "operation_unknown")


@pytest.mark.parametrize(
    ("host", "country"), [("o1.ingest.sentry.io", "US"), ("o1.ingest.us.sentry.io", "US"), ("o1.ingest.de.sentry.io", "DE")]
)
def test_the_region_is_the_one_the_host_names(host, country, rulebook):
    assert rulebook.find(host).region == country


@pytest.mark.parametrize("host", ["sentry.io", "ingest.sentry.io", "o1.ingest.sentry.io.example", "o1.sentry.io"])
def test_other_hosts_of_the_domain_are_unknown(host, rulebook):
    found = rulebook.find(host)
    assert found is None


def test_headers_meant_for_others_are_dropped_and_the_key_stays(judge):
    headers = (("X-Sentry-Auth", "Sentry sentry_key=0"), ("Baggage", "sentry-transaction=x"), ("X-Forwarded-For", "192.0.2.1"))
    judged = judge(envelope(("event", {"level": "error"})), headers=headers)
    assert judged.outbound.headers == (("X-Sentry-Auth", "Sentry sentry_key=0"),)
