"""Counting. Law: what was added once too often is still there; what was dropped as often is gone without a trace."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.detect.tally import Tally


@given(st.lists(st.tuples(st.sampled_from([b"a", b"b"]), st.integers(0, 2)), max_size=12), st.randoms())
def test_items_are_held_as_long_as_they_are_counted(pairs, random):
    tally: Tally[int] = Tally()
    for key, item in pairs:
        tally.add(key, item)
    left = list(pairs)
    random.shuffle(left)
    while left:
        assert {(key, item) for key, items in tally.held.items() for item in items} == set(left)
        assert all(len(items) == len(set(items)) for items in tally.held.values())
        tally.drop(*left.pop())
    assert (tally.held, tally._more) == ({}, {})
