"""Pairs that did not change leave as they came; the others are read strictly and written plainly."""

import base64
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.decoded import ITEMS
from gateway.codecs.form import decode, decode_query
from gateway.model.errors import Refused

QUERIES = [
    ("", {}),
    ("a=1", {"a": "1"}),
    ("a=1&b=2", {"a": "1", "b": "2"}),
    ("a=1&b=2&a=3", {"a": ["1", "3"], "b": "2"}),
    ("q=name+contains+%27Sorrel+%26+Pike%27&x=%2B", {"q": "name contains 'Sorrel & Pike'", "x": "+"}),
    ("$search=%22Nimbus%20Pilot%22&$top=5", {"$search": '"Nimbus Pilot"', "$top": "5"}),
    ("%C3%BC=%c3%bc&\u00fc2=\u00fc", {"\u00fc": "\u00fc", "\u00fc2": "\u00fc"}),
    ("a", {"a": ""}),
    ("a=", {"a": ""}),
    ("a&a=", {"a": ["", ""]}),
    ("=v", {"": "v"}),
    ("=", {"": ""}),
    ("a=b=c", {"a": "b=c"}),
    ("a=1;b=2", {"a": "1;b=2"}),
    ("a=%26b%3D2", {"a": "&b=2"}),
    ("a=%00", {"a": "\0"}),
]


@pytest.mark.parametrize(("query", "tree"), QUERIES)
def test_a_query_is_read_and_goes_back_byte_for_byte(query, tree):
    read = decode_query(query, {})
    assert read.tree == tree
    assert read.encode(read.tree) == query
    decoded = decode(query.encode(), "application/x-www-form-urlencoded", {})
    assert decoded.tree == tree
    assert decoded.encode(decoded.tree) == query.encode()


NAMES = st.text(st.characters(codec="utf-8"), max_size=8)


@given(st.dictionaries(NAMES, st.text(max_size=12), max_size=6), st.text(max_size=5))
def test_any_form_comes_back(fields, new):
    raw = urlencode(fields).encode()
    decoded = decode(raw, "", {})
    assert decoded.tree == fields
    assert decoded.encode(decoded.tree) == raw
    changed = {name: value + new for name, value in fields.items()}
    assert decode(decoded.encode(changed), "", {}).tree == changed


@given(st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=4)), max_size=8), st.data())
def test_a_reduced_form_says_what_is_left_and_nothing_else(pairs, data):
    read = decode_query(urlencode(pairs), {})
    reduced = {}
    for name, value in read.tree.items():
        if isinstance(value, list):
            reduced[name] = [item for item in value if data.draw(st.booleans())]
        elif data.draw(st.booleans()):
            reduced[name] = value
    left = parse_qs(read.encode(reduced), keep_blank_values=True)
    assert left == {name: value if isinstance(value, list) else [value] for name, value in reduced.items() if value != []}


def test_only_the_pair_that_changed_is_written_anew():
    read = decode_query("a=x+y&$f=%7e1&&b&z=%41", {})
    assert read.encode({**read.tree, "$f": "[integro.task] \u00fc"}) == "a=x+y&$f=%5Bintegro.task%5D%20%C3%BC&b&z=%41"


def test_a_masked_name_is_written_behind_the_others():
    read = decode_query("a=1&Quay+plan=2&t=3&t=4", {})
    assert read.encode({"a": "1", "[integro.project]": "2", "t2": ["3", "4"]}) == "a=1&%5Bintegro.project%5D=2&t2=3&t2=4"


@pytest.mark.parametrize(
    "query", ["a=%", "a=%4", "a=%zz", "%g1=1", "a=%u0041", "a=%ff", "a=%c3", "a=%ED%A0%80", "a=%c0%80", "%80=1", "a=\udc80"]
)
def test_what_is_not_percent_encoded_utf8_is_refused(query):
    with pytest.raises(Refused, match="body_undecodable"):
        decode_query(query, {})


@pytest.mark.parametrize("body", [b"Notes on Saltmarsh: x=1\n", b"a=1 b", b"a=\xff", b"a\r\n", b"\0", b"a=\x7f"])
def test_a_file_labelled_as_a_form_is_refused(body):
    with pytest.raises(Refused, match="body_undecodable"):
        decode(body, "application/x-www-form-urlencoded", {})


def test_a_form_in_another_charset_is_refused():
    with pytest.raises(Refused, match="charset"):
        decode(b"a=1", "application/x-www-form-urlencoded; charset=iso-8859-1", {})


def test_the_number_of_fields_is_bounded_to_the_field():
    assert len(decode_query("a&" * ITEMS, {}).tree["a"]) == ITEMS
    with pytest.raises(Refused, match="fields"):
        decode_query("a&" * (ITEMS + 1), {})


@pytest.mark.parametrize("value", ["%7B%22a%22%3A+1%7D", base64.b64encode(b'{"a":1}').decode().rstrip("="), "eyJhIjoxfQ%3D%3D"])
def test_a_document_in_a_field_is_a_tree_and_goes_back_in_its_form(value):
    body = f"data={value}&verbose=1".encode()
    decoded = decode(body, "", {"data": "json_or_base64"})
    assert decoded.tree == {"data": {"a": 1}, "verbose": "1"}
    assert decoded.encode(decoded.tree) == body
    changed = decoded.encode({"data": {"a": "\u00fc"}})
    assert decode(changed, "", {"data": "json_or_base64"}).tree == {"data": {"a": "\u00fc"}}
    assert (b"%7B" in changed) == (b"%7B" in body)


def test_a_list_in_a_field_is_not_a_repeated_field():
    decoded = decode(b"data=[1,2]&data2=x", "", {"data": "json"})
    assert decoded.tree == {"data": [1, 2], "data2": "x"}
    assert decoded.encode({"data": [2], "data2": "x"}) == b"data=%5B2%5D&data2=x"


def test_a_repeated_document_is_a_list_of_documents():
    decoded = decode(b"data=[1]&data=[2]", "", {"data": "json"})
    assert decoded.tree == {"data": [[1], [2]]}
    assert decoded.encode({"data": [[2]]}) == b"data=%5B2%5D"


def test_a_document_field_without_a_document_is_refused():
    with pytest.raises(Refused, match="body_undecodable"):
        decode_query("data=", {"data": "json"})
