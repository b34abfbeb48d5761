"""The table: what is put in is found, what is damaged is refused, and all builders build the same bytes."""

from array import array
from hashlib import sha256
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect import kernel
from gateway.detect.kernel import buckets_of, check, keys_of, table
from gateway.model.errors import ScannerFailed

BUILDERS = pytest.mark.parametrize("build", [table.build_table, kernel.build_table], ids=["plain", "chosen"])
ROWS = st.lists(st.tuples(st.integers(0, 2**64 - 1) | st.sampled_from([0, 1, 2**48, 2**64 - 1]), st.integers(0, 2**32 - 1)), max_size=60)


def columns(rows: list[tuple[int, int]]) -> "tuple[array[int], array[int]]":
    return array("Q", (row[0] for row in rows)), array("I", (row[1] for row in rows))


@given(rows=ROWS, buckets=st.integers(1, 40))
def test_builders_build_the_same(rows: list[tuple[int, int]], buckets: int) -> None:
    assert kernel.build_table(*columns(rows), buckets) == table.build_table(*columns(rows), buckets)


@given(rows=ROWS, buckets=st.integers(30, 200))
def test_what_was_put_in_is_there(rows: list[tuple[int, int]], buckets: int) -> None:
    built = kernel.build_table(*columns(rows), buckets)
    if built is None:  # eight keys fill the two buckets of one hash
        assert len(rows) > 8
        return
    opened = check(built)
    assert buckets_of(opened) == buckets
    assert keys_of(opened) <= len(set(rows))
    for value, payload in rows:
        assert payload in kernel.payloads(opened, value)
        assert table.payloads(opened, value) == kernel.payloads(opened, value)


def test_ninety_four_in_a_hundred_slots_can_be_filled() -> None:
    random = Random(1)  # noqa: S311 - the same each time
    rows = [(random.getrandbits(64), random.getrandbits(32)) for _ in range(40_000)]
    built = kernel.build_table(*columns(rows), 10_640)
    assert built is not None
    assert keys_of(check(built)) == 40_000


@BUILDERS
def test_a_table_without_room_says_so(build) -> None:
    assert build(*columns([(number << 48, number) for number in range(1, 6)]), 1) is None


@BUILDERS
def test_one_hash_has_room_for_eight_payloads_and_repeats_take_none(build) -> None:
    eight = [(77 << 40, payload) for payload in range(8)]
    built = build(*columns([*eight, *eight]), 101)
    assert keys_of(check(built)) == 8
    assert sorted(kernel.payloads(check(built), 77 << 40)) == list(range(8))
    assert build(*columns([*eight, (77 << 40, 8)]), 101) is None


@BUILDERS
@pytest.mark.parametrize(
    ("hashes", "payloads", "buckets"), [(b"1234567", b"1234", 1), (bytes(16), bytes(4), 1), (b"", b"", 0), (b"", b"", 2**31 + 1)]
)
def test_lengths_that_do_not_belong_together_are_refused(build, hashes: bytes, payloads: bytes, buckets: int) -> None:
    with pytest.raises(ValueError, match="A table takes"):
        build(hashes, payloads, buckets)


def damaged() -> list[bytes]:
    sound = bytes(table.build_table(bytes(8), bytes(4), 3) or b"")
    other_magic, other_version, more, none = b"X" + sound[1:], sound[:4] + b"\2" + sound[5:], bytearray(sound), bytearray(sound)
    more[8], none[8] = 4, 0
    huge = bytearray(sound)
    huge[8:16] = b"\xff" * 8
    return [b"", sound[:63], sound[:-1], sound + b"\0", other_magic, other_version, bytes(more), bytes(none), bytes(none[:64]), bytes(huge)]


@pytest.mark.parametrize("number", range(10))
def test_a_damaged_table_is_refused(number: int) -> None:
    with pytest.raises(ScannerFailed, match="damaged"):
        check(damaged()[number])


@pytest.mark.parametrize("number", range(10))
@pytest.mark.skipif(not kernel.NATIVE, reason="the package was built without a C compiler (gcc)")
def test_a_damaged_table_that_was_not_checked_is_refused_all_the_same(number: int) -> None:
    view = kernel.Table(memoryview(damaged()[number]))
    with pytest.raises(ValueError, match="not checked"):
        kernel.probe("text", b"", bytes(24), [view])
    with pytest.raises(ValueError, match="not checked"):
        kernel.payloads(view, 1)


def test_places_lead_to_each_other() -> None:
    for value in (0, 1, 2**63, 2**64 - 1, 0x1234_5678_9ABC_DEF0):
        fingerprint, first, second = table.places(value, 1000)
        assert fingerprint
        assert table.other(fingerprint, second, 1000) == first


@BUILDERS
def test_a_table_stays_what_it_was_because_files_hold_it(build) -> None:
    secret = bytes(range(24))
    hashes = array("Q", (kernel.run_hash(str(number), secret) for number in range(40)))
    built = build(hashes, bytes(160), 12)
    assert built is not None
    assert sha256(built).hexdigest() == "6d4d43e81250079c9eefcd31cd677970a4406998ae1f89e30c563d2b8d50f862"
