"""The whole review, on one invented vendor."""

import gzip
import json
from dataclasses import replace

import pytest

from gateway.model.category import Mode
from gateway.model.decision import Action, Verdict
from gateway.model.errors import ScannerFailed
from gateway.model.field import FREE_TEXT, data, required
from gateway.model.path import show_place
from gateway.pipeline import review
from gateway.pipeline.rulebook import build_rulebook
from tests.pipeline.vendor import CONNECTOR, EVENT, GOOD, UPLOAD, PlainPolicy, Words, call, events, sent


def test_a_clean_request_leaves_byte_for_byte_as_it_came(facts, rulebook):
    body = b'{ "events" : [ {"name":"Signed In", "id":"a", "count": 1.0} ] }'
    judged = review(call(body, query="key=s3cret%20", headers=(("X-Note", "hi"), ("Accept", "*/*"))), facts, rulebook)
    assert judged.verdict is Verdict.PERMIT
    assert judged.outbound == call(body, query="key=s3cret%20", headers=(("X-Note", "hi"), ("Accept", "*/*")))
    assert (judged.connector, judged.operation, judged.policies) == ("vendor", "events", ("permit-all",))
    assert "system.free_text" in judged.leaving


def test_a_registered_term_is_cut_out_and_its_neighbours_stay(facts, rulebook):
    judged = review(call(events({**GOOD, "name": "Opened Apollo launch today"})), facts, rulebook)
    assert judged.verdict is Verdict.REDACT
    assert sent(judged)["events"][0]["name"] == "Opened [integro.task] today"
    (finding,) = judged.findings
    assert (show_place(finding.place), finding.category, finding.origin, finding.detector, finding.action) == (
        "body.events[0].name", "integro.task", "integro", "terms", Action.MASKED)  # fmt: skip
    assert judged.stopped == {"integro.task"}
    assert "integro.task" not in judged.leaving


def test_a_field_whose_category_is_forbidden_is_dropped(facts, rulebook):
    judged = review(call(events({**GOOD, "email": "whatever", "locals": {"task": "x", "list": [1, "y"]}})), facts, rulebook)
    assert sent(judged)["events"] == [GOOD]
    assert [show_place(f.place) for f in judged.findings] == ["body.events[0].email", "body.events[0].locals"]
    assert judged.stopped == {"user.contact.email", "integro.record"}


def test_an_undeclared_field_is_dropped_with_its_whole_subtree_and_its_name_is_not_repeated(facts, rulebook):
    judged = review(call(events({**GOOD, "Apollo": {"deep": ["Apollo"]}})), facts, rulebook)
    assert sent(judged)["events"] == [GOOD]
    (finding,) = judged.findings
    assert show_place(finding.place) == "body.events[0]{2}"
    assert (finding.category, finding.detector, finding.action) == ("system.unmapped", "unmapped", Action.DROPPED)


def test_a_key_that_is_data_takes_its_entry_along(facts, rulebook):
    judged = review(
        call(events({**GOOD, "tags": {"Apollo": "1", "fine": "2"}, "extra": {"a": {"Apollo launch": 1}, "b": [2]}})), facts, rulebook
    )
    assert sent(judged)["events"][0]["tags"] == {"fine": "2"}
    assert sent(judged)["events"][0]["extra"] == {"b": [2]}


def test_an_identifier_that_is_an_address_becomes_a_pseudonym_of_tenant_and_destination(facts, rulebook):
    body = call(events({**GOOD, "user": "ann@corp.example"}))
    user = sent(review(body, facts, rulebook))["events"][0]["user"]
    assert user.startswith("anon_")
    assert user == sent(review(body, facts, rulebook))["events"][0]["user"]
    assert user != sent(review(body, replace(facts, pseudonym_key=b"x" * 32), rulebook))["events"][0]["user"]


def test_a_harmless_identifier_stays(facts, rulebook):
    assert sent(review(call(events({**GOOD, "user": 42})), facts, rulebook))["events"][0]["user"] == 42


def test_a_batch_item_without_a_required_field_goes_and_the_rest_leaves(facts, policy, rulebook):
    policy.forbidden |= {"user.name"}
    judged = review(call(events({"name": "a"}, {"name": "b", "id": "personal"})), facts, rulebook)
    assert sent(judged)["events"] == [{"name": "a"}]
    assert judged.dropped_items == 1


def test_when_no_batch_item_is_left_the_call_is_denied(facts, policy, rulebook):
    policy.forbidden |= {"user.name"}
    judged = review(call(events({"name": "b", "id": "personal"})), facts, rulebook)
    assert (judged.verdict, judged.reason, judged.outbound) == (Verdict.DENY, "nothing_left", None)
    assert "no-user.name" in judged.policies


def test_a_required_field_outside_a_batch_denies_the_call(facts, policy):
    operation = replace(EVENT, items="")
    book = build_rulebook([replace(CONNECTOR, operations=(operation,))], decider=policy, scanners=())
    policy.forbidden |= {"user.name"}
    judged = review(call(events({"name": "b", "id": "personal"})), facts, book)
    assert judged.reason == "required_field_forbidden"
    assert (judged.stopped, judged.policies) == ({"user.name"}, ("no-user.name",))
    assert [(finding.category, finding.action) for finding in judged.findings] == [("user.name", Action.DROPPED)]


def test_a_boundary_of_digits_is_no_card_number(facts, rulebook):
    content_type = "application/json; boundary=4111111111111111"
    judged = review(call(events(GOOD), content_type=content_type), facts, rulebook)
    assert (judged.verdict, judged.outbound.header("content-type")) == (Verdict.PERMIT, content_type)


def test_a_term_in_the_content_type_denies_the_call(facts, rulebook):
    judged = review(call(events(GOOD), content_type="application/json; note=Apollo"), facts, rulebook)
    assert (judged.verdict, judged.reason, judged.stopped) == (Verdict.DENY, "required_field_forbidden", {"integro.task"})


def test_of_a_value_and_the_subtree_below_it_the_required_one_counts(facts, policy):
    upload = data("integro.attachment")
    fields = {"body": required(upload), "body**": upload}
    for declared in (fields, dict(reversed(fields.items()))):
        operation = replace(UPLOAD, fields={"path.name": FREE_TEXT, **declared})
        book = build_rulebook([replace(CONNECTOR, operations=(operation,))], decider=policy, scanners=())
        judged = review(call(b"text", path="/v1/files/a.txt", method="PUT", content_type="text/plain"), facts, book)
        assert judged.reason == "required_field_forbidden"


def test_every_detector_reads_path_query_and_headers(facts, rulebook):
    judged = review(
        call(events(GOOD), path="/v1/the%20Apollo%2Fx/events", query="note=Apollo&key=k", headers=(("X-Note", "Apollo!"), ("X-Note", "b"))),
        facts,
        rulebook,
    )
    assert judged.outbound.path == "/v1/the%20%5Bintegro.task%5D%2Fx/events"
    assert judged.outbound.query == "note=%5Bintegro.task%5D&key=k"
    assert ("X-Note", "b") in judged.outbound.headers
    assert not any("Apollo" in value for _, value in judged.outbound.headers)


def test_undeclared_headers_are_left_out(facts, rulebook):
    judged = review(call(events(GOOD), headers=(("X-Forwarded-For", "10.0.0.1"), ("Accept", "*/*"))), facts, rulebook)
    assert [name for name, _ in judged.outbound.headers] == ["Accept", "Content-Type"]
    assert judged.verdict is Verdict.REDACT


def test_the_vendors_own_credential_is_read_by_the_terms_detector_only(facts, rulebook):
    assert review(call(events(GOOD), query="key=a@b.c"), facts, rulebook).verdict is Verdict.PERMIT
    judged = review(call(events(GOOD), query="key=Apollo"), facts, rulebook)
    assert judged.verdict is Verdict.REDACT
    assert judged.outbound.query == ""


def test_a_body_is_sent_in_the_coding_it_came_in(facts, rulebook):
    body = gzip.compress(events({**GOOD, "lines": ["fine", "Apollo"]}))
    request = call(body, headers=(("Content-Encoding", "gzip"),))
    judged = review(request, facts, rulebook)
    assert json.loads(gzip.decompress(judged.outbound.body))["events"][0]["lines"] == ["fine", "[integro.task]"]


def test_a_call_forbidden_whatever_it_carries_says_why(facts, rulebook):
    judged = review(call(events(GOOD)), replace(facts, enabled=False), rulebook)
    assert (judged.reason, judged.detail, judged.policies) == ("policy_denied", "The tenant has not enabled this.", ("not-enabled",))


def test_the_second_decision_is_about_what_would_leave(facts):
    """A policy that changes its mind, or a mask that makes a new finding, is caught by the second look."""

    class Fickle(PlainPolicy):
        def decide(self, question):
            decision = super().decide(question)
            return decision._replace(allowed=False) if "system.free_text" in question.categories else decision

    book = build_rulebook([CONNECTOR], decider=Fickle(), scanners=())
    judged = review(call(events({**GOOD, "name": "Apollo"})), facts, book)
    assert judged.reason == "policy_denied"


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (call(b"", host="evil.test"), "host_unknown"),
        (replace(call(b""), port=8443), "port_refused"),
        (call(b"", path="/v2/nothing"), "operation_unknown"),
        (call(b"", method="BREW"), "operation_unknown"),
        (call(b"", headers=(("X-HTTP-Method-Override", "DELETE"),)), "operation_unknown"),
        (call(b"", path="/v1/%ff/events"), "malformed_request"),
        (call(b"", path="/v1/%2e%2e/events"), "malformed_request"),
        (call(b"", path="/v1/a%00b/events"), "malformed_request"),
        (call(b"", path="/v1/other", method="GET"), "operation_unknown"),
        (call(b"x", path="/v1/things/a:show", method="GET"), "body_unexpected"),
        (call(b"<x/>", content_type="application/xml"), "type_unknown"),
        (call(b"{", content_type="application/json; charset=utf-8"), "body_undecodable"),
        (call(b"{}", headers=(("Content-Encoding", "gzip, br"),)), "encoding_unknown"),
    ],
)
def test_what_is_not_known_is_refused(facts, rulebook, request_, reason):
    judged = review(request_, facts, rulebook)
    assert (judged.verdict, judged.reason, judged.outbound) == (Verdict.DENY, reason, None)


def test_wildcard_hosts_match_on_label_boundaries(rulebook):
    assert rulebook.find("x.in.vendor.test").region == "IN"
    assert rulebook.find("a.b.in.vendor.test").region == "IN"
    assert rulebook.find("in.vendor.test") is None
    assert rulebook.find("xin.vendor.test") is None


def test_an_answer_is_labelled_by_its_operation(facts, rulebook):
    judged = review(call(method="GET", path="/v1//things/a:show", query="q=1&q=2"), facts, rulebook)
    assert (judged.operation, judged.answers) == ("read", "msgraph")


def test_a_file_nobody_authorised_is_not_sent(facts, policy, rulebook):
    for body in (b"plain text", b"\x89PNG\xff"):
        judged = review(call(body, path="/v1/files/a/b.png", method="PUT", content_type="image/png"), facts, rulebook)
        assert (judged.reason, judged.policies) == ("nothing_left", ("no-integro.attachment",))
    generous = PlainPolicy(forbidden=policy.forbidden - {"integro.attachment"})
    judged = review(
        call(b"\x89PNG\xff", path="/v1/files/a/b.png", method="PUT", content_type="image/png"),
        facts,
        replace(rulebook, decider=generous, ground={}),
    )
    assert judged.outbound.body == b"\x89PNG\xff"
    assert "integro.attachment" in judged.leaving


def test_bytes_where_text_is_expected_are_unmapped(facts, rulebook):
    judged = review(call(b"\x89PNG\xff", path="/v1/note"), facts, rulebook)
    assert judged.reason == "nothing_left"


def test_a_detector_that_can_not_vouch_stops_the_call(facts, rulebook):
    class Broken(Words):
        def scan(self, text, keys=b""):
            raise ScannerFailed

    judged = review(call(events(GOOD)), replace(facts, terms=Broken("", "", "")), rulebook)
    assert (judged.reason, judged.outbound) == ("policy_unavailable", None)


def test_a_phrase_can_not_hide_across_the_separator(facts, rulebook):
    judged = review(call(events({**GOOD, "name": "Apollo\u001flaunch"})), facts, rulebook)
    assert sent(judged)["events"][0]["name"] == "[integro.task]"


def test_a_long_number_is_read_as_text_and_dropped_when_it_is_personal(facts, rulebook):
    judged = review(call(events({**GOOD, "extra": {"card": 4111111111111111, "n": 12}})), facts, rulebook)
    assert sent(judged)["events"][0]["extra"] == {"n": 12}


@pytest.mark.parametrize("value", ["text", ["a"], [], {}, 7, None, True])
def test_whatever_stands_in_a_declared_place_is_accounted_for(facts, rulebook, value):
    """A list where the field map has a scalar is that field several times over; empty containers carry nothing."""
    judged = review(call(events({**GOOD, "count": value, "lines": value, "tags": value, "extra": value, "mixed": value})), facts, rulebook)
    kept = sent(judged)["events"][0]
    assert kept.get("count", value) == value
    assert "count" in kept
    assert ("tags" in kept) is (value in ([], {}))


def test_mixed_maps_keep_their_named_field_and_scan_the_rest(facts, rulebook):
    judged = review(call(events({**GOOD, "mixed": {"known": "v", "other": {"x": ["Apollo"]}, "fine": 1}})), facts, rulebook)
    assert sent(judged)["events"][0]["mixed"] == {"known": "v", "other": {"x": ["[integro.task]"]}, "fine": 1}


def test_scan_mode_reads_undeclared_fields_as_free_text(facts, rulebook):
    judged = review(
        call(events({**GOOD, "custom": {"a": "Apollo now", "Apollo": 1, "b": 2}, "count": ["x", {"y": "z"}]})),
        replace(facts, mode=Mode.SCAN),
        rulebook,
    )
    assert sent(judged)["events"][0]["custom"] == {"a": "[integro.task] now", "b": 2}
    assert sent(judged)["events"][0]["count"] == ["x", {"y": "z"}]


def test_observe_mode_reports_undeclared_fields_but_never_lets_project_data_go(facts, rulebook):
    judged = review(call(events({**GOOD, "custom": "hello", "more": "Apollo"})), replace(facts, mode=Mode.OBSERVE), rulebook)
    assert sent(judged)["events"][0]["custom"] == "hello"
    assert "more" not in sent(judged)["events"][0]
    assert {f.action for f in judged.findings} == {Action.REPORTED, Action.DROPPED}
    clean = review(call(events({**GOOD, "custom": "hello"})), replace(facts, mode=Mode.OBSERVE), rulebook)
    assert clean.verdict is Verdict.PERMIT
    assert [f.action for f in clean.findings] == [Action.REPORTED]


def test_what_came_from_google_is_forbidden_by_its_origin(facts, rulebook):
    terms = Words("user.content.private", "secret plan", "terms", "google.restricted")
    judged = review(call(events({**GOOD, "name": "the secret plan"})), replace(facts, terms=terms), rulebook)
    assert sent(judged)["events"][0]["name"] == "the [user.content.private]"
    assert judged.findings[0].origin == "google.restricted"


def test_an_allowed_origin_is_said_in_the_review(facts, rulebook):
    terms = Words("user.content.private", "note", "terms", "msgraph")
    judged = review(call(events({**GOOD, "name": "a note"})), replace(facts, terms=terms), rulebook)
    assert judged.origins == {"msgraph"}
