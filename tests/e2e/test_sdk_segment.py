"""The real segment-analytics-python through the gateway. Law: what Segment needs to count arrives, what the tenant works on does not."""

import json
from typing import Any

import pytest

from gateway.demo.standin import StandIn
from tests.e2e.gateway_process import Gateway
from tests.e2e.planted import SEGMENT_WRITE_KEY
from tests.e2e.sdk_run import SdkRun, drive, leaked_into_log, leaked_to_vendor


@pytest.fixture(scope="module", params=["connect", "base"])
def run(request: pytest.FixtureRequest, gateway: Gateway, the_stand_in: StandIn) -> SdkRun:
    return drive(gateway, the_stand_in, "segment_events", request.param)


def batches(run: SdkRun) -> list[dict[str, Any]]:
    return [json.loads(got.plain) for got in run.received]


def test_nothing_planted_reaches_the_vendor(run: SdkRun) -> None:
    assert len(run.received) == 2
    assert leaked_to_vendor(run) == set()


def test_nothing_planted_reaches_the_log(run: SdkRun, gateway: Gateway) -> None:
    assert leaked_into_log(gateway) == set()


def test_the_sdk_is_content(run: SdkRun) -> None:
    assert run.calls == {"plain": {"answer": None}, "gzip": {"answer": None}}
    assert run.report["problems"] == []


def test_plain_and_gzip_arrive_as_they_were_sent(run: SdkRun) -> None:
    assert [dict(got.headers).get("Content-Encoding") for got in run.received] == [None, "gzip"]


def test_what_segment_needs_survives(run: SdkRun) -> None:
    for batch in batches(run):
        assert batch["writeKey"] == SEGMENT_WRITE_KEY
        assert batch["sentAt"]
        assert [message["type"] for message in batch["batch"]] == ["track", "identify", "page", "group"]
        assert all(message["messageId"] and message["timestamp"] and message["userId"] == "u-1042" for message in batch["batch"])
        assert all(message["context"]["library"]["name"] == "analytics-python" for message in batch["batch"])


def test_harmless_properties_stay_and_planted_ones_are_masked(run: SdkRun) -> None:
    for batch in batches(run):
        track, identify, page, group = batch["batch"]
        assert track["event"] == "Task Completed"
        assert track["properties"] == {
            "task": "[integro.task]",
            "client": "[integro.client]",
            "board": 4,
            "method": "keyboard",
            "nested": {"file": "[integro.attachment]", "note": "[integro.comment]"},
        }
        assert track["context"]["page"] == {"title": "[integro.project]", "path": "/boards/4"}
        assert identify["traits"] == {"plan": "business", "next_appointment": "[user.content.private]"}
        assert (page["name"], page["properties"]) == ("Board", {"columns": 4, "section": "[integro.team]"})
        assert (group["groupId"], group["traits"]["seats"]) == ("g-77", 12)


def test_the_records_say_what_was_stopped(run: SdkRun) -> None:
    assert run.decided("batch") == ["redact", "redact"]
    for record in run.records:
        opening = record["opening"]["entry"]
        stopped = {"attachment", "client", "comment", "project", "task", "team"}
        assert {f"integro.{kind}" for kind in stopped} | {"user.content.private"} <= set(opening["stopped"])
        assert {"google-data-purpose", "project-data-purpose"} <= set(opening["policies"])
        assert (opening["connector"], opening["purpose"], opening["host"]) == ("segment", "analytics", "api.segment.io")
        assert record["completion"]["entry"]["outcome"] == "success"


def test_a_property_s_name_is_told_by_its_number(run: SdkRun) -> None:
    places = [finding[0] for record in run.records for finding in record["opening"]["entry"]["findings"] if finding[4] == "dropped"]
    assert any(place.startswith("body.batch[0].properties{") for place in places)
