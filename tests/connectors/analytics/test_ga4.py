"""What becomes of each part of a Measurement Protocol request."""

import json
import re

import pytest

from connectors.analytics.ga4 import GA4
from gateway.model.decision import Span, Verdict
from gateway.model.request import Request
from gateway.pipeline import review

PLANTED = "Blaklocka"


class Knows:
    """A tenant's registered terms: one project; and one text that came from a Google account."""

    terms = ((PLANTED, "integro.project", "integro"), ("Quarterly.xlsx", "user.content.private", "google.restricted"))

    is_empty = False

    def scan(self, text, keys=b""):
        for word, category, origin in self.terms:
            for match in re.finditer(word, text):
                yield Span(match.start(), match.end(), category, origin, "terms")


@pytest.fixture
def judge(rulebook, facts_for):
    def run(body, path="/mp/collect", host="www.google-analytics.com", query="measurement_id=G-1&api_secret=s"):
        request = Request(
            scheme="https",
            host=host,
            port=443,
            method="POST",
            path=path,
            query=query,
            headers=(("Content-Type", "application/json; charset=utf-8"),),
            body=json.dumps(body).encode(),
        )
        return review(request, facts_for(GA4, Knows()), rulebook)

    return run


@pytest.fixture
def left_of(judge):
    def run(part):
        judged = judge({"client_id": "1.2", **part})
        assert judged.outbound is not None, (judged.reason, judged.detail)
        left = json.loads(judged.outbound.body)
        assert left.pop("client_id") == "1.2"
        return left

    return run


def params(**named):
    return {"events": [{"name": "page_view", "params": named}]}


@pytest.mark.parametrize(
    "part",
    [
        params(page_location="https://erp.example/board", page_title="Board", session_id=1795338484, engagement_time_msec="120"),
        params(value=2.5, currency="EUR", items=[{"item_id": "1", "item_name": "Seat", "price": 2.5, "own": "x"}], own="x", list=[1]),
        {"user_id": "usr_1", "timestamp_micros": "1795338484000000", "user_properties": {"plan": {"value": "business"}}},
        {"consent": {"ad_user_data": "DENIED", "ad_personalization": "DENIED"}, "non_personalized_ads": True},
        {"user_location": {"city": "Cork", "country_id": "IE"}, "device": {"category": "desktop", "language": "de", "browser": "x"}},
        {"events": [{"name": "tutorial_begin"}], "validation_behavior": "ENFORCE_RECOMMENDATIONS"},
    ],
)
def test_usage_leaves(part, left_of):
    assert left_of(part) == part


@pytest.mark.parametrize(
    "part",
    [
        {"ip_override": "192.0.2.1"},
        {"user_data": {"sha256_email_address": "ab", "sha256_phone_number": ["cd"]}},
        {"user_data": {"address": [{"sha256_first_name": "ab", "sha256_street": "cd", "postal_code": "T12"}]}},
        {"never_heard_of": 1},
    ],
)
def test_who_used_it_stays(part, left_of):
    assert left_of(part) == {}


@pytest.mark.parametrize(
    "named",
    [
        {"search_term": "who is late"},
        {"file_name": "plan.pdf"},
        {"gclid": "x"},
        {"email": "x"},
        {"firstName": "x"},
        {"address": {"street": "x"}},
    ],
)
def test_what_somebody_looked_for_and_which_file_stays(named, left_of):
    assert left_of(params(method="x", **named)) == params(method="x")


@pytest.mark.parametrize(
    "part",
    [
        params(task=PLANTED, page_title=f"{PLANTED} | ERP", items=[{"item_name": PLANTED, PLANTED: 1}], **{PLANTED: 1}),
        {"events": [{"name": f"open_{PLANTED}"}]},
        {"user_properties": {"project": {"value": PLANTED}, PLANTED: {"value": "x"}}, "user_id": PLANTED},
    ],
)
def test_a_project_s_name_leaves_nowhere(part, left_of):
    assert PLANTED not in json.dumps(left_of(part))


def test_data_of_a_google_account_may_not_come_here_although_both_are_google(left_of):
    left = left_of(params(label="opened Quarterly.xlsx", method="x"))
    assert "Quarterly" not in json.dumps(left)


def test_the_api_secret_survives(judge):
    judged = judge({"client_id": "1.2", "ip_override": "192.0.2.1", "events": [{"name": "login"}]})
    assert judged.verdict is Verdict.REDACT
    assert judged.outbound.query == "measurement_id=G-1&api_secret=s"


def test_the_validation_server_is_told_no_more(judge):
    judged = judge({"client_id": "1.2", "ip_override": "192.0.2.1", "events": [{"name": "login"}]}, path="/debug/mp/collect")
    assert json.loads(judged.outbound.body) == {"client_id": "1.2", "events": [{"name": "login"}]}


@pytest.mark.parametrize("path", ["/collect", "/g/collect", "/batch", "/"])
def test_other_endpoints_are_refused(path, judge):
    judged = judge({}, path=path)
    assert (judged.verdict, judged.reason) == (Verdict.DENY, "operation_unknown")


def test_the_european_endpoint_is_in_the_european_union(rulebook):
    assert (rulebook.find("www.google-analytics.com").region, rulebook.find("region1.google-analytics.com").region) == ("US", "BE")
