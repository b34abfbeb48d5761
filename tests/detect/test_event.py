"""A whole error event with planted data. Law: after cutting the findings out of its text nothing planted is left."""

import gzip
import json
from pathlib import Path

import pytest

from gateway.detect.default import default_scanners
from gateway.detect.index import TermIndex

EVENT = json.loads(gzip.decompress((Path(__file__).parent.parent / "data" / "detect" / "sentry_event_20kb.json.gz").read_bytes()))


def leaves(value):
    """Keys stand right before their values, as the pipeline reads maps whose keys are data."""
    match value:
        case dict():
            return [text for key, child in value.items() for text in (key, *leaves(child))]
        case list():
            return [text for child in value for text in leaves(child)]
        case str():
            return [value]
    return [""]


def planted():
    frames = EVENT["exception"]["values"][0]["stacktrace"]["frames"]
    for number, frame in enumerate(frames):
        if held := frame.get("vars"):
            yield held["password"]
            yield held["headers"]["Authorization"].removeprefix("Bearer ")
            yield f"anna.berg{number}@"
    yield from ("anna.berg@customer-example.com", "anna.berg%40customer-example.com", "10.20.30.40", "203.0.113.9", "10.0.0.2")
    yield from ("pa55w0rd", "47aaeb26c57d21fa5d328263dfe574de739988b8", "86e7577496a2c8773e130f7e", "s3cr3t", "YWRtaW46c2VjcmV0")
    yield from EVENT["request"]["headers"]["Cookie"].replace("=", "; ").split("; ")[1::2]
    yield from (EVENT["request"]["headers"]["X-Api-Key"], EVENT["request"]["cookies"]["csrftoken"])
    yield from ("+47 22 12 34 56", "NO9386011117945", "4111 1111 1111 1111", "078-05-1120")
    for crumb in EVENT["breadcrumbs"]["values"]:
        yield crumb["data"]["ip"]
        yield crumb["data"]["url"].partition("token=")[2]
    yield EVENT["contexts"]["integro"]["api_key"]
    yield EVENT["extra"]["celery-job"]["kwargs"]["refresh_token"]
    yield "--password=abc".partition("=")[2] + "\x1f"
    yield EVENT["extra"]["pem"].split("\n")[1]
    yield from ("Norther expansion phase 2", "Nordfjord Shipping AS", EVENT["contexts"]["integro"]["task"])


@pytest.fixture(scope="module")
def left():
    text = "\x1f".join(leaves(EVENT))
    terms = TermIndex()
    for kind in ("project", "task"):
        terms.add(kind, kind, EVENT["contexts"]["integro"][kind])
    terms.add("client", "client", EVENT["contexts"]["integro"]["customer"])
    kept = list(text)
    for scanner in (*default_scanners(), terms):
        for span in scanner.scan(text):
            kept[span.start : span.end] = "#" * (span.end - span.start)
    return "".join(kept)


@pytest.mark.parametrize("value", sorted(set(planted())))
def test_no_planted_value_is_left(left, value):
    assert value not in left


@pytest.mark.parametrize(
    "value",
    [
        "1e21862ab8a18a8902073fec8df4f509",
        "integro@4.2.1",
        "/projects/{id}/tasks",
        "d30b49895d1a0d1f13dce20c4fd32f64",
        "requests.exceptions",
        "sync_calendar",
        "3.12.4",
    ],
)
def test_what_the_event_needs_is_left(left, value):
    assert value in left
