"""The shapes: what is read is what was declared, and a fault repeats nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.admin import bodies
from gateway.admin.bodies import TEXT_MAX, Body, ProvenanceLine, TermLine, parse
from gateway.model.category import INTEGRO, ORIGINS
from gateway.model.errors import Refused

SHAPES = [shape for shape in vars(bodies).values() if isinstance(shape, type) and issubclass(shape, Body) and shape is not Body]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("shape", SHAPES)
@given(st.data())
def test_a_fault_names_declared_members_and_our_own_words_only(shape: type[Body], data: st.DataObject) -> None:
    members = data.draw(st.dictionaries(st.sampled_from(sorted(shape.model_fields)) | st.text(), JSON.map(marked), max_size=4))
    told = fault(shape, json.dumps(members).encode())
    assert "§" not in told
    assert len(told) < 1_000


def fault(shape: type[Body], raw: bytes) -> str:
    """What is said about a body; nothing where it is fine."""
    try:
        parse(shape, raw)
    except Refused as refused:
        return f"{refused.reason}: {refused.detail}"
    return ""


def marked(value: object) -> object:
    """The same JSON with a mark in every string, so that repeating any of it shows."""
    match value:
        case str():
            return f"§{value}"
        case list():
            return [marked(each) for each in value]
        case dict():
            return {f"§{key}": marked(each) for key, each in value.items()}
    return value


@pytest.mark.parametrize("category", sorted(INTEGRO))
def test_a_term_may_be_of_every_kind_the_erp_has(category: str) -> None:
    kind = category.removeprefix("integro.")
    assert parse(TermLine, json.dumps({"id": "1", "kind": kind, "text": "x"}).encode()).kind == kind


@pytest.mark.parametrize("origin", sorted(ORIGINS - {"integro"}))
def test_provenance_may_be_of_every_vendor(origin: str) -> None:
    assert parse(ProvenanceLine, json.dumps({"id": "1", "origin": origin, "text": "x"}).encode()).origin == origin


@pytest.mark.parametrize(("characters", "good"), [(TEXT_MAX, True), (TEXT_MAX + 1, False)])
def test_a_text_has_a_largest_size(characters: int, good: bool) -> None:
    raw = json.dumps({"id": "1", "kind": "task", "text": "é" * characters}, ensure_ascii=False).encode()
    if good:
        assert len(parse(TermLine, raw).text) == characters
    else:
        with pytest.raises(Refused, match="text"):
            parse(TermLine, raw)
