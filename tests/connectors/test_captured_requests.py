"""What unmodified SDKs really sent, reviewed by the shipped connectors and policies.

The data is invented; ``tests/data/connectors/captured.jsonl.gz`` holds the requests of sentry-sdk, @sentry/node, the Segment, Mixpanel and
GA4 SDKs with every planted value and every string that must survive.
"""

import base64
import gzip
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from connectors import CONNECTORS
from gateway.model.decision import Span, Verdict
from gateway.model.path import show_place
from gateway.model.request import Request
from gateway.pipeline import review
from gateway.pipeline.decode import decode
from gateway.pipeline.identify import identify

DATA = Path(__file__).parents[1] / "data" / "connectors" / "captured.jsonl.gz"
RECORDS = [json.loads(line) for line in gzip.decompress(DATA.read_bytes()).splitlines()]
EACH = pytest.mark.parametrize("record", RECORDS, ids=lambda record: record["id"])

HOP_BY_HOP = {"host", "content-length", "connection", "transfer-encoding"}
"""What the listener takes off before a review (RFC 9110 section 7.6.1)."""

CREDENTIAL_HEADERS = {"authorization", "x-sentry-auth"}


class KnowsThePlanted:
    """A perfect detector: it finds every planted value that stands in a leaf as it was annotated.

    A budget of seven digits sent as a number is left out: detectors read text, and numbers only where they are as long as a phone's.
    """

    def __init__(self, planted):
        self.forms = sorted({mark["form"] for mark in planted if not mark["form"].isdigit()}, key=len, reverse=True)
        self.pattern = re.compile("|".join(map(re.escape, self.forms))) if self.forms else None

    is_empty = False

    def scan(self, text, keys=b""):
        found = self.pattern.finditer(text) if self.pattern else ()
        return [Span(match.start(), match.end(), "integro.task", "integro", "terms") for match in found]


def request_of(record):
    url = urlsplit(record["url"])
    headers = tuple((name, value) for name, value in record["headers"] if name.lower() not in HOP_BY_HOP)
    return Request(
        scheme="https",
        host=url.hostname,
        port=443,
        method=record["method"],
        path=url.path,
        query=url.query,
        headers=headers,
        body=base64.b64decode(record["body_b64"] or ""),
    )


def connector_of(request, rulebook):
    return rulebook.find(request.host).compiled.connector


def tree_of(request, rulebook):
    identified = identify(request, rulebook)
    return decode(request, identified.compiled.operation, identified.params, rulebook.max_body_bytes).tree


def texts(tree):
    """Every key and every scalar of a tree."""
    if isinstance(tree, dict):
        yield from tree
        for child in tree.values():
            yield from texts(child)
    elif isinstance(tree, list):
        for child in tree:
            yield from texts(child)
    elif isinstance(tree, bytes):
        yield tree.decode("utf-8", "replace")
    else:
        yield str(tree)


def test_all_seven_sdks_are_there():
    assert len({record["sdk"] for record in RECORDS}) == 7
    assert len(RECORDS) == 38
    assert {connector.name for connector in CONNECTORS} >= {"sentry", "segment", "mixpanel", "ga4"}


@EACH
def test_every_field_an_sdk_sent_is_declared(record, rulebook, facts_for):
    request = request_of(record)
    judged = review(request, facts_for(connector_of(request, rulebook)), rulebook)
    assert judged.verdict is not Verdict.DENY or judged.reason == "nothing_left", (judged.reason, judged.detail)
    assert [show_place(finding.place) for finding in judged.findings if finding.detector == "unmapped"] == []


@EACH
def test_what_must_survive_leaves(record, rulebook, facts_for):
    request = request_of(record)
    judged = review(request, facts_for(connector_of(request, rulebook)), rulebook)
    assert judged.outbound is not None
    left = "\x1f".join(texts(tree_of(judged.outbound, rulebook)))
    assert [text for text in record["must_keep_core"] if text not in left] == []


@EACH
def test_the_vendor_s_own_credential_survives(record, rulebook, facts_for):
    request = request_of(record)
    judged = review(request, facts_for(connector_of(request, rulebook), KnowsThePlanted(record["planted"])), rulebook)
    assert judged.outbound is not None
    left = "\x1f".join((judged.outbound.query, *texts(tree_of(judged.outbound, rulebook))))
    assert [text for text in record["vendor_credentials"] if text not in left] == []


@EACH
def test_whatever_a_detector_sees_is_gone_wherever_it_stood(record, rulebook, facts_for):
    request = request_of(record)
    detector = KnowsThePlanted(record["planted"])
    judged = review(request, facts_for(connector_of(request, rulebook), detector), rulebook)
    assert judged.outbound is not None
    left = "\x1f".join(texts(tree_of(judged.outbound, rulebook)))
    assert [form for form in detector.forms if form in left] == []


@pytest.mark.parametrize("record", [record for record in RECORDS if record["class"] == "clean"], ids=lambda record: record["id"])
def test_a_clean_request_leaves_byte_for_byte(record, rulebook, facts_for):
    request = request_of(record)
    judged = review(request, facts_for(connector_of(request, rulebook)), rulebook)
    assert judged.findings == ()
    assert judged.outbound == request
