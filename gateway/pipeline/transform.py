"""Builds the outbound tree up from what may leave. Law: nothing is copied whole and then deleted from."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from gateway.model.category import Mode
from gateway.model.decision import Action, Finding, Span
from gateway.model.field import Field
from gateway.model.path import DataKey, Place
from gateway.model.request import Tree
from gateway.pipeline.classify import Leaves, undeclared
from gateway.pipeline.fieldmap import Node
from gateway.pipeline.plan import Step


class _Gone:
    """What is left of a leaf, or of a container all of whose content was dropped."""


_CONTAINERS: Final = frozenset({dict, list})

_GONE: Final = _Gone()

Outbound: TypeAlias = "Tree | _Gone"
"""What becomes of a value: itself, another one, or nothing."""


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


def transform(  # noqa: PLR0913, PLR0917 - the tree, its map and reading, what to do, and how
    tree: Mapping[str, Tree], root: Node, mode: Mode, leaves: Leaves, steps: Mapping[int, Step], pseudonym: Callable[[str], str]
) -> Transformed:
    """Build the outbound tree; walks in the order of ``classify``.

    A map or list without a step in it may leave whole, so it is taken as it is.
    """
    builder = _Builder(steps=steps, order=sorted(steps), extents=leaves.extents, stray=undeclared(mode), pseudonym=pseudonym)
    built: dict[str, Tree] = {}
    changed = set()
    for section, value in tree.items():
        before = builder.touched
        outbound = builder.member(value, root, root.names.get(section), (section,))
        if not isinstance(outbound, _Gone):
            built[section] = outbound
        if builder.touched > before:
            changed.add(section)
    return Transformed(built, frozenset(changed), tuple(builder.findings), builder.dropped_items, builder.lost, builder.emptied)


@dataclass(slots=True, kw_only=True)
class _Builder:
    """The walk's running state: how many leaves were passed, what was found and done."""

    steps: Mapping[int, Step]
    order: Sequence[int]
    extents: Mapping[int, tuple[int, int]]
    stray: Field | None
    pseudonym: Callable[[str], str]
    passed: int = 0
    touched: int = 0
    dropped_items: int = 0
    lost: bool = False
    emptied: bool = False
    findings: list[Finding] = field(default_factory=list)

    def walk(self, value: Tree, node: Node, place: Place) -> Outbound:
        if node.barred is not None and (type(value) is not dict or not node.names):
            return self.end(value, node, place)
        if type(value) is dict:
            return self.mapping(value, node, place)
        if type(value) is list and (item := node.items()) is not None:
            return self.items(value, item, place)
        return self.end(value, node, place)

    def untouched(self, value: Tree) -> bool:
        """Step over a map or list no step is about."""
        extent = self.extents.get(id(value))
        if extent is None:
            return False
        following = bisect_left(self.order, extent[0])
        if following < len(self.order) and self.order[following] < extent[1]:
            return False
        self.passed = extent[1]
        return True

    def mapping(self, value: dict[str, Tree], node: Node, place: Place) -> Outbound:
        built: dict[str, Tree] = {}
        names, steps = node.names, self.steps
        for ordinal, (key, child) in enumerate(value.items()):
            declared = names.get(key)
            if type(child) in _CONTAINERS:
                whole = self.untouched(child)
            else:
                whole = declared is not None and declared.leaf is not None and self.passed not in steps
                self.passed += whole
            if whole:
                built[key] = child
                continue
            outbound = self.member(child, node, declared, (*place, key if declared is not None else DataKey(ordinal)))
            if not isinstance(outbound, _Gone):
                built[key] = outbound
        return built if built or not value else _GONE

    def member(self, child: Tree, node: Node, declared: Node | None, place: Place) -> Outbound:
        if declared is not None:
            return self.walk(child, declared, place)
        if node.key is not None:
            return self.under_key(child, node.key, place)
        return self.outside(child, None if node.barred else node.rest or self.stray, place)

    def items(self, value: list[Tree], item: Node, place: Place) -> Outbound:
        built: list[Tree] = []
        for index, child in enumerate(value):
            outbound = self.batch_item(child, item, (*place, index)) if item.batch_item else self.walk(child, item, (*place, index))
            if not isinstance(outbound, _Gone):
                built.append(outbound)
        self.emptied = self.emptied or (item.batch_item and bool(value) and not built)
        return built if built or not value else _GONE

    def batch_item(self, value: Tree, node: Node, place: Place) -> Outbound:
        lost_before, self.lost = self.lost, False
        outbound = self.walk(value, node, place)
        if self.lost or isinstance(outbound, _Gone):
            outbound = _GONE
            self.dropped_items += 1
        self.lost = lost_before
        return outbound

    def under_key(self, child: Tree, node: Node, place: Place) -> Outbound:
        key_stays = not isinstance(self.leaf("", place), _Gone)
        outbound = self.walk(child, node, place)
        return outbound if key_stays else _GONE

    def outside(self, child: Tree, declared: Field | None, place: Place) -> Outbound:
        if declared is None:
            return self.leaf(child, place)
        key_stays = not isinstance(self.leaf("", place), _Gone)
        outbound = self.subtree(child, place)
        return outbound if key_stays else _GONE

    def end(self, value: Tree, node: Node, place: Place) -> Outbound:
        declared = node.barred or node.leaf
        if declared is not None:
            outbound = self.leaf(value, place)
            self.lost = self.lost or (declared.required and isinstance(outbound, _Gone))
            return outbound
        if node.rest is not None or self.stray is not None:
            return self.subtree(value, place)
        return self.leaf(value, place) if value != [] else value

    def subtree(self, value: Tree, place: Place) -> Outbound:
        if type(value) is dict:
            return self.submapping(value, place)
        if type(value) is list:
            kept = [self.subtree(child, (*place, index)) for index, child in enumerate(value)]
            built = [child for child in kept if not isinstance(child, _Gone)]
            return built if built or not value else _GONE
        return self.leaf(value, place)

    def submapping(self, value: dict[str, Tree], place: Place) -> Outbound:
        built: dict[str, Tree] = {}
        for ordinal, (key, child) in enumerate(value.items()):
            here = (*place, DataKey(ordinal))
            key_stays = not isinstance(self.leaf("", here), _Gone)
            outbound = self.subtree(child, here)
            if key_stays and not isinstance(outbound, _Gone):
                built[key] = outbound
        return built if built or not value else _GONE

    def leaf(self, value: Tree, place: Place) -> Outbound:
        step = self.steps.get(self.passed)
        self.passed += 1
        if step is None:
            return value
        outbound, action = self.apply(step, value)
        self.touched += action is not Action.REPORTED
        self.findings.extend(_findings(step, action, place))
        return outbound

    def apply(self, step: Step, value: Tree) -> tuple[Outbound, Action]:
        if step.action is Action.REPORTED:
            return value, step.action
        if step.action is Action.PSEUDONYMISED and isinstance(value, str | int):
            return self.pseudonym(str(value)), step.action
        if step.action is Action.MASKED and isinstance(value, str) and step.spans:
            return mask(value, step.spans), step.action
        return _GONE, Action.DROPPED


def mask(text: str, spans: Sequence[Span]) -> str:
    """Replace each span by its category in brackets; overlapping spans become one."""
    shown, at = "", 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= at:
            shown += f"{text[at : span.start]}[{span.category}]"
        at = max(at, span.end)
    return shown + text[at:]


def _findings(step: Step, action: Action, place: Place) -> list[Finding]:
    if not step.spans:
        return [Finding(place, step.category, "", step.detector, action)]
    kinds = dict.fromkeys((span.category, span.origin, span.detector) for span in step.spans)
    return [Finding(place, category, origin, detector, action) for category, origin, detector in kinds]
