"""Leaves are canonical, complete, short enough, and hold no personal name."""

import hashlib
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.audit import entry
from gateway.audit.entry import Disclosure
from gateway.model.decision import Action, Finding, Review, Verdict
from gateway.model.path import DataKey
from gateway.model.transfer import Completion, Outcome, Transfer

SALT = bytes(range(16))
TEXT = st.text(st.characters(codec=None), max_size=30)
NAMES = st.frozensets(TEXT, max_size=4)
COUNTS = st.integers(0, 2**53 - 1)
PLACES = st.lists(TEXT | st.integers(0, 99) | st.integers(0, 9).map(DataKey), max_size=4).map(tuple)
FINDINGS = st.builds(Finding, place=PLACES, category=TEXT, origin=TEXT, detector=TEXT, action=st.sampled_from(Action))
REVIEWS = st.builds(
    Review,
    verdict=st.sampled_from(Verdict),
    connector=TEXT,
    operation=TEXT,
    reason=TEXT,
    policies=st.lists(TEXT, max_size=3).map(tuple),
    findings=st.lists(FINDINGS, max_size=4).map(tuple),
    leaving=NAMES,
    stopped=NAMES,
    origins=NAMES,
    dropped_items=COUNTS,
)
IDS = st.text("0123456789abcdef-", min_size=1, max_size=64)
TRANSFERS = st.builds(
    Transfer,
    id=IDS,
    at_ms=COUNTS,
    review=REVIEWS,
    policy_hash=TEXT,
    tenant=TEXT,
    caller=TEXT,
    purpose=TEXT,
    feature=TEXT,
    authorisation_refs=st.lists(TEXT, max_size=3).map(tuple),
    subject=st.none() | TEXT,
    host=TEXT,
    method=TEXT,
    region=TEXT,
    mechanism=TEXT,
    bytes_in=COUNTS,
    bytes_out=COUNTS,
    kind=TEXT,
)
COMPLETIONS = st.builds(
    Completion,
    transfer_id=IDS,
    intent_index=COUNTS,
    at_ms=COUNTS,
    outcome=st.sampled_from(Outcome),
    status=COUNTS,
    bytes_sent=COUNTS,
    bytes_received=COUNTS,
    reason=TEXT,
)


def _oracle(value):
    """RFC 8785 for strings, booleans, lists and small integers under ASCII keys, by another implementation."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _strings(value):
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _strings(item)
        case dict():
            for item in value.values():
                yield from _strings(item)


@given(TRANSFERS)
def test_an_intent_is_canonical_json(transfer):
    found = entry.intent(transfer, salt=SALT).entry
    assert found == _oracle(json.loads(found))


@given(COMPLETIONS)
def test_a_completion_is_canonical_json(ending):
    found = entry.completion(ending)
    assert found == _oracle(json.loads(found))


@given(TRANSFERS)
def test_every_string_is_normalised_and_holds_only_characters(transfer):
    for found in _strings(json.loads(entry.denial(transfer, salt=SALT).entry)):
        assert found == unicodedata.normalize("NFC", found)
        assert "\x00" not in found
        found.encode()


@given(TRANSFERS)
def test_the_same_transfer_has_the_same_bytes(transfer):
    assert entry.intent(transfer, salt=SALT) == entry.intent(transfer, salt=SALT)


@given(TEXT)
def test_normalising_twice_changes_nothing(value):
    assert entry.text(entry.text(value)) == entry.text(value)


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


@pytest.mark.parametrize(
    ("value", "shown"),
    [("plain", "plain"), ("e\u0301", "\u00e9"), ("a\x00b", "a\ufffdb"), ("a\ud800b", "a\ufffdb"), ("\ud83d\ude00", "😀"), ("a\nb", "a\nb")],
)
def test_texts_are_brought_into_one_form(value, shown):
    assert entry.text(value) == shown


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
    assert said["tenant"] == "sha256:" + hashlib.sha256(_oracle("\x01" * 70_000)).hexdigest()
    assert said["leaving"] == ["sha256:" + hashlib.sha256(_oracle(sorted(many))).hexdigest()]
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
