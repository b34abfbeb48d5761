"""Every kind of envelope the installed sentry-sdk writes is declared: a new version with a new field fails here, not in production."""

import pytest
import sentry_sdk
import sentry_sdk.logger
from sentry_sdk.crons import capture_checkin
from sentry_sdk.transport import Transport

from connectors.error_tracking.sentry import SENTRY
from gateway.model.decision import Verdict
from gateway.model.path import show_place
from gateway.model.request import Request
from gateway.pipeline import review
from gateway.pipeline.decode import decode

DSN = "https://0123456789abcdef0123456789abcdef@o42.ingest.de.sentry.io/4507732323634"
ENVELOPE = SENTRY.operations[0]


class Keeps(Transport):
    """Writes envelopes to a list instead of a socket."""

    def __init__(self, options=None):
        super().__init__(options)
        self.envelopes = []

    def capture_envelope(self, envelope):
        self.envelopes.append(envelope.serialize())


def raise_in(frame_local):
    raise LookupError(f"no column {frame_local}") from ValueError("stale board")


def an_error(scope):
    scope.set_user({"id": "usr_1042", "email": "ada@erp.example", "username": "ada", "ip_address": "192.0.2.7", "geo": {"city": "Cork"}})
    scope.set_tag("region", "eu-west-1")
    scope.set_extra("attempt", {"number": 2})
    scope.set_context("board", {"columns": ["Doing"], "open": 4})
    scope.add_breadcrumb(type="http", category="httplib", data={"url": "https://erp.example/api", "method": "GET", "status_code": 200})
    scope.add_attachment(bytes=b"\x00\xff\x00", filename="dump.bin")
    try:
        raise_in("Doing")
    except LookupError:
        sentry_sdk.capture_exception()


def a_message(scope):
    scope.fingerprint = ["{{ default }}", "board"]
    sentry_sdk.capture_message("board is stale", level="warning")


def a_transaction(scope):
    with sentry_sdk.start_transaction(op="task", name="recalculate") as transaction:
        transaction.set_data("rows", 12)
        with sentry_sdk.start_span(op="db", name="SELECT 1") as span:
            span.set_tag("pool", "a")
            span.set_data("db.system", "postgresql")


def a_check_in(scope):
    config = {
        "schedule": {"type": "interval", "value": 1, "unit": "hour"},
        "timezone": "Europe/Dublin",
        "checkin_margin": 5,
        "max_runtime": 9,
    }
    capture_checkin(monitor_slug="nightly-export", status="ok", duration=2.5, monitor_config=config)


def a_log(scope):
    sentry_sdk.logger.info("moved to {column}", column="Doing")
    sentry_sdk.get_client().flush()


def a_metric(scope):
    sentry_sdk.metrics.count("board.opened", 1, attributes={"columns": 4})
    sentry_sdk.get_client().flush()


def a_session(scope):
    scope.start_session(session_mode="application")
    scope.end_session()
    sentry_sdk.get_client().flush()


@pytest.fixture
def envelopes():
    client = sentry_sdk.Client(
        dsn=DSN,
        transport=Keeps,
        default_integrations=False,
        auto_enabling_integrations=False,
        release="erp@7.14.2",
        environment="production",
        server_name="web-1",
        data_collection={"user_info": True},
        traces_sample_rate=1.0,
        enable_logs=True,
    )

    def written(scenario):
        with sentry_sdk.isolation_scope() as scope, sentry_sdk.new_scope():
            scope.set_client(client)
            scenario(scope)
        client.flush()
        return client.transport.envelopes

    yield written
    client.close()


@pytest.mark.parametrize("scenario", [an_error, a_message, a_transaction, a_check_in, a_log, a_metric, a_session])
def test_everything_the_sdk_writes_is_declared(scenario, envelopes, rulebook, facts_for):
    bodies = envelopes(scenario)
    assert bodies
    for body in bodies:
        judged = review(request_with(body), facts_for(SENTRY), rulebook)
        assert judged.verdict in {Verdict.PERMIT, Verdict.REDACT}, (judged.reason, judged.detail)
        assert [show_place(finding.place) for finding in judged.findings if finding.detector == "unmapped"] == []


def test_an_error_leaves_without_the_person_the_locals_and_the_attachment(envelopes, rulebook, facts_for):
    (body,) = envelopes(an_error)
    judged = review(request_with(body), facts_for(SENTRY), rulebook)
    items = decode(judged.outbound, ENVELOPE, {}, rulebook.max_body_bytes).tree["body"]["items"]
    assert [kind for item in items for kind in item] == ["event"]
    event = items[0]["event"]["payload"]
    assert event["user"] == {"id": "usr_1042"}
    assert [value["type"] for value in event["exception"]["values"]] == ["ValueError", "LookupError"]
    frames = [frame for value in event["exception"]["values"] for frame in value.get("stacktrace", {}).get("frames", [])]
    assert {frame["function"] for frame in frames} >= {"raise_in", "an_error"}
    assert not any("vars" in frame for frame in frames)
    assert event["contexts"]["board"] == {"columns": ["Doing"], "open": 4}


def request_with(body):
    return Request(
        scheme="https",
        host="o42.ingest.de.sentry.io",
        port=443,
        method="POST",
        path="/api/4507732323634/envelope/",
        query="",
        headers=(("Content-Type", "application/x-sentry-envelope"), ("X-Sentry-Auth", "Sentry sentry_key=0, sentry_version=7")),
        body=body,
    )
