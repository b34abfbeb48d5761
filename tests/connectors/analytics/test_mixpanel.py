"""What becomes of each part of a Mixpanel event or profile, whichever way it is sent."""

import base64
import json
from urllib.parse import parse_qs, quote, urlencode

import pytest

from connectors.analytics.mixpanel import MIXPANEL
from gateway.model.decision import Span, Verdict
from gateway.model.request import Request
from gateway.pipeline import review

PLANTED = "Blaklocka"
FORM = "application/x-www-form-urlencoded"


class Knows:
    """A tenant's registered terms: one project."""

    is_empty = False

    def scan(self, text, keys=b""):
        at = text.find(PLANTED)
        while at >= 0:
            yield Span(at, at + len(PLANTED), "integro.project", "integro", "terms")
            at = text.find(PLANTED, at + 1)


def as_form(record):
    return {"headers": (("Content-Type", FORM),), "body": urlencode({"data": json.dumps(record), "verbose": 1, "ip": 0}).encode()}


def as_base64_form(record):
    encoded = base64.b64encode(json.dumps(record).encode()).decode()
    return {"headers": (("Content-Type", FORM),), "body": urlencode({"data": encoded}).encode()}


def as_json(record):
    return {"headers": (("Content-Type", "application/json"),), "body": json.dumps(record).encode()}


def as_query(record):
    encoded = base64.b64encode(json.dumps(record).encode()).decode()
    return {"method": "GET", "query": f"ip=0&verbose=0&data={quote(encoded, safe='')}"}


def read(request):
    if request.method == "GET":
        return json.loads(base64.b64decode(parse_qs(request.query)["data"][0]))
    if request.header("content-type") == FORM:
        text = parse_qs(request.body.decode())["data"][0]
        return json.loads(text if text[0] in "[{" else base64.b64decode(text))
    return json.loads(request.body)


WAYS = [as_form, as_base64_form, as_json, as_query]


@pytest.fixture
def judge(rulebook, facts_for):
    def run(path="/track", method="POST", query="", headers=(), body=b""):
        request = Request(
            scheme="https", host="api.mixpanel.com", port=443, method=method, path=path, query=query, headers=headers, body=body
        )
        return review(request, facts_for(MIXPANEL, Knows()), rulebook)

    return run


def event(**properties):
    return {"event": "Widget Rendered", "properties": {"token": "t", "distinct_id": "usr_1", **properties}}


@pytest.mark.parametrize("way", WAYS)
def test_an_event_leaves_as_it_came(way, judge):
    sent = way(event(time=1795338503.86, mp_lib="python", widget="burndown", legend=["Done"], own={"deep": 1}, **{"$insert_id": "i"}))
    judged = judge(**sent)
    assert judged.verdict is Verdict.PERMIT, (judged.reason, judged.detail)
    assert judged.outbound.body == sent.get("body", b"")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("several", [False, True])
def test_the_person_is_taken_out_whichever_way_it_is_sent(way, several, judge):
    record = event(ip="192.0.2.1", widget="burndown", **{"$email": "a@b.example", "$name": "Ada", "$ip": "192.0.2.1", "$latitude": 51.9})
    judged = judge(**way([record] if several else record))
    assert read(judged.outbound) == ([event(widget="burndown")] if several else event(widget="burndown"))


@pytest.mark.parametrize("way", WAYS)
def test_a_project_s_name_leaves_nowhere(way, judge):
    record = event(label=PLANTED, legend=[PLANTED], deep={"er": PLANTED, PLANTED: 1}, **{"$current_url": f"/p/{PLANTED}"})
    record["event"] = f"Opened {PLANTED}"
    judged = judge(**way(record))
    assert PLANTED not in json.dumps(read(judged.outbound))


def test_an_event_with_the_project_s_name_for_a_token_is_not_sent(judge):
    # The name of a project in the place of the key: the event goes, not only the key.
    judged = judge(**as_form([event(token=PLANTED)]))
    assert judged.verdict is Verdict.DENY


@pytest.mark.parametrize("path", ["/track", "/engage"])
def test_what_applications_call_a_person_is_one_although_mixpanel_reserves_no_such_name(path, judge):
    own = {"email": "x", "phone_number": "x", "lastName": "x", "address": "9 Yard", "plan": "business"}
    record = event(**own) if path == "/track" else {"$token": "t", "$distinct_id": "usr_1", "$set": {**own, "birthday": "1965-08-16"}}
    judged = judge(path, **as_json(record))
    left = read(judged.outbound)
    assert left.get("$set", left.get("properties", {})).keys() <= {"plan", "token", "distinct_id"}
    assert "business" in str(left)


def test_an_e_mail_address_as_id_of_a_person_becomes_a_pseudonym(judge):
    judged = judge(**as_form(event(distinct_id=PLANTED, **{"$user_id": PLANTED, "$device_id": PLANTED})))
    properties = read(judged.outbound)["properties"]
    assert len({properties["distinct_id"], properties["$user_id"], properties["$device_id"]}) == 1
    assert properties["distinct_id"].startswith("anon_")


@pytest.mark.parametrize(
    ("path", "own"), [("/engage", {"$distinct_id": "usr_1"}), ("/groups", {"$group_key": "company", "$group_id": "acc_1"})]
)
@pytest.mark.parametrize("operation", ["$set", "$set_once", "$append", "$union", "$remove"])
@pytest.mark.parametrize("way", WAYS)
def test_a_profile_leaves_without_the_person(path, own, operation, way, judge):
    record = {"$token": "t", "$time": 1.5, **own, operation: {"$email": "a@b.example", "$phone": "1", "$first_name": "Ada", "plan": "x"}}
    judged = judge(path=path, **way({**record, "$ip": "192.0.2.1"}))
    assert read(judged.outbound) == {"$token": "t", "$time": 1.5, **own, operation: {"plan": "x"}}


@pytest.mark.parametrize(
    "change", [{"$unset": ["plan"]}, {"$delete": ""}, {"$add": {"visits": 1}}, {"$append": {"$transactions": {"$amount": 5}}}]
)
def test_other_profile_operations_are_declared(change, judge):
    record = {"$token": "t", "$distinct_id": "usr_1", "$ignore_time": True, **change}
    assert judge(path="/engage", **as_form(record)).verdict is Verdict.PERMIT


@pytest.mark.parametrize(
    "properties", [{"alias": "usr_2"}, {"$distinct_ids": ["usr_1", "usr_2"]}, {"$identified_id": "usr_1", "$anon_id": "anon"}]
)
def test_identities_are_ids(properties, judge):
    judged = judge(**as_form({"event": "$identify", "properties": {"token": "t", **properties}}))
    assert judged.verdict is Verdict.PERMIT
    assert "user.unique_id.pseudonymous" in judged.leaving


def test_an_import_as_json_lines_with_a_service_account(judge):
    lines = b"\n".join(json.dumps(event(time=1, number=number)).encode() for number in range(2))
    headers = (("Content-Type", "application/x-ndjson"), ("Authorization", "Basic dTpzOg=="))
    judged = judge(path="/import", query="strict=1&project_id=42", headers=headers, body=lines)
    assert judged.verdict is Verdict.PERMIT
    assert judged.outbound.headers == headers


@pytest.mark.parametrize("path", ["/flags", "/flags/definitions", "/record", "/api/2.0/export", "/decide", "/"])
def test_other_endpoints_are_refused(path, judge):
    judged = judge(path=path)
    assert (judged.verdict, judged.reason) == (Verdict.DENY, "operation_unknown")


def test_each_region_is_where_mixpanel_says(rulebook):
    regions = {host: rulebook.find(host).region for host in ("api.mixpanel.com", "api-eu.mixpanel.com", "api-in.mixpanel.com")}
    assert regions == {"api.mixpanel.com": "US", "api-eu.mixpanel.com": "NL", "api-in.mixpanel.com": "IN"}
