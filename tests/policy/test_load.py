"""What a rule set must be to load. Law: each case breaks one thing and names the place it must be reported at."""

import re

import pytest

import policies
from gateway.model.errors import ConfigurationError
from gateway.policy.load import load

SCHEMA = """
entity Purpose enum ["analytics"];
entity Tenant;
entity Vendor = { resells: Bool };
action transfer appliesTo { principal: Tenant, resource: Vendor, context: { purpose: Purpose, tls: Bool } };
"""

POLICY = """// a law

@id("share")
@clause("3")
@reason("It is so.")
permit (principal, action == Action::"transfer", resource) when { context.purpose == Purpose::"analytics" };
"""

EXAMPLES = """
[question]
connector = "v"
purpose = "analytics"
categories = []
origins = []
authorised = []
tenant_region = "IE"
destination_region = "IE"
enabled = true
consented = true
mode = "strict"
tls = true

[share]
allow = [{}]
deny = [{ tls = false }]
"""


def texts(policy=POLICY, examples=EXAMPLES, schema=SCHEMA):
    return {"schema.cedarschema": schema, "a.cedar": policy, "examples.toml": examples}


def fault(given):
    with pytest.raises(ConfigurationError) as caught:
        load(given)
    assert caught.value.todo
    return str(caught.value)


def test_a_sound_rule_set_loads_with_the_place_of_every_rule():
    bundle = load(texts())
    assert [(rule.id, rule.clause, rule.reason, rule.effect, rule.where) for rule in bundle.rules] == [
        ("share", "3", "It is so.", "permit", "a.cedar:3")
    ]
    assert [(example.policy, example.allowed, example.where) for example in bundle.examples] == [
        ("share", True, "examples.toml:15 (allow 1)"),
        ("share", False, "examples.toml:15 (deny 1)"),
    ]


def test_the_digest_covers_policies_and_schema_but_not_the_examples():
    first = load(texts()).digest
    assert load(texts(examples=EXAMPLES + "# more\n")).digest == first
    assert load(texts(policy=POLICY + "// more\n")).digest != first
    assert load(texts(schema=SCHEMA + "// more\n")).digest != first


def test_an_empty_rule_set_loads():
    assert load({"schema.cedarschema": SCHEMA}).rules == ()


@pytest.mark.parametrize(
    ("policy", "where", "what"),
    [
        (POLICY.replace('Purpose::"analytics"', 'Purpose::"analytic"'), "a.cedar:3", "not declared as a valid eid"),
        (POLICY.replace('Action::"transfer"', 'Action::"tranfer"'), "a.cedar:3", "unrecognized action"),
        (POLICY.replace("context.purpose", "context.purpos"), "a.cedar:3", "purpos"),
        (POLICY.replace("Purpose::", "Porpoise::"), "a.cedar:3", "Porpoise"),
        (POLICY.replace("context.purpose ==", "context.tls =="), "a.cedar:3", "types"),
        (POLICY.replace("permit (principal,", "permit (principal"), "a.cedar:3", "can not be read"),
        (POLICY + POLICY.replace("share", "again").rstrip(";\n"), "a.cedar:9", "can not be read"),
        (POLICY + "permit (principal, action, resource); permit (principal, action, resource);\n", "a.cedar:7", "2 policies"),
        (POLICY + "permit (principal == ?principal, action, resource);\n", "a.cedar:7", "0 policies"),
        (POLICY.replace('@id("share")\n', ""), "a.cedar:3", "@id"),
        (POLICY.replace('"share"', '"Share It"'), "a.cedar:3", "@id"),
        (POLICY.replace('"share"', '"question"'), "a.cedar:3", "@id"),
        (POLICY.replace('"share"', '"engine-error"'), "a.cedar:3", "@id"),
        (POLICY.replace('@clause("3")\n', ""), "a.cedar:3", "@clause"),
        (POLICY.replace('"3"', '"three"'), "a.cedar:3", "@clause"),
        (POLICY.replace('@reason("It is so.")\n', ""), "a.cedar:3", "@reason"),
        (POLICY + POLICY, "a.cedar:9", "taken by a.cedar:3"),
        (POLICY + POLICY.replace("share", "other"), "a.cedar:9", "examples both ways"),
    ],
)
def test_a_faulty_policy_is_reported_with_its_place(policy, where, what):
    said = fault(texts(policy=policy))
    assert said.startswith(f"{where}: ")
    assert what in said


@pytest.mark.parametrize(
    ("examples", "where", "what"),
    [
        ("", "a.cedar:3", "examples both ways"),
        (EXAMPLES.replace("deny = [{ tls = false }]", ""), "a.cedar:3", "examples both ways"),
        (EXAMPLES.replace("[share]", "[shore]"), "examples.toml:15 (allow 1)", "unknown policy shore"),
        (EXAMPLES + "denied = []", "examples.toml:15", "more than allow and deny"),
        ("share = 1\n" + EXAMPLES.replace("[share]", "[other]"), "examples.toml", "more than allow and deny"),
        (EXAMPLES.replace("tls = false", "tsl = false"), "examples.toml:15 (deny 1)", "no question"),
        (EXAMPLES.replace("consented = true\n", ""), "examples.toml:14 (allow 1)", "no question"),
        (EXAMPLES + "[", "examples.toml", "can not be read"),
        (EXAMPLES + "[vendor.v]\nfamily = 'x'", "examples.toml:18", "vendor v"),
        (EXAMPLES + "[vendor.v]\nfamily = 'x'\npurposes = ['lending']", "examples.toml:18", "lending"),
    ],
)
def test_faulty_examples_are_reported_with_their_place(examples, where, what):
    said = fault(texts(examples=examples))
    assert said.startswith(f"{where}: ")
    assert what in said


@pytest.mark.parametrize("names", [(), ("a.cedarschema", "b.cedarschema")])
def test_exactly_one_schema_is_needed(names):
    assert f"{len(names)} schema files" in fault({"a.cedar": POLICY} | dict.fromkeys(names, SCHEMA))


def test_a_schema_that_can_not_be_read_is_reported():
    assert fault(texts(schema="entity X enum [")).startswith("schema.cedarschema: ")


SHIPPED = dict(policies.texts())
WORDS = [
    (name, word.start(), word[0])
    for name, text in SHIPPED.items()
    if name.endswith(".cedar")
    for word in re.finditer(r'(?:Purpose|Category|Origin|Mode|Mechanism|Family|Action)::"[^"]+(?=")|(?:context|resource)\.\w+', text)
]


@pytest.mark.parametrize(("name", "at", "word"), WORDS, ids=[f"{name}:{at}" for name, at, _ in WORDS])
def test_every_misspelt_word_of_the_shipped_policies_is_caught_with_its_place(name, at, word):
    text = SHIPPED[name]
    said = fault({**SHIPPED, name: f"{text[:at]}{word}x{text[at + len(word) :]}"})
    wanted = max(int(rule.where.split(":")[1]) for rule in RULES if rule.where.startswith(f"{name}:") and _starts(text, rule) <= at)
    assert said.startswith(f"{name}:{wanted}: ")


RULES = load(SHIPPED).rules


def _starts(text, rule):
    return sum(len(line) + 1 for line in text.splitlines()[: int(rule.where.split(":")[1]) - 1])
