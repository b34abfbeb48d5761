"""Which operation a request is."""

from dataclasses import replace

import pytest

from gateway.model.errors import Refused
from gateway.pipeline.identify import identify
from gateway.pipeline.rulebook import build_rulebook
from tests.pipeline.vendor import CONNECTOR, READ, PlainPolicy, call

ROWS = (
    replace(READ, name="one", path="/v1/things/{id}"),
    replace(READ, name="all", path="/v1/things/all"),
    replace(READ, name="rest", path="/v1/{rest...}"),
    replace(READ, name="part", path="/v1/things/{id}/parts/{part}"),
    replace(READ, name="here", path="/v1/here", hosts=("eu.vendor.test",)),
)
BOOK = build_rulebook([replace(CONNECTOR, operations=ROWS)], decider=PlainPolicy(), scanners=())


@pytest.mark.parametrize(
    ("path", "name", "params"),
    [
        ("/v1/things/all", "all", {}),
        ("/v1//things/all", "all", {}),
        ("/v1/things/a%6cl", "all", {}),
        ("/v1/things/7", "one", {"id": "7"}),
        ("/v1/things/a%2Fb", "one", {"id": "a/b"}),
        ("/v1/things/7/parts/8", "part", {"id": "7", "part": "8"}),
        ("/v1/else/where", "rest", {"rest": "else/where"}),
        ("/v1/here", "rest", {"rest": "here"}),
    ],
)
def test_the_most_literal_documented_path_counts(path, name, params):
    found = identify(call(method="GET", path=path), BOOK)
    assert (found.compiled.operation.name, found.params) == (name, params)


def test_an_operation_lives_on_its_hosts_only():
    found = identify(call(method="GET", path="/v1/here", host="eu.vendor.test"), BOOK)
    assert found.compiled.operation.name == "here"


def test_two_connectors_can_not_claim_one_host():
    with pytest.raises(ValueError, match="claimed by"):
        build_rulebook([CONNECTOR, replace(CONNECTOR, name="copy")], decider=PlainPolicy(), scanners=())


def test_a_method_of_the_caller_s_making_is_not_repeated():
    with pytest.raises(Refused, match="unknown-method"):
        identify(call(method="APOLLO", path="/v1/things/all"), BOOK)
