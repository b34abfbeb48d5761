"""What becomes of each part of a Segment message."""

import json

import pytest

from connectors.analytics.segment import SEGMENT
from gateway.model.decision import Span, Verdict
from gateway.model.request import Request
from gateway.pipeline import review

PLANTED = "Blaklocka"


class Knows:
    """A tenant's registered terms: one project."""

    is_empty = False

    def scan(self, text, keys=b""):
        at = text.find(PLANTED)
        while at >= 0:
            yield Span(at, at + len(PLANTED), "integro.project", "integro", "terms")
            at = text.find(PLANTED, at + 1)


@pytest.fixture
def judge(rulebook, facts_for):
    def run(body, path="/v1/batch", host="api.segment.io", headers=()):
        request = Request(
            scheme="https",
            host=host,
            port=443,
            method="POST",
            path=path,
            query="",
            headers=(("Content-Type", "application/json"), *headers),
            body=json.dumps(body).encode(),
        )
        return review(request, facts_for(SEGMENT, Knows()), rulebook)

    return run


@pytest.fixture
def left_of(judge):
    """What is left of one message, sent in a batch beside its type."""

    def run(message):
        judged = judge({"batch": [{"type": "track", **message}], "writeKey": "k"})
        assert judged.outbound is not None, (judged.reason, judged.detail)
        (left,) = json.loads(judged.outbound.body)["batch"]
        assert left.pop("type") == "track"
        return left

    return run


@pytest.mark.parametrize(
    "message",
    [
        {"event": "Board Opened", "userId": "usr_1", "anonymousId": "97530ec7", "messageId": "m", "timestamp": "2026-11-22T09:08:49Z"},
        {"name": "Board", "category": "app", "integrations": {"All": True, "Mixpanel": {"ids": ["x"]}}},
        {"previousId": "anon_1", "groupId": "acc_1", "_metadata": {"nodeVersion": "v20", "jsRuntime": "node"}},
        {"properties": {"title": "Board", "name": "Board", "columns": [1, "two", {"three": 3}], "url": "https://erp.example/board"}},
        {"properties": {"products": [{"product_id": "1", "price": 2.5}], "state": "open", "region": "eu-west-1"}},
        {
            "traits": {
                "plan": "business",
                "logins": 5,
                "id": "1",
                "createdAt": "2026-01-01",
                "company": {"id": 7, "plan": "x", "industry": "y"},
            }
        },
        {
            "context": {
                "library": {"name": "analytics-python", "version": "2.4.0"},
                "locale": "de-DE",
                "campaign": {"name": "n", "own": "o"},
            }
        },
        {"context": {"page": {"path": "/board", "title": "Board"}, "device": {"id": "d", "model": "m"}, "traits": {"plan": "x"}}},
        {"context": {"consent": {"categoryPreferences": {"advertising": False}}, "userAgent": "UA", "timezone": "Europe/Dublin"}},
    ],
)
def test_usage_leaves(message, left_of):
    assert left_of(message) == message


@pytest.mark.parametrize(
    "message",
    [
        {"traits": {"email": "a@b.example", "phone": "1", "name": "Ada", "firstName": "Ada", "first_name": "Ada", "lastName": "L"}},
        {
            "traits": {
                "address": {"city": "Cork", "street": "1 Quay"},
                "age": 30,
                "birthday": "1996-01-01",
                "gender": "f",
                "avatar": "https://x",
            }
        },
        {"traits": {"title": "Engineer", "username": "ada", "website": "https://ada.example", "company": {"name": "Acme"}}},
        {"traits": {"company": "Acme"}},
        {"traits": {"company": {"own": 1}}},
        {"properties": {"email": "a@b.example", "phone": "1", "last_name": "L", "ip": "192.0.2.1", "query": "who is late", "gclid": "x"}},
        {"context": {"ip": "192.0.2.1", "location": {"latitude": 51.9, "longitude": -8.4}, "traits": {"email": "a@b.example"}}},
        {"context": {"device": {"advertisingId": "x"}, "referrer": {"id": "x"}}},
        {"context": {"never_heard_of": 1}},
        {"never_heard_of": "x"},
        {"email": "a@b.example"},
    ],
)
def test_who_used_it_stays(message, left_of):
    assert left_of(message) == {}


@pytest.mark.parametrize(
    "message",
    [
        {"event": f"Opened {PLANTED}"},
        {"name": PLANTED, "category": PLANTED},
        {"properties": {"label": PLANTED, PLANTED: 4, "deep": [{"er": [PLANTED]}], "url": f"/p/{PLANTED}", "title": PLANTED}},
        {"traits": {"last_project": PLANTED, "description": PLANTED}},
        {"context": {"page": {"title": PLANTED, "referrer": PLANTED}, "campaign": {"name": PLANTED}, "device": {"name": PLANTED}}},
        {"integrations": {"Mixpanel": {"group": PLANTED}}},
        {"userId": PLANTED, "groupId": PLANTED, "previousId": PLANTED, "messageId": PLANTED},
    ],
)
def test_a_project_s_name_leaves_nowhere(message, left_of):
    assert PLANTED not in json.dumps(left_of(message))


def test_a_location_by_name_may_leave_and_a_point_on_the_map_may_not(left_of):
    left = left_of({"context": {"location": {"city": "Cork", "country": "IE", "latitude": 51.9}}})
    assert left == {"context": {"location": {"city": "Cork", "country": "IE"}}}


def test_the_write_key_survives_in_the_body_and_in_the_header(judge):
    judged = judge({"batch": [{"type": "track", "event": "E"}], "writeKey": "abc"}, headers=(("Authorization", "Basic YWJjOg=="),))
    assert judged.verdict is Verdict.PERMIT
    assert ("Authorization", "Basic YWJjOg==") in judged.outbound.headers
    assert b'"writeKey": "abc"' in judged.outbound.body


def test_context_and_integrations_of_the_whole_batch_are_declared(judge):
    body = {"batch": [{"type": "track", "event": "E"}], "context": {"ip": "192.0.2.1", "locale": "de"}, "integrations": {"All": False}}
    left = json.loads(judge(body).outbound.body)
    assert (left["context"], left["integrations"]) == ({"locale": "de"}, {"All": False})


@pytest.mark.parametrize("name", ["track", "identify", "page", "screen", "group", "alias"])
def test_a_single_call_is_judged_like_one_in_a_batch(name, judge):
    judged = judge({"type": name, "userId": "usr_1", "traits": {"email": "a@b.example"}, "writeKey": "k"}, path=f"/v1/{name}")
    assert json.loads(judged.outbound.body) == {"type": name, "userId": "usr_1", "writeKey": "k"}


@pytest.mark.parametrize("path", ["/v1/import", "/v1/pixel/track", "/v1/projects", "/"])
def test_other_endpoints_are_refused(path, judge):
    judged = judge({}, path=path)
    assert (judged.verdict, judged.reason) == (Verdict.DENY, "operation_unknown")


def test_the_european_endpoint_is_in_ireland(rulebook):
    assert (rulebook.find("api.segment.io").region, rulebook.find("events.eu1.segmentapis.com").region) == ("US", "IE")
