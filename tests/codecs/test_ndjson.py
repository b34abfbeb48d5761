"""Every line of an NDJSON body is one document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.decoded import ITEMS
from gateway.codecs.ndjson import decode
from gateway.model.errors import Refused


@pytest.mark.parametrize(
    ("body", "tree"),
    [
        (b'{"a":1}\n{"b":2}\n', [{"a": 1}, {"b": 2}]),
        (b'{"a":1}\n{"b":2}', [{"a": 1}, {"b": 2}]),
        (b"1", [1]),
        (b'{"a":"x y"}\n', [{"a": "x y"}]),
    ],
)
def test_documents_are_read_line_by_line_and_the_last_newline_is_kept(body, tree):
    decoded = decode(body, "application/x-ndjson", {})
    assert decoded.tree == tree
    assert decoded.encode(decoded.tree) == body


def test_a_document_can_be_left_out():
    decoded = decode(b'{"a":1}\r\n{"b":2}\r\n{"c":3}\n', "", {})
    assert decoded.encode([{"a": 1}, {"c": 3}]) == b'{"a":1}\n{"c":3}\n'


@given(st.lists(st.dictionaries(st.text(), st.text() | st.none(), max_size=3), min_size=1, max_size=5))
def test_any_documents_come_back(documents):
    body = decode(b"0", "", {}).encode(documents)
    assert decode(body, "", {}).tree == documents


@pytest.mark.parametrize("body", [b"", b"\n", b"{}\n\n", b"\n{}", b"{}\n\n{}", b"{} {}", b"{}\nx", b'{"a":1,"a":2}\n{}', b"{}\n \n{}"])
def test_a_line_that_is_not_one_document_is_refused(body):
    with pytest.raises(Refused, match="body_undecodable"):
        decode(body, "", {})


def test_the_number_of_lines_is_bounded_to_the_line():
    assert len(decode(b"0\n" * ITEMS, "", {}).tree) == ITEMS
    with pytest.raises(Refused, match="lines"):
        decode(b"0\n" * ITEMS + b"0", "", {})
