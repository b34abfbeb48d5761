"""The pattern engine. Law: it says so when it can not vouch for its answer, and counts in characters."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect.default import default_scanners
from gateway.detect.scan import CANARY, Pattern, PatternScanner, _cut, _matches, _matches_in
from gateway.model.errors import ScannerFailed

NUMBERS = PatternScanner(
    [
        Pattern("word", "qqq", "a"),
        Pattern("number", r"n(\d+)", "b", "o", judge=lambda text, start, end: (start, end) if text[start] != "0" else None),
    ]
)


SETS = default_scanners()[0]._scanners[:-1]
SEARCHES = [search for scanner in SETS for search in scanner._searches]


class Silent:
    """A set search that ran out of memory."""

    def __init__(self, hits):
        self.hits = hits

    def Match(self, _):  # noqa: N802 - the engine's name
        return self.hits


def broken(hits):
    scanner = PatternScanner([Pattern("word", "qqq", "a")])
    scanner._set = Silent(hits)
    return scanner


def test_the_first_group_is_the_finding_and_the_judge_decides():
    assert [tuple(span) for span in NUMBERS.scan("n12 n07 n3")] == [(1, 3, "b", "o", "number"), (9, 10, "b", "o", "number")]


@pytest.mark.parametrize("hits", [None, [], [0]])
def test_a_missing_canary_is_a_failure(hits):
    with pytest.raises(ScannerFailed):
        broken(hits).scan("qqq")


@pytest.mark.parametrize("text", [CANARY, f"a{CANARY}b qqq", CANARY[:-1]])
def test_a_text_that_holds_the_canary_is_scanned_like_any_other(text):
    assert len(NUMBERS.scan(text)) == text.count("qqq")


@pytest.mark.parametrize("signs", ["", "n", "nq", "qzn"])
@pytest.mark.parametrize("text", ["n1", f"{'x' * 300}\x1fn1", f"n1{'n x' * 99}n2\x1f{'y' * 300}\x1fa n3 q\x1f{'z' * 300}", "none", ""])
def test_leaves_without_a_sign_are_passed_by_and_nothing_is_missed(signs, text):
    find = PatternScanner([Pattern("number", r"(?:^|[^a-z])(n\d+)", "b", signs=signs)])
    plain = PatternScanner([Pattern("number", r"(?:^|[^a-z])(n\d+)", "b")])
    assert find.scan(text) == plain.scan(text)


def test_a_pattern_that_matches_nothing_at_all_is_no_pattern():
    with pytest.raises(ValueError, match="idle matches an empty text"):
        PatternScanner([Pattern("idle", "a*", "a")])


PARTS = (
    *("ann@x.example ", "ann%40x.example", "ann\\u0040x.example", "10.1.2.3", "token=ab1", "\x1f", "password", "= ", "é", "https://u:p@h"),
    *("x", "@", "=", "%", f"{'not a sign in many words ' * 6}\x1f", "de44 5001 0517 5407 3249 31", "\u017fe45 5000 0000 0583 9825 7466"),
)


@given(st.lists(st.sampled_from(PARTS)))
def test_matches_are_those_the_binding_itself_gives(parts):
    raw = "".join(parts).encode()
    for _, search, group, signs, _ in SEARCHES:
        assert _matches(search, raw, group, signs) == [match.span(group) for match in search.finditer(raw)]


LEAVES = (
    *(
        "password",
        "tr0ub4dor&3 horse",
        "imei",
        "490154203237518",
        "passport number",
        "AB1234567",
        "date_of_birth",
        "1980-02-29",
        "latitude",
    ),
    *("53.349805", "aws_secret_access_key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEZ", "Dear Ms Anna Berg,", "12 Abbey Street, Dublin 1"),
    *(
        "",
        "a filler " * 20,
        "é" * 130,
        "of 1 Long Road " * 60,
        "10.1.2.3",
        "iban",
        "DE44 5001 0517 5407 3249 32",
        "Anna Berg <anna@x.example>",
    ),
)


@given(st.lists(st.sampled_from(LEAVES), max_size=24))
def test_parts_give_what_the_whole_text_gives(leaves):
    raw = "\x1f".join(leaves).encode()
    for scanner in SETS:
        parts = scanner._parts(raw)
        for number, (_, search, group, _, _) in enumerate(scanner._searches):
            assert _matches_in(parts.get(number, ()), search, raw, group) == _matches(search, raw, group)


@given(st.lists(st.sampled_from(LEAVES), max_size=24))
def test_a_text_is_cut_where_leaves_end_and_each_part_reads_a_leaf_of_the_next(leaves):
    raw = "\x1f".join(leaves).encode()
    parts = list(_cut(raw))
    assert [start for start, _, _ in parts] == [0, *(own for _, own, _ in parts[:-1])]
    assert parts[-1][1:] == (len(raw), len(raw))
    for _, own, end in parts[:-1]:
        assert raw[own : own + 1] == raw[end - 1 : end] == b"\x1f"
        assert raw.count(b"\x1f", own, end) == 2


def test_a_slow_pattern_is_searched_only_where_the_set_found_it():
    street = PatternScanner([Pattern("street", r"\p{L}{1,40}( Street \d+)", "a"), Pattern("number", r"q\d", "b")])
    assert [search.heavy for search in street._searches] == [True, False]
    text = "\x1f".join(["né", *["word " * 20] * 9, "Abbey Street 12", *["q1 word " * 20] * 9, "x Street 1", "Abbey Street 3"])
    found = [text[span.start : span.end] for span in street.scan(text) if span.detector == "street"]
    assert found == [" Street 12", " Street 1", " Street 3"]
    assert len(street.scan(text)) == 3 + 9 * 20


@given(st.lists(st.sampled_from(PARTS)))
def test_a_gate_lets_through_whatever_its_pattern_matches(parts):
    text = "".join(parts)
    for scanner in SETS:
        found = {search.pattern.name for search in scanner._searches if search.search.search(text)}
        assert found <= {
            scanner._searches[number].pattern.name for number in sorted(scanner._set.Match(text.encode() + CANARY.encode()))[:-1]
        }


def test_a_search_without_memory_does_not_build_or_does_not_answer():
    """Whatever the engine does when memory is short, it never comes out as a clean text."""
    for exponent in range(8, 20):
        try:
            scanner = PatternScanner([Pattern("wide", r"(?:[a-z]{1,40} ?){20}q", "a")], memory=1 << exponent)
        except Exception as error:  # noqa: BLE001 - the binding's own error class is private
            assert "Set" in str(error) or "pattern" in str(error)  # noqa: PT017
            continue
        with suppress(ScannerFailed):
            assert scanner.scan("abc def " * 2000 + "q")


@given(st.lists(st.sampled_from(["n12", "n07", "é", "東", "🚀", " ", "\ud800", "\x1f", "x"])))
def test_places_are_characters_whatever_the_text_is_made_of(parts):
    text = "".join(parts)
    assert [text[span.start : span.end] for span in NUMBERS.scan(text)] == ["12"] * parts.count("n12")
