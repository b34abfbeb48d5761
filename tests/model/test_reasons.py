"""Every way to say no: stable codes, each with what to do."""

import re

import pytest

from gateway.model.reasons import REASONS


@pytest.mark.parametrize("code", REASONS)
def test_a_reason_has_a_code_a_refusing_status_a_title_and_what_to_do(code: str) -> None:
    reason = REASONS[code]
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code)
    assert 400 <= reason.status < 600
    assert reason.title
    assert reason.todo.endswith(".")
