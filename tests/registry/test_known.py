"""What a process has read of a tenant: any order of changes, merges and restarts leads to what was registered."""

import random
from pathlib import Path

import pytest

from gateway.detect.index.building import build
from gateway.detect.index.keys import Secrets, keys_of
from gateway.detect.index.table import KeyTable
from gateway.registry.indexing import Indexing
from gateway.registry.known import LITTLE, Known
from gateway.registry.shelf import Change, Shelf, State
from gateway.store.pool import Pool
from tests.registry.processes import Process, process, some

SECRETS = Secrets(bytes(24), bytes(32))
ROWS = keys_of(some(1), "task", "integro", SECRETS)


def known(rows: bytes = b"") -> Known:
    return Known(SECRETS, KeyTable(build(rows, SECRETS.digest, 5), SECRETS.digest) if rows else None, since=100.0)


def test_a_generation_is_where_it_begins() -> None:
    assert (known().base, known().version) == (0, 0)
    assert (known(ROWS).base, known(ROWS).version) == (5, 5)


def test_changes_are_brought_in_and_counted() -> None:
    read = known(ROWS)
    read.advance(State(version=6, watermark=3), [Change(6, ROWS, keys_of(some(2), "task", "integro", SECRETS))])
    assert (read.version, read.state.watermark, read.delta) == (6, 3, 2)
    assert {span.start for span in read.index.scan(f"{some(1)}\x1f{some(2)}")} == {len(some(1)) + 1}


@pytest.mark.parametrize(
    ("rows", "changes", "seconds", "due"),
    [(0, 1, 1.0, False), (10, 5, 10.0, False), (11, 1, 1.0, True), (1, 6, 1.0, True), (0, 0, 10.5, True)],
)
def test_changes_ought_to_be_merged_when_they_are_many_or_old(rows: int, changes: int, seconds: float, due: bool) -> None:
    bounds, read = Indexing(merge_rows=10, merge_changes=5, merge_seconds=10.0), known()
    read.advance(State(version=changes), [Change(changes, b"", ROWS)] * rows)
    assert read.is_due(bounds, 100.0 + seconds) == due


def test_few_changes_beside_a_large_table_can_wait() -> None:
    table = b"".join(keys_of(some(number), "task", "integro", SECRETS) for number in range(LITTLE * 20))
    for rows, due in ((20, False), (21, True)):
        read = known(table)
        read.advance(State(version=6), [Change(6, b"", ROWS)] * rows)
        assert read.is_due(Indexing(merge_rows=10), 100.0) == due


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_in_whatever_order_what_is_registered_is_found_and_nothing_else(
    pool: Pool, tmp_path: Path, seed: int
) -> None:
    draw, registered = random.Random(seed), dict[str, int]()  # noqa: S311 - the same each time
    indexing = Indexing(folder=tmp_path)
    processes = [process(pool, indexing), process(pool, Indexing()), process(pool, indexing)]
    everything = "\x1f".join(some(number) for number in range(12))
    for _ in range(40):
        one: Process = draw.choice(processes)
        step = draw.random()
        if step < 0.5:
            new = {str(draw.randrange(8)): draw.randrange(12) for _ in range(draw.randint(0, 4))}
            replace = draw.random() < 0.2
            await one.put(*((text_id, some(number)) for text_id, number in new.items()), replace=replace)
            registered = ({} if replace else registered) | new
        elif step < 0.7:
            text_id = str(draw.randrange(8))
            assert await one.intake.delete("acme", Shelf.TERM, text_id) == (registered.pop(text_id, None) is not None)
        elif step < 0.85:
            await one.words.merge("acme")
        else:
            processes[draw.randrange(3)] = process(pool, draw.choice([indexing, Indexing()]))
        found = await draw.choice(processes).seen(everything)
        assert found == {some(number) for number in registered.values()}
