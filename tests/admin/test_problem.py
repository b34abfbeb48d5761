"""Refusals on the admin interface: every reason, in the same form."""

import orjson
import pytest

from gateway.admin.problem import problem
from gateway.model.errors import Refused
from gateway.model.reasons import REASONS


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_is_written_as_problem_details(reason: str) -> None:
    response = problem(Refused(reason, "One sentence."))
    assert isinstance(response.body, bytes)
    told = orjson.loads(response.body)
    assert response.content_type == "application/problem+json"
    assert told["status"] == response.status == REASONS[reason].status
    assert (told["reason"], told["type"], told["detail"]) == (reason, f"/problems/{reason}", "One sentence.")
    assert told["todo"] == REASONS[reason].todo


def test_without_a_detail_it_says_what_to_do() -> None:
    body = problem(Refused("not_found")).body
    assert isinstance(body, bytes)
    assert orjson.loads(body)["detail"] == REASONS["not_found"].todo


@pytest.mark.parametrize(("reason", "header"), [("caller_unknown", "WWW-Authenticate"), ("store_unavailable", "Retry-After")])
def test_a_challenge_and_a_time_to_wait_go_with_it(reason: str, header: str) -> None:
    assert problem(Refused(reason)).headers[header]
