"""What is done to which leaf, before anything is touched. Law: a leaf without a step leaves as it came."""

from collections.abc import Container, Sequence
from typing import NamedTuple

from gateway.model.decision import Action, Span
from gateway.model.field import Field, Kind, Treatment
from gateway.pipeline.classify import Leaves
from gateway.pipeline.decide import DataKind
from gateway.pipeline.detect import Spans
from gateway.pipeline.rulebook import Ground

_ACTIONS = {Treatment.DROP: Action.DROPPED, Treatment.MASK: Action.MASKED, Treatment.PSEUDONYM: Action.PSEUDONYMISED}


class Step(NamedTuple):
    """One leaf's fate.

    Attributes:
        action: what is done.
        spans: forbidden spans, for masking and for the record; empty where the field itself is forbidden.
        category, origin, detector: what a finding will say when there are no spans.
    """

    action: Action
    spans: Sequence[Span]
    category: str = ""
    detector: str = ""


def plan(leaves: Leaves, spans: Spans, ground: Ground, denied: Container[DataKind]) -> dict[int, Step]:
    """Plan the steps, by leaf number.

    Args:
        leaves: what was classified.
        spans: what was detected.
        ground: what the policy says about declared categories.
        denied: detected kinds of data that may not leave.
    """
    fields = leaves.fields
    stopped = [number for number, field in enumerate(fields) if field in ground.renamed] if ground.renamed else []
    steps = {
        number: _for_field(fields[number], forbidden=fields[number].category in ground.denied) for number in (*leaves.stopped, *stopped)
    }
    for number, found in spans.items():
        forbidden = [span for span in found if (span.category, span.origin) in denied]
        if forbidden and steps.get(number, _REPORT).action is Action.REPORTED:
            steps[number] = Step(_ACTIONS[fields[number].treatment], forbidden)
    return steps


_REPORT = Step(Action.REPORTED, ())


def _for_field(field: Field, *, forbidden: bool) -> Step:
    detector = "unmapped" if field.kind is Kind.UNMAPPED else "field"
    action = Action.REPORTED
    if forbidden:
        action = Action.PSEUDONYMISED if field.treatment is Treatment.PSEUDONYM else Action.DROPPED
    return Step(action, (), field.category, detector)
