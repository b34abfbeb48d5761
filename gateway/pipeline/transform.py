"""Builds the outbound tree up from what may leave. Law: nothing is copied whole and then deleted from."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from gateway.model.decision import Action, Finding, Span
from gateway.model.path import DataKey, Place
from gateway.model.request import Tree
from gateway.pipeline.classify import Leaves
from gateway.pipeline.fieldmap import Node
from gateway.pipeline.plan import Step


class _Nothing(Enum):
    """What is left of a leaf, or of a container all of whose content was dropped."""

    GONE = "gone"


_GONE: Final = _Nothing.GONE

Outbound: TypeAlias = "Tree | _Nothing"
"""What becomes of a value: itself, another one, or nothing."""

_REPORTED, _MASKED, _PSEUDONYMISED, _DROPPED = Action.REPORTED, Action.MASKED, Action.PSEUDONYMISED, Action.DROPPED

_CONTAINERS: Final = frozenset({dict, list})

_NEVER: Final = (1 << 62) - 1
"""A leaf number no tree reaches."""

_UNWALKED: Final = 1 << 62
"""Where a map or list ends that counts as one leaf, or as none: never before the next step."""

_END: Final[tuple[int, Step]] = (_NEVER, (_REPORTED, (), (), 0))

_new = tuple.__new__
"""Makes a named tuple from a plain one, in half the time its own constructor takes."""

_data_key = lru_cache(maxsize=1024)(DataKey)


class Transformed(NamedTuple):
    """The outbound tree and the account of how it came about.

    Attributes:
        tree: sections as in ``decode.Opened``.
        changed: sections in which something was changed.
        findings: one per step taken, concrete places.
        dropped_items: batch items left out.
        lost: a field the vendor requires is gone and no batch item could take the blame.
        emptied: every batch item is gone.
    """

    tree: dict[str, Tree]
    changed: frozenset[str]
    findings: tuple[Finding, ...]
    dropped_items: int
    lost: bool
    emptied: bool


UNTOUCHED: Final = Transformed({}, frozenset(), (), 0, lost=False, emptied=False)
"""Nothing had to be done."""


def transform(
    tree: Mapping[str, Tree], root: Node, leaves: Leaves, steps: Mapping[int, Step], pseudonym: Callable[[str], str]
) -> Transformed:
    """Build the outbound tree; walks in the order of ``classify``.

    A map or list without a step in it may leave whole, so it is taken as it is.
    """
    builder = _Builder(iter([*sorted(steps.items()), _END]), leaves.ends, pseudonym)
    built: dict[str, Tree] = {}
    changed = set()
    for section, value in tree.items():
        before = builder.touched
        outbound = builder.member(value, root.names.get(section), root.key, (section,))
        if outbound is not _GONE:
            built[section] = outbound
        if builder.touched > before:
            changed.add(section)
    return Transformed(built, frozenset(changed), tuple(builder.findings), builder.dropped_items, builder.lost, builder.emptied)


class _Builder:
    """The walk's running state: how many leaves were passed, which step is due next, what was found and done."""

    __slots__ = ("ahead", "dropped_items", "due", "emptied", "ends", "findings", "lost", "passed", "pseudonym", "step", "touched")

    def __init__(self, ahead: Iterator[tuple[int, Step]], ends: Mapping[int, int], pseudonym: Callable[[str], str]) -> None:
        self.ahead, self.ends, self.pseudonym = ahead, ends, pseudonym
        self.due, self.step = next(ahead)
        self.passed = self.touched = self.dropped_items = 0
        self.lost = self.emptied = False
        self.findings: list[Finding] = []

    def member(self, child: Tree, here: Node | None, data: Node | None, place: Place) -> Outbound:
        """An entry of a map: declared here, under a key that is data, or one leaf nobody looks into."""
        if here is not None:
            return self.walk(child, here, place)
        if data is None:
            return self.leaf(child, place)
        key = self.leaf("", place)
        outbound = self.walk(child, data, place)
        return outbound if key is not _GONE else _GONE

    def walk(self, value: Tree, node: Node, place: Place) -> Outbound:
        if type(value) is dict and (node.barred is None or node.names):
            return self.mapping(value, node, place)
        if type(value) is list and node.barred is None and node.item is not None:
            return self.items(value, node.item, place)
        declared = node.barred or node.leaf
        if declared is None and value == []:
            return value
        outbound = self.leaf(value, place)
        if outbound is _GONE and declared is not None and declared.required:
            self.lost = True
        return outbound

    def mapping(self, value: dict[str, Tree], node: Node, place: Place) -> Outbound:
        """A map with a step in it; its entries before, between and after the steps are taken as they are."""
        built: dict[str, Tree] = {}
        names, data, ends = node.names, node.key, self.ends
        single = value if data is None else names
        passed, due = self.passed, self.due
        for ordinal, (key, child) in enumerate(value.items()):
            if type(child) in _CONTAINERS:
                past = ends.get(id(child), _UNWALKED)
            elif key in single:
                past = passed + 1
            else:
                past = passed + 2  # the key is a leaf, too
            if past <= due:
                built[key] = child
                passed = past
                continue
            self.passed = passed
            here = names.get(key)
            outbound = self.member(child, here, data, (*place, _data_key(ordinal) if here is None else key))
            passed, due = self.passed, self.due
            if outbound is not _GONE:
                built[key] = outbound
        self.passed = passed
        return built if built or not value else _GONE

    def items(self, value: list[Tree], item: Node, place: Place) -> Outbound:
        built: list[Tree] = []
        for index, child in enumerate(value):
            past = self.ends.get(id(child), _UNWALKED) if type(child) in _CONTAINERS else self.passed + 1
            if past <= self.due:
                built.append(child)
                self.passed = past
                continue
            outbound = self.batch_item(child, item, (*place, index)) if item.batch_item else self.walk(child, item, (*place, index))
            if outbound is not _GONE:
                built.append(outbound)
        self.emptied = self.emptied or (item.batch_item and bool(value) and not built)
        return built if built or not value else _GONE

    def batch_item(self, value: Tree, node: Node, place: Place) -> Outbound:
        lost_before, self.lost = self.lost, False
        outbound = self.walk(value, node, place)
        if self.lost or outbound is _GONE:
            outbound = _GONE
            self.dropped_items += 1
        self.lost = lost_before
        return outbound

    def leaf(self, value: Tree, place: Place) -> Outbound:
        number = self.passed
        self.passed = number + 1
        if number != self.due:
            return value
        action, kinds, spans, start = self.step
        self.due, self.step = next(self.ahead)
        outbound: Outbound = _GONE
        if action is _MASKED and type(value) is str and spans:
            outbound = mask(value, spans, start)
        elif action is _PSEUDONYMISED and isinstance(value, (str, int)):
            outbound = self.pseudonym(str(value))
        elif action is _REPORTED:
            outbound = value
        else:
            action = _DROPPED
        self.touched += action is not _REPORTED
        for category, origin, detector in kinds:
            self.findings.append(_new(Finding, (place, category, origin, detector, action)))
        return outbound


def mask(text: str, spans: Sequence[Span], start: int = 0) -> str:
    """Replace each span by its category in brackets; overlapping spans become one.

    Args:
        text: a leaf's text.
        spans: what to replace.
        start: where the leaf starts in the text the spans were found in.
    """
    if len(spans) == 1:
        ((first, past, category, _, _),) = spans
        return f"{text[: first - start]}[{category}]{text[past - start :]}"
    shown, at = "", start
    for first, past, category, _, _ in sorted(spans, key=_first_and_longest):
        if first >= at:
            shown += f"{text[at - start : first - start]}[{category}]"
        at = max(at, past)
    return shown + text[at - start :]


def _first_and_longest(span: Span) -> tuple[int, int]:
    return span.start, -span.end
