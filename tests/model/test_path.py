"""Patterns and places: no text a payload holds can pass as a mark, and no place repeats a key that is data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model.path import DataKey, Mark, Place, parse_pattern, show_place

PATTERNS = {
    "body": ("body",),
    "body.batch[].context.'os.name'": ("body", "batch", Mark.ITEM, "context", "os.name"),
    "body.tags{}": ("body", "tags", Mark.KEY),
    "body.extra.**": ("body", "extra", Mark.REST),
    "body.extra**": ("body", "extra", Mark.REST),
    "header.x-trace": ("header", "x-trace"),
    "body[][]": ("body", Mark.ITEM, Mark.ITEM),
    "body.'[]'": ("body", "[]"),
    "body.$set": ("body", "$set"),
}


@pytest.mark.parametrize("text", PATTERNS)
def test_a_pattern_is_read(text: str) -> None:
    assert parse_pattern(text) == PATTERNS[text]


@pytest.mark.parametrize(
    "text", ["", ".", ".body", "body.", "body..x", "body[", "body]x", "body.**.x", "**.x", "body.'", "body.''", "body.{x}", "a*b"]
)
def test_what_is_no_pattern_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a pattern"):
        parse_pattern(text)


@given(st.text())
def test_whatever_text_is_read_holds_names_and_marks_or_is_refused(text: str) -> None:
    try:
        pattern = parse_pattern(text)
    except ValueError:
        return
    assert all(isinstance(step, Mark) or step for step in pattern)
    assert Mark.REST not in pattern[:-1]


PLACES: dict[str, Place] = {
    "body": ("body",),
    "body.batch[0].properties{2}": ("body", "batch", 0, "properties", DataKey(2)),
    "body[0][1].x": ("body", 0, 1, "x"),
    "": (),
}


@pytest.mark.parametrize("shown", PLACES)
def test_a_place_is_shown_for_people(shown: str) -> None:
    assert show_place(PLACES[shown]) == shown
