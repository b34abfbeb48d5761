"""A header value with parameters has one reading, or none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.header_value import is_json, is_utf8, read_header_value, require_utf8
from gateway.model.errors import Refused


@pytest.mark.parametrize(
    ("text", "name", "parameters"),
    [
        ("application/json", "application/json", {}),
        ("Application/JSON; Charset=UTF-8", "application/json", {"charset": "UTF-8"}),
        ("application/json;charset=utf-8", "application/json", {"charset": "utf-8"}),
        (" text/plain ;\tcharset=utf-8 ", "text/plain", {"charset": "utf-8"}),
        ("text/plain;", "text/plain", {}),
        ("text/plain; ; charset=x;", "text/plain", {"charset": "x"}),
        ('multipart/mixed; boundary="===============12=="', "multipart/mixed", {"boundary": "===============12=="}),
        ('form-data; name="a\\"b\\\\"; filename="Prüfung (2).pdf"', "form-data", {"name": 'a"b\\', "filename": "Prüfung (2).pdf"}),
        ("form-data; name=x; filename*=UTF-8''na%C3%AFve.txt", "form-data", {"name": "x", "filename*": "UTF-8''na%C3%AFve.txt"}),
        ('form-data; name=""', "form-data", {"name": ""}),
    ],
)
def test_a_value_and_its_parameters_are_read(text, name, parameters):
    assert read_header_value(text) == (name, parameters)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ";",
        "a/b/c",
        "text/plain charset=x",
        "text/plain; charset",
        "text/plain; charset=",
        "text/plain; charset =x",
        "text/plain; charset= x",
        'text/plain; charset="x',
        'text/plain; charset="x"y',
        'text/plain; charset="\n"',
        'text/plain; charset="\x00"',
        'text/plain; charset="x\\',
        "text/plain; charset=a; charset=b",
        "text/plain; charset=a; CHARSET=a",
        "text/plain, text/html",
        "text/plain\r\nX: y",
        "multipart/mixed; boundary=a=b",
    ],
)
def test_a_value_with_no_or_two_readings_is_refused(text):
    with pytest.raises(Refused, match="body_undecodable"):
        read_header_value(text)


@pytest.mark.parametrize(
    ("content_type", "utf8"),
    [
        ("", True),
        ("application/json", True),
        ("application/json; charset=UTF-8", True),
        ("text/plain; charset=utf8", True),
        ('text/plain; charset="us-ascii"', True),
        ("multipart/form-data; boundary=x", True),
        ("text/plain; charset=utf-7", False),
        ("application/json; charset=utf-16", False),
        ("text/plain; charset=iso-8859-1", False),
    ],
)
def test_only_utf8_is_read_as_utf8(content_type, utf8):
    assert is_utf8(content_type) == utf8
    if utf8:
        require_utf8(content_type)
    else:
        with pytest.raises(Refused, match="charset"):
            require_utf8(content_type)


@pytest.mark.parametrize(
    ("content_type", "json"),
    [
        ("", False),
        ("application/json", True),
        ("application/json; charset=utf-8", True),
        ("application/vnd.api+json", True),
        ("TEXT/JSON", True),
        ("application/x-ndjson", False),
        ("text/plain", False),
    ],
)
def test_json_is_known_by_its_media_type(content_type, json):
    assert is_json(content_type) == json


@given(st.text(st.sampled_from('ab/;="\\ \t\n\x00é'), max_size=20))
def test_any_text_is_read_or_refused(text):
    try:
        value = read_header_value(text)
    except Refused:
        return
    assert all(part in text.lower() for part in (value.name, *value.parameters))
