"""What every test of the pipeline starts from."""

import pytest

from gateway.model.category import Mode
from gateway.model.facts import Facts
from gateway.pipeline.rulebook import Rulebook, build_rulebook
from tests.pipeline.vendor import CONNECTOR, EMAILS, TERMS, PlainPolicy


@pytest.fixture
def policy() -> PlainPolicy:
    return PlainPolicy()


@pytest.fixture
def rulebook(policy: PlainPolicy) -> Rulebook:
    return build_rulebook([CONNECTOR], decider=policy, scanners=(EMAILS,), max_body_bytes=1_000_000)


@pytest.fixture
def facts() -> Facts:
    return Facts(
        tenant="acme",
        caller="erp",
        purpose="analytics",
        tenant_region="IE",
        mode=Mode.STRICT,
        enabled=True,
        consented=True,
        terms=TERMS,
        pseudonym_key=b"k" * 32,
    )
