"""Logs and metrics. Law: a log line is made of known keys and fixed words; no value of a payload, no text of an exception, ever.

A key that is not in ``KEYS`` is dropped and counted, so forgetting to think about one costs a line in a log, not a leak.
"""

import json
import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TextIO

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

KEYS: Final = frozenset(
    {
        "event",
        "level",
        "timestamp",
        # what it is about
        "transfer_id",
        "tenant",
        "caller",
        "purpose",
        "connector",
        "operation",
        "decision",
        "reason",
        "policies",
        "status",
        "sent",
        # the machine
        "address",
        "listener",
        "worker",
        "signal",
        "file",
        "version",
        "epoch",
        "count",
        "bytes",
        "seconds",
        # what went wrong
        "exception",
        "at",
        "logger",
        "sqlstate",
        "dropped_keys",
    }
)
"""Every key a log line may have. None of them may ever be given a value from a payload, a header or a path."""

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_ROOT: Final = Path(__file__).resolve().parent.parent
_SECONDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)


@dataclass(frozen=True, slots=True)
class Metrics:
    """What is counted. Labels come from closed sets only: decisions, connector names, reason codes.

    Attributes:
        registry: belongs to this process alone.
        requests: calls by decision, connector and reason.
        review_seconds: time the review took.
        append_seconds: time until the intent was durable.
        upstream_seconds: from when the record was durable to the end of the answer, by connector.
        buffered_bytes: request bodies held now.
        tls_distrust: clients that refused the gateway's certificate.
        dropped_log_keys: keys of log lines that were not in ``KEYS``, and events whose name was no fixed word.
    """

    registry: CollectorRegistry
    requests: Counter
    review_seconds: Histogram
    append_seconds: Histogram
    upstream_seconds: Histogram
    buffered_bytes: Gauge
    tls_distrust: Counter
    dropped_log_keys: Counter

    def answered(self, decision: str, connector: str, reason: str) -> None:
        """Count one answered call. The counter's own look-up costs as much as the counting, so its children are kept."""
        _child(self.requests, decision, connector, reason).inc()

    def exchanged(self, connector: str, seconds: float) -> None:
        """Take the time of an exchange with a vendor, however it ended."""
        _timer(self.upstream_seconds, connector).observe(seconds)

    def render(self) -> bytes:
        """Write them in the Prometheus text format."""
        return generate_latest(self.registry)


@lru_cache(maxsize=4096)
def _child(counter: Counter, *labels: str) -> Counter:
    return counter.labels(*labels)


@lru_cache(maxsize=1024)
def _timer(histogram: Histogram, connector: str) -> Histogram:
    return histogram.labels(connector)


def make_metrics() -> Metrics:
    """Make the metrics of one process."""
    registry = CollectorRegistry()
    return Metrics(
        registry=registry,
        requests=Counter("gateway_requests", "Calls.", ["decision", "connector", "reason"], registry=registry),
        review_seconds=Histogram("gateway_review_seconds", "Time of a review.", registry=registry, buckets=_SECONDS),
        append_seconds=Histogram("gateway_append_seconds", "Time until an intent is durable.", registry=registry, buckets=_SECONDS),
        upstream_seconds=Histogram(
            "gateway_upstream_seconds", "Time of an exchange with a vendor.", ["connector"], registry=registry, buckets=_SECONDS
        ),
        buffered_bytes=Gauge("gateway_buffered_bytes", "Request bodies held now.", registry=registry),
        tls_distrust=Counter("gateway_client_tls_distrust", "Clients that refused our certificate.", registry=registry),
        dropped_log_keys=Counter("gateway_dropped_log_keys", "Unknown keys in log lines.", registry=registry),
    )


def configure_logs(metrics: Metrics, *, stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Send our own events and the libraries' to one stream, one JSON object a line. Call it once per process.

    Args:
        metrics: counts what had to be dropped.
        stream: where lines go; standard error where left out.
        level: lowest level that is written.
    """

    def keep(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
        kept = known(event)
        if dropped := kept.get("dropped_keys"):
            metrics.dropped_log_keys.inc(dropped)
        return kept

    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper("iso"), keep, _json],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.root.handlers = [_Libraries()]
    logging.root.setLevel(max(level, logging.WARNING))


def known(event: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what a log line may say: known keys, a fixed word as the event, and of an exception its type and our own line."""
    kept = {key: value for key, value in event.items() if key in KEYS}
    dropped = len(event) - len(kept) - ("exc_info" in event)
    if not _NAME.fullmatch(str(event.get("event", ""))):
        kept["event"], dropped = "unnamed_event", dropped + 1
    if error := _error(event.get("exc_info")):
        kept |= {"exception": type(error).__qualname__, "at": location(error.__traceback__)}
    if dropped:
        kept["dropped_keys"] = dropped
    return kept


def location(traceback: TracebackType | None) -> str:
    """Name the innermost line of our own code in a traceback, for example ``gateway/egress/handler.py:42``; empty where there is none."""
    found = ""
    while traceback is not None:
        file = Path(traceback.tb_frame.f_code.co_filename)
        if file.is_relative_to(_ROOT / "gateway") or file.is_relative_to(_ROOT / "connectors"):
            found = f"{file.relative_to(_ROOT)}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return found


def _error(exc_info: object) -> BaseException | None:
    """Read the three forms logging knows: an exception, True for the current one, or ``sys.exc_info()``."""
    if exc_info is True:
        return sys.exc_info()[1]
    if isinstance(exc_info, tuple):
        exc_info = exc_info[1]
    return exc_info if isinstance(exc_info, BaseException) else None


def _json(_logger: object, _method: str, event: Mapping[str, Any]) -> str:
    return json.dumps(event, default=_type_only)


def _type_only(value: object) -> str:
    """Show what is no plain value by its type: its text may hold anything."""
    return f"<{type(value).__qualname__}>"


class _Libraries(logging.Handler):
    """Passes on that a library logged something, where, and which exception; never its text, which may quote a payload."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line about a library's record."""
        structlog.get_logger().log(record.levelno, "library_event", logger=record.name, exc_info=record.exc_info)
