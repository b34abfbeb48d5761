"""Shapes become patterns."""

import pytest

from connectors.shapes import KINDS, expand, expand_named, merge
from gateway.model.category import VOCABULARY
from gateway.model.field import FREE_TEXT, SYSTEM, Treatment, required


def test_a_class_gives_its_field_to_every_name():
    assert expand({"system": "id 'os.name' tags[]"}, {}, "body") == {"body.id": SYSTEM, "body.'os.name'": SYSTEM, "body.tags[]": SYSTEM}


def test_an_exclamation_mark_makes_a_field_required():
    assert expand({"text": "event!"}, {}, "body") == {"body.event": required(FREE_TEXT)}


def test_a_shape_is_written_out_at_each_of_its_places():
    shapes = {"person": {"email": "mail"}}
    assert expand({"person": "from to[]"}, shapes, "body") == {"body.from.mail": KINDS["email"], "body.to[].mail": KINDS["email"]}


def test_a_shape_that_holds_itself_is_cut_where_it_repeats():
    shapes = {"part": {"system": "id", "part": "parts[]"}}
    assert expand_named("part", shapes, "body") == {"body.id": SYSTEM, "body.parts[]**": FREE_TEXT}


def test_a_word_that_is_neither_class_nor_shape_is_an_error():
    with pytest.raises(KeyError, match="sistem"):
        expand({"sistem": "id"}, {}, "body")


def test_merging_joins_the_names_of_a_class_and_keeps_the_others():
    merged = merge({"text": "a", "system": "b"}, {"text": "c", "email": "d"})
    assert merged == {"text": "a c", "system": "b", "email": "d"}


def test_every_class_has_a_category_of_the_vocabulary():
    assert {field.category for field in KINDS.values()} <= VOCABULARY


def test_a_label_is_replaced_as_a_whole():
    assert KINDS["label"].treatment is Treatment.PSEUDONYM
