"""What is done to which leaf, before anything is touched. Law: a leaf without a step leaves as it came."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gateway.model.decision import Action, Span
from gateway.model.field import Field, Kind, Treatment
from gateway.pipeline.classify import Leaves
from gateway.pipeline.decide import DataKind

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


def plan(leaves: Leaves, spans: Mapping[int, Sequence[Span]], denied: frozenset[DataKind]) -> dict[int, Step]:
    """Plan the steps, by leaf number."""
    categories = {category for category, origin in denied if not origin}
    steps = {
        number: _for_field(field, forbidden=field.category in categories)
        for number, field in enumerate(leaves.fields)
        if field.category in categories or field.kind is Kind.UNMAPPED
    }
    for number, found in spans.items():
        forbidden = [span for span in found if (span.category, span.origin) in denied]
        if forbidden and steps.get(number, _REPORT).action is Action.REPORTED:
            steps[number] = Step(_ACTIONS[leaves.fields[number].treatment], forbidden)
    return steps


_REPORT = Step(Action.REPORTED, ())


def _for_field(field: Field, *, forbidden: bool) -> Step:
    detector = "unmapped" if field.kind is Kind.UNMAPPED else "field"
    action = Action.REPORTED
    if forbidden:
        action = Action.PSEUDONYMISED if field.treatment is Treatment.PSEUDONYM else Action.DROPPED
    return Step(action, (), field.category, detector)
