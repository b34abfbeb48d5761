"""A field declared to hold a document is read as one, or refused."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.json_document import decode
from gateway.codecs.nesting import open_document
from gateway.model.errors import Refused

EVENT = {"event": "Task Created", "properties": {"title": "Prüfstand >>> mieten ???", "n": 10}}
RAW = json.dumps(EVENT, separators=(",", ":"), ensure_ascii=False).encode()
STANDARD = base64.b64encode(RAW).decode()
URL_SAFE = base64.urlsafe_b64encode(RAW).decode()


def test_the_two_alphabets_differ_for_the_event():
    assert STANDARD != URL_SAFE
    assert STANDARD.endswith("=")


@pytest.mark.parametrize("text", [RAW.decode(), STANDARD, URL_SAFE, STANDARD.rstrip("="), URL_SAFE.rstrip("=")])
def test_a_document_in_a_string_goes_back_in_the_same_form(text):
    tree, close = open_document(text, "json_or_base64")
    assert tree == EVENT
    assert close(tree) == text
    assert open_document(close({"event": "~~~"}), "json_or_base64")[0] == {"event": "~~~"}


@given(
    tree=st.dictionaries(st.text(), st.text() | st.integers(0, 9), max_size=3),
    padded=st.booleans(),
    alphabet=st.sampled_from([b"+/", b"-_"]),
)
def test_any_document_goes_back_in_the_same_form(tree, padded, alphabet):
    text = base64.b64encode(json.dumps(tree, separators=(",", ":"), ensure_ascii=False).encode(), alphabet).decode()
    text = text if padded else text.rstrip("=")
    read, close = open_document(text, "json_or_base64")
    assert read == tree
    assert close(read) == text


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (STANDARD, "json"),
        ("", "json"),
        ("", "json_or_base64"),
        ("{", "json_or_base64"),
        ("[1", "json"),
        ('{"a":1,"a":2}', "json"),
        ("words", "json_or_base64"),
        ("nie gehört", "json_or_base64"),
        ("AAAA", "json_or_base64"),
        (STANDARD + "=", "json_or_base64"),
        (STANDARD[:9] + "\n" + STANDARD[9:], "json_or_base64"),
        (STANDARD[:-1] + "==", "json_or_base64"),
        (STANDARD[:-2] + "5=", "json_or_base64"),
        (STANDARD + "-", "json_or_base64"),
        (STANDARD.replace("+", "-", 1), "json_or_base64"),
        (base64.b64encode(b'{"a":1,"a":2}').decode(), "json_or_base64"),
        (None, "json"),
        (1, "json"),
        (["[]"], "json"),
        ({"a": 1}, "json"),
        ("[" + "[" * 200 + "]" * 200 + "]", "json"),
    ],
)
def test_what_holds_no_document_is_refused(text, form):
    with pytest.raises(Refused, match="body_undecodable"):
        open_document(text, form)


def test_documents_inside_a_json_body_are_opened_and_closed():
    body = json.dumps({"data": STANDARD, "rows": [{"filters": '{"a":"b"}', "n": 1}, {"n": 2}, 3], "plain": "{}"}).encode()
    decoded = decode(body, "application/json", {"data": "json_or_base64", "rows.filters": "json", "absent.too": "json"})
    assert decoded.tree == {"data": EVENT, "rows": [{"filters": {"a": "b"}, "n": 1}, {"n": 2}, 3], "plain": "{}"}
    assert json.loads(decoded.encode(decoded.tree)) == json.loads(body)


def test_a_document_that_was_left_out_stays_out():
    decoded = decode(b'{"data":"[1]","rows":[{"q":"[2]"},{"q":"[3]"}]}', "", {"data": "json", "rows.q": "json"})
    assert decoded.encode({"rows": [{"q": [3]}]}) == b'{"rows":[{"q":"[3]"}]}'


def test_a_declared_document_that_is_no_string_is_refused():
    with pytest.raises(Refused, match="not a string"):
        decode(b'{"data":null}', "", {"data": "json"})
