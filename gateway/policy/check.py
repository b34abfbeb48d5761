"""Runs the examples of a rule set. Law: a policy that does not do what its examples say is a fault; so is an engine without an answer."""

from gateway.model.decision import Decider
from gateway.policy.decide import CedarDecider
from gateway.policy.examples import Example, Fault
from gateway.policy.load import ENGINE_ERROR, Bundle


def check(bundle: Bundle, decider: Decider | None = None) -> list[Fault]:
    """Run every example of every policy.

    Args:
        bundle: the loaded rule set.
        decider: what answers; by default the bundle's policies over the examples' own invented vendors.

    Returns:
        What is wrong, empty when every policy does what it says.
    """
    asked = decider or CedarDecider(bundle, bundle.vendors)
    effects = {rule.id: rule.effect for rule in bundle.rules}
    return [fault for example in bundle.examples if (fault := _run(example, effects[example.policy], asked))]


def _run(example: Example, effect: str, decider: Decider) -> Fault | None:
    decision = decider.decide(example.question)
    if ENGINE_ERROR in decision.policies:
        return Fault(
            example.where, f"{example.policy}: the engine can not answer", "Use only words of the vocabulary, and vendors of the file."
        )
    decides = example.policy in decision.policies
    if decision.allowed == example.allowed and (decides or example.allowed != (effect == "permit")):
        return None
    by = ", ".join(decision.policies) or "no policy"
    return Fault(
        example.where,
        f"{example.policy}: expected {_word(example.allowed)}, got {_word(decision.allowed)} by {by}",
        "Correct the policy or its example.",
    )


def _word(allowed: bool) -> str:
    return "allow" if allowed else "deny"
