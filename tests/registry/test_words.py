"""Registered texts: whole or not at all, and effective when the call that registers them returns."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import pytest

from gateway.model.errors import Refused, StoreUnavailable
from gateway.registry import words as words_module
from gateway.registry.indexing import Indexing
from gateway.registry.intake import Count
from gateway.registry.shelf import Shelf
from gateway.registry.words import Words
from gateway.store.pool import Connection, Pool
from tests.registry.processes import EVERY, FALCON, HERON, KEYRING, MANY, SOME, SWAN, Process, broken, process, seen, some, texts


async def test_a_registered_term_is_found_at_once(here: Process) -> None:
    assert await here.put(("1", FALCON), ("2", HERON)) == Count(2, 0)
    assert await here.seen(f"the {FALCON.lower()} crash") == {FALCON.lower()}


async def test_another_tenant_does_not_have_it(here: Process) -> None:
    await here.put(("1", FALCON))
    assert seen(await here.scanner("beta")) == set()


async def test_the_same_id_replaces_and_the_last_of_a_request_counts(here: Process) -> None:
    await here.put(("1", FALCON))
    await here.put(("1", HERON), ("1", SWAN))
    assert await here.seen() == {SWAN}


async def test_what_two_ids_stand_for_stays_until_both_are_gone(here: Process) -> None:
    await here.put(("1", FALCON), ("2", FALCON))
    assert await here.intake.delete("acme", Shelf.TERM, "1")
    assert await here.seen() == {FALCON}
    assert await here.intake.delete("acme", Shelf.TERM, "2")
    assert await here.seen() == set()


async def test_a_term_and_a_provenance_text_of_one_id_are_two(here: Process) -> None:
    await here.put(("1", FALCON))
    await here.intake.put("acme", Shelf.PROVENANCE, texts(("1", HERON), origin="google.restricted"))
    assert {(EVERY[span.start : span.end], span.origin) for span in (await here.scanner()).scan(EVERY)} == {
        (FALCON, "integro"),
        (HERON, "google.restricted"),
    }


@pytest.mark.parametrize(
    ("tenant", "shelf", "text_id"), [("acme", Shelf.TERM, "2"), ("acme", Shelf.PROVENANCE, "1"), ("beta", Shelf.TERM, "1")]
)
async def test_deleting_what_is_not_there_says_so_and_changes_nothing(here: Process, tenant: str, shelf: Shelf, text_id: str) -> None:
    await here.put(("1", FALCON))
    assert not await here.intake.delete(tenant, shelf, text_id)
    assert await here.seen() == {FALCON}


async def test_a_deleted_term_can_not_be_deleted_twice_but_registered_again(here: Process) -> None:
    await here.put(("1", FALCON))
    assert await here.intake.delete("acme", Shelf.TERM, "1")
    assert await here.seen() == set()
    assert not await here.intake.delete("acme", Shelf.TERM, "1")
    await here.put(("1", FALCON))
    assert await here.seen() == {FALCON}


async def test_forgetting_all_leaves_nothing_of_either_shelf(here: Process, elsewhere: Process, pool: Pool) -> None:
    await here.put(("1", FALCON))
    await here.intake.put("acme", Shelf.PROVENANCE, texts(("1", HERON), origin="msgraph"))
    await here.intake.forget("acme")
    assert await here.seen() == await elsewhere.seen() == set()
    assert await pool.fetchval("SELECT count(*) FROM term_pages") == 0


async def test_replacing_all_forgets_what_is_not_among_the_lines_and_leaves_provenance(here: Process, elsewhere: Process) -> None:
    await here.intake.put("acme", Shelf.PROVENANCE, texts(("1", HERON), origin="msgraph"))
    await here.put(("1", FALCON), ("2", SWAN))
    await here.put(("2", SWAN), replace=True)
    assert await here.seen() == await elsewhere.seen() == {HERON, SWAN}
    await here.put(replace=True)
    assert await here.seen() == {HERON}


async def test_a_fault_among_the_texts_leaves_everything_as_it_was(here: Process, pool: Pool) -> None:
    await here.put(("1", FALCON))
    with pytest.raises(Refused):
        await here.intake.put("acme", Shelf.TERM, broken(("1", HERON), ("2", SWAN)))
    assert await here.seen() == {FALCON}
    assert await pool.fetchval("SELECT version FROM term_versions") == 1


async def test_more_texts_than_a_page_or_a_change_holds_are_all_found_and_can_all_be_changed(
    here: Process, elsewhere: Process, pool: Pool
) -> None:
    assert await elsewhere.seen() == set()
    assert await here.put(*MANY) == Count(len(MANY), 0)
    assert await pool.fetchval("SELECT fanout FROM term_shelves") > 1
    for each in (here, elsewhere):
        assert len(await each.seen(SOME)) == 3
    await here.put(("3000", HERON))
    assert await here.intake.delete("acme", Shelf.TERM, "5999")
    for each in (here, elsewhere):
        assert await each.seen(f"{SOME}\x1f{HERON}") == {some(0), HERON}
    assert (await here.intake.registration("acme")).terms == len(MANY) - 1


async def test_pages_are_parted_as_a_shelf_grows_and_nothing_is_lost(here: Process, elsewhere: Process) -> None:
    for start in range(0, 3_000, 1_000):
        await here.put(*MANY[start : start + 1_000])
    await here.put(("2999", FALCON))
    for each in (here, elsewhere):
        assert await each.seen(f"{some(0, 2998, 2999)}\x1f{FALCON}") == {some(0), some(2998), FALCON}
        assert (await each.intake.registration("acme")).terms == 3_000


async def test_no_texts_are_no_change(here: Process, pool: Pool) -> None:
    assert await here.put() == Count(0, 0)
    assert await pool.fetchval("SELECT count(*) FROM term_versions") == 0


async def test_text_without_letters_is_counted_kept_and_never_found(here: Process) -> None:
    assert await here.put(("1", "!!!"), ("2", FALCON)) == Count(2, 1)
    assert await here.intake.delete("acme", Shelf.TERM, "1")


async def test_another_process_that_has_no_lease_asks_the_database_each_time(here: Process, elsewhere: Process) -> None:
    assert await elsewhere.seen() == set()
    await here.put(("1", FALCON))
    assert await elsewhere.seen() == {FALCON}
    await here.intake.delete("acme", Shelf.TERM, "1")
    assert await elsewhere.seen() == set()


async def test_within_its_lease_a_process_does_not_ask_until_it_has_heard(here: Process, elsewhere: Process) -> None:
    elsewhere.words.lease = monotonic() + 60
    assert await elsewhere.seen() == set()
    await here.put(("1", FALCON))
    assert not elsewhere.words.hear("beta", 1)
    assert await elsewhere.seen() == set()
    assert elsewhere.words.hear("acme", 1)
    assert await elsewhere.seen() == {FALCON}
    assert not elsewhere.words.hear("acme", 1)


async def test_what_was_heard_is_read_without_being_asked_for(here: Process, elsewhere: Process) -> None:
    elsewhere.words.lease = monotonic() + 60
    scanner = await elsewhere.scanner()
    await here.put(("1", FALCON))
    await elsewhere.words.heed("acme")
    assert seen(scanner) == set()
    elsewhere.words.hear("acme", 1)
    await elsewhere.words.heed("acme")
    assert seen(scanner) == {FALCON}


async def test_the_index_that_was_not_used_for_longest_goes_and_is_read_again(pool: Pool, tmp_path: Path) -> None:
    here = process(pool, Indexing(folder=tmp_path, open_max=2))
    here.words.lease = monotonic() + 60
    await here.put(*MANY)
    for tenant in ("acme", "beta", "acme", "gamma"):
        await here.scanner(tenant)
    assert here.words.in_use() == ["acme", "gamma"]
    await here.scanner("beta")
    assert here.words.in_use() == ["gamma", "beta"]
    assert len(await here.seen(SOME)) == 3


async def test_two_writers_of_one_tenant_both_count(here: Process, elsewhere: Process) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(here.put(*MANY[:50]))
        group.create_task(elsewhere.put(*MANY[50:100]))
    for each in (here, elsewhere):
        assert len(await each.seen(some(0, 49, 50, 99))) == 4


@dataclass
class Slow:
    """A pool that gives no connection until it is told to."""

    pool: Pool
    wait: float = 0.05
    limit: float = 0.05
    asked: int = 0
    answers: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        self.asked += 1
        await self.answers.wait()
        async with self.pool.connection() as connection:
            yield connection


@pytest.mark.parametrize("known", [True, False], ids=["known", "new"])
async def test_however_many_wait_for_a_silent_database_each_waits_a_bounded_time_and_they_ask_once(
    here: Process, pool: Pool, known: bool
) -> None:
    await here.put(("1", FALCON))
    slow = Slow(pool)
    waiting = Words(slow, KEYRING)  # type: ignore[arg-type]  # all that a pool has to be here
    if known:
        slow.answers.set()
        await waiting.known("acme")
        slow.answers.clear()
    before = slow.asked
    told = await asyncio.gather(*(waiting.known("acme") for _ in range(50)), return_exceptions=True)
    assert {type(each) for each in told} == {StoreUnavailable}
    assert slow.asked <= before + 2
    slow.answers.set()
    async with asyncio.timeout(10):
        assert seen((await waiting.known("acme")).index) == {FALCON}


async def test_a_text_registered_elsewhere_is_seen_by_who_asks_after_it_though_a_reading_runs_already(
    elsewhere: Process, pool: Pool
) -> None:
    slow = Slow(pool, wait=10.0, limit=10.0)
    reading = Words(slow, KEYRING)  # type: ignore[arg-type]  # all that a pool has to be here
    early = asyncio.ensure_future(reading.known("acme"))
    await asyncio.sleep(0)
    await elsewhere.put(("1", FALCON))
    late = [asyncio.ensure_future(reading.known("acme")) for _ in range(5)]
    slow.answers.set()
    for known in await asyncio.gather(*late):
        assert seen(known.index) == {FALCON}
    await early


async def test_there_is_nothing_to_merge_of_a_tenant_that_is_not_here_or_has_not_changed(here: Process, pool: Pool) -> None:
    await here.words.merge("acme")
    assert await here.seen() == set()
    await here.words.merge("acme")
    assert await pool.fetchval("SELECT count(*) FROM term_versions") == 0


async def test_a_tenant_that_changes_faster_than_it_can_be_read_is_given_up(here: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    await here.put(*MANY)
    monkeypatch.setattr(words_module, "ATTEMPTS", 1)
    with pytest.raises(StoreUnavailable):
        await Words(here.words._pool, KEYRING).known("acme")
