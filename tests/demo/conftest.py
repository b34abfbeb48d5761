"""A run where everything went as promised, and one with one act changed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from gateway.demo.judging import Evidence
from tests.demo.made_evidence import made_evidence


@pytest.fixture
def evidence() -> Evidence:
    return made_evidence()


@pytest.fixture
def in_act(evidence: Evidence) -> Callable[..., Evidence]:
    """The evidence with one act changed."""

    def change(number: int, **more: Any) -> Evidence:
        acts = [replace(act, **more) if at == number else act for at, act in enumerate(evidence.acts)]
        return replace(evidence, acts=acts)

    return change
