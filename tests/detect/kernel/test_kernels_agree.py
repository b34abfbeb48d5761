"""Every kernel gives the answers of the plain one, whatever the text, the keys and the tables."""

from array import array
from random import Random
from types import ModuleType

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gateway.detect import kernel
from gateway.detect.fold import PAGE, page
from gateway.detect.kernel import CROSSES, INSIDE, check, plain, table, vector
from tests.fuzz.kernel import ALPHABETS

KERNELS = ["vector", "_native"]

TEXTS = st.one_of(st.text(max_size=80), *(st.text(alphabet, max_size=150) for alphabet in ALPHABETS))
"""Also of lone surrogates."""

UNHURRIED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""The plain kernel is slow, and slower on a busy machine."""

LONG_WORDS = st.builds(" ".join, st.lists(st.text("abcxyzé", min_size=10, max_size=66), max_size=4))


@pytest.fixture(params=KERNELS, scope="module")
def other(request: pytest.FixtureRequest) -> ModuleType:
    if request.param == "vector":
        return vector
    return pytest.importorskip("gateway.detect.kernel._native", reason="the package was built without a C compiler (gcc)")


@pytest.fixture(scope="module")
def secret() -> bytes:
    return Random(7).randbytes(24)  # noqa: S311 - the same each time


def registered(runs: set[str], secret: bytes, per_key: int = 1) -> kernel.Table:
    """A table of some runs, half of them only for whole leaves; of few buckets, so that false candidates are found, too."""
    hashes = sorted({plain.run_hash(run, secret) for run in runs})
    size = len(hashes) // 3 + 1
    while (
        built := table.build_table(array("Q", hashes), array("I", (number << 6 for number in range(len(hashes)))), size * per_key)
    ) is None:
        size *= 2
    return check(built)


@UNHURRIED
@given(text=TEXTS)
@example(text="")
@example(text="\x1f\x1f")
@example(text="\u200b\u0301")
@example(text="roadMap HTTPServer ABC-143 4E3B Q3Roadmap aÆb ÆØå")
def test_tokens_agree(other: ModuleType, text: str) -> None:
    assert other.tokenise(text) == plain.tokenise(text)


@given(text=TEXTS | LONG_WORDS, keys=st.binary(max_size=8) | st.just(b"\1\0\1"), data=st.data())
@UNHURRIED
def test_candidates_agree(other: ModuleType, secret: bytes, text: str, keys: bytes, data: st.DataObject) -> None:
    tokens = [token[0] for token in plain.tokenise(text)]
    joined = "".join(tokens)
    places = st.integers(0, len(joined))
    among = data.draw(st.sets(st.tuples(st.integers(0, len(tokens)), st.integers(1, 8)), max_size=12))
    inside = data.draw(st.sets(st.tuples(places, places), max_size=8))
    runs = {"".join(tokens[at : at + count]) for at, count in among} | {joined[start:end] for start, end in inside} | {"acme"}
    tables = [registered(runs, secret, per_key) for per_key in data.draw(st.lists(st.sampled_from([1, 100]), max_size=2))]
    found = plain.probe(text, keys, secret, tables)
    assert other.probe(text, keys, secret, tables) == found
    for candidate in found:
        crosses = "\x1f" in text[candidate.start : candidate.end]
        assert 0 <= candidate.start < candidate.end <= len(text)
        assert crosses == bool(candidate.flags & CROSSES)
        assert not (crosses and candidate.flags & INSIDE)
        assert candidate.hash == plain.run_hash(candidate.letters.decode(), secret)


@pytest.mark.parametrize("number", [0, 1, 3, 0x1F, 0x4E, 0xAC, 0xD8, 0xFB, 0x1D4, 0x1F6, 0x200, 0xE01, 0x10FF])
def test_every_character_of_a_page_agrees(other: ModuleType, number: int) -> None:
    text = "a".join(map(chr, range(number * PAGE, number * PAGE + PAGE)))
    assert other.tokenise(text) == plain.tokenise(text)
    assert len(page(number)) >= PAGE * 4


def test_a_large_text_agrees(other: ModuleType, secret: bytes) -> None:
    random = Random(3)  # noqa: S311 - the same each time
    text = "".join(random.choice("abcD 1é\x1f東") for _ in range(66_000))
    tables = [registered({"abcd", "c1bcdabc1abc", "東東東東"}, secret, per_key=200)]
    found = other.probe(text, b"\0\1" * 3000, secret, tables)
    assert found == plain.probe(text, b"\0\1" * 3000, secret, tables)
    assert found
    assert other.tokenise(text) == plain.tokenise(text)


def test_a_text_too_long_for_its_places_is_refused_by_all(secret: bytes) -> None:
    text = " " * ((1 << 27) + 1)
    for each in (plain, vector, kernel):
        with pytest.raises(ValueError, match="at most"):
            each.tokenise(text)
        with pytest.raises(ValueError, match="at most"):
            each.probe(text, b"", secret, [])


@pytest.mark.parametrize("secret", [b"", bytes(23), bytes(25)])
def test_a_secret_of_another_length_is_refused_by_all(secret: bytes) -> None:
    for each in (plain, vector, kernel):
        with pytest.raises(ValueError, match="24 bytes"):
            each.probe("text", b"", secret, [])
    for hashing in (plain.run_hash, kernel.run_hash):
        with pytest.raises(ValueError, match="24 bytes"):
            hashing("text", secret)


@given(letters=st.text(max_size=100), secret=st.binary(min_size=24, max_size=24))
def test_hashes_agree(letters: str, secret: bytes) -> None:
    assert kernel.run_hash(letters, secret) == plain.run_hash(letters, secret)
