"""What a log line may say, and what is counted."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from gateway.model.errors import ConfigurationError
from gateway.settings import load
from gateway.telemetry import KEYS, Metrics, configure_logs, known, location, make_metrics

SECRET = "ann@example.org"


class Lines:
    """What was logged, and what was counted."""

    def __init__(self) -> None:
        self.stream, self.metrics = io.StringIO(), make_metrics()

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]

    @property
    def dropped(self) -> float:
        return self.metrics.registry.get_sample_value("gateway_dropped_log_keys_total") or 0.0


@pytest.fixture
def lines() -> Iterator[Lines]:
    handlers, level, before = logging.root.handlers, logging.root.level, structlog.get_config()
    made = Lines()
    configure_logs(made.metrics, stream=made.stream)
    yield made
    logging.root.handlers, logging.root.level = handlers, level
    structlog.configure(**before)


def fail() -> None:
    raise ValueError(SECRET)


def test_a_line_is_json_with_time_level_and_known_keys(lines: Lines) -> None:
    structlog.get_logger().info("listening", listener="egress", address="127.0.0.1:8080", policies=("a", "b"))
    (line,) = lines.all()
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "listening", "level": "info", "listener": "egress", "address": "127.0.0.1:8080", "policies": ["a", "b"]}
    assert lines.dropped == 0


def test_an_unknown_key_is_dropped_and_counted(lines: Lines) -> None:
    structlog.get_logger().warning("odd", body=SECRET, headers=SECRET, status=200)
    (line,) = lines.all()
    assert (line["status"], line["dropped_keys"], lines.dropped) == (200, 2, 2)
    assert SECRET not in lines.stream.getvalue()
    assert not {"body", "headers"} & set(line)


@pytest.mark.parametrize("event", [f"mail to {SECRET}", "Upper", "with space", "x" * 65, ""])
def test_an_event_that_is_no_fixed_word_is_replaced_and_counted(lines: Lines, event: str) -> None:
    structlog.get_logger().info(event)
    (line,) = lines.all()
    assert (line["event"], lines.dropped) == ("unnamed_event", 1)
    assert SECRET not in lines.stream.getvalue()


@pytest.mark.parametrize("form", ["exception", "instance", "tuple", "true"])
def test_an_exception_is_told_by_type_and_our_own_line_never_by_its_text(lines: Lines, form: str) -> None:
    log = structlog.get_logger()
    try:
        load(None, {"GATEWAY_WORKERS": SECRET})
    except ConfigurationError as error:
        forms = {"instance": error, "tuple": sys.exc_info(), "true": True}
        log.exception("call_failed") if form == "exception" else log.exception("call_failed", exc_info=forms[form])
    (line,) = lines.all()
    assert line["exception"] == "ConfigurationError"
    assert line["at"].startswith("gateway/settings_schema.py:")
    assert SECRET not in lines.stream.getvalue()
    assert lines.dropped == 0


def test_an_exception_from_elsewhere_has_no_place_of_ours(lines: Lines) -> None:
    try:
        fail()
    except ValueError:
        structlog.get_logger().exception("call_failed")
    (line,) = lines.all()
    assert (line["exception"], line["at"]) == ("ValueError", "")


@pytest.mark.parametrize("nothing", [None, False, (None, None, None), "text", 5])
def test_no_exception_is_no_exception(nothing: object) -> None:
    assert known({"event": "x", "exc_info": nothing}) == {"event": "x"}


def test_an_error_without_a_traceback_has_no_place() -> None:
    assert location(None) == ""
    assert known({"event": "x", "exc_info": ValueError(SECRET)}) == {"event": "x", "exception": "ValueError", "at": ""}


def test_a_value_that_is_no_plain_one_is_shown_by_its_type(lines: Lines) -> None:
    structlog.get_logger().info("odd", reason=ValueError(SECRET), file="a\udcff")
    (line,) = lines.all()
    assert (line["reason"], line["file"]) == ("<ValueError>", "a\udcff")


def test_a_librarys_text_is_never_written_only_that_it_spoke(lines: Lines) -> None:
    log = logging.getLogger("some.library")
    log.warning("body was %s", SECRET)
    try:
        fail()
    except ValueError:
        log.exception(SECRET)
    log.info("not worth a line")
    first, second = lines.all()
    assert (first["event"], first["logger"], first["level"]) == ("library_event", "some.library", "warning")
    assert (second["exception"], second["level"]) == ("ValueError", "error")
    assert SECRET not in lines.stream.getvalue()
    assert lines.dropped == 0


def test_below_its_level_nothing_is_written(lines: Lines) -> None:
    structlog.get_logger().debug("too_small")
    assert lines.all() == []


def test_logs_go_to_standard_error_where_nothing_else_is_said(lines: Lines, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(lines.metrics)
    structlog.get_logger().info("started")
    captured = capsys.readouterr()
    assert (captured.out, json.loads(captured.err)["event"]) == ("", "started")


def test_no_known_key_is_one_for_content() -> None:
    assert not KEYS & {"body", "headers", "header", "path", "query", "url", "text", "value", "message", "subject", "email", "key", "token"}


def test_metrics_belong_to_one_process_and_have_fixed_labels() -> None:
    first, second = make_metrics(), make_metrics()
    first.requests.labels(decision="permit", connector="sentry", reason="").inc()
    first.review_seconds.observe(0.002)
    first.append_seconds.observe(0.002)
    first.exchanged("sentry", 0.2)
    first.buffered_bytes.set(5)
    first.tls_distrust.inc()
    text = first.render().decode()
    for name in (
        'gateway_requests_total{connector="sentry",decision="permit",reason=""} 1.0',
        "gateway_review_seconds_count 1.0",
        "gateway_append_seconds_count 1.0",
        'gateway_upstream_seconds_count{connector="sentry"} 1.0',
        "gateway_buffered_bytes 5.0",
        "gateway_client_tls_distrust_total 1.0",
    ):
        assert name in text
    assert b'decision="permit"' not in second.render()


def test_metrics_can_not_be_exchanged() -> None:
    metrics = make_metrics()
    with pytest.raises(AttributeError):
        metrics.requests = metrics.tls_distrust  # type: ignore[misc]  # what is tested
    assert isinstance(metrics, Metrics)
