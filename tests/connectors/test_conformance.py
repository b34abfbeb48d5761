"""The same questions for every connector. Law: a connector that can not answer them all is not shipped."""

import re
from datetime import date
from itertools import permutations

import pytest

from connectors import CONNECTORS
from gateway.codecs import CODECS
from gateway.model.category import ORIGINS, SYSTEM, VOCABULARY, Purpose, covered
from gateway.model.decision import Verdict
from gateway.model.errors import Refused
from gateway.model.field import IDENTIFIER, Kind
from gateway.model.path import Mark, parse_pattern
from gateway.model.request import Request
from gateway.pipeline import review
from gateway.pipeline.decode import BATCHES, decode
from gateway.pipeline.identify import identify

OPERATIONS = [pytest.param(each, operation, id=f"{each.name}-{operation.name}") for each in CONNECTORS for operation in each.operations]
WITH_BODY = [case for case in OPERATIONS if case.values[1].bodies]
WITH_ITEMS = [case for case in OPERATIONS if case.values[1].items]
EACH = pytest.mark.parametrize("connector", CONNECTORS, ids=lambda connector: connector.name)
EACH_OPERATION = pytest.mark.parametrize(("connector", "operation"), OPERATIONS)

COUNTRY = re.compile("[A-Z]{2}")
ROLES = {"processor", "sub-processor", "controller"}
MECHANISMS = {"adequacy", "scc", "dpf", "bcr", "none"}
FAMILIES = {"google", "microsoft", "analytics", "error_tracking", "marketing"}
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
PLACEHOLDER = re.compile(r"\{(\w+)(?:\.\.\.)?\}")


def host_of(connector, operation):
    host = (operation.hosts or tuple(connector.hosts))[0]
    return host.replace("*.", "o42.")


def sample_request(connector, operation):
    sample = operation.sample
    return Request(
        scheme="https",
        host=host_of(connector, operation),
        port=443,
        method=operation.method,
        path=sample.path,
        query=sample.query,
        headers=sample.headers,
        body=sample.body,
    )


def reaches(tree, pattern):
    """Whether a pattern names something that is there."""
    if not pattern:
        return True
    step, rest = pattern[0], pattern[1:]
    if step is Mark.REST:
        return True
    if step is Mark.ITEM:
        return isinstance(tree, list) and any(reaches(child, rest) for child in tree)
    if step is Mark.KEY:
        return isinstance(tree, dict) and any(reaches(child, rest) for child in tree.values())
    return isinstance(tree, dict) and step in tree and reaches(tree[step], rest)


def test_names_are_unique():
    names = [connector.name for connector in CONNECTORS]
    assert len(set(names)) == len(names)


def test_no_host_belongs_to_two_connectors_or_to_a_wildcard_of_another():
    hosts = [host for connector in CONNECTORS for host in connector.hosts]
    assert len(set(hosts)) == len(hosts)
    overlapping = [(wild, host) for wild, host in permutations(hosts, 2) if wild.startswith("*.") and host.endswith(wild[1:])]
    assert overlapping == []


@EACH
def test_hosts_are_lower_case_names_with_a_country(connector):
    for host, country in connector.hosts.items():
        assert re.fullmatch(r"(\*\.)?([a-z0-9-]+\.)+[a-z]+", host)
        assert COUNTRY.fullmatch(country)


@EACH
def test_legal_facts_are_complete(connector):
    vendor = connector.vendor
    assert connector.family in FAMILIES
    assert vendor.legal_name
    assert vendor.service
    assert COUNTRY.fullmatch(vendor.hq_country)
    assert vendor.role in ROLES
    assert vendor.documentation.startswith("https://")
    assert date.fromisoformat(vendor.reviewed) >= date(2026, 11, 22)


@EACH
def test_each_country_of_a_host_has_a_transfer_mechanism(connector):
    assert set(connector.hosts.values()) <= set(connector.vendor.mechanisms)
    assert set(connector.vendor.mechanisms.values()) <= MECHANISMS


@EACH
def test_declared_categories_and_purposes_are_in_the_vocabulary(connector):
    empty = {each for each in connector.vendor.categories if not any(covered(word, frozenset({each})) for word in VOCABULARY - SYSTEM)}
    assert empty == set()
    assert connector.purposes
    assert set(connector.purposes) <= set(Purpose)


@EACH
def test_a_vendor_of_the_sharing_purposes_declares_no_data_of_the_tenant_and_nobody_s_address(connector):
    if Purpose.LINKED_SERVICE in connector.purposes:
        return
    never = {category for category in VOCABULARY if category.startswith("integro.")} | {
        "user.name",
        "user.contact.email",
        "user.contact.phone_number",
        "user.contact.address",
        "user.device.ip_address",
        "user.device.cookie_id",
        "user.authorization.credentials",
    }
    assert {category for category in never if covered(category, connector.vendor.categories)} == set()


@EACH
def test_operations_have_unique_names(connector):
    names = [operation.name for operation in connector.operations]
    assert len(set(names)) == len(names)


@EACH_OPERATION
def test_an_operation_is_written_in_the_contract_s_words(connector, operation):
    assert operation.method in METHODS
    assert operation.path.startswith("/")
    assert operation.documentation.startswith("https://")
    assert set(operation.hosts) <= set(connector.hosts)
    assert operation.answers in ORIGINS | {""}


@EACH_OPERATION
def test_every_pattern_parses_and_stands_in_a_section(connector, operation):
    assert {parse_pattern(text)[0] for text in operation.fields} <= {"path", "query", "header", "body"}
    for text in operation.fields:
        if text.startswith("header."):
            assert text == text.lower()


@EACH_OPERATION
def test_every_category_is_in_the_vocabulary(connector, operation):
    assert {field.category for field in operation.fields.values()} <= VOCABULARY
    assert Kind.UNMAPPED not in {field.kind for field in operation.fields.values()}


@EACH_OPERATION
def test_every_path_parameter_is_a_field(connector, operation):
    assert {f"path.{name}" for name in PLACEHOLDER.findall(operation.path)} == {
        text for text in operation.fields if text.startswith("path.")
    }


@EACH_OPERATION
def test_a_required_field_is_one_place_and_no_open_subtree(connector, operation):
    # A subtree has no single leaf whose loss could be noticed.
    required = [text for text, field in operation.fields.items() if field.required]
    assert [text for text in required if text.endswith("**")] == []


@EACH_OPERATION
def test_ids_the_application_chose_may_reach_a_vendor_that_has_a_place_for_them(connector, operation):
    if IDENTIFIER in operation.fields.values():
        assert covered(IDENTIFIER.category, connector.vendor.categories)


@pytest.mark.parametrize(("connector", "operation"), WITH_BODY)
def test_codecs_exist_and_content_types_are_plain(connector, operation):
    for body in operation.bodies:
        assert body.codec in set(CODECS) | BATCHES
        assert body.content_types
        for content_type in body.content_types:
            assert content_type == "*" or re.fullmatch(r"[a-z0-9.+-]+/[a-z0-9.+-]+", content_type)


@EACH_OPERATION
def test_nested_documents_stand_at_declared_fields(connector, operation):
    patterns = [parse_pattern(text) for text in operation.fields]
    nested = {("query", *name.split(".")) for name in operation.query_nested}
    nested |= {("body", *name.split(".")) for body in operation.bodies for name in body.nested}
    for place in nested:
        assert any(tuple(step for step in pattern if isinstance(step, str))[: len(place)] == place for pattern in patterns)


@EACH_OPERATION
def test_a_sample_is_its_own_operation_and_no_other(connector, operation, rulebook):
    request = sample_request(connector, operation)
    found = rulebook.find(request.host)
    path = "/" + "/".join(segment for segment in request.path.split("/") if segment)
    matching = [
        compiled.operation.name
        for compiled in found.compiled.operations[operation.method]
        if compiled.pattern.fullmatch(path) and (not compiled.operation.hosts or request.host in compiled.operation.hosts)
    ]
    assert identify(request, rulebook).compiled.operation is operation
    assert matching[0] == operation.name


@EACH_OPERATION
def test_a_sample_may_leave_and_every_field_of_it_is_declared(connector, operation, rulebook, facts_for):
    judged = review(sample_request(connector, operation), facts_for(connector), rulebook)
    assert judged.verdict in {Verdict.PERMIT, Verdict.REDACT}, (judged.reason, judged.detail)
    assert [finding.place for finding in judged.findings if finding.detector == "unmapped"] == []


@pytest.mark.parametrize(("connector", "operation"), WITH_ITEMS)
def test_the_batch_items_are_there_in_the_sample(connector, operation, rulebook):
    request = sample_request(connector, operation)
    params = identify(request, rulebook).params
    tree = decode(request, operation, params, rulebook.max_body_bytes).tree
    assert reaches(tree, parse_pattern(operation.items))


@EACH
def test_an_undocumented_path_is_refused(connector, rulebook):
    request = Request(
        scheme="https",
        host=next(iter(connector.hosts)).replace("*.", "o42."),
        port=443,
        method="POST",
        path="/no/such/operation",
        query="",
        headers=(),
        body=b"",
    )
    with pytest.raises(Refused, match="operation_unknown"):
        identify(request, rulebook)
