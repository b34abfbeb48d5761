"""Folding. Law: spellings of one phrase fold alike, in any case, and folding again changes nothing."""

import hashlib
import struct
import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.detect.fold import BOUNDARY, GAP, LETTER, MANY, NOTHING, PAGE, Case, case_of, fold_character, is_own_token, page
from gateway.detect.kernel import tokenise

EVERY = range(sys.maxunicode + 1)


def folded(text: str) -> str:
    """All tokens of a text, with a space between."""
    return " ".join(token[0] for token in tokenise(text))


def letters(text: str) -> str:
    """All characters of a text folded, one after the other: nothing of words written together."""
    return "".join(map(fold_character, text))


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
        ("\u1d00\u1d04\u1d0d\u1d07", "acme"),  # small capitals
        ("\u24d0\u24d2\u24dc\u24d4", "acme"),  # in circles
        ("\U0001d504\U0001d520\U0001d52a\U0001d522", "acme"),  # mathematical Fraktur
        ("\u0430\u0441m\u0435", "acme"),  # three of four letters Cyrillic
        ("\u0391\u039a\u039c\u0395", "akme"),  # Greek capitals
        ("INV-\u0664\u0662", "inv 42"),  # Arabic-Indic digits
        ("\u0645\u0640\u0640\u0640\u062d", "\u0645\u062d"),  # a stretched Arabic word
        ("\u3164ac\u3164me\u3164", "acme"),  # Hangul fillers
        ("ac\U000e0020me", "acme"),  # a tag character
        ("\uac00", "\u1100\u1161"),  # Hangul comes apart into its letters
    ],
)
def test_spellings_fold_to_words(text: str, words: str) -> None:
    assert folded(text) == words


@pytest.mark.parametrize(
    "word",
    ["Дорожная карта", "Ελληνικά Σίσυφος", "Հայերեն", "ქართული", "Straße", "Ǆungla", "İstanbul", "ŉ", "ᾳδης", "ﬁnal ﬂow", "ꭰꮑ", "𐐔𐐯𐑅"],
)
def test_a_word_is_itself_in_any_case(word: str) -> None:
    assert len({letters(word), letters(word.upper()), letters(word.lower()), letters(word.casefold())}) == 1


def test_every_character_is_itself_in_any_case() -> None:
    assert [hex(code) for code in EVERY if len({letters(chr(code)), letters(chr(code).upper()), letters(chr(code).lower())}) > 1] == []


def test_what_a_character_folds_to_folds_to_itself() -> None:
    pieces = {piece for code in EVERY for piece in fold_character(chr(code)) if piece != BOUNDARY}
    assert [piece for piece in pieces if fold_character(piece).strip() != piece] == []
    assert [piece for piece in pieces if case_of(piece) == Case.UPPER] == []


def test_what_was_registered_stays_found() -> None:
    """Keys are made of folded letters and kept for ever. Characters of Unicode 3.2 only: newer Pythons know more of the newer ones."""
    old = [chr(code) for code in EVERY if unicodedata.ucd_3_2_0.category(chr(code)) not in {"Cn", "Cs", "Co"}]
    told = "".join(f"{character}{fold_character(character)}{int(case_of(character))}\n" for character in old)
    assert hashlib.sha256(told.encode()).hexdigest() == "47e4f13eaf99efa4c08b90aeb0004f99340f5fb2e4adb8f9d2135d9ca35ad9c3"


@given(st.text())
@example("4E3B roadMap HTTPServer")
def test_folding_again_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(), st.text())
def test_a_boundary_between_texts_keeps_them_apart(one: str, other: str) -> None:
    assert folded(f"{one} {other}").split() == [*folded(one).split(), *folded(other).split()]


@pytest.mark.parametrize(
    ("character", "case"),
    [
        ("a", Case.LOWER),
        ("A", Case.UPPER),
        ("ǅ", Case.UPPER),
        ("7", Case.DIGIT),
        ("²", Case.DIGIT),
        ("½", Case.NONE),
        ("京", Case.NONE),
        ("-", Case.NONE),
    ],
)
def test_the_case_of_a_character(character: str, case: Case) -> None:
    assert case_of(character) == case


@pytest.mark.parametrize(("letter", "own"), [("ก", True), ("か", True), ("京", True), ("\U00020000", True), ("a", False), ("ᄀ", False)])
def test_scripts_without_spaces_have_a_token_for_each_letter(letter: str, own: bool) -> None:
    assert is_own_token(letter) is own
    assert fold_character(letter) == (f" {letter} " if own else letter)


@pytest.mark.parametrize("number", [0, 3, 0x33, 0xFD, 0xFE, 0x1D4, 0x1F1, 0xE00])
def test_a_page_says_what_its_characters_fold_to(number: int) -> None:
    words = [word[0] for word in struct.iter_unpack("<I", page(number))]
    assert [read(words, at) for at in range(PAGE)] == [told(chr(number * PAGE + at)) for at in range(PAGE)]


def read(words: list[int], at: int) -> tuple[str, int]:
    """What an entry of a page says: letters, case."""
    kind, case, number = words[at] >> 30, words[at] >> 28 & 3, words[at] & 0x1FFFFF
    several = words[PAGE + (number >> 8) : PAGE + (number >> 8) + (number & 0xFF)]
    text = {NOTHING: "", LETTER: chr(number), GAP: BOUNDARY, MANY: "".join(chr(piece) if piece else BOUNDARY for piece in several)}
    return text[kind], case


def told(character: str) -> tuple[str, int]:
    """The same from the character; several boundaries are one."""
    text = fold_character(character)
    return text if text.strip() else text[:1], case_of(character)
