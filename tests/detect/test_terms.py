"""Registered phrases. Law: found as whole words in a row, wherever they stand, and never across two leaves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect.fold import fold
from gateway.detect.terms import DETECTOR, KINDS, TermIndex
from gateway.model.category import INTEGRO, ORIGINS
from gateway.model.decision import Span
from gateway.model.errors import Refused

WORDS = st.lists(st.sampled_from(["alpha", "beta", "Gamma", "DELTA", "søk", "7", "東京", "x"]), min_size=1, max_size=4)
SEPARATORS = st.sampled_from([" ", "-", "_", "  ", "\n", "/", ". ", "\u00a0", "+"])


def index(*phrases):
    filled = TermIndex()
    for number, phrase in enumerate(phrases):
        filled.add(f"t{number}", "task", phrase)
    return filled


def found(phrase, text):
    return [text[span.start : span.end] for span in index(phrase).scan(text)]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("Norther expansion phase 2", "see Norther expansion phase 2, please", "Norther expansion phase 2"),
        ("Norther expansion phase 2", "/p/norther-expansion-phase-2/x", "norther-expansion-phase-2"),
        ("Norther expansion phase 2", "NORTHER_EXPANSION_PHASE_2", "NORTHER_EXPANSION_PHASE_2"),
        ("Norther expansion phase 2", "x.northerExpansionPhase2()", "northerExpansionPhase2"),
        ("Norther expansion phase 2", "northerexpansionphase2", "northerexpansionphase2"),
        ("Norther expansion phase 2", "Norther\n  expansion\u00a0phase\u20142", "Norther\n  expansion\u00a0phase\u20142"),
        ("NortherExpansion", "the norther expansion", "norther expansion"),
        ("Søk i Ærø", "om sok  i \u00c6ro\u0308!", "sok  i \u00c6ro\u0308"),
        ("Cafe\u0301", "un café.", "café"),
        ("café", "un cafe\u0301.", "cafe\u0301"),
        ("café", "cafe\u0301", "cafe\u0301"),
        ("soft", "a so\u00adft b", "so\u00adft"),
        ("東京計画", "これは東京計画です", "東京計画"),
        ("the the Horizon the", "x the the horizon the y", "the the horizon the"),
        ("Re: budget", "Re: budget", "Re: budget"),
        ("QA", "qa", "qa"),
        ("QA", "(QA)", "QA"),
        ("Q A", "q/a", "q/a"),
        ("東京", "「東京」", "東京"),
        ("Zephyr", "zephyr", "zephyr"),
        ("Überlänge", "ok\x1fÜBERLÄNGE\x1f\u00fc", "ÜBERLÄNGE"),
    ],
)
def test_a_phrase_is_found_however_it_is_written(phrase, text, expected):
    assert found(phrase, text) == [expected]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("Norther expansion", "Norther\x1fexpansion"),
        ("Norther expansion", "Norther Søk\x1fexpansion"),
        ("Norther expansion", "norther and expansion"),
        ("Norther expansion", "expansion norther"),
        ("Norther expansion", "anorther expansion"),
        ("Norther expansion", "norther expansions"),
        ("Norther expansion", "expansion"),
        ("expansion Norther", "expansion"),
        ("Horizon", "horizontal"),
        ("QA", "the QA team"),
        ("QA", "qa\u00e9"),
        ("an other", "another"),
        ("東京", "東京計画"),
        ("anything", ""),
    ],
)
def test_what_is_not_the_phrase_is_not_found(phrase, text):
    assert found(phrase, text) == []


def test_a_short_run_that_is_another_phrase_is_not_stretched_past_the_leaf():
    both = index("gamma expansion plan", "gamma expansion")
    assert both.scan("gamma expansion") == [Span(0, 15, "integro.task", "integro", DETECTOR)]


def test_every_occurrence_in_every_leaf_is_found():
    text = "zephyr x zephyr\x1fnone\x1fa zephyr\x1fzephyr"
    assert sorted(index("Zephyr").scan(text))[:2] == [
        Span(0, 6, "integro.task", "integro", DETECTOR),
        Span(9, 15, "integro.task", "integro", DETECTOR),
    ]
    assert [text[span.start : span.end] for span in index("Zephyr").scan(text)] == ["zephyr"] * 4


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_kind_has_its_category(kind):
    filled = TermIndex()
    filled.add("1", kind, "Zephyr")
    (span,) = filled.scan("zephyr")
    assert (span.category, span.origin) == (f"integro.{kind}", "integro")


def test_the_kinds_are_the_erps_own_categories():
    assert set(KINDS.values()) == INTEGRO


@pytest.mark.parametrize("origin", sorted(ORIGINS - {"integro"}))
def test_text_that_came_from_a_vendor_is_private_content_of_that_origin(origin):
    filled = TermIndex()
    assert filled.add("1", "", "Lumley bundle rehearsal", origin)
    (span,) = filled.scan("re: lumley bundle rehearsal")
    assert (span.category, span.origin, span.detector) == ("user.content.private", origin, "terms")


def test_one_phrase_may_mean_several_things():
    filled = TermIndex()
    filled.add("1", "task", "Zephyr")
    filled.add("2", "project", "ZEPHYR")
    filled.add("3", "task", "Zephyr", "google.basic")
    assert {(span.category, span.origin) for span in filled.scan("zephyr")} == {
        ("integro.task", "integro"),
        ("integro.project", "integro"),
        ("integro.task", "google.basic"),
    }


@pytest.mark.parametrize(("kind", "origin"), [("person", "integro"), ("", "integro"), ("task", "elsewhere"), ("mail", "google.basic")])
def test_unknown_kinds_and_origins_are_refused_without_repeating_them(kind, origin):
    filled = TermIndex()
    with pytest.raises(Refused) as caught:
        filled.add("1", kind, "Zephyr", origin)
    assert caught.value.reason == "bad_input"
    assert "person" not in str(caught.value)
    assert "elsewhere" not in str(caught.value)
    assert len(filled) == 0


def test_a_phrase_without_letters_is_held_but_can_not_be_found():
    filled = TermIndex()
    assert filled.add("1", "task", "🚀!") is False
    assert (len(filled), filled.scan("🚀!")) == (1, [])
    filled.remove("1")
    assert len(filled) == 0


def test_a_replaced_phrase_is_forgotten():
    filled = index("Zephyr plan")
    filled.add("t0", "task", "Mistral plan")
    assert (len(filled), filled.scan("zephyr plan")) == (1, [])
    assert len(filled.scan("mistral plan")) == 1


def test_a_removed_phrase_is_forgotten_unless_another_id_has_it():
    filled = index("Zephyr plan", "zephyr PLAN", "zephyr")
    filled.remove("t0")
    assert len(filled.scan("a zephyr plan")) == 2
    filled.remove("t1")
    assert len(filled.scan("a zephyr plan")) == 1
    filled.remove("t2")
    filled.remove("never there")
    assert filled.scan("a zephyr plan") == []
    assert (filled._heads.held, filled._labels.held) == ({}, {})


@given(WORDS, st.lists(SEPARATORS, min_size=5, max_size=5), st.sampled_from([str.upper, str.lower, str.title]))
def test_a_phrase_is_found_whatever_stands_between_its_words(words, separators, case):
    phrase = " ".join(words)
    text = "before\x1f" + "".join(case(word) + separator for word, separator in zip(words, separators, strict=False)) + "\x1fafter"
    spans = index(phrase).scan(text)
    assert phrase.casefold().split() == words == [] or [fold(text[span.start : span.end]).split() for span in spans] == [
        fold(phrase).split()
    ]


@given(st.lists(WORDS.map(" ".join), max_size=5), st.lists(st.text() | WORDS.map(" ".join), max_size=6))
def test_spans_lie_in_one_leaf_and_come_again(phrases, leaves):
    text = "\x1f".join(leaves)
    filled = index(*phrases)
    spans = filled.scan(text)
    assert all(0 <= span.start < span.end <= len(text) and "\x1f" not in text[span.start : span.end] for span in spans)
    assert spans == filled.scan(text)
    assert set(spans) == {span for phrase in phrases for span in index(phrase).scan(text)}
