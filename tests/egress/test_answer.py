"""Reading an answer: what is one, where it ends, and what of it may be written again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.egress.answer import FIELDS_MAX, HEAD_MAX, AnswerReader, BadAnswer, Head

OK = b"HTTP/1.1 200 OK\r\n"


def read(raw: bytes, *, method: str = "POST", step: int = 0, eof: bool = False) -> tuple[AnswerReader, bytes]:
    """Feed an answer whole, or ``step`` bytes at a time."""
    reader, body = AnswerReader(method), b""
    for at in range(0, len(raw), step or len(raw) or 1):
        body += reader.feed(raw[at : at + (step or len(raw))])
    if eof:
        reader.eof()
    return reader, body


WHOLE = [
    ("length", OK + b"Content-Length: 5\r\n\r\nhello", b"hello", True),
    ("no body", OK + b"Content-Length: 0\r\n\r\n", b"", True),
    ("chunked", OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", b"hello", True),
    ("chunk case, extension, space", OK + b"transfer-encoding: Chunked\r\n\r\nA ;x=1\r\n0123456789\r\n00\r\n\r\n", b"0123456789", True),
    ("trailers", OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nA: b\r\nC: d\r\n\r\n", b"hi", True),
    ("close", OK + b"Connection: close\r\nContent-Length: 2\r\n\r\nhi", b"hi", False),
    ("old version", b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", b"hi", False),
    ("no reason", b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi", b"hi", True),
    (
        "interim",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + OK + b"Content-Length: 2\r\n\r\nhi",
        b"hi",
        True,
    ),
    ("no content", b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", b"", True),
    ("not modified", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", b"", True),
]


@pytest.mark.parametrize("step", [0, 1, 2, 3, 7])
@pytest.mark.parametrize(("raw", "body", "reusable"), [row[1:] for row in WHOLE], ids=[row[0] for row in WHOLE])
def test_an_answer_is_read_the_same_however_it_is_cut(raw: bytes, body: bytes, reusable: bool, step: int) -> None:
    reader, got = read(raw, step=step)
    assert (got, reader.complete, reader.reusable) == (body, True, reusable)


@pytest.mark.parametrize("raw", [row[1] for row in WHOLE], ids=[row[0] for row in WHOLE])
def test_no_answer_is_complete_before_its_last_byte(raw: bytes) -> None:
    reader, _ = read(raw[:-1])
    assert not reader.complete
    with pytest.raises(BadAnswer, match="ended before"):
        reader.eof()


@pytest.mark.parametrize("raw", [row[1] for row in WHOLE], ids=[row[0] for row in WHOLE])
def test_bytes_behind_an_answer_are_not_read_and_end_the_connection(raw: bytes) -> None:
    reader, body = read(raw + b"HTTP/1.1 200 OK\r\n\r\n")
    clean, clean_body = read(raw)
    assert (body, reader.complete, reader.reusable) == (clean_body, True, False)
    assert clean.feed(b"late") == b""
    assert not clean.reusable


def test_an_answer_to_head_has_no_body() -> None:
    reader, body = read(OK + b"Content-Length: 5\r\n\r\n", method="HEAD")
    assert (reader.complete, reader.reusable, body) == (True, True, b"")
    assert reader.head == Head(200, "OK", (("Content-Length", "5"),))


def test_an_answer_without_a_length_ends_with_its_connection() -> None:
    reader, body = read(OK + b"\r\nhel")
    assert (reader.complete, reader.feed(b"lo")) == (False, b"lo")
    reader.eof()
    assert (body, reader.complete, reader.reusable) == (b"hel", True, False)


def test_the_end_of_the_connection_after_a_complete_answer_is_fine() -> None:
    reader, _ = read(OK + b"Content-Length: 0\r\n\r\n", eof=True)
    assert reader.complete


BAD = [
    b"garbage",
    b"\r\n" + OK + b"\r\n",
    b"HTTP/2 200 OK\r\n\r\n",
    b"HTTP/1.2 200 OK\r\n\r\n",
    b"HTTP/1.1 99 No\r\n\r\n",
    b"HTTP/1.1 600 No\r\n\r\n",
    b"HTTP/1.1 2000 No\r\n\r\n",
    b"HTTP/1.1  200 OK\r\n\r\n",
    b"HTTP/1.1 200 O\x00K\r\n\r\n",
    b"HTTP/1.1 200 O\rK\r\n\r\n",
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n" * 9,
    OK + b"No colon\r\n\r\n",
    OK + b"Space : x\r\n\r\n",
    OK + b": x\r\n\r\n",
    OK + b"A: b\r\n folded\r\n\r\n",
    OK + b"A: b\nB: c\r\n\r\n",
    OK + b"A: b\rB: c\r\n\r\n",
    OK + b"A: \x00\r\n\r\n",
    OK + b"A: \x1b[2J\r\n\r\n",
    OK + b"A\xc3\xa9: b\r\n\r\n",
    OK + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    OK + b"Content-Length: 5\r\ncontent-length: 6\r\n\r\nhello",
    OK + b"Content-Length: 5, 5\r\n\r\nhello",
    OK + b"Content-Length: +5\r\n\r\nhello",
    OK + b"Content-Length: -1\r\n\r\n",
    OK + b"Content-Length: 0x5\r\n\r\n",
    OK + b"Content-Length:\r\n\r\n",
    OK + b"Content-Length: 9999999999999999999\r\n\r\n",
    OK + "Content-Length: \u0665\r\n\r\n".encode(),
    OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
    OK + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
    OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n",
    OK + b"Transfer-Encoding: identity\r\n\r\n",
    OK + b"Transfer-Encoding: xchunked\r\n\r\n",
    b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    OK + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n",
    OK + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n",
    OK + b"Transfer-Encoding: chunked\r\n\r\n0x1\r\n",
    OK + b"Transfer-Encoding: chunked\r\n\r\n\r\n",
    OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 16 + b"\r\n",
    OK + b"Transfer-Encoding: chunked\r\n\r\n1;" + b"x" * 300,
    OK + b"Transfer-Encoding: chunked\r\n\r\n1\nx\r\n",
    OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n",
    OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\ry",
    OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\nbad trailer\r\n\r\n",
    OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"A: b\r\n" * (HEAD_MAX // 6 + 2),
    OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"A: b\r\n" * (HEAD_MAX // 6 + 2) + b"\r\n",
    OK + b"A: " + b"x" * HEAD_MAX,
    OK + b"A: " + b"x" * HEAD_MAX + b"\r\n\r\n",
    OK + b"A: b\r\n" * (FIELDS_MAX + 1) + b"\r\n",
]


@pytest.mark.parametrize("step", [0, 1])
@pytest.mark.parametrize("raw", BAD, ids=range(len(BAD)))
def test_what_breaks_the_rules_is_refused_without_being_quoted(raw: bytes, step: int) -> None:
    if step and len(raw) > 2000:
        step = 1000
    with pytest.raises(BadAnswer) as caught:
        read(raw, step=step)
    assert "hello" not in str(caught.value)


def test_garbage_is_refused_at_once_not_when_a_whole_head_of_it_has_come() -> None:
    with pytest.raises(BadAnswer):
        AnswerReader("GET").feed(b"SSH-2.0-OpenSSH_9.2\r\n")


def test_only_end_to_end_fields_remain_in_their_order_and_spelling() -> None:
    raw = (
        OK + b"Date: now\r\nConnection: keep-alive, X-Hop, Content-Type, Set-Cookie\r\n"
        b"Keep-Alive: timeout=5\r\nX-Hop: 1\r\nContent-Type:text/plain \t\r\n"
        b"Proxy-Authenticate: Basic\r\nProxy-Connection: x\r\n"
        b"TE: x\r\nTrailer: x\r\nUpgrade: h2c\r\nAlt-Svc: h3=':443'\r\nGateway-Decision: permit\r\n"
        b"Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\nX-Empty:\r\n\r\n"
    )
    reader, _ = read(raw)
    assert reader.head is not None
    assert reader.head.headers == (
        ("Date", "now"),
        ("Content-Type", "text/plain"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("Content-Length", "0"),
        ("X-Empty", ""),
    )


def test_a_204_keeps_no_length() -> None:
    reader, _ = read(b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\nA: b\r\n\r\n")
    assert reader.head is not None
    assert reader.head.headers == (("A", "b"),)


def test_fields_in_utf_8_and_in_latin_1_can_both_be_written_again() -> None:
    reader, _ = read("HTTP/1.1 200 Größe\r\nA: ж\r\n".encode() + b"B: gr\xf6\xdfe\r\nContent-Length: 0\r\n\r\n")
    assert reader.head == Head(200, "Größe", (("A", "ж"), ("B", "größe"), ("Content-Length", "0")))


def test_many_small_chunks_in_one_read_come_out_as_one_piece() -> None:
    raw = OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 1000 + b"0\r\n\r\n"
    assert AnswerReader("GET").feed(raw) == b"x" * 1000


def test_a_body_that_fills_a_read_is_not_copied() -> None:
    reader = AnswerReader("GET")
    reader.feed(OK + b"Content-Length: 6\r\n\r\n")
    data = b"abc"
    assert reader.feed(data) is data
    assert not reader.complete


@given(st.binary(max_size=200), st.lists(st.integers(1, 50), max_size=20))
def test_any_body_comes_back_whole_from_any_chunks_and_any_cuts(body: bytes, sizes: list[int]) -> None:
    raw, at = OK + b"Transfer-Encoding: chunked\r\n\r\n", 0
    for size in [*sizes, len(body)]:
        if piece := body[at : at + size]:
            raw += f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
            at += len(piece)
    raw += b"0\r\n\r\n"
    for step in (0, 1, 13):
        reader, got = read(raw, step=step)
        assert (got, reader.complete, reader.reusable) == (body, True, True)


@given(st.binary(max_size=300))
def test_no_bytes_at_all_break_the_reader_in_another_way(noise: bytes) -> None:
    for raw in (noise, OK + noise, OK + b"Transfer-Encoding: chunked\r\n\r\n" + noise):
        reader = AnswerReader("GET")
        try:
            reader.feed(raw)
            reader.eof()
        except BadAnswer:
            continue
        assert reader.complete
