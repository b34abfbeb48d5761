"""What is done to which leaf, before anything is touched. Law: a leaf without a step leaves as it came."""

from collections.abc import Container, Sequence
from functools import lru_cache
from typing import TypeAlias

from gateway.model.decision import Action, Coarser, How, Span
from gateway.model.field import NAMED, Field, Treatment
from gateway.pipeline.classify import Leaves
from gateway.pipeline.decide import DataKind
from gateway.pipeline.detect import Spans
from gateway.pipeline.rulebook import Ground
from gateway.pipeline.walk import numbers_in

_REPORTED, _MASKED, _PSEUDONYMISED, _DROPPED = Action.REPORTED, Action.MASKED, Action.PSEUDONYMISED, Action.DROPPED
_MASK, _DROP = Treatment.MASK, Treatment.DROP


FindingKind: TypeAlias = tuple[str, str, str]
"""(category, origin, detector)"""


Step: TypeAlias = tuple[Action, Sequence[FindingKind], Sequence[Span], int, Field, Coarser | None]
"""One leaf's fate: what is done; what findings will say; the forbidden spans, for masking, and where the leaf starts in the text they
were found in (no spans where the field itself is forbidden: a mask stands for all of it); the leaf's field; how it is made coarser. A
plain tuple: making a named one takes ten times as long."""


def plan(leaves: Leaves, spans: Spans, ground: Ground, denied: Container[DataKind]) -> dict[int, Step]:
    """Plan the steps, by leaf number.

    Args:
        leaves: what was classified.
        spans: what was detected.
        ground: what the policy says about declared categories.
        denied: detected kinds of data that may not leave.
    """
    fields, marked, acted = leaves.fields, ground.marked, ground.acted
    steps = {number: _barred(fields[number], fields[number].category in ground.denied) for number in leaves.stopped}
    for number in numbers_in(fields, acted):
        steps.setdefault(number, _replaced(fields[number], marked[fields[number]]))
    for number, (start, found) in spans.items():
        if len(found) == 1:  # nearly always
            kinds: Sequence[FindingKind] = (found[0][2:],)
            forbidden = found if kinds[0][:2] in denied else ()
        else:
            forbidden = [span for span in found if span[2:4] in denied]
            kinds = list(dict.fromkeys(span[2:] for span in forbidden))
        if forbidden and (number not in steps or steps[number][0] is _REPORTED):
            field = fields[number]
            treatment = field.treatment
            action = _MASKED if treatment is _MASK else _DROPPED if treatment is _DROP else _PSEUDONYMISED
            steps[number] = action, kinds, forbidden, start, field, None
    return steps


@lru_cache(maxsize=1024)
def _barred(field: Field, forbidden: bool) -> Step:
    action = _REPORTED
    if forbidden:
        action = _MASKED if field.detector == NAMED else _DROPPED
    return action, ((field.category, "", field.detector),), (), 0, field, None


@lru_cache(maxsize=1024)
def _replaced(field: Field, how: How) -> Step:
    return how.action, ((field.category, "", field.detector),), (), 0, field, how.by
