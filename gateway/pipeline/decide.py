"""Policy is asked once per kind of data found, and once for all that would leave. Law: no answer, no leaving."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from gateway.model.decision import Decider, Question, Span
from gateway.model.errors import Refused
from gateway.model.facts import Facts
from gateway.model.field import Field
from gateway.pipeline.rulebook import Found

DataKind: TypeAlias = tuple[str, str]
"""(category, origin); the origin is empty where it is not known."""

_EMPTY: frozenset[str] = frozenset()
_NOT_ASKED = frozenset({"system.operations", "system.free_text", "system.vendor_credential"})
"""Needs no declaration by any vendor; asked about only together with everything else that leaves."""


class Rulings(NamedTuple):
    """Which kinds of data may not leave, and the policies that say so."""

    denied: frozenset[DataKind]
    policies: tuple[str, ...]


def opening_question(found: Found, facts: Facts, scheme: str) -> Question:
    """The question about the call itself, with no data in it."""
    return Question(
        connector=found.compiled.connector.name,
        purpose=facts.purpose,
        categories=_EMPTY,
        origins=_EMPTY,
        authorised=facts.authorised,
        tenant_region=facts.tenant_region,
        destination_region=found.region,
        enabled=facts.enabled,
        consented=facts.consented,
        mode=facts.mode.value,
        tls=scheme == "https",
    )


def kinds_of(fields: Iterable[Field], spans: Mapping[int, Sequence[Span]]) -> set[DataKind]:
    """Every kind of data that was declared or detected."""
    kinds = {(field.category, "") for field in set(fields)}
    kinds.update((span.category, span.origin) for found in spans.values() for span in found)
    return kinds


def rule(kinds: Iterable[DataKind], opening: Question, decider: Decider) -> Rulings:
    """Ask about each kind alone.

    Raises:
        Refused: ``policy_denied`` where the call is forbidden whatever it carries.
    """
    require(opening, decider)
    denied: list[DataKind] = []
    policies: list[str] = []
    for kind in kinds:
        if kind[1] or kind[0] not in _NOT_ASKED:
            decision = decider.decide(_about({kind}, opening))
            if not decision.allowed:
                denied.append(kind)
                policies.extend(decision.policies)
    return Rulings(frozenset(denied), tuple(dict.fromkeys(policies)))


def settle(kinds: set[DataKind], opening: Question, decider: Decider) -> tuple[str, ...]:
    """Ask about everything that would leave, together.

    Returns:
        the ids of the policies that permit it.

    Raises:
        Refused: ``policy_denied``.
    """
    return require(_about(kinds, opening), decider)


def require(question: Question, decider: Decider) -> tuple[str, ...]:
    """Ask, and refuse the call on anything but a yes."""
    decision = decider.decide(question)
    if not decision.allowed:
        raise Refused("policy_denied", " ".join(decision.reasons), policies=decision.policies)
    return decision.policies


def _about(kinds: Iterable[DataKind], opening: Question) -> Question:
    categories, origins = zip(*kinds, strict=True) if kinds else ((), ())
    return opening._replace(categories=frozenset(categories), origins=frozenset(filter(None, origins)))
