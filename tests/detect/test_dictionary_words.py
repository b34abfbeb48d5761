"""The words of the dictionary are folded, and stand where they can be found."""

import pytest

from gateway.detect import dictionary_words as tables
from gateway.detect.dictionary import tokens_of
from gateway.model.category import VOCABULARY

SETS = ("ALONE", "AMOUNTS", "CALLED", "COUNTING", "GENERIC", "HARMLESS", "IDS", "PERSON_IDS", "PLAIN_MODIFIERS", "QUESTIONS", "TECHNICAL")
MAPS = ("CONTACTS", "HEADS", "NAMED")


@pytest.mark.parametrize("table", [*SETS, *MAPS])
def test_words_are_folded(table):
    assert [word for word in getattr(tables, table) if tokens_of(word) != [word]] == []


@pytest.mark.parametrize("table", [*MAPS, "PHRASES"])
def test_every_category_is_in_the_vocabulary(table):
    assert set(getattr(tables, table).values()) <= VOCABULARY


def test_a_head_is_nothing_else():
    heads = set(tables.HEADS)
    assert not heads & set(tables.NAMED)
    assert not heads & (tables.HARMLESS | tables.TECHNICAL | tables.QUESTIONS | tables.COUNTING | tables.PLAIN_MODIFIERS)


def test_what_speaks_alone_is_a_name_and_what_is_generic_or_an_amount_is_a_head():
    assert set(tables.NAMED) >= tables.ALONE
    assert set(tables.HEADS) >= tables.GENERIC | tables.AMOUNTS


def test_no_phrase_is_software():
    assert not tables.SOFTWARE & set(tables.PHRASES)
