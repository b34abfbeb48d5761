"""Folding. Law: spellings of one phrase fold alike, and every folded byte knows where it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect.fold import fold, places, vanishes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Norther Expansion, phase 2!", "norther expansion phase 2"),
        ("norther_expansion-phase/2", "norther expansion phase 2"),
        ("Søknad", "soknad"),
        ("SOKNAD", "soknad"),
        ("So\u0301knad", "soknad"),
        ("Stra\u00dfe", "strasse"),
        ("\uff26\uff55\uff4c\uff4c", "full"),
        ("so\u00adft hy\u200bphen", "soft hyphen"),
        ("a\u00a0b\u2013c", "a b c"),
        ("\u0130stanbul \u0131s\u0131", "istanbul isi"),
        ("Æsop", "aesop"),
        ("東京 plan", "東 京 plan"),
        ("x\u00b2", "x2"),
        ("\ud800x", "x"),
        ("🚀", ""),
    ],
)
def test_spellings_fold_to_words(text, words):
    assert fold(text).decode().split() == words.split()


def test_the_leaf_separator_stays():
    assert fold("A\x1fÆ\x1f-").split(b"\x1f") == [b"a", b"ae", b" "]


@given(st.text())
def test_folding_a_text_is_folding_its_characters(text):
    assert fold(text) == b"".join(map(fold, text))


@given(st.text())
def test_folding_again_changes_nothing_but_spaces(text):
    assert fold(fold(text).decode()).split() == fold(text).split()


@given(st.text())
def test_every_folded_byte_has_its_character(text):
    at = places(text)
    assert len(at) == len(fold(text))
    assert at == sorted(at)
    assert {number for number, character in enumerate(text) if not vanishes(character)} == set(at)
