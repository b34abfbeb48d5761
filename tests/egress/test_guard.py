"""The strict guard over plain data: one reading, or a refusal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.egress.guard import METHODS, Head, check
from gateway.model.errors import Refused

HOST = ("Host", "gw.test:8080")


def head(method: str = "GET", target: str = "/a.test/x", version: tuple[int, int] = (1, 1), *headers: tuple[str, str]) -> Head:
    return Head(method, target, version, headers or (HOST,))


def with_headers(*headers: tuple[str, str], version: tuple[int, int] = (1, 1)) -> Head:
    return head("POST", "/a.test/x", version, HOST, *headers)


@pytest.mark.parametrize(
    "good",
    [
        *[head(method) for method in sorted(METHODS)],
        head("GET", "/v1.0//me"),
        head("GET", "//me"),
        head("GET", "http://a.test/x?q=1"),
        head("GET", "https://a.test/x"),
        head("GET", "/a/b?x[]=1&y={a|b}&z=a%2Fb/../c"),
        head("GET", "/a/...%2e/..a/a../.a/%2e%2ea"),
        head("GET", "/drive/root:/a%20b.txt:/content"),
        head("GET", "/users('a@b.test')/x;y=1,2!*$&+~_-"),
        head("GET", "/"),
        Head("GET", "/", (1, 0), ()),
        head("GET", "/", (1, 0)),
        head("GET", "/", (1, 1), ("host", "[::1]:8080")),
        with_headers(("Content-Length", "0")),
        with_headers(("Transfer-Encoding", "Chunked")),
        with_headers(("Expect", "100-Continue")),
        with_headers(("Connection", "keep-alive, close"), ("Connection", "TE")),
    ],
)
def test_a_plain_request_passes(good: Head) -> None:
    check(good)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (head("get"), "malformed_request"),
        (head("Get"), "malformed_request"),
        (head("CONNECT"), "malformed_request"),
        (head("TRACE"), "malformed_request"),
        (head("PROPFIND"), "malformed_request"),
        (head(""), "malformed_request"),
        (head("GET", "/", (0, 9)), "malformed_request"),
        (head("GET", "/", (2, 0)), "malformed_request"),
        (head("GET", "/", (1, 2)), "malformed_request"),
        (head("GET", "*"), "malformed_request"),
        (head("OPTIONS", "*"), "malformed_request"),
        (head("GET", ""), "malformed_request"),
        (head("GET", "a.test/x"), "malformed_request"),
        (head("GET", "ftp://a.test/x"), "malformed_request"),
        (head("GET", "HTTP://a.test/x"), "malformed_request"),
        (head("GET", "/a b"), "malformed_request"),
        (head("GET", "/a\x01b"), "malformed_request"),
        (head("GET", "/a\x7fb"), "malformed_request"),
        (head("GET", "/a\nb"), "malformed_request"),
        (head("GET", "/a\n"), "malformed_request"),
        (head("GET", "/a?b\n"), "malformed_request"),
        (head("GET", "/caf\xe9"), "malformed_request"),
        (head("GET", "/caf\udce9"), "malformed_request"),
        (head("GET", "/a?q=\xe9"), "malformed_request"),
        (head("GET", "/a#frag"), "malformed_request"),
        (head("GET", "/a?b#frag"), "malformed_request"),
        (head("GET", "/a\\b"), "malformed_request"),
        (head("GET", "/a%"), "malformed_request"),
        (head("GET", "/a%2"), "malformed_request"),
        (head("GET", "/a%zz"), "malformed_request"),
        (head("GET", "/a?b=%"), "malformed_request"),
        (head("GET", "/a%00b"), "malformed_request"),
        (head("GET", "/a/.."), "malformed_request"),
        (head("GET", "/a/../b"), "malformed_request"),
        (head("GET", "/."), "malformed_request"),
        (head("GET", "/./b"), "malformed_request"),
        (head("GET", "/a/%2e%2E/b"), "malformed_request"),
        (head("GET", "/a/.%2e"), "malformed_request"),
        (head("GET", "/a/..;x=1/b"), "malformed_request"),
        (head("GET", "/a/..%3bx/b"), "malformed_request"),
        (head("GET", "/a%2f..%2fb"), "malformed_request"),
        (head("GET", "/a%5C..%5Cb"), "malformed_request"),
        (head("GET", "/a/..?q"), "malformed_request"),
        (head("GET", "http://a.test/../x"), "malformed_request"),
        (Head("GET", "/", (1, 1), ()), "malformed_request"),
        (head("GET", "/", (1, 1), HOST, HOST), "malformed_request"),
        (head("GET", "/", (1, 0), HOST, ("hOsT", "b.test")), "malformed_request"),
        (head("GET", "/", (1, 1), ("Host", "")), "malformed_request"),
        (head("GET", "/", (1, 1), ("Host", "a.test, b.test")), "malformed_request"),
        (head("GET", "/", (1, 1), ("Host", "user@a.test")), "malformed_request"),
        (head("GET", "/", (1, 1), ("Host", "a.test:")), "malformed_request"),
        (head("GET", "/", (1, 1), ("Host", "a.test:123456")), "malformed_request"),
        (head("GET", "/", (1, 1), ("Host", "a.test\n")), "malformed_request"),
        (with_headers(("Content-Length", "1"), ("Transfer-Encoding", "chunked")), "ambiguous_framing"),
        (with_headers(("Content-Length", "1"), ("Content-Length", "1")), "ambiguous_framing"),
        (with_headers(("Content-Length", "1"), ("content-length", "2")), "ambiguous_framing"),
        (with_headers(("Content-Length", "")), "ambiguous_framing"),
        (with_headers(("Content-Length", "+1")), "ambiguous_framing"),
        (with_headers(("Content-Length", "1, 1")), "ambiguous_framing"),
        (with_headers(("Content-Length", "\u0661")), "ambiguous_framing"),
        (with_headers(("Content-Length", "1" * 16)), "ambiguous_framing"),
        (with_headers(("Transfer-Encoding", "")), "ambiguous_framing"),
        (with_headers(("Transfer-Encoding", "gzip, chunked")), "ambiguous_framing"),
        (with_headers(("Transfer-Encoding", "identity")), "ambiguous_framing"),
        (with_headers(("Transfer-Encoding", "chun\u212aed")), "ambiguous_framing"),
        (with_headers(("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")), "ambiguous_framing"),
        (with_headers(("Transfer-Encoding", "chunked"), version=(1, 0)), "ambiguous_framing"),
        (with_headers(("Expect", "200-ok")), "expectation_failed"),
        (with_headers(("Expect", "")), "expectation_failed"),
        (with_headers(("Expect", "100-continue"), ("Expect", "100-continue")), "expectation_failed"),
        (with_headers(("Upgrade", "h2c")), "upgrade_refused"),
        (with_headers(("Upgrade", "")), "upgrade_refused"),
        (with_headers(("Connection", "keep-alive ,\tUpgrade")), "upgrade_refused"),
    ],
)
def test_anything_that_two_servers_could_read_differently_is_refused(bad: Head, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        check(bad)
    assert refused.value.reason == reason


def test_a_refusal_and_a_repr_quote_nothing_of_the_request() -> None:
    bad = head("GET", "/planted-secret\x01", (1, 1), ("Host", "a"), ("Gateway-Key", "planted-key"))
    assert "planted" not in repr(bad)
    with pytest.raises(Refused) as refused:
        check(bad)
    assert "planted" not in str(refused.value)


NAMES = st.sampled_from(["Host", "Content-Length", "Transfer-Encoding", "Expect", "Upgrade", "Connection", "X-A"])
VALUES = st.one_of(st.text(max_size=8), st.sampled_from(["a.test", "chunked", "5", "100-continue", "upgrade", "close"]))
TARGETS = st.one_of(
    st.text(max_size=20), st.lists(st.sampled_from(["/", ".", "..", "%2e", "%", "a", "?", "#", "http://", ";", "\\"])).map("".join)
)


@given(
    st.builds(
        Head,
        st.one_of(st.text(max_size=8), st.sampled_from(sorted(METHODS))),
        TARGETS,
        st.tuples(st.integers(0, 2), st.integers(0, 2)),
        st.lists(st.tuples(NAMES, VALUES), max_size=6).map(tuple),
    )
)
def test_any_head_passes_or_is_refused_and_what_passes_is_plain(any_head: Head) -> None:
    try:
        check(any_head)
    except Refused:
        return
    assert any_head.method in METHODS
    assert any_head.target.isascii()
    path = any_head.target.partition("?")[0].lower().replace("%2e", ".")
    assert not {".", ".."} & set(path.split("/"))
