"""Builds the outbound tree up from what may leave. Law: nothing is copied whole and then deleted from."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Final, NamedTuple

from gateway.model.decision import Finding
from gateway.model.meaning import Names
from gateway.model.request import Tree
from gateway.pipeline.classify import Leaves
from gateway.pipeline.fieldmap import Node
from gateway.pipeline.plan import Step
from gateway.pipeline.rewrite import Rewriter

try:
    from gateway.pipeline.walk._native import build
except ImportError:
    from gateway.pipeline.build import build

_number = itemgetter(0)


class Transformed(NamedTuple):
    """The outbound tree and the account of how it came about.

    Attributes:
        tree: sections as in ``decode.Opened``.
        changed: sections in which something was changed.
        findings: one per step taken, concrete places.
        dropped_items: batch items left out.
        lost: a field the vendor requires is gone and no batch item could take the blame.
        emptied: every batch item is gone.
        made: texts that were put in the place of others.
        kept: ``id`` of a map or list that was taken over whole -> its first leaf's number, and one past its last.
    """

    tree: dict[str, Tree]
    changed: frozenset[str]
    findings: tuple[Finding, ...]
    dropped_items: int
    lost: bool
    emptied: bool
    made: frozenset[str]
    kept: dict[int, tuple[int, int]]


UNTOUCHED: Final = Transformed({}, frozenset(), (), 0, lost=False, emptied=False, made=frozenset(), kept={})
"""Nothing had to be done."""


def transform(  # noqa: PLR0913, PLR0917 - what is rebuilt, and all it is rebuilt by
    tree: dict[str, Tree], root: Node, leaves: Leaves, steps: Mapping[int, Step], names: Names, rewriter: Rewriter
) -> Transformed:
    """Build the outbound tree; walks in the order of ``classify``.

    A map or list without a step in it may leave whole, so it is taken as it is.
    """
    built, changed, findings, dropped, lost, emptied, kept = build(
        tree, root, sorted(steps.items(), key=_number), leaves.ends, names, rewriter
    )
    return Transformed(built, frozenset(changed), tuple(findings), dropped, lost, emptied, frozenset(rewriter.made), kept)
