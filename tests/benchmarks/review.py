"""``review()`` of a 20 KB Sentry event beside sentry-relay's own scrubber. Law: same event, same process, CPU time, medians."""

import gc
import gzip
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import policies
from connectors import CONNECTORS
from gateway.detect.default import default_scanners
from gateway.detect.index import TermIndex
from gateway.model.category import Mode
from gateway.model.facts import Facts
from gateway.model.request import Request
from gateway.pipeline import review
from gateway.pipeline.rulebook import Rulebook, build_rulebook
from gateway.policy.actions import load_actions
from gateway.policy.decide import CedarDecider
from gateway.policy.load import load
from tests.benchmarks.table import table as written

EVENT = Path(__file__).parent.parent / "data" / "bench" / "sentry_event_20kb.json.gz"
ROUNDS, CALLS = 15, 40
PLANTED = (
    "anna.berg",
    "customer-example.com",
    "pa55w0rd",
    "47aaeb26c57d21fa5d328263dfe574de739988b8",
    "10.20.30.40",
    "hunter2",
    "ya29.",
    "s3cr3t",
    "task_title",
)
"""What the event was planted with; the test of the same name looks for every one of them."""


def rulebook() -> Rulebook:
    """The shipped connectors, policies, actions and detectors."""
    texts = policies.texts()
    decider = CedarDecider(load(texts), CONNECTORS)
    return build_rulebook(CONNECTORS, decider=decider, scanners=default_scanners(), actions=load_actions(texts))


def facts(purpose: str = "error_tracking", terms: int = 1000) -> Facts:
    """A tenant in Ireland with some registered terms, mode strict."""
    index = TermIndex()
    for number in range(terms):
        index.add(str(number), "task", f"Replace the northern gangway light number {number}")
    return Facts(
        tenant="acme",
        caller="erp",
        purpose=purpose,
        tenant_region="IE",
        mode=Mode.STRICT,
        enabled=True,
        consented=True,
        terms=index,
        pseudonym_key=b"k" * 32,
    )


def envelope() -> Request:
    """The event as sentry-sdk sends it, uncompressed."""
    event = gzip.decompress(EVENT.read_bytes())
    head = b'{"event_id":"1e21862ab8a18a8902073fec8df4f509","sent_at":"2026-11-22T09:08:58.123454Z"}\n'
    item = json.dumps({"type": "event", "length": len(event), "content_type": "application/json"}).encode()
    return Request(
        scheme="https",
        host="o42.ingest.sentry.io",
        port=443,
        method="POST",
        path="/api/42/envelope/",
        query="",
        headers=(
            ("Content-Type", "application/x-sentry-envelope"),
            ("X-Sentry-Auth", "Sentry sentry_key=4b1b2b4a5b8e1c66c2e7d5c8d9b74483, sentry_version=7, sentry_client=sentry.python/2.75.0"),
            ("User-Agent", "sentry.python/2.75.0"),
        ),
        body=b"\n".join((head[:-1], item, event, b"")),
    )


def table() -> str:
    """Measure both, turn by turn."""
    from sentry_relay.processing import convert_datascrubbing_config, pii_strip_event  # noqa: PLC0415 - comes with [bench]

    request, known, book = envelope(), facts(), rulebook()
    event = json.loads(gzip.decompress(EVENT.read_bytes()))
    config = convert_datascrubbing_config(
        {"scrubData": True, "scrubDefaults": True, "scrubIpAddresses": True, "sensitiveFields": [], "excludeFields": []}
    )
    ours, relay = pair(lambda: review(request, known, book), lambda: pii_strip_event(config, event))
    left = review(request, known, book).outbound
    theirs = json.dumps(pii_strip_event(config, event))
    return written(
        "One 20 KB Sentry event, CPU time",
        ("", "us per event", "events per CPU-second", "planted strings left"),
        (
            ("gateway `review()`, everything on", f"{ours:.0f}", f"{1e6 / ours:.0f}", str(_left(left.body.decode() if left else ""))),
            ("sentry-relay `pii_strip_event`, default scrubbing", f"{relay:.0f}", f"{1e6 / relay:.0f}", str(_left(theirs))),
            ("ratio (at least 2)", "", f"{relay / ours:.2f}", ""),
        ),
    )


def pair(one: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Median CPU microseconds per call of two functions, measured in turns so that both see the same machine."""
    one(), other()
    gc.collect()
    gc.freeze()  # as the gateway does after start-up
    times = [(_cpu(one), _cpu(other)) for _ in range(ROUNDS)]
    gc.unfreeze()
    return statistics.median(first for first, _ in times), statistics.median(second for _, second in times)


def _cpu(call: Callable[[], object]) -> float:
    start = time.process_time_ns()
    for _ in range(CALLS):
        call()
    return (time.process_time_ns() - start) / CALLS / 1000


def _left(text: str) -> int:
    return sum(planted in text for planted in PLANTED)
