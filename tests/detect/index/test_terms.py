"""Registered texts. Law: found however they are written, where finding them means something, and never outside the text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect.index import DETECTOR, KINDS, TermIndex, Tiers, keys_of
from gateway.detect.index.form import ORIGIN_NUMBERS
from gateway.detect.index.keys import OPEN
from gateway.detect.index.strength import word_table
from gateway.model.category import ORIGINS, VOCABULARY
from gateway.model.decision import Span
from gateway.model.errors import Refused
from tests.detect.index.filled import PHRASE, TITLES, index

WIDE = "".join(chr(ord(character) + 0xFEE0) if character != " " else " " for character in PHRASE)
word_table()  # read once, before hypothesis looks at its watch


def found(phrase, text, keys=b"", **more):
    return [text[span.start : span.end] for span in index(phrase, **more).scan(text, keys)]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        (PHRASE, "see Norther expansion phase 2, please", ["Norther expansion phase 2"]),
        (PHRASE, "/p/norther-expansion-phase-2/x", ["norther-expansion-phase-2"]),
        (PHRASE, "file.norther.expansion.phase.2.pdf", ["norther.expansion.phase.2"]),
        (PHRASE, "NORTHER_EXPANSION_PHASE_2", ["NORTHER_EXPANSION_PHASE_2"]),
        (PHRASE, "x.northerExpansionPhase2()", ["northerExpansionPhase2"]),
        (PHRASE, "in northerexpansionphase2 it was", ["northerexpansionphase2"]),
        (PHRASE, "xxnortherexpansionphase2yy", ["northerexpansionphase2"]),
        (PHRASE, "a n o r t h e r e x p a n s i o n p h a s e 2", ["n o r t h e r e x p a n s i o n p h a s e 2"]),
        (PHRASE, "Norther\n  expansion\u00a0phase\u20142", ["Norther\n  expansion\u00a0phase\u20142"]),
        (PHRASE, "Nor\u200bther expan\u00adsion phase 2", ["Nor\u200bther expan\u00adsion phase 2"]),
        (PHRASE, WIDE, [WIDE]),
        (PHRASE, "N\u043erth\u0435r \u0435xpansi\u043en ph\u0430s\u0435 2", ["N\u043erth\u0435r \u0435xpansi\u043en ph\u0430s\u0435 2"]),
        (PHRASE, "**Norther** _expansion_ `phase` 2", ["Norther** _expansion_ `phase` 2"]),
        (PHRASE, "was norther expansion pha…", ["norther expansion"]),
        ("Søk i Ærøskøbing", "om sok  i \u00c6ro\u0308skobing!", ["sok  i \u00c6ro\u0308skobing"]),
        ("Überlänge Donnerstag", "ok\x1fU\u0308BERLA\u0308NGE-donnerstag\x1f\u00fc", ["U\u0308BERLA\u0308NGE-donnerstag"]),
        ("海螺博物馆票务系统", "请看海螺博物馆票务系统。", ["海螺博物馆票务系统"]),
        ("जल शोधन केंद्र", "कृपया जल शोधन केंद्र देखें", ["जल शोधन केंद्र"]),
        ("सूर्य वाटिका, चरण 3", "/p/स-र-य-व-ट-क-चरण-3/x", ["स-र-य-व-ट-क-चरण-3"]),
        ("பழைய அரிசி ஆலை", "open பழைய_அரிசி_ஆலை", ["பழைய_அரிசி_ஆலை"]),
        ("eb4ee525-38b6-485b-aa95-bbc6ca498894", "id=EB4EE525-38B6-485B-AA95-BBC6CA498894;", ["EB4EE525-38B6-485B-AA95-BBC6CA498894"]),
        ("eb4ee525-38b6-485b-aa95-bbc6ca498894", "eb4ee52538b6485baa95bbc6ca498894", ["eb4ee52538b6485baa95bbc6ca498894"]),
        ("cmt_eabae1fce9b3", "/comments/cmt_eabae1fce9b3?x", ["cmt_eabae1fce9b3"]),
        ("ABC-142", "fixes abc_142, not abc_143", ["abc_142"]),
        ("team_5203", "of team_5203.", ["team_5203"]),
    ],
)
def test_a_strong_text_is_found_however_it_is_written(phrase, text, expected):
    assert found(phrase, text) == expected


@pytest.mark.parametrize("phrase", ["Onboarding", "Billing", "Stage 1", "Horizon", "QA", "Re: budget", "東京", "update docs", "Zephyr"])
def test_a_weak_or_trivial_text_is_found_only_as_a_whole_value(phrase):
    assert found(phrase, f"x\x1f{phrase.upper()}!\x1fy") == [phrase.upper()]
    assert found(phrase, f"the {phrase} checklist") == []


@pytest.mark.parametrize(("phrase", "text"), [("ASC", "asc"), ("INT", "int"), ("Billing", "billing"), ("Stage 1", "stage_1")])
def test_a_trivial_text_is_not_what_programs_write_in_small_letters(phrase, text):
    assert found(phrase, text) == []
    assert found(phrase, phrase) == [phrase]


@pytest.mark.parametrize("phrase", ["Onboarding", "Stage 1", "Horizon", "Billing"])
def test_names_of_properties_are_made_of_ordinary_words(phrase):
    assert found(phrase, phrase, b"\1") == []
    assert found(phrase, f"{phrase}\x1f{phrase}", b"\1") == [phrase]


def test_a_text_that_tells_something_is_found_as_a_key():
    assert found("project falcon", "project falcon", b"\1") == ["project falcon"]
    assert found(PHRASE, "x_norther_expansion_phase_2", b"\1") == ["norther_expansion_phase_2"]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        (PHRASE, "norther and expansion"),
        (PHRASE, "expansion norther phase 2"),
        (PHRASE, "norther\x1fexpand"),
        ("update docs", "updatedocs xxupdatedocsyy"),
        ("🚀!", "🚀!"),
        (PHRASE, ""),
    ],
)
def test_what_is_not_the_text_is_not_found(phrase, text):
    assert found(phrase, text) == []


def test_a_text_that_is_parted_over_values_is_found_in_each_of_them():
    text = "title\x1fNorther expansion\x1frest\x1f(phase 2)\x1f-\x1fx"
    assert found(PHRASE, text, b"\1\0\1\0\0\0") == ["Norther expansion", "phase 2"]
    assert found("Norther expansion phase two", "Norther expansion phase\x1f \x1ftwo") == ["Norther expansion phase", "two"]
    assert found(PHRASE, "Norther expansion\x1f1\x1fphase 2", b"\1\0\1") == ["Norther expansion", "phase 2"]


def test_weak_texts_count_in_company():
    both = index("update docs", "northern offices", "Meridian Orchid Pavilion")
    far = " and so on" * 30

    def seen(text):
        return {text[span.start : span.end] for span in both.scan(text)}

    assert seen("update docs for the northern offices") == {"update docs", "northern offices"}
    assert seen(f"update docs{far} northern offices") == set()
    assert seen("update docs, update docs") == set()
    assert seen("update docs of meridian-orchid-pavilion") == {"update docs", "meridian-orchid-pavilion"}
    assert seen(f"northern offices{far} meridian-orchid-pavilion") == {"northern offices", "meridian-orchid-pavilion"}


def test_a_text_full_of_weak_finds_takes_no_longer_for_it():
    text = " ".join(["update docs", "release notes"] * 3000) + "\x1fMeridian" + " " * 20_000 + "Orchid Pavilion"
    started = time.process_time()
    assert len(index("update docs", "release notes", "Meridian Orchid Pavilion").scan(text)) >= 6001
    assert time.process_time() - started < 5


def test_thresholds_are_settings():
    assert found("update docs", "the update docs task", tiers=Tiers(strong=20)) == ["update docs"]
    assert found(PHRASE, "see norther expansion phase 2", tiers=Tiers(strong=100)) == []


LONG = "Should anyone wonder, a costume trunk was part of the brief from day one, so go and read the clause about trunks again"


@pytest.mark.parametrize("origin", sorted(ORIGIN_NUMBERS))
def test_a_longer_text_is_found_in_parts_of_it(origin):
    quoted = "he said: costume trunk was part of the brief from day one (sic)"
    assert found(LONG, f"x {LONG} y", origin=origin) == [LONG]
    assert found(LONG, quoted, origin=origin) == ["costume trunk was part of the brief from day one"]
    assert found(LONG, "a trunk was part of it", origin=origin) == []


NOUNS, VERBS, PLACES = ("glaziers", "riggers", "ushers", "curators"), ("paint", "haul", "mend"), ("vitrines upstairs", "plinths outdoors")


def test_what_tells_little_counts_beside_what_tells_much():
    text = "Not a word about the crimson vole merger papers until 19.08.2027, if you please"
    assert found(text, f"so: {text}.") == [text]
    assert found(text, "again, 19.08.2027, if you please call") == []


PROSE = " ".join(f"{noun} {verb} {place}" for noun in NOUNS for verb in VERBS for place in PLACES)


def test_a_very_long_text_of_a_vendor_needs_several_pieces():
    words = PROSE.split()
    few, many = " ".join(words[60:67]), " ".join(words[60:80])
    assert found(PROSE, f"so {few} then", origin="google.restricted") == []
    (run,) = found(PROSE, f"so {many} then", origin="google.restricted")
    assert len(run.split()) >= 14
    assert found(PROSE, PROSE, origin="msgraph", kind="") == [PROSE]
    assert len(found(PROSE, f"so {few} {few} then")) == 1


def test_a_number_under_a_project_s_key_is_a_task():
    mop = index("MOP", "INT", kind="project")

    def seen(text):
        return [(text[span.start : span.end], span.category) for span in mop.scan(text)]

    task = "integro.task"
    assert seen("see MOP-2071, mop_2072 and mop-33/x") == [("MOP-2071", task), ("mop_2072", task), ("mop-33", task)]
    assert seen("MOP 2071 MOP-7 INT-12") == [("MOP 2071", task), ("MOP-7", task), ("INT-12", task)]
    assert seen("mop 2071, MOP 12, mop-7, mop.12, mop-12a, int-32, int_32, INT-4, MOP 12b, the MOP") == []
    assert seen("MOP") == [("MOP", "integro.project")]
    assert seen("update\x1fMOP-2071") == [("MOP-2071", task)]


def test_a_number_under_the_key_of_something_else_means_that():
    rows = keys_of("MOP", "project", "integro", OPEN)
    team = b"".join(rows[at : at + 18] + b"\5\0" for at in range(0, len(rows), 20))
    filled = TermIndex()
    filled.put("1", team)
    assert [span.category for span in filled.scan("see MOP-2071")] == ["integro.team"]


def test_every_occurrence_in_every_leaf_is_found():
    text = "astrolabe handset x AstrolabeHandset\x1fnone\x1fa astrolabe-handset\x1fastrolabe handset"
    spans = index("Astrolabe Handset").scan(text)
    assert [text[span.start : span.end].replace("-", " ").lower().replace(" ", "") for span in spans] == ["astrolabehandset"] * 4
    assert spans[0] == Span(0, 17, "integro.task", "integro", DETECTOR)


@pytest.mark.parametrize("kind", sorted(filter(None, KINDS)))
def test_each_kind_has_its_category(kind):
    (span,) = index(PHRASE, kind=kind).scan(PHRASE)
    assert (span.category, span.origin) == (KINDS[kind][1], "integro")
    assert span.category in VOCABULARY
    assert set(ORIGIN_NUMBERS) <= ORIGINS


@pytest.mark.parametrize("origin", sorted(set(ORIGIN_NUMBERS) - {"integro"}))
def test_text_that_came_from_a_vendor_is_private_content_of_that_origin(origin):
    (span,) = index("Lumley bundle rehearsal", kind="", origin=origin).scan("re: lumley bundle rehearsal")
    assert (span.category, span.origin, span.detector) == ("user.content.private", origin, "terms")


def test_one_text_may_mean_several_things():
    filled = index(PHRASE)
    filled.add("2", "project", PHRASE.upper())
    filled.add("3", "task", PHRASE, "google.basic")
    assert {(span.category, span.origin) for span in filled.scan(PHRASE)} == {
        ("integro.task", "integro"),
        ("integro.project", "integro"),
        ("integro.task", "google.basic"),
    }


@pytest.mark.parametrize(("kind", "origin"), [("mail", "integro"), ("", "integro"), ("task", "elsewhere"), ("mail", "google.basic")])
def test_unknown_kinds_and_origins_are_refused_without_repeating_them(kind, origin):
    filled = TermIndex()
    with pytest.raises(Refused) as caught:
        filled.add("1", kind, PHRASE, origin)
    assert caught.value.reason == "bad_input"
    assert " mail," not in str(caught.value)
    assert "elsewhere" not in str(caught.value)
    assert len(filled) == 0


@given(st.lists(TITLES, max_size=5), st.lists(st.text() | TITLES, max_size=6), st.binary(max_size=6))
def test_spans_lie_in_one_leaf_and_come_again(phrases, leaves, keys):
    text = "\x1f".join(leaf.replace("\x1f", " ") for leaf in leaves)
    filled = index(*phrases)
    spans = filled.scan(text, keys)
    assert all(0 <= span.start < span.end <= len(text) and "\x1f" not in text[span.start : span.end] for span in spans)
    assert spans == filled.scan(text, keys)


@given(st.lists(st.sampled_from(["Astrolabe handset refresh", "Umber daughters exit"]), max_size=3), st.text())
def test_nothing_is_found_in_text_without_it(phrases, text):
    assert [span for span in index(*phrases).scan(text) if "astrolabe" not in text.lower() and "umber" not in text.lower()] == []
