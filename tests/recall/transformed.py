"""How much of registered titles is found again, transformation by transformation. Law: every miss can be named and tried again."""

import random
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from gateway.detect.index import TermIndex
from tests.recall.payloads import Desk, event, found
from tests.recall.phrases import titles
from tests.recall.transformations import TRANSFORMATIONS

PHRASES: Final = 300
RECALL: Final = 0.999
"""What counts as found in full."""
AT_LEAST: Final = 52


class Row(NamedTuple):
    """One transformation: of how many titles, and which of them were missed."""

    name: str
    tried: int
    missed: Sequence[str]

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / self.tried


def index(phrases: Sequence[str]) -> TermIndex:
    """One tenant's tasks."""
    made = TermIndex()
    for number, phrase in enumerate(phrases):
        assert made.add(str(number), "task", phrase)
    return made


def filled(lines: Iterable[Mapping[str, str]]) -> TermIndex:
    """Terms as an ERP sends them."""
    made = TermIndex()
    for line in lines:
        made.add(line["id"], line["kind"], line["text"])
    return made


def run(count: int = PHRASES, names: Sequence[str] = tuple(TRANSFORMATIONS)) -> list[Row]:
    """Plant every title in every transformation in an event of its own, and look for it."""
    phrases, desk = _ready(count)
    draw = random.Random(7)  # noqa: S311 - the same events in every run
    return [Row(name, len(phrases), [phrase for phrase in phrases if not seen(desk, name, phrase, draw)]) for name in names]


@cache
def _ready(count: int) -> tuple[list[str], Desk]:
    phrases = titles(count)
    return phrases, Desk(index(phrases))


def seen(desk: Desk, name: str, phrase: str, draw: random.Random) -> bool:
    """Say whether a transformed title is found; a call that is refused because of it counts, since nothing leaves."""
    judged = desk.judge(event(TRANSFORMATIONS[name](phrase), draw))
    return judged.outbound is None or found(judged) > 0


def table(rows: Sequence[Row]) -> str:
    """Recall per transformation, and what was missed, by its first title."""
    full = [row for row in rows if row.recall >= RECALL]
    lines = [f"{'transformation':32}{'recall':>9}  first miss"]
    for row in rows:
        missed = f"{row.missed[0]!r}" if row.missed else ""
        lines.append(f"{row.name:32}{row.recall:>9.1%}  {missed}")
    short = [row.name for row in rows if row.recall < RECALL]
    lines.append(f"{len(full)} of {len(rows)} transformations at {RECALL:.1%} or more; short of it: {', '.join(short) or 'none'}")
    return "\n".join(lines)


def full_table() -> str:
    return table(run())
