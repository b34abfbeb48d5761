"""The same SDK scripts without a gateway, and with one that refuses. Law: what the other tests do not find was really sent."""

from typing import Any

import pytest

from gateway.demo.standin import StandIn
from tests.e2e.gateway_process import KEY, Gateway, ran_apart
from tests.e2e.planted import PLANTED
from tests.e2e.sdk_run import GIVEN, SdkRun, drive, found_in, leaked_into_log

SCRIPTS = {
    "sentry_events": set(PLANTED),
    "segment_events": set(PLANTED) - {"task_key", "google_mail"},
    "mixpanel_events": {"task", "project", "comment", "google_event", "team", "client"},
    "google_calls": {"task", "project", "comment", "attachment"},
    "graph_calls": set(PLANTED) - {"task_key", "team"},
}
"""What each script plants."""


@pytest.mark.parametrize("script", SCRIPTS)
def test_without_a_gateway_everything_planted_arrives(stand_in: StandIn, tmp_path: Any, script: str) -> None:
    ran_apart(script, {"WAY": "base", "BASE_URL": stand_in.url, **GIVEN}, tmp_path)
    assert found_in(got.everything for got in stand_in.received) == SCRIPTS[script]


@pytest.mark.parametrize("text", ["HARBOUR LANTERN PAGEANT 2031", "x/harbour-lantern_pageant-2031?", "Harbour%20Lantern+Pageant%202031"])
def test_the_search_finds_what_is_spelled_otherwise(text: str) -> None:
    assert found_in([text.encode()]) == {"project"}


def test_the_search_finds_nothing_in_parts() -> None:
    assert found_in([b"Harbour Lantern Pageant 20311", b"[integro.task]"]) == set()


REFUSED = {
    "sentry_events": ("exception", ""),
    "segment_events": ("plain", ""),
    "mixpanel_events": ("track", "KeyError"),
    "google_calls": ("insert_harmless", "HttpError"),
    "graph_calls": ("mail_harmless", "ODataError"),
}
"""Per script: one of its calls, and what an application sees of a refusal. Sentry and Segment swallow it: they log, and go on.

Mixpanel's SDK looks for ``error`` in any JSON whose ``status`` is not 1, and a problem document has no such member.
"""


def refusal_seen(run: SdkRun, script: str) -> bool:
    """Say whether the SDK tells of a refusal the way it tells of any answer of its vendor it does not like."""
    call, error = REFUSED[script]
    if script == "sentry_events":
        return "Unexpected status code: 403" in run.stderr
    if script == "segment_events":
        return "403" in " ".join(run.report["problems"])
    return run.calls[call].get("error") == error


@pytest.mark.parametrize("script", REFUSED)
def test_a_denied_call_is_the_sdk_s_own_error(gateway: Gateway, the_stand_in: StandIn, script: str) -> None:
    run = drive(gateway, the_stand_in, script, "connect", user="erp+purpose=marketing")
    assert refusal_seen(run, script), (run.calls, run.report, run.stderr[-1000:])
    assert run.received == ()
    assert {(record["decision"], record["opening"]["entry"]["reason"]) for record in run.records} == {("deny", "policy_denied")}
    assert leaked_into_log(gateway) == set()


@pytest.mark.parametrize(("way", "error"), [("connect", "MixpanelException"), ("base", "KeyError")])
def test_a_wrong_key_is_an_error_of_the_sdk_and_reaches_nobody(gateway: Gateway, stand_in: StandIn, way: str, error: str) -> None:
    ran = gateway.run_sdk("mixpanel_events", way, key=f"{KEY}x", **GIVEN)
    assert {call.get("error") for call in ran.report["calls"].values()} == {error}
    assert stand_in.received == []
