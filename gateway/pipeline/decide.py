"""Policy is asked once per kind of data found, and once for all that would leave. Law: no answer, no leaving."""

from collections.abc import Container, Iterable, Mapping
from itertools import chain
from operator import itemgetter
from typing import TypeAlias

from gateway.detect.dictionary import CATEGORIES
from gateway.model.category import VOCABULARY, Mode
from gateway.model.connector import Operation
from gateway.model.decision import Action, Decider, How, Question
from gateway.model.errors import Refused
from gateway.model.facts import Facts
from gateway.model.field import FREE_TEXT, UNMAPPED, Field, Treatment, named
from gateway.pipeline.detect import Spans
from gateway.pipeline.fieldmap import compile_fields
from gateway.pipeline.rulebook import COMMON_HEADERS, Found, Ground, Rulebook

DataKind: TypeAlias = tuple[str, str]
"""(category, origin); the origin is empty where it is not known."""

_FOUND, _KIND = itemgetter(1), itemgetter(2, 3)
"""What was found in a leaf; category and origin of a span."""

_STRAY = {Mode.STRICT.value: None, Mode.SCAN.value: FREE_TEXT, Mode.OBSERVE.value: UNMAPPED}
"""What an undeclared field is; None where it is one leaf and nobody looks inside."""

_EMPTY: frozenset[str] = frozenset()
_NOT_ASKED = frozenset({"system.operations", "system.free_text", "system.vendor_credential"})
"""Needs no declaration by any vendor; asked about only together with everything else that leaves."""


_SAID: Mapping[str, Field] = {category: named(category) for category in sorted(CATEGORIES)}
"""What a key speaks of, as fields."""

_DROP = How(Action.DROPPED)

_PSEUDONYM = How(Action.PSEUDONYMISED, becomes="user.unique_id.pseudonymous")


GROUNDS = 1024
"""Grounds remembered; an operation's trie is some 20 KB. When full, all are forgotten."""


Denied: TypeAlias = Mapping[DataKind, tuple[str, ...]]
"""Which kinds of data may not leave, each with the policies that say so."""


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


def ground_of(operation: Operation, opening: Question, family: str, rulebook: Rulebook) -> Ground:
    """Ask about everything an operation declares, before anything is read: once per opening question.

    Raises:
        Refused: ``policy_denied`` where the call is forbidden whatever it carries.
    """
    key = (operation.name, opening)
    ground = rulebook.ground.get(key)
    if ground is None:
        require(opening, rulebook.decider)
        ground = _ask_ground(operation, opening, family, rulebook)
        if len(rulebook.ground) >= GROUNDS:
            rulebook.ground.clear()
        rulebook.ground[key] = ground
    return ground


def _ask_ground(operation: Operation, opening: Question, family: str, rulebook: Rulebook) -> Ground:
    fields, table = {**COMMON_HEADERS, **operation.fields}, rulebook.actions
    declared = {*fields.values(), *_SAID.values(), UNMAPPED}
    texts = {category: table.for_text(opening.purpose, family, category) for category in VOCABULARY}
    wholes = {field: table.for_field(opening.purpose, family, field.category) for field in declared}
    made = {how.becomes for how in (*texts.values(), *wholes.values()) if how.becomes}
    kinds = {(category, "") for category in made} | {(field.category, "") for field in declared}
    denied = {category: policies for (category, _), policies in rule(kinds, opening, rulebook.decider).items()}
    ways = {field: _way(field, how, denied) for field, how in wholes.items() if field.category in denied}
    marked = {field: how for field, how in ways.items() if how.action is not Action.DROPPED}
    stray = _STRAY[opening.mode]
    if stray is UNMAPPED:
        marked[UNMAPPED] = ways.get(UNMAPPED, How(Action.REPORTED))
    root = compile_fields(fields, operation.items, ways.keys() - marked.keys(), stray, _SAID)
    inline = {category: how for category, how in texts.items() if how.becomes and how.becomes not in denied}
    return Ground(root, denied, marked, inline, frozenset(marked))


def _way(field: Field, how: How, denied: Container[str]) -> How:
    """What becomes of a field that may not leave as it is; what it would become must be allowed to leave."""
    if field.treatment is Treatment.PSEUDONYM:
        return _PSEUDONYM
    return _DROP if how.becomes in denied else how


def kinds_of(fields: Iterable[Field], spans: Spans) -> set[DataKind]:
    """Every kind of data that was declared or detected."""
    return {(field.category, "") for field in set(fields)} | found_kinds(spans)


def found_kinds(spans: Spans) -> set[DataKind]:
    """Every kind of data that was detected."""
    return set(map(_KIND, chain.from_iterable(map(_FOUND, spans.values()))))


def rule(kinds: Iterable[DataKind], opening: Question, decider: Decider) -> Denied:
    """Ask about each kind alone."""
    denied: dict[DataKind, tuple[str, ...]] = {}
    for kind in kinds:
        if kind[1] or kind[0] not in _NOT_ASKED:
            decision = decider.decide(_about({kind}, opening))
            if not decision.allowed:
                denied[kind] = decision.policies
    return denied


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
    """The opening question with data in it; built by place, which takes a third of the time ``_replace`` does."""
    categories, origins = frozenset([category for category, _ in kinds]), frozenset([origin for _, origin in kinds if origin])
    return Question(opening[0], opening[1], categories, origins, *opening[4:])
