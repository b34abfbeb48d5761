"""The quick version of ``make recall``. Law: what is found today is found tomorrow."""

import random
from typing import Final

import pytest

from gateway.detect.index import TermIndex
from tests.recall import chance, harmless
from tests.recall.payloads import Desk, batch, event, found
from tests.recall.phrases import LANGUAGES, everyday, summaries, titles
from tests.recall.properties import HARMLESS
from tests.recall.transformations import IN_FULL, TRANSFORMATIONS
from tests.recall.transformed import AT_LEAST, PHRASES, Row, index, run, table

QUICK: Final = 30
MEGABYTES: Final = 3.0

HARMLESS_FOUND: Final = 0.001
"""Part of clean requests in which something may be found: a random number is a card number once in a while."""


@pytest.mark.parametrize("name", IN_FULL)
def test_every_title_is_found_in_this_transformation(name: str) -> None:
    (row,) = run(QUICK, [name])
    assert row.missed == []


@pytest.mark.slow
def test_the_full_table_can_be_printed() -> None:
    rows = run(2)
    assert len(rows) == len(TRANSFORMATIONS) == 61
    assert len(table(rows).splitlines()) == len(rows) + 2


def test_enough_transformations_are_to_be_found_in_full() -> None:
    assert len(IN_FULL) >= AT_LEAST


def test_an_event_without_a_title_has_no_finding(draw) -> None:
    judged = Desk(index(titles(PHRASES))).judge(event("nothing of ours", draw))
    assert judged.findings == ()
    assert judged.outbound is not None
    assert 10_000 < len(judged.outbound.body) < 16_000


def test_nothing_is_found_for_a_tenant_without_titles(draw) -> None:
    assert found(Desk(TermIndex()).judge(event(titles(1)[0], draw))) == 0


@pytest.fixture
def draw():
    return random.Random(3)  # noqa: S311 - a seed, not a secret


def test_titles_are_the_same_in_every_run_and_all_different() -> None:
    assert titles(50) == titles(50)
    assert len({title.casefold() for title in titles(PHRASES)}) == PHRASES
    assert len(everyday(6000)) == 6000
    assert len(summaries()) > 20
    assert len(LANGUAGES) == 18


def test_a_row_counts_what_was_missed() -> None:
    assert Row("x", 4, ["a"]).recall == 0.75


def test_titles_are_hardly_ever_found_by_chance() -> None:
    count = chance.run(MEGABYTES)
    assert count.payloads > 200
    assert count.titles > 9_000
    assert count.hits <= 1, count.examples
    assert count.refused == 0


def test_clean_requests_stay_clean_with_other_ids_clocks_and_numbers() -> None:
    count, hit, found = harmless.run(30)
    assert count > 200
    assert hit <= count * HARMLESS_FOUND, found.most_common(5)


@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_property_survives(name: str) -> None:
    judged = _DESK.judge(batch({"properties": {name: HARMLESS[name], "layout": "burndown"}}))
    assert judged.findings == ()


_DESK: Final = Desk(TermIndex())


def test_unrelated_text_is_real_and_enough() -> None:
    bodies = list(chance.payloads(0.2))
    assert len(bodies) > 10
    assert all(len(body) >= chance.PAYLOAD for body in bodies)
