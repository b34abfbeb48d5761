"""Batches of calls, each judged on its own."""

import json
from dataclasses import replace

from gateway.model.decision import Verdict
from gateway.pipeline import review
from tests.pipeline.vendor import GOOD, NOTHING, call, sent


def inner(number, body, url="/events"):
    return {"id": str(number), "method": "POST", "url": url, "headers": {"Content-Type": "application/json"}, "body": body}


def batch(*requests, path="/$batch"):
    return call(json.dumps({"requests": requests}).encode(), path=path)


ONE = {"sentAt": "x", "events": [GOOD]}


def test_a_clean_batch_leaves_byte_for_byte(facts, rulebook):
    judged = review(batch(inner(1, ONE), inner(2, ONE)), facts, rulebook)
    assert judged.verdict is Verdict.PERMIT
    assert judged.outbound.body == batch(inner(1, ONE), inner(2, ONE)).body


def test_each_inner_call_is_judged_on_its_own(facts, rulebook):
    dirty = {"events": [{**GOOD, "name": "Apollo"}]}
    judged = review(batch(inner(1, ONE), inner(2, dirty), inner(3, ONE, "/nowhere")), facts, rulebook)
    requests = sent(judged)["requests"]
    assert [each["id"] for each in requests] == ["1", "2"]
    assert requests[1]["body"]["events"][0]["name"] == "[integro.task]"
    assert (judged.verdict, judged.dropped_items) == (Verdict.REDACT, 1)


def test_a_batch_of_forbidden_calls_is_denied(facts, rulebook):
    judged = review(batch(inner(1, ONE, "/nowhere")), facts, rulebook)
    assert (judged.reason, judged.dropped_items) == ("operation_unknown", 1)
    mixed = review(
        batch(inner(1, ONE, "/nowhere"), inner(2, {"events": [], "x": 1}, "/events?zz")), replace(facts, terms=NOTHING), rulebook
    )
    assert mixed.verdict in (Verdict.REDACT, Verdict.DENY)


def test_a_denied_batch_says_what_was_found_and_nothing_of_what_would_have_left(facts, policy, rulebook):
    policy.forbidden |= {"user.name"}
    personal = {"events": [{"name": "b", "id": "personal"}]}
    judged = review(batch(inner(1, personal), inner(2, ONE, "/nowhere")), facts, rulebook)
    assert (judged.verdict, judged.reason, judged.outbound, judged.leaving) == (Verdict.DENY, "nothing_left", None, frozenset())
    assert judged.stopped == {"user.name"}
    assert "no-user.name" in judged.policies


def test_a_batch_under_another_name_in_a_batch_is_refused(facts, rulebook):
    judged = review(batch(inner(1, {"requests": [inner(2, ONE)]}, "/multi"), inner(3, ONE)), facts, rulebook)
    assert [each["id"] for each in sent(judged)["requests"]] == ["3"]
    assert judged.dropped_items == 1


def test_a_batch_in_a_batch_is_refused(facts, rulebook):
    judged = review(batch(inner(1, {"requests": [inner(2, ONE)]}, "/$batch")), facts, rulebook)
    assert judged.outbound is None


def test_what_depends_on_a_dropped_call_is_dropped_and_counted(facts, rulebook):
    second = {**inner(2, ONE), "dependsOn": ["1"]}
    third = {**inner(3, ONE), "dependsOn": ["2"]}
    judged = review(batch(inner(1, ONE, "/nowhere"), second, third, inner(4, ONE)), facts, rulebook)
    assert [each["id"] for each in sent(judged)["requests"]] == ["4"]
    assert judged.dropped_items == 3
