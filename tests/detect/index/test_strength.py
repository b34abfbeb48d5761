"""Bits. Law: what stands everywhere tells little, what stands nowhere tells much, and no table is needed to know an identifier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect.fold import fold_character
from gateway.detect.index.form import BITS_MAX, coarse
from gateway.detect.index.strength import phrase_bits, prose_bits, stem_bits, word_bits, word_table
from gateway.detect.kernel import tokenise

word_table()  # read once, before hypothesis looks at its watch


def bits(text):
    return phrase_bits([letters for letters, _, _ in tokenise(text)])


@pytest.mark.parametrize("text", ["Onboarding", "Billing", "Stage 1", "Horizon", "Intranet", "the", "Phase 12", "QA", "7", "x"])
def test_one_common_word_is_trivial(text):
    assert bits(text) < 16


@pytest.mark.parametrize("text", ["update docs", "fix the tests", "John Smith", "Pricing South", "annual report", "Zephyrion", "5203-17"])
def test_two_common_words_are_weak(text):
    assert 12 <= bits(text) < 32


@pytest.mark.parametrize(
    "text",
    [
        "Norther expansion phase 2",
        "Sorrel & Pike",
        "Projekt Blåklocka",
        "부산 음향 아카이브 이전",
        "银杏馆灯光改造工程",
        "שיפוץ גלריית הזית",
        "Gölgelik Sahnesi Yenileme",
        "usr_Hbtp4riKfMZ64S",
        "att_c07605f2802b",
        "0113 496 0369 17 2200",
        "Uppsägningssamtal",
    ],
)
def test_what_only_one_tenant_says_is_strong(text):
    assert bits(text) >= 32


def test_small_words_and_words_that_come_again_tell_next_to_nothing():
    assert bits("memory usage of the") <= bits("memory usage") + 4
    assert bits("test test test") == bits("test")
    assert bits("e mail") <= bits("mail") + 1


def test_prose_tells_less_than_its_words():
    tokens = ["we", "should", "talk", "about", "the"]
    assert prose_bits(tokens) < 24
    assert prose_bits(["quince", "astrolabe"]) == phrase_bits(["quince", "astrolabe"]) - 8
    assert prose_bits(["东", "京"]) == word_bits("东") + word_bits("京")


@pytest.mark.parametrize(
    ("token", "expected"),
    [("2027", 6), ("17", 2), ("5203", 13.2), ("0b4f9c", 24), ("龘", 12), ("あ", 3), ("zqxv", 12.8), ("zqxvw", 18), ("q" * 30, 40)],
)
def test_words_of_no_list(token, expected):
    assert word_bits(token) == pytest.approx(expected)


def test_a_project_s_key_may_be_an_everyday_word():
    assert stem_bits("int") < 16 < stem_bits("mop") < stem_bits("qzx")


def test_the_words_are_folded_as_texts_are():
    """If this fails, the folding has changed: run .ci/words, and register again."""
    assert [word for word in word_table() if "".join(map(fold_character, word)).strip() != word] == []
    assert len(word_table()) > 150_000


@given(st.floats(0, 1000))
def test_rows_hold_bits_in_steps(value):
    assert coarse(value) in range(0, BITS_MAX + 1, 4)
    assert coarse(value) <= value
