"""Pages: what is packed is unpacked as it was, wherever it is filed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.registry.pages import (
    FANOUT_MAX,
    NEVER,
    PAGE_BYTES,
    BadPage,
    Entry,
    Heap,
    fanout_for,
    first_end,
    live_rows,
    pack,
    page_of,
    unpack,
)

DIGESTS = st.binary(min_size=16, max_size=16)
ENTRIES = st.dictionaries(DIGESTS, st.builds(Entry, st.integers(0, NEVER), st.binary(max_size=40)), max_size=20)
FANOUTS = st.sampled_from([1, 2, 64, FANOUT_MAX])


@given(ENTRIES)
def test_what_is_packed_is_unpacked_as_it_was(entries: dict[bytes, Entry]) -> None:
    page = pack(entries)
    assert unpack(page) == entries
    assert first_end(page) == min((entry.expires for entry in entries.values()), default=NEVER)


@given(ENTRIES, st.integers(0, NEVER))
def test_rows_are_those_of_what_has_not_ended(entries: dict[bytes, Entry], now: int) -> None:
    assert live_rows(pack(entries), now) == b"".join(entry.rows for entry in entries.values() if entry.expires > now)


@given(ENTRIES, st.data())
def test_bytes_that_are_no_page_are_refused(entries: dict[bytes, Entry], data: st.DataObject) -> None:
    page = pack(entries)
    for wrong in (page[: data.draw(st.integers(0, len(page) - 1))], page + b"x"):
        with pytest.raises(BadPage):
            unpack(wrong)


@given(st.lists(st.tuples(DIGESTS, st.integers(0, NEVER), st.binary(max_size=40)), max_size=40), FANOUTS)
def test_a_heap_gives_each_entry_to_its_page_and_the_last_of_an_id_counts(given: list[tuple[bytes, int, bytes]], fanout: int) -> None:
    heap = Heap()
    for each in given:
        heap.put(*each)
    pages = list(heap.pages(fanout))
    assert pages == sorted({page_of(digest, fanout) for digest, _, _ in given})
    assert heap.count == len(given)
    found = [heap.entries(page, fanout) for page in pages]
    assert all(page_of(digest, fanout) == page for page, held in zip(pages, found, strict=True) for digest in held)
    assert {digest: entry for held in found for digest, entry in held.items()} == {
        digest: Entry(expires, rows) for digest, expires, rows in given
    }


def test_a_page_nothing_was_filed_under_has_no_entries() -> None:
    heap = Heap()
    heap.put(bytes(16), NEVER, b"row")
    assert heap.entries(1, 2) == {}
    assert heap.entries(1, FANOUT_MAX) == {}


@given(DIGESTS, st.sampled_from([1, 2, 64, FANOUT_MAX // 2]))
def test_a_page_is_parted_into_its_neighbours_alone(digest: bytes, fanout: int) -> None:
    assert page_of(digest, fanout * 2) // 2 == page_of(digest, fanout)


@pytest.mark.parametrize(
    ("size", "least", "fanout"),
    [
        (0, 1, 1),
        (PAGE_BYTES, 1, 1),
        (PAGE_BYTES + 1, 1, 2),
        (PAGE_BYTES * 5, 1, 8),
        (PAGE_BYTES, 16, 16),
        (10**12, 1, FANOUT_MAX),
        (10**12, FANOUT_MAX, FANOUT_MAX),
    ],
)
def test_a_shelf_has_as_many_pages_as_it_needs_and_never_fewer_than_before(size: int, least: int, fanout: int) -> None:
    assert fanout_for(size, least) == fanout
