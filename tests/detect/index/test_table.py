"""Tables of keys. Law: what was built is what is found; a table that is not whole, or another tenant's, raises and never answers."""

import mmap
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect.index import ROW, KeyTable, build
from gateway.detect.index.form import Label
from gateway.detect.index.table import HEAD, TAG, tag_of
from gateway.model.errors import Refused, ScannerFailed

KEY = b"k" * 32
LABELS = st.tuples(st.integers(0, 5), st.integers(0, 48), st.integers(0, 14), st.integers(0, 4))


def packed(*rows):
    return b"".join(ROW.pack(*row) for row in rows)


def row(number, *label):
    """A key by its number; hash and digest are spread over their bits."""
    return (number * 0x9E3779B97F4A7C15 % 2**64, number * 0xBF58476D1CE4E5B9 % 2**64, *(label or (0, 32, 1, 0)))


ROWS = st.lists(st.builds(lambda number, label: row(number, *label), st.integers(0, 30), LABELS), max_size=40)


@given(ROWS)
def test_what_was_built_is_found_with_its_numbers(rows):
    table = KeyTable(build(packed(*rows, *rows[:3]), KEY, mark=77), KEY)
    wanted = {}
    for value, digest, *label in (*rows, *rows[:3]):
        counts = wanted.setdefault(digest, (value, {}))[1]
        counts[Label(*label)] = counts.get(Label(*label), 0) + 1
    assert all(dict(table.find(value, digest)) == counts for digest, (value, counts) in wanted.items())
    assert (table.mark, table.keys) == (77, len(wanted))


@given(ROWS, st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_the_order_of_rows_makes_no_difference(rows, value, digest):
    table = build(packed(*rows), KEY)
    assert table == build(packed(*reversed(rows)), KEY)
    assert KeyTable(table, KEY).find(value, digest) == () or digest >> 40 in {each >> 40 for _, each, *_ in rows}


def test_more_meanings_than_a_payload_can_number_are_kept_too():
    """A key's own two labels, and one for each of its texts: 600 meanings that differ in the number of texts."""
    rows = [row(number, 0, 8, 1, 0) for number in range(1, 601) for _ in range(number)] + [
        row(number, 1, 8, 2, 0) for number in range(1, 601)
    ]
    table = KeyTable(build(packed(*rows), KEY), KEY)
    for number in range(1, 601):
        assert dict(table.find(*row(number)[:2])) == {Label(0, 8, 1, 0): number, Label(1, 8, 2, 0): 1}
    for value, digest in (row(600)[:2], row(1)[:2]):
        assert table.find(value, digest | (1 << 40) - 1) in {(), table.find(value, digest)}
        assert table.find(value, digest ^ 1 << 50) == ()


def test_a_large_table_finds_room():
    rows = [row(number) for number in range(1, 20_001)]
    buffer = build(packed(*rows), KEY)
    table = KeyTable(buffer, KEY)
    assert len(buffer) < 20_000 * 6.6 + 300
    assert all(table.find(value, digest) for value, digest, *_ in rows)


def test_keys_that_find_no_room_get_more_of_it():
    """Eight places are all that one hash has; two labels of one key share a place, but two digests do not."""
    crowd = [(7, digest << 40, 0, 32, 1, 0) for digest in range(8)]
    near = [(7 + (number << 20), number << 41, 0, 32, 1, 0) for number in range(1, 60)]
    table = KeyTable(build(packed(*crowd, *near), KEY), KEY)
    assert all(table.find(7, digest << 40) for digest in range(8))


def test_any_damage_is_noticed():
    buffer = build(packed(*(row(number) for number in range(30))), KEY)
    for at in range(len(buffer)):
        broken = bytearray(buffer)
        broken[at] ^= 1 << at % 8
        with pytest.raises(ScannerFailed):
            KeyTable(broken, KEY)


@given(st.integers(0, 2000))
def test_a_table_that_was_cut_short_is_noticed(length):
    buffer = build(packed(*(row(number) for number in range(60))), KEY)
    with pytest.raises(ScannerFailed):
        KeyTable(buffer[: min(length, len(buffer) - 1)], KEY)


def test_more_after_the_end_is_noticed():
    with pytest.raises(ScannerFailed):
        KeyTable(build(packed(row(1)), KEY) + b"\0", KEY)


def test_another_tenant_s_table_is_never_read():
    with pytest.raises(ScannerFailed):
        KeyTable(build(packed(row(1)), KEY), b"q" * 32)


@pytest.mark.parametrize("where", [0, 4])
def test_a_tagged_table_of_another_form_is_refused(where):
    """Only a later version of ours would write one."""
    buffer = build(packed(row(1)), KEY)
    buckets = struct.unpack_from("<Q", buffer, 8)[0]
    first, body = buffer[: 64 + buckets * 24], bytearray(buffer[64 + buckets * 24 : -TAG])
    body[where] ^= 1
    with pytest.raises(ScannerFailed):
        KeyTable(first + body + tag_of(memoryview(first), bytes(body), KEY), KEY)
    assert len(body) > HEAD.size


def test_rows_without_a_whole_number_are_refused():
    with pytest.raises(Refused):
        build(b"x" * 19, KEY)


def test_a_mapped_table_is_read_and_given_back(tmp_path):
    path = tmp_path / "table"
    path.write_bytes(build(packed(row(1)), KEY))
    with path.open("rb") as file:
        table = KeyTable(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), KEY)
    assert table.find(*row(1)[:2])


def test_a_table_that_was_checked_before_need_not_be_read_again():
    broken = build(packed(row(1)), KEY)
    broken[70] ^= 1
    assert KeyTable(broken, KEY, whole=False).keys == 1
    broken[-1] ^= 1
    with pytest.raises(ScannerFailed):
        KeyTable(broken, KEY, whole=False)
