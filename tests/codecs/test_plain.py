"""What is readable becomes text; the rest is bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.plain import decode_opaque, decode_text
from gateway.model.errors import Refused


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_body_goes_back_as_it_came(body):
    decoded = decode_opaque(body, "", {})
    assert decoded.encode(decoded.tree) == body


@pytest.mark.parametrize(
    ("body", "content_type", "tree"),
    [
        (b"Notes on Saltmarsh", "application/x-www-form-urlencoded", "Notes on Saltmarsh"),
        ("Prüfung".encode(), "application/octet-stream", "Prüfung"),
        (b"", "", ""),
        (b"\xff\xfe", "", b"\xff\xfe"),
        (b"PK\x03\x04\0\0", "application/zip", b"PK\x03\x04\0\0"),
        ("Plan".encode("utf-16-le"), "text/csv", b"P\0l\0a\0n\0"),
        (b"+AGE-", "text/plain; charset=utf-7", b"+AGE-"),
    ],
)
def test_an_opaque_body_is_text_only_where_it_can_be_read(body, content_type, tree):
    assert decode_opaque(body, content_type, {}).tree == tree


def test_a_text_body_is_text():
    decoded = decode_text("Zeile 1\r\nPrüfung".encode(), "text/plain; charset=utf-8", {})
    assert decoded.tree == "Zeile 1\r\nPrüfung"
    assert decoded.encode("weniger") == b"weniger"


@pytest.mark.parametrize(("body", "content_type"), [(b"\xff", ""), (b"a\0b", ""), (b"+AGE-", "text/plain; charset=utf-7")])
def test_a_text_body_that_is_no_utf8_text_is_refused(body, content_type):
    with pytest.raises(Refused, match="body_undecodable"):
        decode_text(body, content_type, {})
