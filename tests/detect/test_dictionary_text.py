"""Names and values written in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect.dictionary import Dictionary
from gateway.detect.dictionary_text import NamedValues

READER = NamedValues(Dictionary())


def found(text):
    return [(text[span.start : span.end], span.category) for span in READER.scan(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("project=Orchid", [("Orchid", "integro.project")]),
        ("level=info project=Orchid task='Fix the pit' rest", [("Orchid", "integro.project"), ("Fix the pit", "integro.task")]),
        ("GET /x?project=Orchid&task=Fix%20it&page=2#top", [("Orchid", "integro.project"), ("Fix%20it", "integro.task")]),
        ("?q=1&task=Fix#top", [("Fix", "integro.task")]),
        ("release=1,project=Orchid,task=Fix", [("Orchid", "integro.project"), ("Fix", "integro.task")]),
        ("WHERE project_name = 'Orchid Plaza' AND n = 5", [("Orchid Plaza", "integro.project")]),
        ('UPDATE t SET "client" = "Acme Ltd"', [("Acme Ltd", "integro.client")]),
        ("{'project': 'Orchid', 'task_count': 3}", [("Orchid", "integro.project")]),
        ('{"task_title":"Fix the pit","x":1}', [("Fix the pit", "integro.task")]),
        ("Task(project='Orchid', n=1)", [("Orchid", "integro.project")]),
        ("task_id=42", [("42", "integro.task")]),
        ("assignee_id=7&assignee=Ann", [("7", "user.unique_id"), ("Ann", "user.name")]),
        ('{"comment": "L\'avevo detto"}', [("L'avevo detto", "integro.comment")]),
        ("{'comment': 'don\\'t tell'}", [("don\\'t tell", "integro.comment")]),
        ("a\x1fproject=Orchid\x1fb", [("Orchid", "integro.project")]),
    ],
)
def test_a_value_with_its_name_is_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "=", "a=", "=a", "project", "project=", "project =", "project==x", "project = Project.get(id)", "run(task=task, client=None)",
     "run(project=self.project)", "f(task=make(1))", "def f(self, task=None, client=None):", "client=web", "tasks=12", "task_count=12",
     "has_task=yes", "project=[integro.project]", "project='[integro.project]'", "'project': None", "task=\x1fFix", "'task': '\x1f'",
     "x.project>=Orchid", "project:Orchid", "project: Orchid", "a task='", "'': ''", '":', "project={project_id}", "task=$TASK", "task=:id",
     "client=client", "(project=Orchid", "project=Orchid)"],
)  # fmt: skip
def test_code_placeholders_counts_and_prose_are_left(text):
    assert found(text) == []


def test_a_name_longer_than_any_key_is_no_name():
    assert found("x" * 80 + "_project=Orchid") == []


@given(st.text(alphabet="ab=:'\"&? \x1f\nprojectask,()", max_size=200))
def test_no_finding_is_outside_of_the_text_or_across_leaves(text):
    for span in READER.scan(text):
        assert 0 <= span.start < span.end <= len(text)
        assert "\x1f" not in text[span.start : span.end]


def test_many_signs_cost_no_more_than_their_number():
    text = "=" * 200_000 + "\"':" * 50_000
    assert found(text) == []
