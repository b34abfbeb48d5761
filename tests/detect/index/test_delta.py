"""Changes since the tables were built. Law: they add up, whatever their order and however often they are told."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect import kernel
from gateway.detect.index import ROW
from gateway.detect.index.delta import SMALLEST, Delta
from gateway.detect.index.form import Label
from gateway.detect.kernel.table import other

TEXTS = st.lists(st.integers(0, 12), max_size=4).map(lambda numbers: b"".join(rows(number) for number in numbers))
CHANGES = st.lists(st.tuples(st.sampled_from("abcd"), st.none() | TEXTS), max_size=30)


def rows(number, kind=1):
    return ROW.pack(number * 0x9E3779B97F4A7C15 % 2**64, number, 0, 32, kind, 0)


def hash_of(number):
    return number * 0x9E3779B97F4A7C15 % 2**64


@given(CHANGES, st.dictionaries(st.sampled_from("abcd"), TEXTS))
def test_what_is_held_is_what_was_put_last(changes, tables):
    delta = Delta()
    held = dict(tables)
    for text_id, given_rows in changes:
        in_tables = tables.get(text_id, b"")
        if given_rows is None:
            delta.drop(text_id, in_tables)
            held.pop(text_id, None)
        else:
            delta.put(text_id, given_rows, in_tables)
            held[text_id] = given_rows
    counts = Counter(number for each in held.values() for _, number, *_ in ROW.iter_unpack(each))
    before = Counter(number for each in tables.values() for _, number, *_ in ROW.iter_unpack(each))
    for number in range(13):
        assert delta.net(number).get(Label(0, 32, 1, 0), 0) == counts[number] - before[number]
        if counts[number] > before[number]:
            assert kernel.payloads(delta.view, hash_of(number))
    assert len(delta) == len({text_id for text_id, given_rows in dict(changes).items() if given_rows is not None})


def test_many_keys_are_all_asked_for():
    delta = Delta()
    for number in range(5_000):
        delta.put(str(number), rows(number))
    assert all(kernel.payloads(delta.view, hash_of(number)) for number in range(5_000))
    assert delta.keys == 5_000
    for number in range(5_000):
        delta.drop(str(number))
    assert (delta.keys, len(delta)) == (0, 0)


def test_keys_that_are_gone_make_room():
    delta = Delta()
    for number in range(40 * SMALLEST):
        delta.put("a", rows(number))
    assert len(delta.view) == len(Delta().view)


def test_a_table_in_which_keys_get_into_each_other_s_way_grows():
    crowd = [each << 48 for each in range(1, 1 << 16) if other(each, 0, SMALLEST) == 5][:9]
    delta = Delta()
    for digest, value in enumerate(crowd):
        delta.put(str(digest), ROW.pack(value, digest, 0, 32, 1, 0))
    assert all(kernel.payloads(delta.view, value) for value in crowd)
    assert len(delta.view) > len(Delta().view)


@pytest.mark.parametrize("kind", [1, 2])
def test_labels_of_one_key_are_counted_apart(kind):
    delta = Delta()
    delta.put("a", rows(1, 1))
    delta.put("b", rows(1, 2))
    delta.drop("a" if kind == 2 else "b")
    assert dict(delta.net(1)) == {Label(0, 32, kind, 0): 1}


def test_a_trivial_key_that_becomes_weighty_is_asked_for_anywhere():
    delta = Delta()
    delta.put("a", ROW.pack(hash_of(7), 7, 0, 12, 1, 0))
    assert kernel.payloads(delta.view, hash_of(7)) == [0x80]
    delta.put("b", ROW.pack(hash_of(7), 7, 0, 32, 1, 0))
    delta.put("c", ROW.pack(hash_of(7), 7, 0, 12, 1, 0))
    assert sorted(kernel.payloads(delta.view, hash_of(7))) == [0, 0x80]
    for number in range(8, 600):
        delta.put(str(number), rows(number))
    assert kernel.payloads(delta.view, hash_of(7)) == [0]
