"""The real sentry-sdk through the gateway. Law: what Sentry needs to group and show an error arrives, what the tenant works on does not."""

import json
from typing import Any

import pytest

from gateway.demo.standin import StandIn
from tests.e2e.gateway_process import Gateway
from tests.e2e.planted import SENTRY_KEY
from tests.e2e.sdk_run import SdkRun, drive, leaked_into_log, leaked_to_vendor


@pytest.fixture(scope="module", params=["connect", "base"])
def run(request: pytest.FixtureRequest, gateway: Gateway, the_stand_in: StandIn) -> SdkRun:
    return drive(gateway, the_stand_in, "sentry_events", request.param)


def payloads(run: SdkRun) -> dict[str, Any]:
    """The first payload of each kind that arrived: exception, message, transaction, log."""
    found: dict[str, Any] = {}
    for got in run.received:
        header, *lines = got.plain.splitlines()
        for head, body in zip(lines[::2], lines[1::2], strict=True):
            payload = json.loads(body)
            kind = json.loads(head)["type"]
            name = kind if kind != "event" else "exception" if "exception" in payload else "message"
            found[name] = payload | {"envelope": json.loads(header), "length": (json.loads(head)["length"], len(body))}
    return found


def test_nothing_planted_reaches_the_vendor(run: SdkRun) -> None:
    assert len(run.received) == 4
    assert leaked_to_vendor(run) == set()


def test_nothing_planted_reaches_the_log(run: SdkRun, gateway: Gateway) -> None:
    assert leaked_into_log(gateway) == set()


def test_the_sdk_is_content(run: SdkRun) -> None:
    assert not any("error" in call for call in run.calls.values()), run.calls
    assert "Unexpected status code" not in run.stderr
    assert "Traceback" not in run.stderr


def test_what_an_error_is_grouped_and_shown_by_survives(run: SdkRun) -> None:
    event = payloads(run)["exception"]
    (error,) = event["exception"]["values"]
    assert event["event_id"] == run.calls["exception"]["answer"] == event["envelope"]["event_id"]
    assert (error["type"], error["module"]) == ("BargeSunk", "__main__")
    assert error["value"] == "can not schedule '[integro.task]' of [integro.project] for [integro.client]: busy"
    assert [frame["function"] for frame in error["stacktrace"]["frames"]] == ["fail", "schedule"]
    assert all(frame["lineno"] and frame["context_line"] for frame in error["stacktrace"]["frames"])
    assert (event["release"], event["environment"], event["server_name"]) == ("erp@2031.2.1", "staging", "scheduler-2")
    assert (event["sdk"]["name"].partition(".")[0], event["platform"], event["level"]) == ("sentry", "python", "error")
    assert event["timestamp"]
    assert event["user"] == {"id": "u-1042"}


def test_local_variables_are_gone_and_harmless_context_stays(run: SdkRun) -> None:
    event = payloads(run)["exception"]
    assert not any(frame.get("vars") for frame in event["exception"]["values"][0]["stacktrace"]["frames"])
    assert event["tags"] == {"queue": "scheduling", "project": "[integro.project]", "team_slug": "[integro.team]"}
    assert event["contexts"]["job"] == {"number": 17, "task": "[integro.task]"}
    assert {name: value for name, value in event["extra"].items() if name != "sys.argv"} == {"calendar": "[user.content.private]"}
    assert [crumb["message"] for crumb in event["breadcrumbs"]["values"]] == ["opened [integro.project]", "stored a file", "button#save"]


def test_message_transaction_and_logs_keep_their_own_fields(run: SdkRun) -> None:
    found = payloads(run)
    assert found["message"]["message"] == "mail said: [user.content.private]"
    transaction = found["transaction"]
    assert (transaction["transaction"], transaction["contexts"]["trace"]["trace_id"]) == (
        "nightly_rollup",
        run.calls["transaction"]["answer"],
    )
    assert [span["description"] for span in transaction["spans"]] == ["SELECT * FROM tasks WHERE title = '[integro.task]'", "board:4"]
    assert all(span["start_timestamp"] and span["span_id"] for span in transaction["spans"])
    assert [item["body"] for item in found["log"]["items"]] == ["rollup of 4 finished", "comment was: [integro.comment]"]
    assert all(payload["length"][0] == payload["length"][1] for payload in found.values())


def test_the_vendor_s_own_key_survives(run: SdkRun) -> None:
    assert all(f"sentry_key={SENTRY_KEY}".encode() in got.everything for got in run.received)


def test_the_coding_stays_the_client_s(run: SdkRun) -> None:
    codings = {dict(got.headers)["Content-Encoding"] for got in run.received}
    assert codings in ({"br"}, {"gzip"})
    assert not any(name.lower().startswith(("gateway-", "proxy-")) for got in run.received for name, _ in got.headers)


def test_the_records_say_what_was_stopped(run: SdkRun) -> None:
    assert run.decided("envelope") == ["redact"] * 4
    stopped = [set(record["opening"]["entry"]["stopped"]) for record in run.records]
    assert {"integro.project", "integro.task", "integro.client", "integro.record", "user.content.private"} <= stopped[0]
    assert stopped[3] == {"integro.comment"}
    for record in run.records:
        opening, completion = record["opening"]["entry"], record["completion"]["entry"]
        assert (opening["tenant"], opening["caller"], opening["purpose"]) == ("acme", "erp", "error_tracking")
        assert opening["host"] == "o42.ingest.de.sentry.io"
        assert (completion["outcome"], completion["status"]) == ("success", 200)
        assert completion["bytes_sent"] == opening["bytes_out"] > 0


def test_every_finding_names_a_place_and_no_value(run: SdkRun) -> None:
    findings = [finding for record in run.records for finding in record["opening"]["entry"]["findings"]]
    assert ["body.items[0].event.payload.exception.values[0].value", "integro.task", "integro", "terms", "masked"] in findings
    assert all(place.startswith("body.") for place, *_ in findings)
