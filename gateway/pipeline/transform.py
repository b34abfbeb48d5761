"""Builds the outbound tree up from what may leave. Law: nothing is copied whole and then deleted from."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from gateway.model.category import Mode
from gateway.model.decision import Action, Finding, Span
from gateway.model.path import DataKey, Place
from gateway.model.request import Tree
from gateway.pipeline.classify import Leaves, undeclared
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

_NEVER: Final = sys.maxsize
"""A leaf number no tree reaches."""

_NO_STEP: Final = Step(_REPORTED, ())
_END: Final = (_NEVER, _NO_STEP)

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


def transform(  # noqa: PLR0913, PLR0917 - the tree, its map and reading, what to do, and how
    tree: Mapping[str, Tree], root: Node, mode: Mode, leaves: Leaves, steps: Mapping[int, Step], pseudonym: Callable[[str], str]
) -> Transformed:
    """Build the outbound tree; walks in the order of ``classify``.

    A map or list without a step in it may leave whole, so it is taken as it is.
    """
    ahead = iter([*sorted(steps.items()), _END])
    builder = _Builder(ahead=ahead, ends=leaves.ends, stray=undeclared(mode), pseudonym=pseudonym)
    builder.due, builder.step = next(ahead)
    built: dict[str, Tree] = {}
    changed = set()
    for section, value in tree.items():
        before = builder.touched
        here = root.names.get(section)
        outbound = builder.unnamed(value, builder.under_keys(root), (section,)) if here is None else builder.walk(value, here, (section,))
        if outbound is not _GONE:
            built[section] = outbound
        if builder.touched > before:
            changed.add(section)
    return Transformed(built, frozenset(changed), tuple(builder.findings), builder.dropped_items, builder.lost, builder.emptied)


@dataclass(slots=True, kw_only=True)
class _Builder:
    """The walk's running state: how many leaves were passed, which step is due next, what was found and done."""

    ahead: Iterator[tuple[int, Step]]
    ends: Mapping[int, int]
    stray: Node | None
    pseudonym: Callable[[str], str]
    passed: int = 0
    due: int = _NEVER
    step: Step = _NO_STEP
    touched: int = 0
    dropped_items: int = 0
    lost: bool = False
    emptied: bool = False
    findings: list[Finding] = field(default_factory=list)

    def walk(self, value: Tree, node: Node, place: Place) -> Outbound:
        kind = type(value)
        if node.barred is None or (kind is dict and node.names):
            if kind is dict:
                return self.mapping(value, node, place)  # type: ignore[arg-type]  # its type was just compared
            if kind is list and node.item is not None:
                return self.items(value, node.item, place)  # type: ignore[arg-type]  # likewise
        return self.end(value, node, place)

    def mapping(self, value: dict[str, Tree], node: Node, place: Place) -> Outbound:
        """A map with a step in it; its entries before, between and after the steps are taken as they are."""
        built: dict[str, Tree] = {}
        names, ends, data = node.names, self.ends, self.under_keys(node)
        single = value if data is None else names
        passed, due = self.passed, self.due
        for ordinal, (key, child) in enumerate(value.items()):
            if type(child) in _CONTAINERS:
                past = ends.get(id(child), _NEVER)
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
            there = (*place, _data_key(ordinal) if here is None else key)
            outbound = self.unnamed(child, data, there) if here is None else self.walk(child, here, there)
            passed, due = self.passed, self.due
            if outbound is not _GONE:
                built[key] = outbound
        self.passed = passed
        return built if built or not value else _GONE

    def under_keys(self, node: Node) -> Node | None:
        """What stands under keys that are not declared; None where such an entry is one leaf."""
        return node.key or (self.stray if node.barred is None else None)

    def unnamed(self, child: Tree, data: Node | None, place: Place) -> Outbound:
        if data is None:
            return self.leaf(child, place)
        key = self.leaf("", place)
        outbound = self.walk(child, data, place)
        return outbound if key is not _GONE else _GONE

    def items(self, value: list[Tree], item: Node, place: Place) -> Outbound:
        built: list[Tree] = []
        for index, child in enumerate(value):
            past = self.ends.get(id(child), _NEVER) if type(child) in _CONTAINERS else self.passed + 1
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

    def end(self, value: Tree, node: Node, place: Place) -> Outbound:
        declared = node.barred or node.leaf
        if declared is not None:
            outbound = self.leaf(value, place)
            if outbound is _GONE and declared.required:
                self.lost = True
            return outbound
        if self.stray is not None:
            return self.walk(value, self.stray, place)
        return self.leaf(value, place) if value != [] else value

    def leaf(self, value: Tree, place: Place) -> Outbound:
        number = self.passed
        self.passed = number + 1
        if number != self.due:
            return value
        action, kinds, spans = self.step
        self.due, self.step = next(self.ahead)
        outbound: Outbound = _GONE
        if action is _MASKED and type(value) is str and spans:
            outbound = mask(value, spans)
        elif action is _PSEUDONYMISED and isinstance(value, (str, int)):
            outbound = self.pseudonym(str(value))
        elif action is _REPORTED:
            outbound = value
        else:
            action = _DROPPED
        self.touched += action is not _REPORTED
        for category, origin, detector in kinds:
            self.findings.append(Finding(place, category, origin, detector, action))
        return outbound


def mask(text: str, spans: Sequence[Span]) -> str:
    """Replace each span by its category in brackets; overlapping spans become one."""
    shown, at = "", 0
    for start, end, category, _, _ in sorted(spans, key=_first_and_longest) if len(spans) > 1 else spans:
        if start >= at:
            shown += f"{text[at:start]}[{category}]"
        at = max(at, end)
    return shown + text[at:]


def _first_and_longest(span: Span) -> tuple[int, int]:
    return span.start, -span.end
