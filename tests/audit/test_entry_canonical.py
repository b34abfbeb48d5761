"""Leaves are canonical: one form for the same transfer, and texts of characters alone."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.audit import entry
from gateway.model.decision import Action, Finding, Review, Verdict
from gateway.model.path import DataKey
from gateway.model.transfer import Completion, Outcome, Transfer
from tests.audit.oracle import canonical

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
    assert found == canonical(json.loads(found))


@given(COMPLETIONS)
def test_a_completion_is_canonical_json(ending):
    found = entry.completion(ending)
    assert found == canonical(json.loads(found))


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


@pytest.mark.parametrize(
    ("value", "shown"),
    [("plain", "plain"), ("e\u0301", "\u00e9"), ("a\x00b", "a\ufffdb"), ("a\ud800b", "a\ufffdb"), ("\ud83d\ude00", "😀"), ("a\nb", "a\nb")],
)
def test_texts_are_brought_into_one_form(value, shown):
    assert entry.text(value) == shown
