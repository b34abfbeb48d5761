"""A form's field names are keys of the tree; everything else in it is data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.multipart_form import decode
from gateway.model.errors import Refused

FORM = "multipart/form-data; boundary=9ce324"


def body(*parts: bytes) -> bytes:
    return b"".join(b"--9ce324\r\n" + part + b"\r\n" for part in parts) + b"--9ce324--\r\n"


OPTIONS = b'Content-Disposition: form-data; name="options"\r\n\r\n{"access": "PRIVATE"}'
FILE = (
    'Content-Disposition: form-data; name="file"; filename="Prüfung.csv"\r\nContent-Type: text/csv\r\n\r\nProject: Saltmarsh\r\n'.encode()
)
HEADER = {"content-disposition": 'form-data; name="file"; filename="Prüfung.csv"', "content-type": "text/csv"}


def test_a_form_is_read_and_goes_back_as_it_came():
    raw = body(b'Content-Disposition: form-data; name="options"\r\n\r\nx', FILE)
    decoded = decode(raw, FORM, {})
    assert decoded.tree == {
        "parts": [
            {"options": {"header": {"content-disposition": 'form-data; name="options"'}, "body": "x"}},
            {"file": {"header": HEADER, "body": "Project: Saltmarsh\r\n"}},
        ]
    }
    assert decoded.encode(decoded.tree) == raw


def test_a_document_in_a_field_is_a_tree():
    decoded = decode(body(OPTIONS, FILE), FORM, {"options": "json"})
    assert decoded.tree["parts"][0]["options"]["body"] == {"access": "PRIVATE"}
    assert decode(decoded.encode(decoded.tree), FORM, {"options": "json"}).tree == decoded.tree
    assert b'{"access":"PUBLIC"}' in decoded.encode({"parts": [{"options": {"body": {"access": "PUBLIC"}}}]})


def test_a_json_part_is_a_tree():
    part = b'Content-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\n\r\n{"a":1.50}'
    decoded = decode(body(part), FORM, {})
    assert decoded.tree["parts"][0]["meta"]["body"] == {"a": 1.5}
    assert b'{"a":1.50}' in decoded.encode(decoded.tree)


@pytest.mark.parametrize(
    ("left", "raw"),
    [
        ({"file": {"header": HEADER, "body": "y"}}, FILE.replace(b"Project: Saltmarsh\r\n", b"y")),
        ({"file": {"header": {}, "body": "y"}}, b'Content-Disposition: form-data; name="file"\r\n\r\ny'),
        ({"file": {"body": b"y"}}, b'Content-Disposition: form-data; name="file"\r\n\r\ny'),
        ({"file": {"header": {"content-disposition": "[x]"}, "body": "y"}}, b'Content-Disposition: form-data; name="file"\r\n\r\ny'),
        (
            {'[x]"\\': {"header": HEADER, "body": "y"}},
            b'Content-Disposition: form-data; name="[x]\\"\\\\"\r\nContent-Type: text/csv\r\n\r\ny',
        ),
    ],
)
def test_what_is_left_of_a_form_is_written(left, raw):
    assert decode(body(OPTIONS, FILE), FORM, {}).encode({"parts": [left]}) == body(raw)


def test_a_field_without_its_body_is_left_out():
    decoded = decode(body(OPTIONS, FILE), FORM, {})
    assert decoded.encode({"parts": [{"options": decoded.tree["parts"][0]["options"]}, {"file": {"header": HEADER}}]}) == body(OPTIONS)
    assert decoded.encode({}) == b"--9ce324--\r\n"


@pytest.mark.parametrize(
    "part",
    [
        b"\r\nx",
        b"Content-Type: text/plain\r\n\r\nx",
        b"Content-Disposition: form-data\r\n\r\nx",
        b'Content-Disposition: attachment; name="a"\r\n\r\nx',
        b'Content-Disposition: form-data; name="a"; name="b"\r\n\r\nx',
        b'Content-Disposition: form-data; name="a\r\n\r\nx',
        b"Content-Disposition: form-data; name=\"a\"; name*=utf-8''b\r\n\r\nx",
    ],
)
def test_a_part_without_one_name_is_refused(part):
    with pytest.raises(Refused, match="body_undecodable"):
        decode(body(OPTIONS, part), FORM, {})


def test_a_document_field_that_is_binary_is_refused():
    with pytest.raises(Refused, match="not a string"):
        decode(body(b'Content-Disposition: form-data; name="options"\r\n\r\n\xff'), FORM, {"options": "json"})


@given(
    st.lists(
        st.tuples(st.from_regex(r"[a-zé \"\\]{1,6}", fullmatch=True), st.binary(max_size=9) | st.text(max_size=9)), min_size=1, max_size=4
    )
)
def test_any_fields_come_back(fields):
    encode = decode(body(OPTIONS), FORM, {}).encode
    raw = encode({"parts": [{name: {"header": {}, "body": value}} for name, value in fields]})
    read = [(name, part["body"]) for item in decode(raw, FORM, {}).tree["parts"] for name, part in item.items()]
    assert [name for name, _ in read] == [name for name, _ in fields]
    assert [value.encode() if isinstance(value, str) else value for _, value in read] == [
        value.encode() if isinstance(value, str) else value for _, value in fields
    ]
