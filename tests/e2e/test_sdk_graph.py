"""The real msgraph-sdk through the gateway. Law: a mail, an event or a task goes without what the tenant works on; a file stays."""

import json
from typing import Any

import pytest

from gateway.demo.standin import StandIn
from tests.e2e.gateway_process import Gateway
from tests.e2e.planted import GRAPH_TOKEN
from tests.e2e.sdk_run import SdkRun, drive, leaked_into_log, leaked_to_vendor


@pytest.fixture(scope="module", params=["connect", "base"])
def run(request: pytest.FixtureRequest, gateway: Gateway, the_stand_in: StandIn) -> SdkRun:
    return drive(gateway, the_stand_in, "graph_calls", request.param)


def sent(run: SdkRun, ending: str) -> list[Any]:
    """Bodies of what arrived at paths that end so."""
    return [json.loads(got.plain) for got in run.received if got.target.endswith(ending)]


def test_nothing_planted_reaches_microsoft(run: SdkRun) -> None:
    assert len(run.received) == 7
    assert leaked_to_vendor(run) == set()


def test_nothing_planted_reaches_the_log(run: SdkRun, gateway: Gateway) -> None:
    assert leaked_into_log(gateway) == set()


def test_a_mail_reaches_who_it_is_for_without_what_may_not_leave(run: SdkRun) -> None:
    harmless, mail = (body["Message"] for body in sent(run, "/me/sendMail"))
    assert (harmless["subject"], harmless["body"]["content"]) == ("Lunch", "At noon?")
    assert mail["subject"] == "[integro.project]"
    assert mail["body"] == {"content": "[integro.task]: [user.content.private]", "contentType": "text"}
    assert mail["toRecipients"] == [{"emailAddress": {"address": "robin@partner.example", "name": "Robin Sample"}}]
    assert run.calls["mail_planted"] == {"answer": None}


def test_google_s_text_does_not_reach_microsoft_s_calendar(run: SdkRun) -> None:
    harmless, event = sent(run, "/me/events")
    assert harmless["subject"] == "Stand-up"
    assert (event["subject"], event["body"]["content"]) == ("[user.content.private]", "about [integro.client]")
    assert event["start"] == {"dateTime": "2031-03-04T12:00:00", "timeZone": "Europe/Dublin"}
    assert run.calls["event_planted"] == {"answer": "AAMk"}
    (entry,) = [
        record["opening"]["entry"]
        for record in run.records
        if record["opening"]["entry"]["stopped"] and record["operation"] == "me.events.create"
    ]
    assert "google-data-elsewhere" in entry["policies"]


def test_a_task_is_created_without_its_title(run: SdkRun) -> None:
    assert sent(run, "/tasks") == [
        {"title": "Order tea"},
        {"body": {"content": "she wrote: [integro.comment]", "contentType": "text"}, "title": "[integro.task]"},
    ]
    assert run.calls["task_planted"] == {"answer": "AAMk"}


@pytest.mark.parametrize("call", ["upload_harmless", "upload_planted"])
def test_a_file_nobody_authorised_is_the_sdk_s_own_error_to_the_application(run: SdkRun, call: str) -> None:
    assert run.calls[call]["error"] == "ODataError"
    assert "403" in run.calls[call]["message"]
    assert not any(got.method == "PUT" for got in run.received)


def test_each_call_of_a_batch_is_judged_on_its_own(run: SdkRun) -> None:
    assert [run.calls[name] for name in ("batch_first", "batch_planted", "batch_last")] == [{"answer": 200}] * 3
    (batch,) = sent(run, "/$batch")
    assert [each["body"]["title"] for each in batch["requests"]] == ["Order tea", "[integro.project]", "Order biscuits"]


def test_the_token_survives(run: SdkRun) -> None:
    assert all(dict(got.headers)["Authorization"] == f"Bearer {GRAPH_TOKEN}" for got in run.received)


def test_the_records_say_what_became_of_each_call(run: SdkRun) -> None:
    told = [(record["operation"], record["decision"], record["opening"]["entry"]["stopped"]) for record in run.records]
    assert told == [
        ("me.mail.send", "permit", []),
        ("me.mail.send", "redact", ["integro.project", "integro.task", "user.content.private"]),
        ("me.events.create", "permit", []),
        ("me.events.create", "redact", ["integro.client", "user.content.private"]),
        ("me.todo.tasks.create", "permit", []),
        ("me.todo.tasks.create", "redact", ["integro.comment", "integro.task"]),
        ("drives.files.items.upload", "deny", ["integro.attachment"]),
        ("drives.files.items.upload", "deny", ["integro.attachment"]),
        ("batch", "redact", ["integro.project"]),
    ]
    outcomes = [record["completion"] and record["completion"]["entry"]["outcome"] for record in run.records]
    assert outcomes == ["success"] * 6 + [None] * 2 + ["success"]
