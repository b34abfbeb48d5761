"""What the table of actions does to a request, from its arrival to its second look."""

from dataclasses import replace

import pytest

import policies
from gateway.model.category import Mode
from gateway.model.decision import Action
from gateway.model.field import FREE_TEXT, IDENTIFIER, Format, Treatment, data, required, shaped
from gateway.pipeline import review
from gateway.pipeline.rulebook import build_rulebook
from gateway.policy.actions import load_actions
from tests.pipeline.vendor import CONNECTOR, EVENT, GOOD, PlainPolicy, Words, call, events, sent

IPS = Words("user.device.ip_address", r"\d+\.\d+\.\d+\.\d+", "ipv4")
IDS = Words("user.unique_id", r"u-\d+", "ids")
FORBIDDEN = frozenset(
    {"user.device.ip_address", "user.unique_id", "user.location.precise", "user.contact.email", "integro.task", "user.name"}
)
FIELDS = {
    **EVENT.fields,
    "body.events[].id": IDENTIFIER,
    "body.events[].ip": data("user.device.ip_address"),
    "body.events[].must_ip": required(data("user.device.ip_address")),
    "body.events[].account": data("user.unique_id"),
    "body.events[].lat": data("user.location.precise"),
    "body.events[].mail": data("user.contact.email", Treatment.PSEUDONYM),
    "body.events[].tag": shaped(FREE_TEXT, longest=20),
    "body.events[].when": shaped(FREE_TEXT, Format.TIMESTAMP),
}


@pytest.fixture
def book():
    def build(forbidden=FORBIDDEN):
        return build_rulebook(
            [replace(CONNECTOR, operations=(replace(EVENT, fields=FIELDS),))],
            decider=PlainPolicy(forbidden=forbidden),
            scanners=(IPS, IDS),
            actions=load_actions(policies.texts()),
        )

    return build


def left(book, facts, item):
    judged = review(call(events({**GOOD, **item})), facts, book)
    return {name: value for name, value in sent(judged)["events"][0].items() if name not in GOOD}, judged


def actions(judged):
    return [(finding.category, finding.action) for finding in judged.findings]


@pytest.mark.parametrize(
    ("item", "kept", "done"),
    [
        ({"ip": "203.0.113.77"}, {"ip": "203.0.113.0"}, [("user.device.ip_address", Action.GENERALISED)]),
        ({"ip": "{{auto}}"}, {}, [("user.device.ip_address", Action.DROPPED)]),
        ({"ip": None}, {"ip": None}, []),
        ({"ip": ""}, {"ip": ""}, []),
        ({"ip": "203.0.113.0"}, {"ip": "203.0.113.0"}, [("user.device.ip_address", Action.GENERALISED)]),
        ({"lat": 53.34981}, {"lat": 53.3}, [("user.location.precise", Action.GENERALISED)]),
        ({"lat": "53.34981"}, {"lat": "53.3"}, [("user.location.precise", Action.GENERALISED)]),
        ({"email": None}, {"email": None}, []),
        ({"email": ""}, {"email": ""}, []),
        ({"email": "ann@corp.example"}, {}, [("user.contact.email", Action.DROPPED)]),
        ({"when": "u-7"}, {}, [("user.unique_id", Action.DROPPED)]),
        ({"lines": ["from 203.0.113.77"]}, {"lines": ["from 203.0.113.0"]}, [("user.device.ip_address", Action.GENERALISED)]),
        (
            {"extra": {"a": "203.0.113.77", "assignee": "Ann"}},
            {"extra": {"a": "203.0.113.0", "assignee": "[user.name]"}},
            [("user.device.ip_address", Action.GENERALISED), ("user.name", Action.MASKED)],
        ),
    ],
)
def test_the_table_says_what_becomes_of_it(book, facts, item, kept, done):
    outbound, judged = left(book(), facts, item)
    assert outbound == kept
    assert actions(judged) == done


def test_a_generalised_field_the_vendor_requires_is_there(book, facts):
    outbound, judged = left(book(), facts, {"must_ip": "203.0.113.77"})
    assert outbound == {"must_ip": "203.0.113.0"}
    assert judged.dropped_items == 0


def test_a_pseudonym_is_stable_and_differs_by_tenant_key_and_vendor(book, facts):
    def pseudonym(facts, name="vendor"):
        one = replace(book(), ground={})
        found = replace(one.exact["api.vendor.test"].compiled.connector, name=name)
        operations = build_rulebook([found], decider=one.decider, scanners=(), actions=one.actions)
        return left(operations, facts, {"account": "u-7"})[0]["account"]

    first = pseudonym(facts)
    assert first.startswith("anon_")
    assert pseudonym(facts) == first
    assert pseudonym(replace(facts, pseudonym_key=b"x" * 32)) != first
    assert pseudonym(facts, "other") != first


def test_an_address_that_is_an_e_mail_stays_one_and_a_number_stays_a_number(book, facts):
    outbound, judged = left(book(), facts, {"mail": "ann@corp.example", "account": 4711, "lines": ["by u-7"], "user": "u-7"})
    assert outbound["mail"].startswith("anon_")
    assert outbound["mail"].endswith("@pseudonym.invalid")
    assert type(outbound["account"]) is int
    assert outbound["lines"][0].startswith("by anon_")
    assert outbound["user"].startswith("anon_")
    assert {action for _, action in actions(judged)} == {Action.PSEUDONYMISED}
    assert "user.unique_id" not in judged.leaving
    assert "user.unique_id.pseudonymous" in judged.leaving


def test_what_it_would_become_must_be_allowed_too(book, facts):
    stricter = FORBIDDEN | {"user.location.imprecise", "user.unique_id.pseudonymous"}
    item = {"lat": 53.34981, "account": "u-7", "lines": ["by u-7"]}
    judged = review(call(events({"name": "a", **item})), facts, book(stricter))
    assert sent(judged)["events"] == [{"name": "a", "lines": ["by [user.unique_id]"]}]


def test_a_masked_tag_is_no_longer_than_the_vendor_takes(book, facts):
    terms = Words("integro.task", "Apollo", "terms", "integro")
    outbound, _ = left(book(), replace(facts, terms=terms), {"tag": "Apollo is far too long"})
    assert outbound == {"tag": "[integro.task] is fa"}


@pytest.mark.parametrize("mode", Mode)
def test_bytes_nobody_can_read_leave_only_where_what_nobody_declared_does(facts, rulebook, mode):
    judged = review(call(b"\xff\xfe", path="/v1/note", content_type="image/png"), replace(facts, mode=mode), rulebook)
    assert actions(judged) == [("system.unmapped", Action.REPORTED if mode is Mode.OBSERVE else Action.DROPPED)]
    assert (judged.outbound is None) == (mode is not Mode.OBSERVE)
