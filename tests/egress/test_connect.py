"""The CONNECT parser: one spelling passes, everything near it is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.egress.connect import Connect, authority, parse_connect, same_authority, vendor_host
from gateway.model.errors import Refused

SSRF = Path(__file__).parents[1] / "data" / "ssrf.txt"


def head(line: str = "CONNECT api.vendor.test:443 HTTP/1.1", *headers: str) -> bytes:
    return "\r\n".join([line, *(headers or ("Host: api.vendor.test:443",)), "", ""]).encode("latin-1")


@pytest.mark.parametrize(
    ("raw", "host", "port"),
    [
        (head(), "api.vendor.test", 443),
        (head("CONNECT API.Vendor.Test:443 HTTP/1.1", "host: api.VENDOR.test:443"), "api.vendor.test", 443),
        (head("CONNECT api.vendor.test:8443 HTTP/1.1", "Host: api.vendor.test:8443"), "api.vendor.test", 8443),
        (head("CONNECT api.vendor.test:443 HTTP/1.1", "Host: api.vendor.test", "Content-Length: 0"), "api.vendor.test", 443),
        (head("CONNECT xn--bcher-kva.test:443 HTTP/1.1", "Host:xn--bcher-kva.test:443\t"), "xn--bcher-kva.test", 443),
        (b"CONNECT api.vendor.test:443 HTTP/1.0\r\n\r\n", "api.vendor.test", 443),
        (b"CONNECT api.vendor.test:443 HTTP/1.0\r\nHost: api.vendor.test:443\r\n\r\n", "api.vendor.test", 443),
    ],
)
def test_a_well_formed_connect_is_read(raw: bytes, host: str, port: int) -> None:
    connect = parse_connect(raw)
    assert (connect.host, connect.port) == (host, port)


def test_headers_are_kept_in_order_and_out_of_the_repr() -> None:
    connect = parse_connect(head("CONNECT a.test:443 HTTP/1.1", "Host: a.test:443", "Proxy-Authorization: Basic c2VjcmV0", "X-A: b  "))
    assert connect == Connect("a.test", 443, (("Host", "a.test:443"), ("Proxy-Authorization", "Basic c2VjcmV0"), ("X-A", "b")))
    assert "c2VjcmV0" not in repr(connect)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (head("CONNECT api.vendor.test HTTP/1.1"), "malformed_request"),
        (head("CONNECT api.vendor.test: HTTP/1.1"), "malformed_request"),
        (head("CONNECT api.vendor.test:0 HTTP/1.1"), "malformed_request"),
        (head("CONNECT api.vendor.test:0443 HTTP/1.1"), "malformed_request"),
        (head("CONNECT api.vendor.test:65536 HTTP/1.1"), "malformed_request"),
        (head("CONNECT api.vendor.test:443443 HTTP/1.1"), "malformed_request"),
        (head("CONNECT api.vendor.test:+443 HTTP/1.1"), "malformed_request"),
        (head("CONNECT user@api.vendor.test:443 HTTP/1.1"), "malformed_request"),
        (head("CONNECT user:pass@api.vendor.test:443 HTTP/1.1"), "malformed_request"),
        (head("CONNECT http://api.vendor.test:443 HTTP/1.1"), "malformed_request"),
        (head("CONNECT api.vendor.test:443/ HTTP/1.1"), "malformed_request"),
        (head("CONNECT  api.vendor.test:443 HTTP/1.1"), "malformed_request"),
        (head("CONNECT api.vendor.test:443  HTTP/1.1"), "malformed_request"),
        (head("CONNECT api.vendor.test:443"), "malformed_request"),
        (head("CONNECT api.vendor.test:443 HTTP/2.0"), "malformed_request"),
        (head("CONNECT api.vendor.test:443 HTTP/1.2"), "malformed_request"),
        (head("CONNECT api.vendor.test:443 http/1.1"), "malformed_request"),
        (head("connect api.vendor.test:443 HTTP/1.1"), "malformed_request"),
        (head("CONNECT api.vendor.test:443 HTTP/1.1", "Host: evil.test:443"), "malformed_request"),
        (head("CONNECT api.vendor.test:443 HTTP/1.1", "Host: api.vendor.test:444"), "malformed_request"),
        (head("CONNECT api.vendor.test:8443 HTTP/1.1", "Host: api.vendor.test"), "malformed_request"),
        (head("CONNECT api.vendor.test:443 HTTP/1.1", "Host: api.vendor.test:443", "Host: api.vendor.test:443"), "malformed_request"),
        (head("CONNECT api.vendor.test:443 HTTP/1.1", "X: y"), "malformed_request"),
        (b"CONNECT api.vendor.test:443 HTTP/1.1\r\n\r\n", "malformed_request"),
        (head("CONNECT api.vendor.test:443 HTTP/1.1", "Host : api.vendor.test:443"), "malformed_request"),
        (head("CONNECT api.vendor.test:443 HTTP/1.1", "Host: api.vendor.test:443", " folded"), "malformed_request"),
        (head("CONNECT api.vendor.test:443 HTTP/1.1", "Host: api.vendor.test:443", "no colon"), "malformed_request"),
        (head("CONNECT api.vendor.test:443 HTTP/1.1", "Host: api.vendor.test:443", "X: \x00"), "malformed_request"),
        (head("CONNECT api.vendor.test:443 HTTP/1.1", "Host: api.vendor.test:443", "X: caf\xe9"), "malformed_request"),
        (head("CONNECT api.vendor.test:443 HTTP/1.1", "Host: api.vendor.test:443\rX: y"), "malformed_request"),
        (head("CONNECT api.vendor.test:443 HTTP/1.1", "Host: api.vendor.test:443\nX: y"), "malformed_request"),
        (b"CONNECT api.vendor.test:443 HTTP/1.1\r\nHost: api.vendor.test:443\r\n", "malformed_request"),
        (b"\r\n\r\n", "malformed_request"),
        (b"", "malformed_request"),
        (head("CONNECT api.vendor.test:443 HTTP/1.1", "Host: api.vendor.test:443", "Transfer-Encoding: chunked"), "ambiguous_framing"),
        (head("CONNECT api.vendor.test:443 HTTP/1.1", "Host: api.vendor.test:443", "Content-Length: 5"), "ambiguous_framing"),
        (head("CONNECT api.vendor.test:443 HTTP/1.1", "Host: api.vendor.test:443", "Expect: 100-continue"), "expectation_failed"),
        (head("CONNECT localhost:443 HTTP/1.1", "Host: localhost:443"), "host_unknown"),
        (head("CONNECT 127.0.0.1:443 HTTP/1.1", "Host: 127.0.0.1:443"), "address_refused"),
        (head("CONNECT [::1]:443 HTTP/1.1", "Host: [::1]:443"), "malformed_request"),
    ],
)
def test_anything_else_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_connect(raw)
    assert refused.value.reason == reason


@pytest.mark.parametrize("text", ["1", "a.1", "a.0x1f", "a.0x", "0x7f000001", "a.0X1F", "127.1", "[::1]", "a.08"])
def test_a_name_that_ends_in_a_number_is_an_address(text: str) -> None:
    with pytest.raises(Refused, match="address_refused"):
        vendor_host(text)


@pytest.mark.parametrize("text", ["", ".", "a..b", "a.test.", ".a.test", "-a.test", "a-.test", "a_b.test", "a%2e.test", "b\xfccher.test",
                                  "a.te st", "a" * 64 + ".test", "a." * 126 + "ab", "\uff11\uff12\uff17.0.0.1", "a.test\n"])  # fmt: skip
def test_what_is_no_host_name_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="malformed_request"):
        vendor_host(text)


@pytest.mark.parametrize(
    "text", ["a.test", "A.TEST", "0x.test", "1.2.3.test", "a" * 63 + ".test", "o42.ingest.sentry.io", "a.b-c", "a.0x1g"]
)
def test_a_host_name_is_given_back_in_lower_case(text: str) -> None:
    assert vendor_host(text) == text.lower()


def test_a_missing_port_is_filled_in_only_where_there_is_a_default() -> None:
    assert authority("a.test", 80) == ("a.test", 80)
    with pytest.raises(Refused):
        authority("a.test")
    with pytest.raises(Refused):
        authority("a.test:", 80)


@pytest.mark.parametrize(
    ("said", "same"),
    [("a.test", True), ("A.test:443", True), ("a.test:444", False), ("b.test", False), ("a.test.", False), ("\u212a.test", False)],
)
def test_a_host_header_names_the_same_authority_or_not(said: str, same: bool) -> None:
    assert same_authority(said, "a.test", 443, 443) is same


def ssrf_hosts() -> list[str]:
    rows = [line.split("\t") for line in SSRF.read_text().splitlines() if line and not line.startswith("#")]
    return [row[1].replace("\\t", "\t").replace("\\n", "\n").replace("\\r", "\r") for row in rows if row[0] == "host"]


@pytest.mark.parametrize("host", ssrf_hosts())
def test_no_address_in_any_spelling_passes_for_an_allowed_name(host: str) -> None:
    """A name may still be a well-formed one (a rebinding domain): then it is not the allow-listed one."""
    try:
        read = vendor_host(host)
    except Refused:
        return
    assert read != "allowed.test"
    assert not read.split(".")[-1].isdigit()


LINES = st.sampled_from(
    ["CONNECT a.test:443 HTTP/1.1", "Host: a.test:443", "Host: ", "X", ":", "Transfer-Encoding: chunked", "\n", "\r", " ", "\x00", ""]
)


@given(st.one_of(st.binary(), st.lists(LINES).map(lambda lines: "\r\n".join([*lines, "", ""]).encode())))
def test_any_bytes_give_a_connect_or_a_refusal(raw: bytes) -> None:
    try:
        connect = parse_connect(raw)
    except Refused:
        return
    assert vendor_host(connect.host) == connect.host


@given(st.text())
def test_any_text_is_a_host_name_or_refused(text: str) -> None:
    try:
        host = vendor_host(text)
    except Refused:
        return
    assert host.isascii()
    assert host == host.lower()
    assert "." in host
