"""Answers questions by the written policies. Law: allow only what the engine allowed without an error; a doubt is a deny and is not kept.

The engine is always given the schema: without it a missing attribute drops the policy that needed it, and a dropped ``forbid`` allows.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Final

from cedarpy import AuthzResult, Entities, is_authorized
from cedarpy import Decision as Answer

from gateway.model.category import INTEGRO, ORIGINS, VOCABULARY, Mode, Purpose
from gateway.model.connector import Connector
from gateway.model.decision import Decision, Question
from gateway.model.errors import ConfigurationError
from gateway.policy.load import ENGINE_ERROR, Bundle
from gateway.policy.vendors import LISTED, entities, mechanism

CAPACITY: Final = 16_384
"""Answers kept, about 1 KB each with their questions. When full, all are forgotten: asking again costs 0.2 ms a question."""

UNAVAILABLE: Final = Decision(False, (ENGINE_ERROR,), ("The policy engine could not answer, so nothing may leave.",))
NO_PERMIT: Final = Decision(False, (), ("No policy permits this transfer.",))

_WORDS: Final = {
    kind: {str(word): json.dumps({"type": kind, "id": str(word)}) for word in words}
    for kind, words in {
        "Purpose": frozenset(Purpose),
        "Mode": frozenset(Mode),
        "Origin": ORIGINS,
        "Category": VOCABULARY,
        "Mechanism": LISTED | {"domestic", "eea", "none"},
    }.items()
}
"""Every word as the engine reads it, written once: building a request from JSON is most of an evaluation's cost."""

_BOOLEAN: Final = {True: "true", False: "false"}

_FAULTS: Final = (LookupError, RuntimeError, TypeError, ValueError)
"""What the engine's binding raises, and what an unknown word or vendor ends in."""


class CedarDecider:
    """Implements ``gateway.model.decision.Decider``. One instance is one epoch: a change of policies or register makes a new one.

    Args:
        bundle: the rule set.
        vendors: the register: connectors that may be asked about.
        engine: the engine's question function.

    Attributes:
        policy_hash: hex SHA-256 over schema, policies and register rows.

    Raises:
        ConfigurationError: the register does not fit the schema.
    """

    __slots__ = ("_answers", "_bundle", "_engine", "_entities", "_mechanisms", "policy_hash")

    def __init__(self, bundle: Bundle, vendors: Iterable[Connector], engine: Callable[..., AuthzResult] = is_authorized) -> None:
        rows = tuple(vendors)
        register = entities(rows)
        self._bundle, self._engine = bundle, engine
        self._entities = _parsed(register, bundle)
        self._mechanisms = {row.name: row.vendor.mechanisms for row in rows}
        self._answers: dict[Question, Decision] = {}
        self.policy_hash = hashlib.sha256(f"{bundle.digest}\n{register}".encode()).hexdigest()

    def decide(self, question: Question) -> Decision:
        """Answer one question; from memory (about 1 us) where it was asked before."""
        return self._answers.get(question) or self._ask(question)

    def _ask(self, question: Question) -> Decision:
        try:
            result = self._engine(self._request(question), self._bundle.policies, self._entities, self._bundle.schema)
            decision = self._read(result)
        except _FAULTS:
            return UNAVAILABLE
        if decision is not UNAVAILABLE:
            self._keep(question, decision)
        return decision

    def _keep(self, question: Question, decision: Decision) -> None:
        if len(self._answers) >= CAPACITY:
            self._answers.clear()
        self._answers[question] = decision

    def _request(self, question: Question) -> dict[str, object]:
        ground = mechanism(question.tenant_region, question.destination_region, self._mechanisms[question.connector])
        return {
            "principal": {"type": "Tenant", "id": question.tenant_region},
            "action": 'Action::"transfer"',
            "resource": {"type": "Vendor", "id": question.connector},
            "context": _context(question, ground),
        }

    def _read(self, result: AuthzResult) -> Decision:
        if result.diagnostics.errors or result.decision is Answer.NoDecision:
            return UNAVAILABLE
        deciding = [
            self._bundle.rules[number] for number in sorted(int(name.removeprefix("policy")) for name in result.diagnostics.reasons)
        ]
        if not deciding:
            return NO_PERMIT
        return Decision(result.decision is Answer.Allow, tuple(rule.id for rule in deciding), tuple(rule.reason for rule in deciding))


def _parsed(register: str, bundle: Bundle) -> Entities:
    try:
        return Entities.from_json_str(register, bundle.schema)
    except ValueError as error:
        raise ConfigurationError(
            f"the register does not fit the policy schema: {error}", todo="Correct the connector's family, purposes or vendor facts."
        ) from error


def _context(question: Question, ground: str) -> str:
    return (
        f'{{"purpose":{_WORDS["Purpose"][question.purpose]},"categories":{_set("Category", question.categories)},'
        f'"ours":{_set("Category", question.categories & INTEGRO)},"authorised":{_set("Category", question.authorised)},'
        f'"origins":{_set("Origin", question.origins)},"mechanism":{_WORDS["Mechanism"][ground]},'
        f'"mode":{_WORDS["Mode"][question.mode]},"enabled":{_BOOLEAN[question.enabled]},'
        f'"consented":{_BOOLEAN[question.consented]},"tls":{_BOOLEAN[question.tls]}}}'
    )


def _set(kind: str, words: frozenset[str]) -> str:
    known = _WORDS[kind]
    return f"[{','.join([known[word] for word in words])}]"
