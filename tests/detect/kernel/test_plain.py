"""Which runs of a text are looked for, shown on the plain kernel."""

from array import array

import pytest

from gateway.detect.kernel import CROSSES, INSIDE, KEY, WHOLE, check
from gateway.detect.kernel.plain import probe, run_hash, tokenise
from gateway.detect.kernel.table import build_table

SECRET = bytes(range(24))


def found(text: str, *runs: str, keys: bytes = b"") -> list[tuple[str, str, int, int]]:
    """What is found of some runs: the text, the letters, how many tokens, the flags."""
    hashes = array("Q", (run_hash(run, SECRET) for run in runs))
    built = build_table(hashes, array("I", range(len(runs))), 5000)
    assert built is not None
    candidates = probe(text, keys, SECRET, [check(built)])
    return [(text[each.start : each.end], each.letters.decode(), each.tokens, each.flags) for each in candidates]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Norther Expansion, phase 2!", "norther expansion phase 2"),
        ("roadMap", "road map"),
        ("HTTPServer", "http server"),
        ("iPhone XR", "i phone xr"),
        ("Q3Roadmap", "q3 roadmap"),
        ("4E3B-9A", "4e3b 9a"),
        ("HTTPS\u00adServer", "https server"),
        ("e\u0301T\u0301a", "e ta"),
        ("ÆsopÆ", "aesop ae"),
        ("東京 plan", "東 京 plan"),
        ("½a", "1 2a"),
        ("a\x1fb", "a b"),
        ("--", ""),
    ],
)
def test_tokens(text: str, letters: str) -> None:
    assert [token[0] for token in tokenise(text)] == letters.split()


def test_what_vanishes_after_a_letter_belongs_to_it() -> None:
    assert tokenise("\u200ba\u0301\u200b-\u200bb") == [("a", 1, 4), ("b", 6, 7)]


def test_all_pieces_of_one_character_stand_on_it() -> None:
    assert tokenise("½") == [("1", 0, 1), ("2", 0, 1)]


@pytest.mark.parametrize(
    ("text", "run", "expected"),
    [
        ("Acme Roadmap", "acmeroadmap", [("Acme Roadmap", "acmeroadmap", 2, WHOLE)]),
        ("the acme-roadmap.pdf", "acmeroadmap", [("acme-roadmap", "acmeroadmap", 2, 0)]),
        ("x acmeRoadmapX", "acmeroadmap", [("acmeRoadmap", "acmeroadmap", 2, 0)]),
        (
            "one two three four five six seven",
            "twothreefourfivesixseven",
            [("two three four five six seven", "twothreefourfivesixseven", 6, 0)],
        ),
        (
            "one two three four five six seven",
            "onetwothreefourfivesixseven",
            [("one two three four five six seven", "onetwothreefourfivesixseven", 7, WHOLE)],
        ),
        ("0 one two three four five six seven", "onetwothreefourfivesixseven", []),
        ("QA", "qa", [("QA", "qa", 1, WHOLE)]),
        ("the QA team", "qa", []),
        ("see ABC-143 there", "abc", [("ABC", "abc", 1, 0)]),
        ("see ABC\x1f143", "abc", []),
        ("see X-143", "x", []),
        ("Acme Q3\x1froadmap", "acmeq3roadmap", [("Acme Q3\x1froadmap", "acmeq3roadmap", 3, CROSSES)]),
        ("Acme\x1froadmap", "acmeroadmap", []),
        ("s p a c e d", "spaced", [("s p a c e d", "spaced", 6, WHOLE)]),
        ("is s p a c e d out", "spaced", [("s p a c e d", "spaced", 6, 0)]),
        ("is r o a d m a p out", "roadmap", [("r o a d m a p", "roadmap", 7, 0)]),
        ("is a r o a d m a p out", "roadmap", []),
        ("a r o a d m a p p l a n s b", "roadmapplans", [("r o a d m a p p l a n s", "roadmapplans", 12, 0)]),
        ("r o a d m a\x1fp p l a n s", "roadmapplans", [("r o a d m a\x1fp p l a n s", "roadmapplans", 12, CROSSES)]),
        ("r o a d\x1fm a p", "roadmap", []),
        ("r o a d m a p p l a n s", "roadmapplans", [("r o a d m a p p l a n s", "roadmapplans", 12, WHOLE)]),
        ("東京特許許可局都市計画表終わり", "京特許許可局都市計画表終", [("京特許許可局都市計画表終", "京特許許可局都市計画表終", 12, 0)]),
        ("東京特許許可局都市計画表終わり", "京特許許可局都市計画表終わ", []),
        (
            "xy 東京特許許可局都市計画表終わ",
            "東京特許許可局都市計画表終わ",
            [("東京特許許可局都市計画表終わ", "東京特許許可局都市計画表終わ", 14, 0)],
        ),
        ("東京特許許可局都市計画表終わ", "東京特許許可局都市計画表終わ", []),
        ("xxacmeq3roadmapyy", "acmeq3roadmap", [("acmeq3roadmap", "acmeq3roadmap", 1, INSIDE)]),
        ("xxacmeroadmapyy", "acmeroadmap", []),
        ("deadbeefdeadbeef", "deadbeefdead", []),
        ("a" * 64, "a" * 64, [("a" * 64, "a" * 64, 1, WHOLE)]),
        ("a" * 65, "a" * 65, []),
        ("a" * 65, "a" * 20, []),
        ("-", "", []),
    ],
)
def test_runs(text: str, run: str, expected: list[tuple[str, str, int, int]]) -> None:
    assert found(text, run) == expected


def test_keys_are_a_row_of_tokens_for_themselves() -> None:
    text, keys = "note\x1fAcme Q3\x1fdetail\x1froadmap", b"\1\0\1\0"
    assert found(text, "acmeq3roadmap", "note", "detail", keys=keys) == [
        ("note", "note", 1, WHOLE | KEY),
        ("Acme Q3\x1fdetail\x1froadmap", "acmeq3roadmap", 3, CROSSES),
        ("detail", "detail", 1, WHOLE | KEY),
    ]


def test_no_table_holds_anything() -> None:
    assert probe("text", b"", SECRET, []) == []


@pytest.mark.parametrize(
    ("letters", "value"), [("acmeroadmap", 4855998745251107120), ("\u6771a", 4691245320900518703), ("", 6800737398948575750)]
)
def test_a_hash_stays_what_it_was_because_registered_keys_hold_it(letters: str, value: int) -> None:
    assert run_hash(letters, SECRET) == value
