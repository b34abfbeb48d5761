"""Running examples. Law: a rule set whose policies do not do what they say is reported, whatever is wrong with it."""

import pytest

import policies
from gateway.model.decision import Decision
from gateway.policy.check import check
from gateway.policy.decide import UNAVAILABLE
from gateway.policy.load import load

SHIPPED = dict(policies.texts())


class Answer:
    """A decider with one answer."""

    def __init__(self, answer):
        self.answer = answer

    def decide(self, question):
        return self.answer


def test_every_shipped_policy_does_what_its_examples_say():
    assert check(load(SHIPPED)) == []


@pytest.mark.parametrize("rule", load(SHIPPED).rules, ids=lambda rule: rule.id)
def test_a_policy_that_stops_working_is_reported(rule):
    """Each policy in turn is made to match nothing: some example must notice."""
    name, line = rule.where.split(":")
    lines = SHIPPED[name].splitlines()
    end = next(number for number in range(int(line), len(lines)) if lines[number].endswith(";"))
    lines[end] = lines[end].removesuffix(";") + "\nwhen { false };"
    faults = check(load({**SHIPPED, name: "\n".join(lines)}))
    assert any(fault.what.startswith(f"{rule.id}: ") for fault in faults)


def test_a_fault_says_what_was_expected_and_who_decided():
    examples = SHIPPED["examples.toml"].replace("deny = [{ tls = false }, ", "deny = [{ enabled = false }, ")
    (fault,) = check(load({**SHIPPED, "examples.toml": examples}))
    assert fault.where.startswith("examples.toml:")
    assert fault.where.endswith(" (deny 1)")
    assert fault.what == "no-tls: expected deny, got deny by not-enabled"
    assert fault.todo


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (UNAVAILABLE, "the engine can not answer"),
        (Decision(True, ()), "expected deny, got allow by no policy"),
        (Decision(False, ()), "expected allow, got deny by no policy"),
    ],
)
def test_wrong_answers_are_reported(answer, said):
    assert any(said in fault.what for fault in check(load(SHIPPED), Answer(answer)))
