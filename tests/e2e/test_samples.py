"""What real SDKs once sent, sent again. Law: nothing planted leaves in any spelling, and what a vendor needs leaves.

The tables are printed by ``python -m tests.recall samples``, and here with ``pytest -s``.
"""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from tests.recall.reading import words
from tests.recall.samples import RECORDS, as_sent, body_of, provenance_lines, replay, term_lines
from tests.recall.scoring import FRAMING, Outgoing, Score, Sent, forbidden_kinds, leak, named, score, tables

EACH: Final = pytest.mark.parametrize("name", [record["id"] for record in RECORDS])
CLEAN: Final = pytest.mark.parametrize("name", [record["id"] for record in RECORDS if record["class"] == "clean"])


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sent]:
    """Every record, sent once, by id."""
    return {each.record["id"]: each for each in replay(tmp_path_factory.mktemp("samples"))}


@pytest.fixture(scope="module")
def scores(sent: dict[str, Sent]) -> dict[str, Score]:
    done = {name: score(each) for name, each in sent.items()}
    print(f"\n{tables(list(done.values()))}\n{named(done.values())}")
    return done


@EACH
def test_nothing_planted_leaves(scores: dict[str, Score], name: str) -> None:
    assert scores[name].leaks == [], named([scores[name]])


@EACH
def test_what_the_vendor_needs_survives(scores: dict[str, Score], name: str) -> None:
    lost = {text for kept, text in scores[name].lost if kept != "must_keep"}
    assert lost == set()


def test_of_what_is_harmless_nearly_all_survives(scores: dict[str, Score]) -> None:
    kept = sum(len(each.sent.record["must_keep"]) for each in scores.values() if each.sent.got)
    lost = sum(what == "must_keep" for each in scores.values() for what, _ in each.lost)
    assert kept > 400
    assert lost <= kept * 0.005


@EACH
def test_the_answer_is_the_vendor_s_or_a_denial(sent: dict[str, Sent], name: str) -> None:
    each = sent[name]
    assert (each.got is None) == (each.decision == "deny") == (each.status == 403)
    assert each.got or each.entry["reason"] == "required_field_forbidden"


def test_only_linked_services_deny_and_for_project_data(sent: dict[str, Sent]) -> None:
    denied = [each for each in sent.values() if each.decision == "deny"]
    assert {each.record["vendor_class"] for each in denied} == {"productivity"}
    assert all(any(category.startswith("integro.") for category in each.entry["stopped"]) for each in denied)


@CLEAN
def test_a_clean_request_leaves_as_it_came(sent: dict[str, Sent], name: str) -> None:
    each = sent[name]
    assert each.got is not None
    came = as_sent(each.record)
    assert (each.got.target, each.got.body) == (came.target, came.body)
    assert _said(came).items() <= _said(each.got).items()
    assert each.entry["findings"] == []


def _said(out: Outgoing) -> dict[str, str]:
    return {name.lower(): value for name, value in out.headers if name.lower() not in FRAMING}


def test_where_nothing_was_found_the_body_leaves_byte_for_byte(sent: dict[str, Sent]) -> None:
    untouched = [each for each in sent.values() if each.decision == "permit"]
    assert len(untouched) > 5
    assert all(each.got and each.got.body == body_of(each.record) for each in untouched)


def test_the_search_finds_all_that_was_planted_before_it_went_through() -> None:
    """A search that finds nothing would pass every test above."""
    for record in RECORDS:
        came = score(Sent(record, 200, "permit", as_sent(record), {}))
        assert len(came.leaks) == len(came.forbidden)
        assert came.lost == []


def test_what_an_erp_registers_is_among_what_was_planted() -> None:
    registered = {words(line["text"]) for line in (*term_lines(), *provenance_lines())}
    planted = [
        mark for record in RECORDS for mark in record["planted"] if mark["kind"] not in {"person", "secret"} and mark["registered"] is True
    ]
    assert sum(words(mark["value"]) in registered for mark in planted) > 200


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> list[Sent]:
    """The calls to linked services once more, authorised by the tenant."""
    records = [record for record in RECORDS if record["vendor_class"] == "productivity"]
    return replay(tmp_path_factory.mktemp("linked"), records, authorised=True)


def test_what_the_tenant_authorised_reaches_the_linked_service(linked: list[Sent]) -> None:
    assert [each.record["id"] for each in linked if each.got is None] == []
    gone = [(each.record["id"], mark["form"][:40]) for each in linked for mark in _meant(each) if not _found(each, mark)]
    assert gone == []


def _meant(sent: Sent) -> list[Mapping[str, Any]]:
    """What the call is for, once it is authorised."""
    return [mark for mark in sent.record["planted"] if mark["kind"] in forbidden_kinds(sent.record) - {"secret", "google"}]


def _found(sent: Sent, mark: Mapping[str, Any]) -> bool:
    joined = "\n".join(sent.texts)
    return bool(leak(mark, joined, f" {words(joined)} "))
