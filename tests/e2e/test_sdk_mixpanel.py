"""The real mixpanel SDK through the gateway. Law: events arrive under the project's token, what the tenant works on does not."""

import json
from typing import Any
from urllib.parse import parse_qs

import pytest

from gateway.demo.standin import StandIn
from tests.e2e.gateway_process import Gateway
from tests.e2e.planted import MIXPANEL_SECRET, MIXPANEL_TOKEN, basic
from tests.e2e.sdk_run import SdkRun, drive, leaked_into_log, leaked_to_vendor


@pytest.fixture(scope="module", params=["connect", "base"])
def run(request: pytest.FixtureRequest, gateway: Gateway, the_stand_in: StandIn) -> SdkRun:
    return drive(gateway, the_stand_in, "mixpanel_events", request.param)


def sent(run: SdkRun) -> dict[str, dict[str, Any]]:
    """What arrived, by path."""
    return {got.target: json.loads(parse_qs(got.plain.decode())["data"][0]) for got in run.received}


def test_nothing_planted_reaches_the_vendor(run: SdkRun) -> None:
    assert [got.target for got in run.received] == ["/track", "/engage", "/import"]
    assert leaked_to_vendor(run) == set()


def test_nothing_planted_reaches_the_log(run: SdkRun, gateway: Gateway) -> None:
    assert leaked_into_log(gateway) == set()


def test_the_sdk_is_content(run: SdkRun) -> None:
    assert run.calls == {name: {"answer": None} for name in ("track", "people_set", "import")}


@pytest.mark.parametrize(("target", "event"), [("/track", "Task Completed"), ("/import", "Board Opened")])
def test_an_event_keeps_what_mixpanel_needs_and_what_is_harmless(run: SdkRun, target: str, event: str) -> None:
    arrived = sent(run)[target]
    properties = arrived["properties"]
    assert arrived["event"] == event
    assert (properties["token"], properties["distinct_id"], properties["mp_lib"]) == (MIXPANEL_TOKEN, "u-1042", "python")
    assert properties["time"]
    assert properties["$insert_id"]
    assert (properties["board"], properties["method"], properties["$current_url"]) == (4, "keyboard", "https://erp.example/boards/4")
    assert {properties[name] for name in ("task", "project", "note", "appointment")} == {
        "[integro.task]",
        "[integro.project]",
        "[integro.comment]",
        "[user.content.private]",
    }


def test_the_time_of_an_import_is_the_application_s(run: SdkRun) -> None:
    assert sent(run)["/import"]["properties"]["time"] == 1_930_000_000


def test_a_profile_keeps_its_plan_and_loses_its_team(run: SdkRun) -> None:
    profile = sent(run)["/engage"]
    assert (profile["$token"], profile["$distinct_id"]) == (MIXPANEL_TOKEN, "u-1042")
    assert profile["$set"] == {"plan": "business", "team": "[integro.team]"}


def test_the_import_s_own_credential_survives(run: SdkRun) -> None:
    assert dict(run.received[2].headers)["Authorization"] == basic(MIXPANEL_SECRET)


def test_the_records_say_what_was_stopped(run: SdkRun) -> None:
    assert [(record["operation"], record["decision"]) for record in run.records] == [
        ("track", "redact"),
        ("engage", "redact"),
        ("import", "redact"),
    ]
    stopped = [set(record["opening"]["entry"]["stopped"]) for record in run.records]
    assert {"integro.task", "integro.project", "integro.comment", "user.content.private"} <= stopped[0] & stopped[2]
    assert stopped[1] == {"integro.team", "integro.client"}
    assert all(record["completion"]["entry"]["outcome"] == "success" for record in run.records)
