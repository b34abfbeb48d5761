"""Which values under a telling key are data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect.dictionary_values import LONGEST_TECHNICAL, is_data

PROJECT = "integro.project"


@pytest.mark.parametrize(
    "value",
    ["Orchid", "Orchid Plaza", "2026 relaunch", "v2 relaunch", "ABC-142", "web relaunch", "[Orchid]", "{Orchid}", "12 rooms", "x" * 300,
     ["Orchid"], {"name": "Orchid"}, {"value": "Orchid", "type": "string"}, b"Plaza"],
)  # fmt: skip
def test_names_texts_lists_and_maps_are_data(value):
    assert is_data(PROJECT, numbers=False, value=value)


@pytest.mark.parametrize(
    "value",
    ["", " ", None, True, False, 0, 12, 3.5, "345", "99%", "web", "iOS", "bug", "N/A", "1.2.3", "v7.14.2", "7.14.2-rc1", "2026-11-22",
     "2026-11-22T09:08:48.945Z", "2026-11-22 09:08", "{project_id}", ":slug", "<uuid>", "%s", "$1", "?", "***", "[Filtered]",
     "[integro.project]", [], {}, {"value": 12, "type": "integer"}, {"value": None}],
)  # fmt: skip
def test_flags_counts_versions_dates_placeholders_and_technical_words_are_not(value):
    assert not is_data(PROJECT, numbers=False, value=value)


@pytest.mark.parametrize("value", [12, "34", 3.5, {"value": 12}])
def test_numbers_are_data_where_the_key_says_so(value):
    assert is_data(PROJECT, numbers=True, value=value)


@pytest.mark.parametrize(
    ("category", "harmless", "data"),
    [
        ("integro.task", "app.tasks.send_reminder", "Send reminder"),
        ("integro.task", "send.mail", "send mail"),
        ("integro.attachment", "src/app.py", "plan.pdf"),
        ("integro.attachment", "node:internal/modules", "notes.txt"),
        ("user.contact.phone_number", "mobile only", "0113 496 0454"),
        ("user.contact.organization", "tnt_2b97e4", "Acme Ltd"),
        ("integro.search_query", "?utm_source=newsletter", "how to fire"),
    ],
)
def test_what_else_is_harmless_depends_on_the_category(category, harmless, data):
    assert not is_data(category, numbers=False, value=harmless)
    assert is_data(category, numbers=False, value=data)
    assert is_data(PROJECT, numbers=False, value=harmless)


def test_a_long_text_is_data_whatever_it_reads_like():
    assert is_data("integro.task", numbers=False, value=".".join(["a"] * LONGEST_TECHNICAL))


@given(st.text(alphabet="abcXYZ019._-:{}<>[]?% ", max_size=300), st.sampled_from(["integro.task", "integro.attachment", PROJECT]))
def test_what_is_data_without_numbers_is_data_with_them(text, category):
    assert is_data(category, numbers=True, value=text) >= is_data(category, numbers=False, value=text)
