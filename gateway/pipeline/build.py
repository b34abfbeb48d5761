"""Builds the outbound tree up from what may leave, in plain Python. Law: nothing is copied whole; the C must give the same answers."""

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Final, TypeAlias

from gateway.model.decision import Action, Finding
from gateway.model.field import UNMAPPED
from gateway.model.meaning import Names
from gateway.model.path import Place
from gateway.model.request import Tree
from gateway.pipeline.fieldmap import Node, is_pair, label_of, pair_nodes
from gateway.pipeline.plan import Step
from gateway.pipeline.rewrite import Rewriter
from gateway.pipeline.walk.plain import place_key


class _Nothing(Enum):
    """What is left of a leaf, or of a container all of whose content was dropped."""

    GONE = "gone"


_GONE: Final = _Nothing.GONE

Outbound: TypeAlias = "Tree | _Nothing"
"""What becomes of a value: itself, another one, or nothing."""

_REPORTED, _MASKED, _DROPPED = Action.REPORTED, Action.MASKED, Action.DROPPED

_REPLACED: Final = frozenset({Action.PSEUDONYMISED, Action.GENERALISED})

_NOTHING: Final = (None, "")
"""Values that hold nothing: nothing has to stand in their place."""

_CONTAINERS: Final = frozenset({dict, list})

_NEVER: Final = (1 << 62) - 1
"""A leaf number no tree reaches."""

_UNWALKED: Final = 1 << 62
"""Where a map or list ends that counts as one leaf, or as none: never before the next step."""

_END: Final[tuple[int, Step]] = (_NEVER, (_REPORTED, (), (), 0, UNMAPPED, None))

_PLAIN: Final[Mapping[str, Action]] = {}

_new = tuple.__new__
"""Makes a named tuple from a plain one, in half the time its own constructor takes."""


def build(  # noqa: PLR0913, PLR0917 - what is rebuilt, and all it is rebuilt by
    tree: dict[str, Tree], root: Node, steps: list[tuple[int, Step]], ends: dict[int, int], names: Names, rewriter: Rewriter
) -> tuple[dict[str, Tree], set[str], list[Finding], int, bool, bool, dict[int, tuple[int, int]]]:
    """Build a tree, section by section.

    Args:
        tree: the sections.
        root: their fields.
        steps: leaf number -> step, in their order.
        ends: as ``classify.Leaves`` has it.
        names: what keys that are data say about their values.
        rewriter: how texts and values are rewritten.

    Returns:
        As ``transform.Transformed`` has it.
    """
    builder = _Builder(iter([*steps, _END]), ends, names, rewriter)
    built: dict[str, Tree] = {}
    changed = set()
    for section, value in tree.items():
        before = builder.touched
        here = root.names.get(section)
        outbound = builder.entry(section, value, root, "", (section,)) if here is None else builder.walk(value, here, (section,))
        if outbound is not _GONE:
            built[section] = outbound
        if builder.touched > before:
            changed.add(section)
    return built, changed, builder.findings, builder.dropped_items, builder.lost, builder.emptied, builder.kept


class _Builder:
    """The walk's running state: how many leaves were passed, which step is due next, what was found and done."""

    __slots__ = (
        "ahead",
        "dropped_items",
        "due",
        "emptied",
        "ends",
        "findings",
        "kept",
        "lost",
        "names",
        "passed",
        "rewriter",
        "step",
        "touched",
    )

    def __init__(self, ahead: Iterator[tuple[int, Step]], ends: Mapping[int, int], names: Names, rewriter: Rewriter) -> None:
        self.ahead, self.ends, self.names, self.rewriter = ahead, ends, names, rewriter
        self.due, self.step = next(ahead)
        self.passed = self.touched = self.dropped_items = 0
        self.lost = self.emptied = False
        self.findings: list[Finding] = []
        self.kept: dict[int, tuple[int, int]] = {}

    def entry(self, key: str, child: Tree, node: Node, label: str, place: Place) -> Outbound:
        """An entry of a map that is not declared: one under a key that is data, or one leaf nobody looks into."""
        if node.key is None:
            return self.leaf(child, place)
        here = node.key if node.said is None else node.under(key, child, self.names, label)
        kept = self.leaf("", place)
        outbound = self.walk(child, here, place)
        return outbound if kept is not _GONE else _GONE

    def walk(self, value: Tree, node: Node, place: Place) -> Outbound:
        if type(value) is dict and (node.barred is None or node.names or node.said is not None):
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
        names, ends, label = node.names, self.ends, label_of(value) if node.said is not None and "value" in value else ""
        single = value if node.key is None else names
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
                if type(child) in _CONTAINERS:
                    self.kept[id(child)] = passed if key in single else passed + 1, past
                passed = past
                continue
            self.passed = passed
            here = names.get(key)
            if here is not None:
                outbound = self.walk(child, here, (*place, key))
            else:
                outbound = self.entry(key, child, node, label, (*place, place_key(ordinal)))
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
                if type(child) in _CONTAINERS:
                    self.kept[id(child)] = self.passed, past
                self.passed = past
                continue
            if item.batch_item:
                outbound = self.batch_item(child, item, (*place, index))
            else:
                outbound = (self.inner if type(child) is list else self.walk)(child, item, (*place, index))
            if outbound is not _GONE:
                built.append(outbound)
        self.emptied = self.emptied or (item.batch_item and bool(value) and not built)
        return built if built or not value else _GONE

    def inner(self, child: Tree, item: Node, place: Place) -> Outbound:
        """A list in a list: a label and its value, or any other."""
        if is_pair(child, item, self.names):
            return self.pair(child, item, place)
        outbound = self.walk(child, item, place)
        # What is left of a longer list must not read like a label and its value.
        return _GONE if outbound is not _GONE and is_pair(outbound, item, self.names) else outbound

    def pair(self, value: list[Tree], node: Node, place: Place) -> Outbound:
        """A label and its value; both go, or none."""
        nodes = pair_nodes(value, node, self.names)
        built = [self.walk(child, here, (*place, index)) for index, (child, here) in enumerate(zip(value, nodes, strict=True))]
        return _GONE if _GONE in built else built  # type: ignore[return-value]  # neither is gone

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
        action, kinds, spans, start, field, by = self.step
        self.due, self.step = next(self.ahead)
        done: Mapping[str, Action] = _PLAIN
        outbound: Outbound = _GONE
        if action is _MASKED and type(value) is str:
            text, done = self.rewriter.text(value, spans, start, field)
            outbound = _GONE if text is None else text
        elif action in _REPLACED:
            if value in _NOTHING:
                return value
            made = self.rewriter.value(value, action, by, field)
            outbound = _GONE if made is None else made
        elif action is _REPORTED:
            outbound = value
        action = _DROPPED if outbound is _GONE else action
        self.touched += action is not _REPORTED
        for category, origin, detector in kinds:
            self.findings.append(_new(Finding, (place, category, origin, detector, done.get(category, action))))
        return outbound
