"""Says which finds count. Law: a strong find counts anywhere; a weak one needs company; a trivial one is a whole value or nothing.

"Update docs" is a task's title and stands in every second change log: what counts is not whether a phrase was registered but how unlikely
it is that it stands there by chance.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from gateway.detect.index.form import KINDS, ORIGIN_NUMBERS, OWN, Label, Role
from gateway.detect.index.tiers import Tiers
from gateway.detect.kernel import CROSSES, INSIDE, KEY, WHOLE

PIECES: Final = frozenset({Role.SHINGLE, Role.WINNOWED})

GAP: Final = 80
"""Characters between two pieces of a text, in one leaf, up to which what is between them is a part of it: words that tell too little."""

NEIGHBOURS: Final = 64
"""Finds on each side that are looked at for company. More stand so near together only where a text was made to be hard."""

_OWN: Final = ORIGIN_NUMBERS[OWN]
_PROJECT: Final = KINDS["project"][0]
_TASK: Final = KINDS["task"][0]

_NUMBER: Final = re.compile(r"([-_ ])(\d{1,9})(?![^\W_])")
"""What follows a project's key in the key of a task."""

_start = itemgetter(0)

_RARE: Final = 16
"""Bits from which a project's key is no everyday word."""


class Find(NamedTuple):
    """A registered key in a text.

    Attributes:
        start, end: characters of the text.
        digest: which key.
        label: what it means.
        flags: of the kernel.
    """

    start: int
    end: int
    digest: int
    label: Label
    flags: int


def judged(finds: Iterable[Find], text: str, tiers: Tiers) -> list[Find]:
    """Keep the finds that count.

    Args:
        finds: in the order of the text.
        text: what they were found in.
        tiers: the thresholds.
    """
    alone: list[Find] = []
    others: list[Find] = []
    for find in finds:
        grown = _with_number(find, text)
        if grown is not None:
            (alone if _counts_alone(grown, text, tiers) else others).append(grown)
    if not others:
        return alone
    counted = alone + _company(others, alone, tiers) + _enough_pieces(others, tiers)
    return counted + _little_pieces(others, counted, tiers)


def _with_number(find: Find, text: str) -> Find | None:
    """Stretch a project's key over the number after it; it means a task then. None when it is no such key."""
    if find.label.role != Role.STEM:
        return find
    number = _NUMBER.match(text, find.end)
    if number is None or not _is_key_of_task(text[find.start : find.end], *number.groups(), rare=find.label.bits >= _RARE):
        return None
    label = find.label._replace(kind=_TASK if find.label.kind == _PROJECT else find.label.kind)
    return find._replace(end=number.end(), label=label)


def _is_key_of_task(stem: str, joint: str, number: str, *, rare: bool) -> bool:
    """Whether this is how a tracker, or a slug of its, writes a task's key: ``INT-12`` and ``mop_2071``, but neither int_32 nor utf-8."""
    if stem.isupper() and joint == "-":
        return rare or len(number) > 1
    return rare and len(stem) > 2 and len(number) > 1 and (joint != " " or (stem.isupper() and len(number) > 2))


def _counts_alone(find: Find, text: str, tiers: Tiers) -> bool:
    role, bits = find.label.role, find.label.bits
    if role == Role.STEM:
        return True
    if role == Role.WINNOWED and find.label.origin != _OWN:
        return False
    if bits >= tiers.strong:
        return True
    if find.flags == WHOLE:
        return bits >= tiers.weak or not text[find.start : find.end].islower()  # the project ASC is no sort="asc", Billing no tab="billing"
    return find.flags == WHOLE | KEY and bits >= tiers.key


def _company(others: Iterable[Find], alone: Iterable[Find], tiers: Tiers) -> list[Find]:
    """The weak finds that count for what else is there."""
    weak = [find for find in others if _is_weak(find, tiers)]
    strong = [find for find in alone if find.label.role == Role.STEM or find.label.bits >= tiers.strong]
    phrase = any(find.label.role not in {Role.ID, Role.STEM} for find in strong)
    beside = _Neighbours([*weak, *strong])
    return [find for find in weak if (phrase and find.label.bits >= tiers.far) or any(_helps(find, by, tiers) for by in beside.of(find))]


class _Neighbours:
    """Finds by place, so that the work for one is bounded, whatever the text holds."""

    __slots__ = ("_finds", "_starts")

    def __init__(self, finds: Sequence[Find]) -> None:
        self._finds = sorted(finds, key=_start)
        self._starts = [find.start for find in self._finds]

    def of(self, find: Find) -> Sequence[Find]:
        """Those that begin next before it and next after it; how near they are is another question."""
        at = bisect_left(self._starts, find.start)
        return self._finds[max(0, at - NEIGHBOURS) : at + NEIGHBOURS]


def _is_weak(find: Find, tiers: Tiers) -> bool:
    if find.flags & (CROSSES | INSIDE) or (find.label.role == Role.WINNOWED and find.label.origin != _OWN):
        return False
    return find.label.bits >= (tiers.key if find.flags & KEY else tiers.weak)


def _helps(find: Find, other: Find, tiers: Tiers) -> bool:
    """Whether a weak find counts for another one: a strong one near it, a weak one with enough bits, or the next piece of the same text."""
    label, by = find.label, other.label
    strong = by.bits >= tiers.strong or by.role == Role.STEM
    pieces = label.role in PIECES and by.role in PIECES
    if not strong and not pieces and label.bits + by.bits < tiers.pair:  # nearly always, so before anything is measured
        return False
    if find.digest == other.digest or _distance(find, other) > tiers.near:
        return False
    if strong:
        return True
    if find.start < other.end and other.start < find.end:
        return pieces and find.start != other.start
    return label.bits + by.bits >= tiers.pair


def _distance(one: Find, other: Find) -> int:
    return max(one.start, other.start) - min(one.end, other.end)


def _little_pieces(others: Iterable[Find], counted: Sequence[Find], tiers: Tiers) -> list[Find]:
    """Pieces that tell little, beside one of the same text that counts: or some words of a copied text would stay."""
    beside = _Neighbours([find for find in counted if find.label.role in PIECES])
    little = (find for find in others if find.label.role in PIECES and find.label.bits < tiers.weak and not find.flags & INSIDE)
    return [find for find in little if any(_is_of_same_text(find, other) for other in beside.of(find))]


def _is_of_same_text(find: Find, other: Find) -> bool:
    return _distance(find, other) <= GAP and (find.label.kind, find.label.origin) == (other.label.kind, other.label.origin)


def _enough_pieces(others: Iterable[Find], tiers: Tiers) -> list[Find]:
    """The pieces of long vendor texts, where there are enough different ones of one origin."""
    pieces: defaultdict[int, list[Find]] = defaultdict(list)
    for find in others:
        if find.label.role == Role.WINNOWED and find.label.origin != _OWN:
            pieces[find.label.origin].append(find)
    return [find for found in pieces.values() if len({find.digest for find in found}) >= tiers.pieces for find in found]
