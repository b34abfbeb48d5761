"""The decider over the shipped rule set. Law: allowing is the exception, so every property is about what must not be allowed."""

import json
import re

import pytest
from cedarpy import is_authorized
from hypothesis import given
from hypothesis import strategies as st

import policies
from gateway.model.category import INTEGRO, ORIGINS, VOCABULARY, Mode, Purpose
from gateway.model.connector import Connector
from gateway.model.decision import Decision, Question
from gateway.model.errors import ConfigurationError
from gateway.policy import decide as room
from gateway.policy.decide import NO_PERMIT, UNAVAILABLE, CedarDecider
from gateway.policy.load import load
from gateway.policy.vendors import EEA, LISTED

BUNDLE = load(policies.texts())
DECIDER = CedarDecider(BUNDLE, BUNDLE.vendors)
ALLOWED = next(example.question for example in BUNDLE.examples if example.policy == "error-tracking" and example.allowed)

VENDORS = st.sampled_from([vendor.name for vendor in BUNDLE.vendors])
QUESTIONS = st.builds(
    Question,
    connector=VENDORS,
    purpose=st.sampled_from(sorted(Purpose)),
    categories=st.frozensets(st.sampled_from(sorted(VOCABULARY)), max_size=4),
    origins=st.frozensets(st.sampled_from(sorted(ORIGINS)), max_size=2),
    authorised=st.frozensets(st.sampled_from(sorted(INTEGRO)), max_size=3),
    tenant_region=st.sampled_from(["IE", "GB", "US", ""]),
    destination_region=st.sampled_from(["IE", "US", "BR", ""]),
    enabled=st.booleans(),
    consented=st.booleans(),
    mode=st.sampled_from(sorted(Mode)),
    tls=st.booleans(),
)


class Engine:
    """Stands before the real engine, may change the request, and counts."""

    def __init__(self, change=lambda context: context):
        self.change, self.asked = change, 0

    def __call__(self, request, *rest):
        self.asked += 1
        context = self.change(json.loads(request["context"]))
        return is_authorized({**request, "context": json.dumps(context)}, *rest)


def words_of(kind):
    listed = re.search(rf"entity {kind} enum \[(.*?)\];", policies.texts()["schema.cedarschema"], re.DOTALL)
    return set(re.findall(r'"([^"]+)"', listed[1]))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("Category", VOCABULARY),
        ("Origin", ORIGINS),
        ("Purpose", set(Purpose)),
        ("Mode", set(Mode)),
        ("Mechanism", LISTED | {"domestic", "eea", "none"}),
        ("Family", {"google", "microsoft", "analytics", "error_tracking", "marketing"}),
    ],
)
def test_the_schema_knows_exactly_the_words_the_gateway_knows(kind, words):
    assert words_of(kind) == set(words)


def test_an_allowed_question_names_its_permit_and_why():
    (rule,) = (rule for rule in BUNDLE.rules if rule.id == "error-tracking")
    assert DECIDER.decide(ALLOWED) == Decision(True, ("error-tracking",), (rule.reason,))


def test_a_denied_question_names_every_forbid():
    decision = DECIDER.decide(ALLOWED._replace(tls=False, consented=False, categories=frozenset({"integro.task"})))
    assert not decision.allowed
    assert set(decision.policies) == {"no-tls", "no-consent", "undeclared-category", "project-data-unauthorised", "project-data-purpose"}
    assert len(decision.reasons) == len(decision.policies)


def test_without_policies_nothing_is_allowed():
    empty = load({name: text for name, text in policies.texts().items() if name.endswith(".cedarschema")})
    decider = CedarDecider(empty, BUNDLE.vendors)
    assert {decider.decide(example.question) for example in BUNDLE.examples} == {NO_PERMIT}


@pytest.mark.parametrize("name", list(json.loads(room._context(ALLOWED, "dpf"))))
@pytest.mark.parametrize("change", ["delete", "null", "text", "rename"])
def test_a_context_without_one_attribute_never_allows(name, change):
    def without(context):
        value = context.pop(name)
        return context | {"delete": {}, "null": {name: None}, "text": {name: "x"}, "rename": {f"{name}2": value}}[change]

    decider = CedarDecider(BUNDLE, BUNDLE.vendors, Engine(without))
    assert decider.decide(ALLOWED) == UNAVAILABLE


@pytest.mark.parametrize(
    "change",
    [
        {"connector": "nobody"},
        {"purpose": "lending"},
        {"mode": "lenient"},
        {"categories": frozenset({"user.shoe_size"})},
        {"origins": frozenset({"somewhere"})},
        {"authorised": frozenset({"integro.everything"})},
        {"enabled": None},
        {"consented": "yes"},
        {"tls": None},
    ],
)
def test_a_question_outside_the_vocabulary_is_never_allowed(change):
    assert DECIDER.decide(ALLOWED._replace(**change)) == UNAVAILABLE


def test_a_vendor_without_an_entity_is_never_allowed():
    decider = CedarDecider(BUNDLE, BUNDLE.vendors, lambda request, *rest: is_authorized({**request, "resource": 'Vendor::"x"'}, *rest))
    assert decider.decide(ALLOWED) == UNAVAILABLE


@pytest.mark.parametrize("error", [ValueError, RuntimeError, TypeError, KeyError])
def test_an_engine_that_raises_denies_and_is_asked_again(error):
    def engine(*_):
        if broken:
            raise error
        return is_authorized(*_)

    broken = [True]
    decider = CedarDecider(BUNDLE, BUNDLE.vendors, engine)
    assert decider.decide(ALLOWED) == UNAVAILABLE
    broken.clear()
    assert decider.decide(ALLOWED).allowed


@pytest.mark.parametrize("question", [ALLOWED, ALLOWED._replace(tls=False), ALLOWED._replace(purpose="marketing")])
def test_an_answer_is_kept_whatever_it_is(question):
    engine = Engine()
    decider = CedarDecider(BUNDLE, BUNDLE.vendors, engine)
    assert decider.decide(question) == decider.decide(question._replace(categories=frozenset(set(question.categories))))
    assert engine.asked == 1


def test_the_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(room, "CAPACITY", 2)
    engine = Engine()
    decider = CedarDecider(BUNDLE, BUNDLE.vendors, engine)
    for region in ("IE", "DE", "FR", "US", "IE"):
        decider.decide(ALLOWED._replace(destination_region=region))
    assert len(decider._answers) <= 2
    assert engine.asked == 5


def test_the_hash_covers_policies_schema_and_register():
    fewer = CedarDecider(BUNDLE, BUNDLE.vendors[1:])
    changed = CedarDecider(load({**policies.texts(), "extra.cedar": "// one more\n"}), BUNDLE.vendors)
    reordered = CedarDecider(BUNDLE, reversed(BUNDLE.vendors))
    assert len({DECIDER.policy_hash, fewer.policy_hash, changed.policy_hash}) == 3
    assert reordered.policy_hash == DECIDER.policy_hash
    assert len(DECIDER.policy_hash) == 64


def test_a_register_row_that_does_not_fit_the_schema_does_not_start():
    tracker = BUNDLE.vendors[0]
    odd = Connector(name="odd", family="unheard-of", hosts={}, vendor=tracker.vendor, purposes=(), operations=())
    with pytest.raises(ConfigurationError, match="register does not fit"):
        CedarDecider(BUNDLE, [odd])


@given(QUESTIONS, st.text().filter(lambda word: word not in set(Purpose)))
def test_no_purpose_outside_the_list_is_ever_allowed(question, purpose):
    assert not DECIDER.decide(question._replace(purpose=purpose)).allowed


@given(QUESTIONS, st.sampled_from(sorted(VOCABULARY)))
def test_one_more_category_never_turns_a_deny_into_an_allow(question, category):
    if not DECIDER.decide(question).allowed:
        assert not DECIDER.decide(question._replace(categories=question.categories | {category})).allowed


@given(QUESTIONS, st.sampled_from(sorted(ORIGINS)))
def test_one_more_origin_never_turns_a_deny_into_an_allow(question, origin):
    if not DECIDER.decide(question).allowed:
        assert not DECIDER.decide(question._replace(origins=question.origins | {origin})).allowed


@given(QUESTIONS)
def test_what_is_allowed_keeps_every_promise(question):
    decision = DECIDER.decide(question)
    if not decision.allowed:
        return
    vendor = next(vendor for vendor in BUNDLE.vendors if vendor.name == question.connector)
    ours = question.categories & INTEGRO
    google = any(origin.startswith("google.") for origin in question.origins)
    assert question.enabled
    assert question.consented
    assert question.tls
    assert not vendor.vendor.resells
    assert question.purpose in vendor.purposes
    assert "user.authorization.credentials" not in question.categories
    assert "integro.record" not in question.categories
    assert not ours or (question.purpose == "linked_service" and ours <= question.authorised)
    assert not google or (vendor.family == "google" and question.purpose == "linked_service")
    assert "msgraph" not in question.origins or (vendor.family == "microsoft" and question.purpose != "marketing")
    assert (
        question.tenant_region == question.destination_region != ""
        or {question.tenant_region, question.destination_region} <= EEA
        or (vendor.vendor.mechanisms.get(question.destination_region) in LISTED)
    )
