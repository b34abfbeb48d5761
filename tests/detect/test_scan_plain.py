"""Letters in other dress. Law: what would be found in plain letters is found, at the characters that are there."""

# ruff: noqa: RUF001 - dressed letters are what it is about

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect.default import default_scanners
from gateway.detect.scan import Pattern, PatternScanner
from gateway.detect.scan_plain import PlainScanner

(SCANNER,) = default_scanners()
WORDS = PlainScanner([PatternScanner([Pattern("word", "ab+c", "x"), Pattern("keyed", "key\x1f(v[0-9]+)", "y")])])


def found(text):
    return {text[span.start : span.end] for span in WORDS.scan(text)}


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("abbc", {"abbc"}),
        ("a\u200bbb\u00adc", {"a\u200bbb\u00adc"}),
        ("ａｂｂｃ", {"ａｂｂｃ"}),
        ("𝐚𝐛𝐜!", {"𝐚𝐛𝐜"}),
        ("é abc", {"abc"}),
        ("é\xa0abc", {"abc"}),
        ("abc \u200b abc", {"abc"}),
        ("key\x1fｖ１２", {"ｖ１２"}),
        ("odd\u200b\x1fkey\x1fv１２", {"v１２"}),
        ("key\u200b\x1fv12", {"v12"}),
        ("a\u200b\x1fbc", set()),
        ("\u200b\x1fkey\x1fx\x1fx\x1fv12\x1f\u200b", set()),
        ("，。", set()),
    ],
)
def test_dress_and_invisible_signs_hide_nothing(text, findings):
    assert found(text) == findings


@pytest.mark.parametrize("value", ["anna.berg@customer.example", "+44 1632 960779", "CZ70 0625 8818 7913 2002 9730", "ghp_" + "a1B2c3" * 6])
def test_values_of_every_kind_are_found_in_full_width(value):
    text = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in value)
    assert text in {text[span.start : span.end] for span in SCANNER.scan(text)}


def test_a_sentence_is_found_in_bold_letters():
    text = unicodedata.normalize("NFKC", "Tom is HIV positive")
    bold = "".join(chr(ord(sign) - 97 + 0x1D41A) if sign.islower() else sign for sign in text)
    assert {bold} == {bold[span.start : span.end] for span in SCANNER.scan(bold)}


@given(st.text(alphabet="abc key\x1fv12\u200b\xad\xa0ａ１，é\U0001d41a\u0301", max_size=40))
def test_spans_lie_in_one_leaf_and_come_again(text):
    spans = WORDS.scan(text)
    assert all(0 <= span.start < span.end <= len(text) and "\x1f" not in text[span.start : span.end] for span in spans)
    assert len(set(spans)) == len(spans)
    assert set(spans) == set(WORDS.scan(text))
