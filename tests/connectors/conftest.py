"""What a connector is judged with: the shipped policies, no detectors, a tenant that enabled and allows everything."""

from collections.abc import Callable

import pytest

import policies
from connectors import CONNECTORS
from gateway.model.category import Mode
from gateway.model.connector import Connector
from gateway.model.decision import Scanner
from gateway.model.facts import Facts
from gateway.pipeline.rulebook import Rulebook, build_rulebook
from gateway.policy.decide import CedarDecider
from gateway.policy.load import load


class SeesNothing:
    """A detector that finds nothing: then only declarations decide what leaves."""

    is_empty = False

    def scan(self, text, keys=b""):
        return ()


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return build_rulebook(CONNECTORS, decider=CedarDecider(load(policies.texts()), CONNECTORS), scanners=())


@pytest.fixture(scope="session")
def facts_for() -> Callable[..., Facts]:
    """Facts of a call to a connector, for its first purpose, in mode strict."""

    def build(connector: Connector, terms: Scanner | None = None) -> Facts:
        return Facts(
            tenant="acme",
            caller="erp",
            purpose=connector.purposes[0],
            tenant_region="IE",
            mode=Mode.STRICT,
            enabled=True,
            consented=True,
            terms=terms or SeesNothing(),
            pseudonym_key=bytes(range(32)),
            authorised=frozenset({"integro.project", "integro.task", "integro.comment", "integro.attachment", "integro.team"}),
        )

    return build
