"""Every byte of a multipart body is in a part, or is white space between parts."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.decoded import PARTS
from gateway.codecs.multipart import join, read_part, split, write_header, write_part
from gateway.model.errors import Refused

MIXED = "multipart/mixed; boundary=b0"
CRLF = b"--b0\r\nA: 1\r\n\r\none\r\n--b0\r\n\r\ntwo\r\n\r\n--b0--\r\n"


@pytest.mark.parametrize("body", [CRLF, CRLF.replace(b"\r\n", b"\n"), b"\r\n" + CRLF, CRLF.removesuffix(b"\r\n"), b" \n" + CRLF + b" \n"])
def test_a_body_is_taken_apart_and_put_together_byte_for_byte(body):
    frame, blocks = split(body, MIXED)
    assert [block.header for block in blocks] == [(("A", "1"),), ()]
    assert [block.content.strip() for block in blocks] == [b"one", b"two"]
    assert join(frame, [block.raw for block in blocks]) == body
    assert split(join(frame, [blocks[1].raw]), MIXED)[1] == [blocks[1]]


def test_the_line_end_before_a_boundary_is_not_content():
    assert split(b"--b0\n\nx\n--b0\n\n\r\n--b0\n\n\n--b0--", MIXED)[1] == [(b"\nx", (), b"x"), (b"\n\r", (), b"\r"), (b"\n", (), b"")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--b0--",
        b"--b0",
        b"--b0\r\n\r\none",
        b"--b0\r\n\r\none\r\n",
        b"--b0\r\n\r\none\r\n--b0\r\n",
        b"--b0\r\n\r\none\r\n--b0-",
        b"--b0\r\n--b0--",
        b"--b0\r\n\r\n--b0--",
        b"hidden\r\n" + CRLF,
        CRLF + b"hidden",
        CRLF + b"--b0\r\n\r\nthree\r\n--b0--",
        CRLF.removesuffix(b"--\r\n") + b"--hidden\r\n",
        b" " + CRLF,
        CRLF.replace(b"two\r\n\r\n", b"two"),
        CRLF.replace(b"--b0\r\nA", b"--b0 \r\nA"),
        CRLF.replace(b"--b0\r\nA", b"--b0x\r\nA"),
        CRLF.replace(b"one", b"x--b0y"),
        CRLF.replace(b"A: 1\r\n", b"A: 1\n"),
        CRLF.replace(b"\r\n\r\none", b"\r\none"),
        CRLF.replace(b"\r\n\r\none", b"\n\none"),
        CRLF.replace(b"--b0\r\n\r\ntwo", b"--b0\n\ntwo"),
        CRLF.replace(b"A: 1", b"A 1"),
        CRLF.replace(b"A: 1", b"A : 1"),
        CRLF.replace(b"A: 1", b": 1"),
        CRLF.replace(b"A: 1", b" A: 1"),
        CRLF.replace(b"A: 1", b"A: \xff"),
        CRLF.replace(b"A: 1", b"A: \0"),
        CRLF.replace(b"A: 1", b"A: 1\r2"),
        CRLF.replace(b"A: 1", b"A: 1\r\na: 2"),
        CRLF.replace(b"A: 1", b"\r\n".join(b"A%d: 1" % n for n in range(70))),
    ],
)
def test_a_body_with_hidden_text_or_two_readings_is_refused(body):
    with pytest.raises(Refused, match="body_undecodable"):
        split(body, MIXED)


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "multipart/mixed",
        'multipart/mixed; boundary=""',
        'multipart/mixed; boundary="a "',
        f"multipart/mixed; boundary={'b' * 71}",
        'multipart/mixed; boundary="ä"',
    ],
)
def test_a_content_type_without_a_usable_boundary_is_refused(content_type):
    with pytest.raises(Refused, match="body_undecodable"):
        split(CRLF, content_type)


def test_the_number_of_parts_is_bounded_to_the_part():
    assert len(split(b"--b0\n\nx\n" * PARTS + b"--b0--", MIXED)[1]) == PARTS
    with pytest.raises(Refused, match="parts"):
        split(b"--b0\n\nx\n" * (PARTS + 1) + b"--b0--", MIXED)


def test_a_header_folded_over_lines_is_one_header():
    body = b"--b0\nContent-ID: <1 +\n Quay%20lighting>\nB:\n\tx\n\nx\n--b0--"
    assert split(body, MIXED)[1][0].header == (("Content-ID", "<1 + Quay%20lighting>"), ("B", "x"))


def part(header: bytes, content: bytes) -> dict:
    return read_part(split(b"--b0\r\n" + header + b"\r\n" + content + b"\r\n--b0--", MIXED)[1][0])


@pytest.mark.parametrize(
    ("header", "content", "body"),
    [
        (b"", b"words", "words"),
        (b"", b"\xff\0", b"\xff\0"),
        (b"Content-Type: text/plain\r\n", "Prüfung".encode(), "Prüfung"),
        (b"Content-Type: text/plain; charset=utf-8\r\n", "Prüfung".encode(), "Prüfung"),
        (b"Content-Type: text/plain; charset=utf-7\r\n", b"+AGE-", b"+AGE-"),
        (b"Content-Type: text/csv\r\n", b"a,b\r\n1,2\r\n", "a,b\r\n1,2\r\n"),
        (b"Content-Type: application/json\r\n", b'{"a": [1, "x"]}', {"a": [1, "x"]}),
        (b"Content-Type: application/ld+json; charset=UTF-8\r\n", b'"x"', "x"),
        (b"Content-Type: application/pdf\r\n", b"%PDF\xff", b"%PDF\xff"),
        (b"Content-Transfer-Encoding: binary\r\n", b"x", "x"),
        (b"Content-Transfer-Encoding: 8BIT\r\n", b"x", "x"),
        (b"Content-Transfer-Encoding: 7bit\r\n", b"x", "x"),
        (b"Content-Transfer-Encoding: base64\r\n", base64.encodebytes(b"words " * 30), "words " * 30),
        (b"Content-Transfer-Encoding: Base64\r\nContent-Type: application/json\r\n", b"eyJhIjox\r\nfQ==\r\n", {"a": 1}),
        (b"Content-Length: 1\r\n", b"x", "x"),
    ],
)
def test_a_part_is_read_by_its_type_and_written_back(header, content, body):
    read = part(header, content)
    assert read["body"] == body
    assert not {"content-length", "content-transfer-encoding"} & read["header"].keys()
    again = split(b"--b0\r\n" + write_part(read, b"\r\n") + b"\r\n--b0--", MIXED)[1][0]
    assert read_part(again) == read


@pytest.mark.parametrize(
    ("header", "content"),
    [
        (b"Content-Transfer-Encoding: quoted-printable\r\n", b"=41"),
        (b"Content-Transfer-Encoding: x-uuencode\r\n", b"x"),
        (b"Content-Transfer-Encoding: \r\n", b"x"),
        (b"Content-Transfer-Encoding: base64\r\n", b"a"),
        (b"Content-Transfer-Encoding: base64\r\n", b"QQ==hidden"),
        (b"Content-Transfer-Encoding: base64\r\n", b"Q!Q=="),
        (b"Content-Transfer-Encoding: base64\r\n", b"QR=="),
        (b"Content-Transfer-Encoding: base64\r\n", b"Q Q=="),
        (b"Content-Length: 2\r\n", b"x"),
        (b"Content-Length: 01\r\n", b"x"),
        (b"Content-Type: application/json\r\n", b'{"a":1,"a":2}'),
        (b"Content-Type: application/json\r\n", b""),
        (b"Content-Type: application/json; charset=utf-16\r\n", b"{}"),
        (b"Content-Type: ;\r\n", b"{}"),
    ],
)
def test_a_part_that_can_not_be_read_is_refused(header, content):
    with pytest.raises(Refused, match="body_undecodable"):
        part(header, content)


@pytest.mark.parametrize(
    ("left", "raw"),
    [
        ({}, b"\n"),
        ({"body": "x"}, b"\nx"),
        ({"header": {"content-type": "text/plain"}}, b"Content-Type: text/plain\n\n"),
        ({"header": {"x-empty": ""}, "body": b"\xff"}, b"X-Empty: \n\n\xff"),
        ({"header": {}, "body": {"a": 1}}, b'\n{"a":1}'),
    ],
)
def test_what_is_left_of_a_part_is_written(left, raw):
    assert write_part(left, b"\n") == raw


@pytest.mark.parametrize("header", [("A", "1\r\nB: 2"), ("A", "1\n"), ("A B", "1"), ("", "1"), ("A:", "1"), ("A", " 1"), ("A", "1 ")])
def test_a_header_that_would_read_differently_is_not_written(header):
    with pytest.raises(Refused, match="can not be written"):
        write_header([header], b"\r\n")


def test_a_part_that_holds_the_boundary_is_not_written():
    frame, _ = split(CRLF, MIXED)
    with pytest.raises(Refused, match="boundary"):
        join(frame, [b"\r\nx--b0"])


@given(
    st.lists(
        st.tuples(
            st.dictionaries(
                st.from_regex(r"[A-Za-z-]{1,8}", fullmatch=True).map(str.lower),
                st.from_regex(r"([!-~é]([ -~]*[!-~])?)?", fullmatch=True),
                max_size=3,
            ),
            st.binary(max_size=20),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_parts_come_back(parts):
    frame, _ = split(CRLF.replace(b"b0", b"a-rare-boundary"), "multipart/mixed; boundary=a-rare-boundary")
    raws = [write_header(header.items(), b"\r\n") + content for header, content in parts]
    blocks = split(join(frame, raws), "multipart/mixed; boundary=a-rare-boundary")[1]
    assert [(dict(block.header), block.content) for block in blocks] == parts
