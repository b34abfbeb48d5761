"""Keys that are data tell what their values are, though nobody registered them."""

from dataclasses import replace

import pytest

from gateway.detect.dictionary import Dictionary
from gateway.model.category import Mode
from gateway.model.decision import Action
from gateway.model.field import FREE_TEXT, IDENTIFIER, SYSTEM
from gateway.model.path import show_place
from gateway.pipeline import review
from gateway.pipeline.classify import classify
from gateway.pipeline.fieldmap import compile_fields
from gateway.pipeline.rulebook import build_rulebook
from tests.pipeline.vendor import CONNECTOR, EVENT, GOOD, PlainPolicy, call, events, sent

OURS = PlainPolicy(
    forbidden=frozenset({"integro.attachment", "integro.task", "integro.project", "integro.client", "user.name", "system.unmapped"})
)
FIELDS = {
    **EVENT.fields,
    "body.events[].id": IDENTIFIER,
    "body.events[].pairs[][]": FREE_TEXT,
    "body.events[].props{}.value": FREE_TEXT,
    "body.events[].props{}.kind": SYSTEM,
    "body.events[].modules{}": SYSTEM,
}


@pytest.fixture
def book():
    return build_rulebook([replace(CONNECTOR, operations=(replace(EVENT, fields=FIELDS),))], decider=OURS, scanners=())


def left(book, facts, item):
    judged = review(call(events({**GOOD, **item})), facts, book)
    outbound = sent(judged)["events"][0]
    return {name: value for name, value in outbound.items() if name not in GOOD}, judged


@pytest.mark.parametrize(
    ("item", "kept"),
    [
        ({"tags": {"project": "Orchid", "plan": "pro"}}, {"tags": {"project": "[integro.project]", "plan": "pro"}}),
        (
            {"tags": {"task_id": "42", "task_count": "42", "client": "web"}},
            {"tags": {"task_id": "[integro.task]", "task_count": "42", "client": "web"}},
        ),
        ({"extra": {"task": ["Fix", "Build"], "n": 1}}, {"extra": {"n": 1}}),
        (
            {"extra": {"tasks": 12, "task_id": 12, "has_task": True, "task": None, "client": ""}},
            {"extra": {"tasks": 12, "has_task": True, "task": None, "client": ""}},
        ),
        (
            {"extra": {"deep": {"er": [{"project_name": "Orchid", "x": 1}]}}},
            {"extra": {"deep": {"er": [{"project_name": "[integro.project]", "x": 1}]}}},
        ),
        ({"extra": {"task": b"".decode()}}, {"extra": {"task": ""}}),
        (
            {"pairs": [["project", "Orchid"], ["task", ["Fix"]], ["plan", "pro"]]},
            {"pairs": [["project", "[integro.project]"], ["plan", "pro"]]},
        ),
        ({"pairs": [["project", 12], ["task", "Fix", "it"], ["task"]]}, {"pairs": [["project", 12], ["task", "Fix", "it"], ["task"]]}),
        (
            {"extra": {"tags": [["project", "Orchid"], ["plan", {"task": "Fix", "n": 1}]]}},
            {"extra": {"tags": [["project", "[integro.project]"], ["plan", {"task": "[integro.task]", "n": 1}]]}},
        ),
        ({"extra": {"key": "project", "value": "Orchid"}}, {"extra": {"key": "project", "value": "[integro.project]"}}),
        (
            {"extra": [{"name": "plan", "value": "pro"}, {"k": "task", "value": ["Fix"]}]},
            {"extra": [{"name": "plan", "value": "pro"}, {"k": "task"}]},
        ),
        ({"extra": {"name": 7, "value": "pro"}}, {"extra": {"name": 7, "value": "pro"}}),
        (
            {"props": {"project": {"value": "Orchid", "kind": "s"}, "plan": {"value": "pro", "kind": "s"}}},
            {"props": {"plan": {"value": "pro", "kind": "s"}}},
        ),
        (
            {"props": {"task_count": {"value": "many", "kind": "s"}, "tasks": {"value": 3, "kind": "i"}}},
            {"props": {"task_count": {"value": "many", "kind": "s"}, "tasks": {"value": 3, "kind": "i"}}},
        ),
        ({"modules": {"project": "1.0.0b", "task": "local"}}, {"modules": {"project": "1.0.0b", "task": "local"}}),
        (
            {"extra": {"client": {"name": "web"}, "document": {"title": "Orchid", "pages": 3, "file": [{"name": "app.py"}, {"size": 1}]}}},
            {
                "extra": {
                    "client": {"name": "web"},
                    "document": {"title": "[integro.attachment]", "pages": 3, "file": [{"name": "app.py"}, {"size": 1}]},
                }
            },
        ),
        (
            {"extra": {"board": "main", "boards": [{"name": "Orchid", "kind": "kanban"}], "os": {"name": "Linux"}}},
            {"extra": {"board": "main", "boards": [{"name": "[integro.project]", "kind": "kanban"}], "os": {"name": "Linux"}}},
        ),
        (
            {"extra": {"user": {"name": "Ann Example", "id": "u-7", "name_count": 2}}},
            {"extra": {"user": {"name": "[user.name]", "id": "u-7", "name_count": 2}}},
        ),
        ({"lines": ["project", "Orchid"]}, {"lines": ["project", "Orchid"]}),
    ],
)
def test_a_telling_key_gives_its_value_away_and_harmless_ones_stay(book, facts, item, kept):
    assert left(book, facts, item)[0] == kept


def test_inside_of_a_record_nothing_stays_but_what_its_keys_call_harmless(book, facts):
    record = {
        "id": 4711,
        "name": "Orchid",
        "status": "open",
        "task_count": 3,
        "archived": False,
        "created_at": "2026-11-22",
        "x": "y",
        "owner": {"name": "Ann"},
        "tasks": [{"title": "Fix"}],
        "meta": {"colour": "red", "secret": "s"},
        "none": None,
        "flags": {},
    }
    kept, judged = left(book, facts, {"extra": {"project": record, "plan": "pro"}})
    assert kept == {
        "extra": {
            "project": {
                "name": "[integro.project]",
                "x": "[integro.project]",
                "owner": {"name": "[user.name]"},
                "status": "open",
                "task_count": 3,
                "archived": False,
                "created_at": "2026-11-22",
                "meta": {"colour": "red", "secret": "[integro.project]"},
                "none": None,
                "flags": {},
            },
            "plan": "pro",
        }
    }
    assert {(finding.category, finding.detector, finding.action) for finding in judged.findings} == {
        ("integro.project", "dictionary", Action.DROPPED),
        ("integro.project", "dictionary", Action.MASKED),
        ("integro.task", "dictionary", Action.DROPPED),
        ("user.name", "dictionary", Action.MASKED),
    }


def test_the_finding_says_where_but_neither_key_nor_value(book, facts):
    _, judged = left(book, facts, {"tags": {"plan": "pro", "project": "Orchid"}})
    (finding,) = judged.findings
    assert show_place(finding.place) == "body.events[0].tags{1}"
    assert judged.stopped == {"integro.project"}


@pytest.mark.parametrize("mode", Mode)
def test_undeclared_maps_are_open_too_where_they_may_leave_at_all(book, facts, mode):
    kept, _ = left(book, replace(facts, mode=mode), {"more": {"project": "Orchid", "plan": "pro"}, "task": "Fix"})
    left_over = {"more": {"project": "[integro.project]", "plan": "pro"}, "task": "[integro.task]"}
    assert kept == ({} if mode is Mode.STRICT else left_over)


def test_where_the_policy_lets_it_go_it_goes_and_what_leaves_is_said(facts):
    allowed = PlainPolicy(forbidden=frozenset({"integro.task"}))
    book = build_rulebook([replace(CONNECTOR, operations=(replace(EVENT, fields=FIELDS),))], decider=allowed, scanners=())
    item = {"tags": {"project": "Orchid"}, "extra": {"project": {"name": "Orchid", "task": "Fix", "ids": [1, "x"]}}}
    kept, judged = left(book, facts, item)
    assert kept == {"tags": {"project": "Orchid"}, "extra": {"project": {"name": "Orchid", "task": "[integro.task]", "ids": [1, "x"]}}}
    assert "integro.project" in judged.leaving
    assert judged.stopped == {"integro.task"}


def test_a_tenant_may_have_words_of_its_own(book, facts):
    own = replace(facts, names=Dictionary({"Produktion": "integro.project"}, ["project"]))
    kept, _ = left(book, own, {"tags": {"produktion": "Orchid", "project": "x1"}, "name": "at produktion=Orchid project=x1"})
    assert kept["tags"] == {"produktion": "[integro.project]", "project": "x1"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("failed: project=Orchid level=3", "failed: project=[integro.project] level=3"),
        ("SELECT 1 WHERE task_title = 'Fix the pit' AND x = 'y'", "SELECT 1 WHERE task_title = '[integro.task]' AND x = 'y'"),
        ("GET https://erp.example/?project=Orchid&page=2", "GET https://erp.example/?project=%5Bintegro.project%5D&page=2"),
        ("{'client': 'Acme', 'n': 1}", "{'client': '[integro.client]', 'n': 1}"),
    ],
)
def test_named_values_in_a_text_are_cut_out(book, facts, text, kept):
    assert left(book, facts, {"lines": [text]})[0] == {"lines": [kept]}


def test_what_is_left_of_a_longer_list_does_not_read_like_a_label_and_its_value(facts):
    strict = PlainPolicy(forbidden=OURS.forbidden | {"integro.record"})
    fields = {**FIELDS, "body.events[].rows[][]": FREE_TEXT}
    book = build_rulebook([replace(CONNECTOR, operations=(replace(EVENT, fields=fields),))], decider=strict, scanners=())
    rows = [["task", {"nobody": "declared"}, "Fix"], ["plan", "pro", "x"]]
    assert left(book, facts, {"rows": rows})[0] == {"rows": [["plan", "pro", "x"]]}


def test_without_a_dictionary_s_fields_no_key_speaks():
    root = compile_fields({"body{}": FREE_TEXT})
    assert root.names["body"].said is None
    assert classify({"body": {"project": "Orchid"}}, root, Dictionary()).texts == ["project", "Orchid"]
