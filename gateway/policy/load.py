"""Reads a rule set from texts. Law: every policy parses, fits the schema and carries id, clause, reason and examples, or nothing loads.

Policies are read one by one although the engine takes them all at once: its parse errors carry no place, ours name file and line.
A policy ends with a ``;`` at the end of a line.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from cedarpy import PolicySet, Schema, validate_policies
from cedarpy import policies_to_json_str as parse

from gateway.model.connector import Connector
from gateway.model.errors import ConfigurationError
from gateway.policy.examples import FILE as EXAMPLES_FILE
from gateway.policy.examples import RESERVED, Example, read_examples

ENGINE_ERROR: Final = "engine-error"
"""Stands where policy ids stand when the engine could not answer. No policy may be called so."""

_CLAUSE: Final = re.compile(r"(?:\d{1,2}|LU\d{1,2}[a-d]?)(?:, (?:\d{1,2}|LU\d{1,2}[a-d]?))*")
_IDENTIFIER: Final = re.compile(r"[a-z][a-z0-9-]*")


class Statement(NamedTuple):
    """One policy as it stands in a file: its text and where it begins, ``file:line``."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What people are told about a policy.

    Attributes:
        id: stable name; what a refusal, a record and ``gateway promises`` cite.
        clause: numbers of the privacy policy's obligations it stands for, for example ``1, LU2a``.
        reason: one plain sentence for callers and admins.
        effect: ``permit`` or ``forbid``.
        where: ``file:line``.
    """

    id: str
    clause: str
    reason: str
    effect: str
    where: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """A loaded rule set.

    Attributes:
        policies, schema: the engine's parsed handles.
        rules: in the engine's order: the engine calls rule *n* ``policy<n>``.
        examples: what ``gateway.policy.check`` runs.
        vendors: invented register rows the examples use.
        digest: hex SHA-256 over schema and policy texts.
    """

    policies: PolicySet
    schema: Schema
    rules: tuple[Rule, ...]
    examples: tuple[Example, ...]
    vendors: tuple[Connector, ...]
    digest: str


def load(texts: Mapping[str, str]) -> Bundle:
    """Read a rule set.

    Args:
        texts: file name -> text: one ``*.cedarschema``, any number of ``*.cedar``, and ``examples.toml``.

    Raises:
        ConfigurationError: the rule set must not be used; names ``file:line`` and what to do.
    """
    schema = _schema(texts)
    statements = [statement for name in sorted(texts) if name.endswith(".cedar") for statement in _statements(name, texts[name])]
    rules = tuple(_rule(statement, schema) for statement in statements)
    _refuse_twins(rules)
    examples, vendors = read_examples(texts.get(EXAMPLES_FILE, ""))
    _demand_examples(rules, examples)
    return Bundle(
        policies=PolicySet.from_str("\n".join(statement.text for statement in statements)),
        schema=schema,
        rules=rules,
        examples=examples,
        vendors=vendors,
        digest=_digest(texts),
    )


def _schema(texts: Mapping[str, str]) -> Schema:
    names = [name for name in texts if name.endswith(".cedarschema")]
    if len(names) != 1:
        raise ConfigurationError(f"{len(names)} schema files", todo="Keep exactly one *.cedarschema beside the policies.")
    try:
        return Schema.from_str(texts[names[0]])
    except ValueError as error:
        raise ConfigurationError(f"the schema can not be read: {error}", todo="Mend the Cedar schema.", where=names[0]) from error


def _statements(name: str, text: str) -> Iterator[Statement]:
    held: list[str] = []
    start = 0
    for number, line in enumerate(text.splitlines(), 1):
        code = "" if line.lstrip().startswith("//") else line
        if not held and not code.strip():
            continue
        start = start if held else number
        held.append(code)
        if code.rstrip().endswith(";"):
            yield Statement("\n".join(held), f"{name}:{start}")
            held = []
    if held:
        yield Statement("\n".join(held), f"{name}:{start}")


def _rule(statement: Statement, schema: Schema) -> Rule:
    policy = _parsed(statement)
    faults = validate_policies(statement.text, schema).errors
    if faults:
        said = faults[0].error.removeprefix("for policy `policy0`").lstrip(":, ")
        raise ConfigurationError(
            f"the policy does not fit the schema: {said}", todo="Use the words of the schema file.", where=statement.where
        )
    notes: dict[str, str] = policy.get("annotations", {})
    rule = Rule(notes.get("id", ""), notes.get("clause", ""), notes.get("reason", ""), policy["effect"], statement.where)
    _demand_notes(rule)
    return rule


def _parsed(statement: Statement) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(parse(statement.text))["staticPolicies"]
    except ValueError as error:
        raise ConfigurationError(f"the policy can not be read: {error}", todo="Mend its Cedar syntax.", where=statement.where) from error
    if len(found) != 1:
        raise ConfigurationError(
            f"{len(found)} policies in one statement",
            todo="End each policy with ';' at the end of a line, and use no templates.",
            where=statement.where,
        )
    return dict(next(iter(found.values())))


def _demand_notes(rule: Rule) -> None:
    if not _IDENTIFIER.fullmatch(rule.id) or rule.id in RESERVED | {ENGINE_ERROR}:
        raise ConfigurationError(
            "the policy has no usable @id", todo='Give it an @id("lower-case-words") of its own, no reserved word.', where=rule.where
        )
    if not _CLAUSE.fullmatch(rule.clause):
        raise ConfigurationError(
            f"policy {rule.id} has no usable @clause", todo='Name the obligations it stands for, like @clause("1, LU2a").', where=rule.where
        )
    if not rule.reason.endswith("."):
        raise ConfigurationError(
            f"policy {rule.id} has no usable @reason", todo='Add @reason("One plain sentence with its full stop.").', where=rule.where
        )


def _refuse_twins(rules: tuple[Rule, ...]) -> None:
    first: dict[str, Rule] = {}
    for rule in rules:
        twin = first.setdefault(rule.id, rule)
        if twin is not rule:
            raise ConfigurationError(
                f"policy id {rule.id} is taken by {twin.where}", todo="Give each policy an @id of its own.", where=rule.where
            )


def _demand_examples(rules: tuple[Rule, ...], examples: tuple[Example, ...]) -> None:
    known = {rule.id for rule in rules}
    for example in examples:
        if example.policy not in known:
            raise ConfigurationError(
                f"examples for an unknown policy {example.policy}", todo="Correct the name, or remove them.", where=example.where
            )
    shown = {(example.policy, example.allowed) for example in examples}
    for rule in rules:
        if not {(rule.id, True), (rule.id, False)} <= shown:
            raise ConfigurationError(
                f"policy {rule.id} lacks examples both ways",
                todo=f"Add allow and deny under [{rule.id}] in examples.toml.",
                where=rule.where,
            )


def _digest(texts: Mapping[str, str]) -> str:
    judged = {name: text for name, text in texts.items() if name != EXAMPLES_FILE}
    return hashlib.sha256(json.dumps(judged, sort_keys=True).encode()).hexdigest()
