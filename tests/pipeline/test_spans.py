"""Several findings in one text, and texts that are read twice."""

import re
from dataclasses import replace

import pytest

from gateway.detect.index import TermIndex
from gateway.model.category import Mode
from gateway.model.decision import Action, Span
from gateway.model.field import FREE_TEXT
from gateway.pipeline import decide, review
from gateway.pipeline.rewrite import Rewriter
from tests.pipeline.vendor import GOOD, PlainPolicy, call, events, sent


def test_every_finding_in_a_text_is_cut_out(facts, rulebook):
    judged = review(call(events({**GOOD, "name": "Apollo, ann@corp.example, Apollo"})), facts, rulebook)
    assert sent(judged)["events"][0]["name"] == "[integro.task], [user.contact.email], [integro.task]"
    assert [(each.category, each.action) for each in judged.findings] == [
        ("integro.task", Action.MASKED),
        ("user.contact.email", Action.MASKED),
    ]


def test_of_two_kinds_in_a_text_only_the_forbidden_one_is_cut_out(facts, rulebook):
    allowed = PlainPolicy(forbidden=frozenset({"integro.task"}))
    judged = review(call(events({**GOOD, "name": "Apollo, ann@corp.example"})), facts, replace(rulebook, decider=allowed, ground={}))
    assert sent(judged)["events"][0]["name"] == "[integro.task], ann@corp.example"
    assert judged.leaving >= {"user.contact.email"}
    clean = review(
        call(events({**GOOD, "name": "bob@corp.example, ann@corp.example"})), facts, replace(rulebook, decider=allowed, ground={})
    )
    assert clean.findings == ()


def test_an_identifier_of_a_forbidden_category_leaves_as_a_pseudonym(facts, rulebook):
    strict = PlainPolicy(forbidden=frozenset({"user.unique_id.pseudonymous"}))
    judged = review(call(events({**GOOD, "user": "u-7"}, {**GOOD, "user": "u-8"})), facts, replace(rulebook, decider=strict, ground={}))
    # The pseudonym is still an identifier, and this policy forbids even those: the second decision stops the call.
    assert judged.reason == "policy_denied"


@pytest.mark.parametrize(
    ("spans", "left"),
    [
        ([(0, 3, "a")], "[a]defgh"),
        ([(0, 3, "a"), (2, 5, "b")], "[a]fgh"),
        ([(2, 5, "b"), (0, 6, "a")], "[a]gh"),
        ([(0, 2, "a"), (4, 6, "b")], "[a]cd[b]gh"),
        ([(0, 2, "a"), (0, 4, "b")], "[b]efgh"),
    ],
)
def test_overlapping_findings_become_one_mask(spans, left):
    rewriter = Rewriter(lambda value: value.encode(), {}, set())
    assert rewriter.text("abcdefgh", [Span(start, end, category, "", "test") for start, end, category in spans], 0, FREE_TEXT) == (left, {})


def test_what_the_policy_said_about_declared_fields_is_forgotten_when_it_gets_too_much(facts, rulebook, monkeypatch):
    monkeypatch.setattr(decide, "GROUNDS", 1)
    for region in ("IE", "DE", "IE"):
        assert review(call(events(GOOD)), replace(facts, tenant_region=region), rulebook).outbound is not None
        assert len(rulebook.ground) == 1


@pytest.mark.parametrize(("mode", "left"), [(Mode.SCAN, ["[integro.task]", GOOD]), (Mode.STRICT, [GOOD])])
def test_a_scalar_where_the_map_has_only_names_is_undeclared(facts, rulebook, mode, left):
    judged = review(call(events("Apollo", GOOD)), replace(facts, mode=mode), rulebook)
    assert sent(judged)["events"] == left
    empty = review(call(b'{"events": [[], {"name": "Apollo", "id": "a", "mixed": []}], "sentAt": []}'), replace(facts, mode=mode), rulebook)
    assert sent(empty)["events"][0] == []


def test_a_mask_is_not_taken_for_a_term_that_is_called_like_it(facts, rulebook):
    """A tenant may well have a task named "Task": the mask says the word, not the tenant."""
    index = TermIndex()
    for number, name in enumerate(("Task", "Apollo observatory", "integro task")):
        index.add(str(number), "task", name)
    judged = review(call(events({**GOOD, "name": "see apollo-observatory, and ann@corp.example"})), replace(facts, terms=index), rulebook)
    assert sent(judged)["events"][0]["name"] == "see [integro.task], and [user.contact.email]"


def test_a_key_goes_with_all_it_holds_though_nothing_is_wrong_with_that(facts, rulebook):
    extra = {"Apollo": {"x": ["fine"]}, "kept": {"x": ["fine"]}}
    judged = review(call(events({**GOOD, "extra": extra, "tags": {"Apollo": ["fine"], "kept": "y"}})), facts, rulebook)
    assert sent(judged)["events"][0] == {**GOOD, "extra": {"kept": {"x": ["fine"]}}, "tags": {"kept": "y"}}


def test_a_text_that_is_secret_beside_one_key_may_stand_beside_another(facts, rulebook):
    class Beside:
        """Finds the value of a key."""

        def scan(self, text):
            return [Span(m.start(1), m.end(1), "integro.task", "", "beside") for m in re.finditer("secret\x1f([a-z]+)", text)]

    tags = {"secret": "tiger", "animal": "tiger"}
    judged = review(call(events({**GOOD, "tags": tags})), facts, replace(rulebook, scanners=(Beside(),)))
    assert sent(judged)["events"][0]["tags"] == {"secret": "[integro.task]", "animal": "tiger"}


@pytest.mark.parametrize("number", ["4111111111111111", "4111111111111111.0", "4111111111111111.00", "41111111111111110000000"])
def test_every_digit_of_a_long_number_is_read(facts, rulebook, number):
    body = f'{{"events": [{{"name": "a", "id": "b", "extra": {{"x": {number}, "y": 1.5, "z": 7}}}}]}}'
    judged = review(call(body.encode()), facts, rulebook)
    assert sent(judged)["events"][0]["extra"] == {"y": 1.5, "z": 7}
