"""What is done to which leaf, before anything is touched. Law: a leaf without a step leaves as it came."""

from collections.abc import Container, Sequence
from functools import lru_cache
from typing import NamedTuple

from gateway.model.decision import Action, Span
from gateway.model.field import Field, Kind, Treatment
from gateway.pipeline.classify import Leaves
from gateway.pipeline.decide import DataKind
from gateway.pipeline.detect import Spans
from gateway.pipeline.rulebook import Ground

_REPORTED, _MASKED, _PSEUDONYMISED, _DROPPED = Action.REPORTED, Action.MASKED, Action.PSEUDONYMISED, Action.DROPPED
_MASK, _DROP = Treatment.MASK, Treatment.DROP


class Step(NamedTuple):
    """One leaf's fate.

    Attributes:
        action: what is done.
        kinds: what a finding will say: (category, origin, detector).
        spans: forbidden spans, for masking; empty where the field itself is forbidden.
    """

    action: Action
    kinds: Sequence[tuple[str, str, str]]
    spans: Sequence[Span] = ()


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
    steps = {number: _for_field(fields[number], fields[number].category in ground.denied) for number in (*leaves.stopped, *stopped)}
    for number, found in spans.items():
        forbidden = [span for span in found if span[2:4] in denied]
        if forbidden and (number not in steps or steps[number].action is _REPORTED):
            treatment = fields[number].treatment
            action = _MASKED if treatment is _MASK else _DROPPED if treatment is _DROP else _PSEUDONYMISED
            kinds = [span[2:] for span in forbidden]
            steps[number] = Step(action, kinds if len(kinds) == 1 else list(dict.fromkeys(kinds)), forbidden)
    return steps


@lru_cache(maxsize=1024)
def _for_field(field: Field, forbidden: bool) -> Step:
    detector = "unmapped" if field.kind is Kind.UNMAPPED else "field"
    action = _REPORTED
    if forbidden:
        action = _PSEUDONYMISED if field.treatment is Treatment.PSEUDONYM else _DROPPED
    return Step(action, ((field.category, "", detector),))
