"""Fold and kernel under random texts: no crash, no candidate outside the text, folding twice is folding once, all kernels agree."""

from array import array
from itertools import pairwise
from random import Random
from types import ModuleType
from typing import Final

from gateway.detect import kernel as chosen
from gateway.detect.kernel import CROSSES, INSIDE, Candidate, Table, check, plain, table, vector

ALPHABETS: Final = (
    "ab ",
    "abcXYZ09 -\x1f",
    "aáÁÆßİıſΣςσЖж\u0301\u0345\u200b\u00ad\u0640 \x1fZ",  # noqa: RUF001 - letters that look alike are the point
    "東京都กはㄱ한ᄀ\u115f\U00020000 a\x1f",
    "½⒜ﷺﬁǅ𝐀𝐛🅰٣\ud800\udfff\U0001f680\U000e0100 xY\x1f",
    "".join(map(chr, range(0x20, 0x180))),
)
"""Characters that texts are drawn from: few, so that edges meet edges."""

LONGEST: Final = 400


def kernel(data: bytes) -> None:
    """Hold every kernel of this process against the plain one."""
    random = Random(data)  # noqa: S311 - nothing here is secret
    for native in implementations():
        agree(native, text_of(data, random), random)


def implementations() -> list[ModuleType]:
    """The kernels that must equal the plain one."""
    if not chosen.NATIVE:
        return [vector]
    from gateway.detect.kernel import _native  # noqa: PLC0415 - not there where it was not built

    return [_native, vector]


def text_of(data: bytes, random: Random) -> str:
    """Make a text of bytes: as they are, or drawn by them from an alphabet."""
    if random.random() < 0.3:
        return data[:LONGEST].decode("utf-8", random.choice(("replace", "surrogateescape")))
    if random.random() < 0.2:
        return data[: LONGEST * 4].decode("utf-32-le", "replace")
    alphabet = random.choice(ALPHABETS)
    drawn = "".join(alphabet[byte % len(alphabet)] for byte in data[:LONGEST])
    return " ".join(drawn) if random.random() < 0.2 else drawn


def agree(native: ModuleType, text: str, random: Random) -> None:
    """Hold one kernel against the plain one over one text."""
    tokens = plain.tokenise(text)
    assert native.tokenise(text) == tokens
    assert_folded(text, tokens)
    keys = bytes(random.choice((0, 0, 1, 2)) for _ in range(random.randrange(6)))
    secret = random.randbytes(24)
    tables = [some_table(tokens, secret, random) for _ in range(random.randrange(3))]
    found = plain.probe(text, keys, secret, tables)
    assert native.probe(text, keys, secret, tables) == found
    for candidate in found:
        assert_within(text, candidate)


def assert_folded(text: str, tokens: list[tuple[str, int, int]]) -> None:
    """Tokens lie in the text, one after the other, and fold to themselves."""
    for letters, start, end in tokens:
        assert 0 <= start < end <= len(text)
        assert plain.tokenise(letters) == [(letters, 0, len(letters))]
    assert all(before[1] <= after[1] and before[2] <= after[2] for before, after in pairwise(tokens))


def assert_within(text: str, candidate: Candidate) -> None:
    """A candidate lies in the text, and in one leaf unless it says otherwise."""
    assert 0 <= candidate.start < candidate.end <= len(text)
    assert 1 <= len(candidate.letters.decode()) <= 64
    crosses = "\x1f" in text[candidate.start : candidate.end]
    assert crosses == bool(candidate.flags & CROSSES)
    assert not (candidate.flags & INSIDE and crosses)


def some_table(tokens: list[tuple[str, int, int]], secret: bytes, random: Random) -> Table:
    """A table that holds some of a text's runs and parts of them; tiny ones hold false ones, too."""
    joined = "".join(token[0] for token in tokens)
    runs = ["x"]
    for _ in range(random.randrange(12)):
        at = random.randrange(len(tokens) + 1)
        runs.append("".join(token[0] for token in tokens[at : at + random.randrange(1, 9)]))
        at = random.randrange(len(joined) + 1)
        runs.append(joined[at : at + random.randrange(1, 70)])
    hashes = array("Q", sorted({plain.run_hash(run, secret) for run in runs}))
    payloads = array("I", (random.getrandbits(32) for _ in hashes))
    for buckets in (len(hashes) // 4 + 1, len(hashes), len(hashes) * 50):
        built = table.build_table(hashes.tobytes(), payloads.tobytes(), buckets)
        if built is not None:
            return check(built)
    raise AssertionError("A table of 50 buckets for each key is full.")
