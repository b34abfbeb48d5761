"""Redoing pages: what went and what came adds up, whatever was registered, replaced and forgotten."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from gateway.registry.pages import NEVER, Entry, Heap, page_of, unpack
from gateway.registry.redo import CHANGE_BYTES, Redo, read_change

IDS = st.sampled_from([bytes([number * 16]) + bytes(15) for number in range(16)])
ROWS = st.sampled_from([b"", b"a", b"b", b"cc"])
SHELVES = st.dictionaries(IDS, st.builds(Entry, st.sampled_from([5, 10, NEVER]), ROWS))
NOW = 7


def heaped(texts: Mapping[bytes, Entry]) -> Heap:
    heap = Heap()
    for digest, entry in texts.items():
        heap.put(digest, *entry)
    return heap


def shelved(texts: Mapping[bytes, Entry], fanout: int) -> dict[int, bytes]:
    """The pages of a shelf."""
    redo = Redo(old=1, new=fanout, heap=heaped(texts))
    return {page.number: page.plain for page in redo.page(0, None) if page.plain}


def redone(pages: dict[int, bytes], redo: Redo) -> dict[int, bytes]:
    """All pages afterwards."""
    after = dict(pages) if redo.new == redo.old else {}
    for number in redo.old_pages(list(pages)):
        for page in redo.page(number, pages.get(number)):
            after[page.number] = page.plain
    return {number: plain for number, plain in after.items() if plain}


def texts_of(pages: Mapping[int, bytes]) -> dict[bytes, Entry]:
    return {digest: entry for plain in pages.values() for digest, entry in unpack(plain).items()}


@given(SHELVES, SHELVES, st.frozensets(IDS), st.booleans(), st.sampled_from([1, 4]), st.sampled_from([1, 2]))
def test_the_pages_afterwards_are_those_of_the_texts_afterwards(  # noqa: PLR0917 - what hypothesis draws
    before: dict[bytes, Entry], heap: dict[bytes, Entry], gone: frozenset[bytes], replace: bool, fanout: int, growth: int
) -> None:
    redo = Redo(old=fanout, new=fanout * growth, heap=heaped(heap), gone=gone, replace=replace, now=NOW)
    pages = shelved(before, fanout)
    after = redone(pages, redo)
    kept = {} if replace else {digest: entry for digest, entry in before.items() if entry.expires > NOW and digest not in gone}
    wanted = kept | heap
    assert texts_of(after) == wanted
    assert all(page_of(digest, redo.new) == number for number, plain in after.items() for digest in unpack(plain))
    assert redo.entries == len(wanted) - len(before)
    assert redo.forgotten == len(before.keys() - wanted.keys())
    assert redo.size == sum(map(len, after.values())) - sum(map(len, pages.values()))
    removed, added = read_change(redo.change)
    assert sorted(removed) == sorted(b"".join(e.rows for d, e in before.items() if d not in wanted or wanted[d].rows != e.rows))
    assert sorted(added) == sorted(b"".join(e.rows for d, e in wanted.items() if d not in before or before[d].rows != e.rows))


@given(SHELVES)
def test_what_changes_nothing_writes_nothing(texts: dict[bytes, Entry]) -> None:
    texts = {digest: entry for digest, entry in texts.items() if entry.expires > NOW}
    redo = Redo(old=2, new=2, heap=heaped(texts), replace=True, now=NOW)
    for number, plain in shelved(texts, 2).items():
        assert redo.page(number, plain) == []
    assert read_change(redo.change) == (b"", b"")


def test_a_change_that_is_too_large_stops_being_told() -> None:
    texts = {bytes([number * 32]) * 16: Entry(NEVER, bytes(CHANGE_BYTES // 2)) for number in range(8)}
    redo = Redo(old=8, new=8, heap=heaped(texts))
    for number in redo.old_pages([]):
        redo.page(number, None)
    assert redo.large
    assert len(redo.added) < 3 * CHANGE_BYTES
