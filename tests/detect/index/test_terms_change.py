"""Registered texts come and go. Law: what is registered is found at once, and what is not any more is not."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.detect.index import KeyTable, TermIndex, build, keys_of
from gateway.detect.index.keys import OPEN
from gateway.detect.index.strength import word_table
from tests.detect.index.filled import PHRASE, TITLES, index

word_table()  # read once, before hypothesis looks at its watch


def test_an_index_says_whether_there_is_anything_to_find():
    assert TermIndex().is_empty
    assert not index(PHRASE).is_empty
    assert not TermIndex(OPEN, [built(PHRASE)[1]]).is_empty


def test_a_text_without_letters_is_held_but_can_not_be_found():
    filled = TermIndex()
    assert filled.add("1", "task", "🚀!") is False
    assert (len(filled), filled.scan("🚀!")) == (1, [])
    filled.remove("1")
    assert len(filled) == 0


def test_a_replaced_text_is_forgotten():
    filled = index("Zephyr expansion plan")
    filled.add("t0", "task", "Mistral expansion plan")
    assert (len(filled), filled.scan("zephyr expansion plan")) == (1, [])
    assert len(filled.scan("mistral expansion plan")) == 1


def test_a_removed_text_is_forgotten_unless_another_id_has_it():
    filled = index("Zephyr expansion plan", "zephyr EXPANSION plan")
    filled.remove("t0")
    assert len(filled.scan("a zephyr expansion plan")) == 1
    filled.remove("t1")
    filled.remove("never there")
    assert filled.scan("a zephyr expansion plan") == []


def built(*phrases):
    rows = [keys_of(phrase, "task", "integro", OPEN) for phrase in phrases]
    return rows, KeyTable(build(b"".join(rows), OPEN.digest), OPEN.digest)


def test_what_is_in_a_table_is_found_until_the_last_text_with_it_is_gone():
    rows, table = built("Zephyr expansion plan", "zephyr EXPANSION plan", "Mistral expansion plan")
    filled = TermIndex(OPEN, [table])
    text = "a zephyr expansion plan"
    assert len(filled.scan(text)) == 1
    filled.remove("a", in_tables=rows[0])
    filled.remove("a", in_tables=rows[0])
    assert len(filled.scan(text)) == 1
    filled.put("b", rows[2], in_tables=rows[1])
    assert filled.scan(text) == []
    filled.put("b", rows[1], in_tables=rows[1])
    assert len(filled.scan(text)) == 1
    assert len(filled.scan("mistral expansion plan")) == 1


def test_several_tables_add_up():
    (rows, *_), table = built("Zephyr expansion plan")
    filled = TermIndex(OPEN, [table, table])
    filled.remove("a", in_tables=rows)
    assert len(filled.scan("a zephyr expansion plan")) == 1
    filled.remove("b", in_tables=rows)
    assert filled.scan("a zephyr expansion plan") == []


@given(TITLES, st.lists(TITLES, max_size=6), st.sampled_from([" ", "-", "_", "  ", "\n", "/", ". ", "\u00a0", "+"]))
def test_what_was_added_is_found_and_what_was_removed_is_not(title, others, separator):
    filled = index(title, *others)
    leaf = separator.join(title.split()).title()  # a trivial one in small letters only is any program's word
    assert filled.scan(f"before\x1f{leaf}") != []
    for number in range(len(others) + 1):
        filled.remove(f"t{number}")
    assert filled.scan(f"before\x1f{leaf}") == []
