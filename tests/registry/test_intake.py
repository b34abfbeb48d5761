"""What came from a vendor: known at once, written once, and gone when its time is over."""

import pytest

from gateway.model.errors import Refused
from gateway.registry import intake
from gateway.registry import words as words_module
from gateway.store.pool import Pool
from tests.registry.processes import EVERY, FALCON, HERON, MANY, SWAN, Process, process, some

LONG = " ".join(f"quokka{number} zeppelin{number}" for number in range(400))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time both modules see: set its only item."""
    told = [1_800_000_000.0]
    for module in (intake, words_module):
        monkeypatch.setattr(module, "time", lambda: told[0])
    return told


def origins(scanner: object, text: str) -> set[str]:
    return {span.origin for span in scanner.scan(text)}  # type: ignore[attr-defined]


async def test_texts_are_known_at_once_with_their_origin(here: Process, elsewhere: Process) -> None:
    await here.intake.learn("acme", "google.restricted", [FALCON, "!!!", LONG])
    await here.intake.learn("acme", "msgraph", [HERON])
    for each in (here, elsewhere):
        scanner = await each.scanner()
        assert {EVERY[span.start : span.end]: span.origin for span in scanner.scan(EVERY)} == {
            FALCON: "google.restricted",
            HERON: "msgraph",
        }
        assert origins(scanner, LONG) == {"google.restricted"}


async def test_nothing_to_keep_is_no_change(here: Process, pool: Pool) -> None:
    await here.intake.learn("acme", "google.basic", ["!!!"])
    assert await pool.fetchval("SELECT count(*) FROM term_versions") == 0


async def test_what_is_read_again_is_written_only_after_half_of_its_time(here: Process, pool: Pool, clock: list[float]) -> None:
    async def written() -> int:
        found: int = await pool.fetchval("SELECT version FROM term_pages")
        return found

    for after, version in ((0, 1), (10, 1), (1_700, 1), (1_900, 2)):
        clock[0] = 1_800_000_000.0 + after
        await here.intake.learn("acme", "google.basic", [FALCON])
        assert await written() == version


async def test_what_has_ended_leaves_with_the_next_text(here: Process, clock: list[float]) -> None:
    await here.intake.learn("acme", "google.basic", [FALCON])
    clock[0] += 3_601
    assert await here.seen() == {FALCON}
    await here.intake.learn("acme", "google.basic", [HERON])
    assert await here.seen() == {HERON}


async def test_what_has_ended_leaves_with_a_merge(here: Process, elsewhere: Process, pool: Pool, clock: list[float]) -> None:
    await here.intake.learn("acme", "google.basic", [FALCON])
    await here.put(("1", SWAN))
    clock[0] += 3_601
    await here.words.merge("acme")
    assert await here.seen() == await elsewhere.seen() == {SWAN}
    assert await pool.fetchval("SELECT count(*) FROM term_pages WHERE shelf = 'provenance'") == 0
    assert await pool.fetchval("SELECT count(*) FROM term_changes") == 0


async def test_a_table_is_built_without_what_has_ended(here: Process, pool: Pool, clock: list[float]) -> None:
    await here.intake.learn("acme", "google.basic", [FALCON])
    await pool.execute("UPDATE term_versions SET floor = version")
    clock[0] += 3_601
    assert await process(pool).seen() == set()


async def test_an_answer_of_many_texts_is_kept_whole(here: Process, elsewhere: Process) -> None:
    await here.intake.learn("acme", "google.basic", [some(number) for number in range(intake.IN_THREAD_ABOVE + 1)])
    for each in (here, elsewhere):
        assert len(await each.seen(some(0, intake.IN_THREAD_ABOVE))) == 2


async def test_more_than_one_request_may_hold_is_refused_and_changes_nothing(
    here: Process, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "HEAP_MAX", 1_000)
    with pytest.raises(Refused, match="body_too_large"):
        await here.put(*MANY[:100])
    assert await pool.fetchval("SELECT count(*) FROM term_versions") == 0
