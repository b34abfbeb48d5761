"""The real google-api-python-client through the gateway. Law: only what was authorised goes, and the record says on whose word."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from gateway.demo.standin import Received, StandIn
from tests.e2e.gateway_process import Gateway
from tests.e2e.planted import GOOGLE_TOKEN, PLANTED
from tests.e2e.sdk_run import SdkRun, drive, leaked_into_log, leaked_to_vendor

WAYS = ["connect", "base"]


@pytest.fixture(scope="module", params=WAYS)
def run(request: pytest.FixtureRequest, gateway: Gateway, the_stand_in: StandIn) -> SdkRun:
    return drive(gateway, the_stand_in, "google_calls", request.param)


@pytest.fixture(scope="module")
def featured(gateway: Gateway, the_stand_in: StandIn) -> Callable[[str, str], SdkRun]:
    """Run the script for a feature the tenant authorised something for, once for each way."""
    done: dict[tuple[str, str], SdkRun] = {}

    def run_once(feature: str, way: str) -> SdkRun:
        if (feature, way) not in done:
            done[feature, way] = drive(gateway, the_stand_in, "google_calls", way, user=f"erp+feature={feature}", FEATURE=feature)
        return done[feature, way]

    return run_once


def at(run: SdkRun, path: str) -> list[Received]:
    return [got for got in run.received if got.target.startswith(path)]


def openings(run: SdkRun) -> list[dict[str, Any]]:
    return [record["opening"]["entry"] for record in run.records]


def test_nothing_planted_reaches_google(run: SdkRun) -> None:
    assert len(run.received) == 3
    assert leaked_to_vendor(run) == set()


def test_nothing_planted_reaches_the_log(run: SdkRun, gateway: Gateway) -> None:
    assert leaked_into_log(gateway) == set()


def test_a_harmless_event_is_inserted_as_it_was(run: SdkRun) -> None:
    assert run.calls["insert_harmless"] == {"answer": "evt1"}
    assert json.loads(at(run, "/calendar/v3/")[0].plain)["summary"] == "Stand-up"
    assert openings(run)[0]["decision"] == "permit"


def test_an_event_with_planted_text_is_inserted_without_it(run: SdkRun) -> None:
    assert run.calls["insert_planted"] == {"answer": "evt1"}
    event = json.loads(at(run, "/calendar/v3/")[1].plain)
    assert (event["summary"], event["description"]) == ("[integro.task]", "[integro.project]: [integro.comment]")
    assert (event["location"], event["start"]) == ("Room 4", {"dateTime": "2031-03-04T09:00:00Z"})
    assert set(openings(run)[1]["stopped"]) == {"integro.task", "integro.project", "integro.comment"}


@pytest.mark.parametrize("call", ["upload_harmless", "upload_planted"])
def test_an_upload_nobody_authorised_is_google_s_own_error_to_the_application(run: SdkRun, call: str) -> None:
    assert run.calls[call]["error"] == "HttpError"
    assert "403" in run.calls[call]["message"]
    assert at(run, "/upload/") == []


def test_an_upload_nobody_authorised_is_on_record_with_what_was_in_it(run: SdkRun) -> None:
    denied = [entry for entry in openings(run) if entry["operation"] == "drive.files.create.upload"]
    assert [(entry["decision"], entry["reason"], entry["stopped"]) for entry in denied] == [
        ("deny", "required_field_forbidden", ["integro.attachment"])
    ] * 2
    assert all(entry["policies"] == ["project-data-unauthorised"] for entry in denied)


def test_each_call_of_a_batch_is_judged_on_its_own(run: SdkRun) -> None:
    assert [run.calls[name] for name in ("batch_first", "batch_planted", "batch_last")] == [{"answer": "evt"}] * 3
    (batch,) = at(run, "/batch/calendar/v3")
    bodies = [json.loads(line) for line in batch.plain.decode().splitlines() if line.startswith("{")]
    assert [body["summary"] for body in bodies] == ["Stand-up", "[integro.project]", "Retrospective"]
    assert batch.plain.count(f"authorization: Bearer {GOOGLE_TOKEN}".encode()) == 3
    assert openings(run)[-1]["stopped"] == ["integro.project"]
    assert openings(run)[-1]["decision"] == "redact"


def test_the_records_are_whole(run: SdkRun) -> None:
    assert [entry["operation"] for entry in openings(run)] == [
        "calendar.events.insert",
        "calendar.events.insert",
        "drive.files.create.upload",
        "drive.files.create.upload",
        "batch.api",
    ]
    for record in run.records:
        opening = record["opening"]["entry"]
        assert (opening["connector"], opening["purpose"], opening["tenant"]) == ("google", "linked_service", "acme")
        assert opening["authorisation_refs"] == []
        assert (record["completion"] is None) == (opening["decision"] == "deny")


@pytest.mark.parametrize("way", WAYS)
def test_what_was_authorised_for_the_feature_goes_and_the_record_carries_the_reference(
    featured: Callable[[str, str], SdkRun], way: str
) -> None:
    run = featured("calendar-sync", way)
    assert run.calls["insert_task"] == {"answer": "evt1"}
    assert json.loads(run.received[0].plain)["summary"] == PLANTED["task"]
    entry = openings(run)[0]
    assert (entry["decision"], entry["feature"], entry["authorisation_refs"]) == ("permit", "calendar-sync", ["DEV-1"])
    assert "integro.task" in entry["leaving"]
    assert run.records[0]["completion"]["entry"]["outcome"] == "success"


@pytest.mark.parametrize("way", WAYS)
def test_what_was_not_authorised_stays_although_the_feature_is_named(featured: Callable[[str, str], SdkRun], way: str) -> None:
    run = featured("calendar-sync", way)
    assert json.loads(run.received[1].plain)["description"] == "[integro.project]"
    assert leaked_to_vendor(run) == {"task"}
    assert openings(run)[1]["stopped"] == ["integro.project"]


@pytest.mark.parametrize("way", WAYS)
def test_an_authorised_upload_arrives_byte_for_byte_and_a_comment_in_it_holds_it_back(
    featured: Callable[[str, str], SdkRun], way: str
) -> None:
    run = featured("drive-copy", way)
    assert run.calls["upload_file"] == {"answer": "file1"}
    assert run.calls["upload_comment"]["error"] == "HttpError"
    (upload,) = run.received
    assert b"\r\n\r\nSoup on Monday, pie on Tuesday.\r\n" in upload.plain.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert json.dumps({"name": PLANTED["attachment"]}).encode() in upload.plain
    assert [(entry["decision"], entry["authorisation_refs"]) for entry in openings(run)] == [("permit", ["DEV-2"]), ("deny", ["DEV-2"])]
    assert openings(run)[1]["stopped"] == ["integro.comment"]


@pytest.mark.parametrize("feature", ["calendar-sync", "drive-copy"])
def test_even_what_may_leave_stays_out_of_the_log(featured: Callable[[str, str], SdkRun], gateway: Gateway, feature: str) -> None:
    featured(feature, "base")
    assert leaked_into_log(gateway) == set()
