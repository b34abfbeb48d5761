"""Registered texts: sealed at rest, whole or not at all, and effective when the call that registers them returns."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from gateway.model.decision import Scanner
from gateway.model.errors import Refused, ScannerFailed, StoreUnavailable
from gateway.registry.shelf import BATCH, Shelf, Text
from gateway.registry.words import Words
from gateway.store.pool import Connection, Pool
from gateway.vault.keyring import Keyring

KEYRING = Keyring(bytes(range(32)), "kek1")


async def texts(*given: tuple[str, str], origin: str = "integro") -> AsyncIterator[Text]:
    for text_id, text in given:
        yield Text(id=text_id, kind="task" if origin == "integro" else "", origin=origin, text=text)


async def broken(*given: tuple[str, str]) -> AsyncIterator[Text]:
    async for text in texts(*given):
        yield text
    raise Refused("bad_input", "line 3")


def seen(scanner: Scanner, text: str) -> set[str]:
    return {text[span.start : span.end] for span in scanner.scan(text)}


@pytest.fixture
def words(pool: Pool) -> Words:
    return Words(pool, KEYRING)


@pytest.fixture
def elsewhere(pool: Pool) -> Words:
    """The same texts in another process."""
    return Words(pool, KEYRING)


async def test_a_registered_term_is_found_at_once(words: Words) -> None:
    assert await words.put("acme", Shelf.TERM, texts(("1", "Falcon Observatory"), ("2", "Zebra Migration"))) == 2
    assert seen(await words.scanner("acme"), "the falcon observatory crash") == {"falcon observatory"}


async def test_another_tenant_does_not_have_it(words: Words) -> None:
    await words.put("acme", Shelf.TERM, texts(("1", "Falcon Observatory")))
    assert seen(await words.scanner("beta"), "falcon observatory") == set()


async def test_the_same_id_replaces_and_the_last_of_a_request_counts(words: Words) -> None:
    await words.put("acme", Shelf.TERM, texts(("1", "Falcon Observatory")))
    await words.put("acme", Shelf.TERM, texts(("1", "Grey Heron"), ("1", "Obsidian Swan")))
    assert seen(await words.scanner("acme"), "falcon observatory, grey heron, obsidian swan") == {"obsidian swan"}


async def test_a_term_and_a_provenance_text_of_one_id_are_two(words: Words) -> None:
    await words.put("acme", Shelf.TERM, texts(("1", "Falcon Observatory")))
    await words.put("acme", Shelf.PROVENANCE, texts(("1", "Quarterly Dinner"), origin="google.restricted"))
    scanner = await words.scanner("acme")
    text = "falcon observatory at the quarterly dinner"
    assert {(text[span.start : span.end], span.origin) for span in scanner.scan(text)} == {
        ("falcon observatory", "integro"),
        ("quarterly dinner", "google.restricted"),
    }


async def test_a_deleted_term_is_gone_here_and_its_text_is_destroyed(words: Words, pool: Pool) -> None:
    await words.put("acme", Shelf.TERM, texts(("1", "Falcon Observatory")))
    assert await words.delete("acme", Shelf.TERM, "1")
    assert seen(await words.scanner("acme"), "falcon observatory") == set()
    assert await pool.fetchval("SELECT count(*) FROM terms WHERE sealed IS NOT NULL") == 0


@pytest.mark.parametrize(
    ("tenant", "shelf", "text_id"), [("acme", Shelf.TERM, "2"), ("acme", Shelf.PROVENANCE, "1"), ("beta", Shelf.TERM, "1")]
)
async def test_deleting_what_is_not_there_says_so_and_changes_nothing(words: Words, tenant: str, shelf: Shelf, text_id: str) -> None:
    await words.put("acme", Shelf.TERM, texts(("1", "Falcon Observatory")))
    assert not await words.delete(tenant, shelf, text_id)
    assert seen(await words.scanner("acme"), "falcon observatory") == {"falcon observatory"}


async def test_a_deleted_term_can_not_be_deleted_twice_but_registered_again(words: Words) -> None:
    await words.put("acme", Shelf.TERM, texts(("1", "Falcon Observatory")))
    assert await words.delete("acme", Shelf.TERM, "1")
    assert not await words.delete("acme", Shelf.TERM, "1")
    await words.put("acme", Shelf.TERM, texts(("1", "Falcon Observatory")))
    assert seen(await words.scanner("acme"), "falcon observatory") == {"falcon observatory"}


async def test_a_fault_among_the_texts_leaves_everything_as_it_was(words: Words, pool: Pool) -> None:
    await words.put("acme", Shelf.TERM, texts(("1", "Falcon Observatory")))
    with pytest.raises(Refused):
        await words.put("acme", Shelf.TERM, broken(("1", "Grey Heron"), ("2", "Obsidian Swan")))
    assert seen(await words.scanner("acme"), "falcon observatory, grey heron, obsidian swan") == {"falcon observatory"}
    assert await pool.fetchval("SELECT count(*) FROM terms") == 1


async def test_more_texts_than_one_batch_are_all_registered(words: Words, elsewhere: Words) -> None:
    many = [(str(number), f"word{number} other{number}") for number in range(2 * BATCH + 1)]
    assert await words.put("acme", Shelf.TERM, texts(*many)) == len(many)
    for each in (words, elsewhere):
        assert seen(await each.scanner("acme"), "word2000 other2000, word0 other0") == {"word2000 other2000", "word0 other0"}


async def test_no_texts_are_no_change(words: Words, pool: Pool) -> None:
    assert await words.put("acme", Shelf.TERM, texts()) == 0
    assert await pool.fetchval("SELECT count(*) FROM term_versions") == 0


async def test_neither_the_database_nor_a_repr_holds_a_readable_text(words: Words, pool: Pool) -> None:
    await words.put("acme", Shelf.TERM, texts(("1", "Falcon Observatory")))
    rows = await pool.fetch("SELECT * FROM terms")
    assert len(rows) == 1
    assert b"Falcon" not in b"".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)
    assert "Falcon" not in repr(Text(id="1", kind="task", origin="integro", text="Falcon Observatory"))


async def test_another_process_that_does_not_follow_asks_the_database_each_time(words: Words, elsewhere: Words) -> None:
    assert seen(await elsewhere.scanner("acme"), "falcon observatory") == set()
    await words.put("acme", Shelf.TERM, texts(("1", "Falcon Observatory")))
    assert seen(await elsewhere.scanner("acme"), "falcon observatory") == {"falcon observatory"}
    await words.delete("acme", Shelf.TERM, "1")
    assert seen(await elsewhere.scanner("acme"), "falcon observatory") == set()


async def test_news_reaches_only_a_tenant_that_is_indexed_here(words: Words, elsewhere: Words) -> None:
    elsewhere.following = True
    await elsewhere.scanner("acme")
    await words.put("acme", Shelf.TERM, texts(("1", "Falcon Observatory")))
    await elsewhere.heed("beta")
    assert seen(await elsewhere.scanner("acme"), "falcon observatory") == set()
    await elsewhere.heed("acme")
    assert seen(await elsewhere.scanner("acme"), "falcon observatory") == {"falcon observatory"}


TAMPERING = {
    "the envelope": "UPDATE terms SET sealed = set_byte(sealed, length(sealed) - 1, get_byte(sealed, length(sealed) - 1) # 1)",
    "its id": "UPDATE terms SET id = 'other'",
    "its tenant": "UPDATE terms SET tenant = 'beta'",
    "its origin": "UPDATE terms SET origin = 'msgraph'",
    "its shelf": "UPDATE terms SET shelf = 'provenance'",
}


@pytest.mark.parametrize("changed", TAMPERING)
async def test_a_row_that_was_changed_costs_its_tenant_every_scan_until_it_is_mended(words: Words, pool: Pool, changed: str) -> None:
    await words.put("acme", Shelf.TERM, texts(("1", "Falcon Observatory")))
    await pool.execute(f"{TAMPERING[changed]}, version = version + 1")
    tenant = await pool.fetchval("SELECT tenant FROM terms")
    for _ in range(2):
        with pytest.raises(ScannerFailed) as caught:
            await words.scanner(tenant)
    assert "Falcon" not in str(caught.value)
    await pool.execute("DELETE FROM terms")
    assert seen(await words.scanner(tenant), "falcon observatory") == set()


async def test_news_of_a_row_that_was_changed_takes_the_index_away(words: Words, pool: Pool) -> None:
    await words.put("acme", Shelf.TERM, texts(("1", "Falcon Observatory")))
    await words.scanner("acme")
    words.following = True
    await pool.execute("UPDATE terms SET id = 'other', version = version + 1")
    await words.heed("acme")
    with pytest.raises(ScannerFailed):
        await words.scanner("acme")


async def test_a_row_of_a_later_release_s_kind_is_not_passed_over(words: Words, pool: Pool) -> None:
    async def later() -> AsyncIterator[Text]:
        yield Text(id="1", kind="spaceship", origin="integro", text="Falcon Observatory")

    with pytest.raises(ScannerFailed):
        await words.put("acme", Shelf.TERM, later())


async def test_another_key_opens_nothing(words: Words, pool: Pool) -> None:
    await words.put("acme", Shelf.TERM, texts(("1", "Falcon Observatory")))
    with pytest.raises(ScannerFailed):
        await Words(pool, Keyring(bytes(32), "kek1")).scanner("acme")


async def test_two_writers_of_one_tenant_both_count(words: Words, elsewhere: Words) -> None:
    def numbered(start: int) -> Iterable[tuple[str, str]]:
        return ((str(number), f"word{number} other{number}") for number in range(start, start + 50))

    async with asyncio.TaskGroup() as group:
        group.create_task(words.put("acme", Shelf.TERM, texts(*numbered(0))))
        group.create_task(elsewhere.put("acme", Shelf.TERM, texts(*numbered(50))))
    for each in (words, elsewhere):
        assert len(seen(await each.scanner("acme"), "word0 other0, word49 other49, word50 other50, word99 other99")) == 4


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
    words: Words, pool: Pool, known: bool
) -> None:
    await words.put("acme", Shelf.TERM, texts(("1", "Falcon Observatory")))
    slow = Slow(pool)
    waiting = Words(slow, KEYRING)  # type: ignore[arg-type]  # all that a pool has to be here
    if known:
        slow.answers.set()
        await waiting.scanner("acme")
        slow.answers.clear()
    before = slow.asked
    told = await asyncio.gather(*(waiting.scanner("acme") for _ in range(50)), return_exceptions=True)
    assert {type(each) for each in told} == {StoreUnavailable}
    assert slow.asked <= before + 2
    slow.answers.set()
    async with asyncio.timeout(10):
        assert seen(await waiting.scanner("acme"), "falcon observatory") == {"falcon observatory"}


async def test_a_text_registered_elsewhere_is_seen_by_who_asks_after_it_though_a_reading_runs_already(
    words: Words, elsewhere: Words, pool: Pool
) -> None:
    slow = Slow(pool, wait=10.0, limit=10.0)
    reading = Words(slow, KEYRING)  # type: ignore[arg-type]  # all that a pool has to be here
    early = asyncio.ensure_future(reading.scanner("acme"))
    await asyncio.sleep(0)
    await elsewhere.put("acme", Shelf.TERM, texts(("1", "Falcon Observatory")))
    late = [asyncio.ensure_future(reading.scanner("acme")) for _ in range(5)]
    slow.answers.set()
    for scanner in await asyncio.gather(*late):
        assert seen(scanner, "falcon observatory") == {"falcon observatory"}
    await early
