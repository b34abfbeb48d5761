"""What is left of planted values, and what was lost beside them. Law: half a sentence is a leak, and so is one in another spelling."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from tests.recall.reading import everything, words

Mark = Mapping[str, Any]
"""An annotation of the samples: kind, sub, value, encoding, form (as it was written), where."""

FRAMING: Final = frozenset({"host", "content-length", "connection", "transfer-encoding"})
"""Headers the sending client writes itself."""

SENTENCES: Final = frozenset({"task", "comment", "project", "special_category", "google", "attachment"})
"""Kinds whose values are made of words, so that five of them in a row tell."""
FRAGMENT, WORDS_LEAST, WORD_LEAST = 5, 6, 5
UNSPACED, UNSPACED_LEAST, STEP = 9, 12, 3
"""Characters that tell of a long value in a script that has no spaces between words."""

OURS: Final = frozenset({"project", "task", "comment", "attachment", "client", "team"})
NOWHERE: Final = OURS | {"google", "secret", "special_category"}


class Outgoing(NamedTuple):
    """What left: the target of the request line, headers and body."""

    target: str
    headers: Sequence[tuple[str, str]]
    body: bytes


class Sent(NamedTuple):
    """One recorded request and what came of it.

    Attributes:
        record: the captured request with its annotations.
        status: of the answer.
        decision: what the gateway said it decided.
        got: what the vendor's stand-in received; None where nothing left.
        entry: the opening entry of the log.
    """

    record: Mapping[str, Any]
    status: int
    decision: str
    got: Outgoing | None
    entry: Mapping[str, Any]

    @property
    def texts(self) -> list[str]:
        return everything(*self.got) if self.got else []


class Score(NamedTuple):
    """One request's account.

    Attributes:
        forbidden: planted values that may not go to this vendor.
        leaks: those of them that can be found in what left, each with how: ``exact``, ``words`` or ``fragment``.
        lost: strings that had to stay and did not: (list they are in, string).
    """

    sent: Sent
    forbidden: Sequence[Mark]
    leaks: Sequence[tuple[str, Mark]]
    lost: Sequence[tuple[str, str]]


def score(sent: Sent) -> Score:
    """Look for everything that was planted, and for everything that had to stay."""
    texts, record = sent.texts, sent.record
    joined = "\n".join(texts)
    flat = f" {words(joined)} "
    forbidden = [mark for mark in record["planted"] if mark["kind"] in forbidden_kinds(record)]
    leaks = [(how, mark) for mark in forbidden if (how := leak(mark, joined, flat))]
    kept = ("must_keep", "must_keep_core", "vendor_credentials") if sent.got else ()
    lost = [(name, text) for name in kept for text in record[name] if text not in joined]
    return Score(sent, forbidden, leaks, lost)


def forbidden_kinds(record: Mapping[str, Any]) -> frozenset[str]:
    """What may not go to a vendor, as long as nobody authorised it: Google's own text may go back to Google."""
    if record["vendor_class"] != "productivity":
        return NOWHERE
    return OURS | {"secret"} if record["vendor"] == "google" else OURS | {"secret", "google"}


def leak(mark: Mark, joined: str, flat: str) -> str:
    """Say how a planted value can be found; empty where it can not.

    Args:
        mark: the annotation.
        joined: all texts.
        flat: their words, with a space at both ends.
    """
    if mark["form"] in joined:
        return "exact"
    value = words(mark["value"])
    if len(value) >= WORD_LEAST and (f" {value} " if value.isascii() else value) in flat:
        return "words"
    return "fragment" if any(piece in flat for piece in _pieces(mark["kind"], value)) else ""


def _pieces(kind: str, value: str) -> Iterable[str]:
    each = value.split()
    if len(each) >= WORDS_LEAST and kind in SENTENCES:
        yield from (f" {' '.join(each[at : at + FRAGMENT])} " for at in range(len(each) - FRAGMENT + 1))
    if not value.isascii() and len(value) >= UNSPACED_LEAST and " " not in value[:UNSPACED_LEAST]:
        yield from (value[at : at + UNSPACED] for at in range(0, len(value) - UNSPACED, STEP))


def tables(scores: Sequence[Score]) -> str:
    """Per SDK and per encoding: what was planted and what of it left; what had to stay and what of it was lost."""
    sdks: dict[str, Counter[str]] = {}
    encodings: dict[str, Counter[str]] = {}
    for each in scores:
        record = each.sent.record
        row = sdks.setdefault(record["sdk"], Counter())
        row.update({"requests": 1, each.sent.decision: 1, "planted": len(each.forbidden), "left": len(each.leaks)})
        if each.sent.got:
            row.update({"had to stay": len(record["must_keep"]), "lost": sum(name == "must_keep" for name, _ in each.lost)})
        for mark in each.forbidden:
            encodings.setdefault(mark["encoding"], Counter())["planted"] += 1
        for _, mark in each.leaks:
            encodings[mark["encoding"]]["left"] += 1
    heads = ("requests", "permit", "redact", "deny", "planted", "left", "had to stay", "lost")
    return _table("SDK", heads, sdks) + "\n" + _table("encoding", ("planted", "left"), encodings)


def _table(name: str, heads: Sequence[str], rows: Mapping[str, Counter[str]]) -> str:
    total: Counter[str] = sum(rows.values(), Counter())
    lines = [f"{name:24}" + "".join(f"{head:>13}" for head in heads)]
    for label, row in (*sorted(rows.items()), ("all", total)):
        lines.append(f"{label:24}" + "".join(f"{row[head]:>13}" for head in heads))
    return "\n".join(lines) + "\n"


def named(scores: Iterable[Score]) -> str:
    """Every leak and every loss in a line of its own. The values are invented, so they are printed."""
    lines: list[str] = []
    for each in scores:
        name = each.sent.record["id"]
        lines += [
            f"LEFT  {name} {how} {mark['kind']}.{mark['sub']} {mark['encoding']} {mark['where']}: {mark['form'][:60]!r}"
            for how, mark in each.leaks
        ]
        lines += [f"LOST  {name} {what}: {text!r}" for what, text in each.lost]
    return "\n".join(lines)
