"""Leaves are complete, short enough, and hold no personal name."""

import hashlib
import json

import pytest

from gateway.audit import entry
from gateway.audit.entry import Disclosure
from gateway.model.decision import Action, Finding, Review, Verdict
from gateway.model.path import DataKey
from gateway.model.transfer import Completion, Outcome, Transfer
from tests.audit.oracle import canonical

SALT = bytes(range(16))


def _full(**changes):
    review = Review(
        verdict=Verdict.REDACT,
        connector="google",
        operation="calendar.events.insert",
        reason="",
        policies=("b", "a"),
        findings=(Finding(("body", "items", 2, DataKey(0)), "integro.task", "integro", "term", Action.MASKED),),
        leaving=frozenset({"user.name", "user.contact.email"}),
        stopped=frozenset({"integro.task"}),
        origins=frozenset({"google.basic"}),
        dropped_items=3,
    )
    usual = {
        "id": "0190-a",
        "at_ms": 5,
        "review": review,
        "policy_hash": "ff",
        "tenant": "acme",
        "caller": "erp",
        "purpose": "linked_service",
        "feature": "calendar-sync",
        "authorisation_refs": ("DEV-2", "DEV-1"),
        "subject": "Ana",
        "host": "www.googleapis.com",
        "method": "POST",
        "region": "US",
        "mechanism": "dpf",
        "bytes_in": 10,
        "bytes_out": 9,
    }
    return Transfer(**usual | changes)


def test_an_intent_says_all_there_is_to_say():
    leaf = entry.intent(_full(), salt=SALT)
    field, value = b"subject", b"Ana"
    framed = SALT + len(field).to_bytes(4, "big") + field + len(value).to_bytes(4, "big") + value
    assert json.loads(leaf.entry) == {
        "at_ms": 5,
        "authorisation_refs": ["DEV-1", "DEV-2"],
        "bytes_in": 10,
        "bytes_out": 9,
        "caller": "erp",
        "connector": "google",
        "decision": "redact",
        "digested": [],
        "dropped_items": 3,
        "feature": "calendar-sync",
        "findings": [["body.items[2]{0}", "integro.task", "integro", "term", "masked"]],
        "findings_summarised": False,
        "host": "www.googleapis.com",
        "kind": "intent",
        "leaving": ["user.contact.email", "user.name"],
        "mechanism": "dpf",
        "method": "POST",
        "operation": "calendar.events.insert",
        "origins": ["google.basic"],
        "policies": ["a", "b"],
        "policy_hash": "ff",
        "purpose": "linked_service",
        "reason": "",
        "region": "US",
        "stopped": ["integro.task"],
        "subject": hashlib.sha256(framed).hexdigest(),
        "tenant": "acme",
        "transfer_id": "0190-a",
        "transfer_kind": "data",
        "v": 1,
    }
    assert leaf.disclosures == (Disclosure("subject", SALT, b"Ana"),)
    assert hashlib.sha256(framed).digest() == entry.commitment(leaf.disclosures[0])


def test_a_completion_says_all_there_is_to_say():
    ending = Completion(
        transfer_id="0190-a",
        intent_index=7,
        at_ms=5,
        outcome=Outcome.FAILURE,
        status=502,
        bytes_sent=9,
        bytes_received=1,
        reason="vendor_protocol",
    )
    assert json.loads(entry.completion(ending, at_ms=6)) == {
        "at_ms": 6,
        "bytes_received": 1,
        "bytes_sent": 9,
        "intent_index": 7,
        "kind": "completion",
        "outcome": "failure",
        "reason": "vendor_protocol",
        "status": 502,
        "transfer_id": "0190-a",
        "v": 1,
    }


def test_a_denial_differs_from_an_intent_in_its_kind_alone():
    intent, denial = (json.loads(write(_full(), salt=SALT).entry) for write in (entry.intent, entry.denial))
    assert intent | {"kind": "denial"} == denial


def test_the_log_s_own_time_wins():
    assert json.loads(entry.intent(_full(), salt=SALT, at_ms=77).entry)["at_ms"] == 77


def test_nobody_is_named_and_the_same_person_looks_different_each_time():
    one, other = (entry.intent(_full(), salt=salt) for salt in (SALT, SALT[::-1]))
    assert b"Ana" not in one.entry
    assert json.loads(one.entry)["subject"] != json.loads(other.entry)["subject"]


def test_without_a_person_there_is_no_commitment_and_no_salt_is_needed():
    leaf = entry.intent(_full(subject=None), salt=b"")
    assert (json.loads(leaf.entry)["subject"], leaf.disclosures) == ("", ())


def test_a_salt_of_another_length_is_refused():
    with pytest.raises(ValueError, match="16 bytes"):
        entry.intent(_full(), salt=b"short")


def test_a_disclosure_does_not_show_its_value():
    assert "Ana" not in repr(entry.intent(_full(), salt=SALT).disclosures)


@pytest.mark.parametrize("other", [Disclosure("a", SALT, b"bc"), Disclosure("ab", SALT, b"c"), Disclosure("", SALT, b"abc")])
def test_a_commitment_frames_field_and_value(other):
    known = [entry.commitment(Disclosure(field, SALT, value)) for field, value in (("a", b"bc"), ("ab", b"c"), ("", b"abc"))]
    assert known.count(entry.commitment(other)) == 1


@pytest.mark.parametrize("wrong", [-1, 2**53, 1.5])
def test_an_integer_that_json_readers_disagree_about_is_refused(wrong):
    with pytest.raises(ValueError, match="integer"):
        entry.intent(_full(bytes_in=wrong), salt=SALT)


@pytest.mark.parametrize("wrong", ["", "x" * 65, "ü", "a\nb"])
def test_an_id_that_is_none_is_refused(wrong):
    with pytest.raises(ValueError, match="transfer id"):
        entry.intent(_full(id=wrong), salt=SALT)


def _finding(number, category="integro.task"):
    return Finding(("body", "batch", number, "properties"), category, "integro", "term", Action.MASKED)


def test_too_many_findings_are_counted_instead_of_listed():
    findings = tuple(_finding(number, ("integro.task", "integro.project")[number % 3 == 0]) for number in range(3000))
    transfer = _full(review=Review(verdict=Verdict.REDACT, findings=findings))
    found = entry.intent(transfer, salt=SALT).entry
    assert len(found) <= 65_535
    said = json.loads(found)
    assert said["findings_summarised"] is True
    assert said["findings"] == [["integro.project", "integro", "term", "masked", 1000], ["integro.task", "integro", "term", "masked", 2000]]


def test_as_many_findings_as_fit_are_listed():
    findings = tuple(_finding(number) for number in range(800))
    said = json.loads(entry.intent(_full(review=Review(verdict=Verdict.REDACT, findings=findings)), salt=SALT).entry)
    assert (said["findings_summarised"], len(said["findings"])) == (False, 800)


def test_no_input_is_too_long_for_an_entry():
    many = frozenset(f"\x01{number}" for number in range(20_000))
    findings = tuple(_finding(number, f"\x01{number}") for number in range(20_000))
    names = ("tenant", "caller", "purpose", "feature", "host", "method", "region", "mechanism", "policy_hash", "kind", "subject")
    review = Review(
        verdict=Verdict.DENY,
        connector="\x01" * 70_000,
        operation="\x01" * 70_000,
        reason="\x01" * 70_000,
        policies=tuple(many),
        findings=findings,
        leaving=many,
        stopped=many,
        origins=many,
    )
    transfer = _full(review=review, authorisation_refs=tuple(many), **dict.fromkeys(names, "\x01" * 70_000))
    found = entry.denial(transfer, salt=SALT).entry
    assert len(found) <= 65_535
    said = json.loads(found)
    assert said["tenant"] == "sha256:" + hashlib.sha256(canonical("\x01" * 70_000)).hexdigest()
    assert said["leaving"] == ["sha256:" + hashlib.sha256(canonical(sorted(many))).hexdigest()]
    assert {"tenant", "leaving", "findings"} <= set(said["digested"])
    assert said["at_ms"] == 5


def test_the_longest_texts_that_are_kept_fit_together():
    text, refs = "x" * 254, tuple(f"{number:>40}" for number in range(95))
    names = ("tenant", "caller", "purpose", "feature", "host", "method", "region", "mechanism", "policy_hash", "kind")
    findings = tuple(_finding(number, f"{number:<60}") for number in range(20_000))
    review = Review(
        verdict=Verdict.DENY, connector=text, operation=text, reason=text, policies=refs, findings=findings, stopped=frozenset(refs)
    )
    transfer = _full(review=review, authorisation_refs=refs, **dict.fromkeys(names, text))
    found = entry.denial(transfer, salt=SALT).entry
    said = json.loads(found)
    assert (said["tenant"], said["policies"], said["digested"]) == (text, sorted(refs), ["findings"])
    assert len(found) <= 65_535
