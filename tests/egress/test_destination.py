"""The three ways to name a destination, and what is said to the gateway on the way."""

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.egress.connect import Connect
from gateway.egress.credentials import Credentials
from gateway.egress.destination import Inbound, Tunnel, end_to_end, locate, tunnel_of
from gateway.egress.guard import Head, check
from gateway.model.errors import Refused

SSRF = Path(__file__).parents[1] / "data" / "ssrf.txt"
TUNNEL = Tunnel(host="a.test", port=443)


def get(target: str, *headers: tuple[str, str], version: tuple[int, int] = (1, 1)) -> Head:
    return Head("GET", target, version, headers)


def basic(text: str) -> tuple[str, str]:
    return "Proxy-Authorization", "Basic " + base64.b64encode(text.encode()).decode()


def where(inbound: Inbound) -> tuple[str, str, int, str, str, str]:
    return inbound.scheme, inbound.host, inbound.port, inbound.path, inbound.query, inbound.way


@pytest.mark.parametrize(
    ("head", "tunnel", "expected"),
    [
        (get("/x?q=1?2", ("Host", "a.test")), TUNNEL, ("https", "a.test", 443, "/x", "q=1?2", "tunnel")),
        (get("/x", ("Host", "A.test:443")), TUNNEL, ("https", "a.test", 443, "/x", "", "tunnel")),
        (get("/v1.0//me/%2F%3F", ("Host", "a.test")), TUNNEL, ("https", "a.test", 443, "/v1.0//me/%2F%3F", "", "tunnel")),
        (get("/~key/b.test/x", ("Host", "a.test")), TUNNEL, ("https", "a.test", 443, "/~key/b.test/x", "", "tunnel")),
        (get("/x", version=(1, 0)), TUNNEL, ("https", "a.test", 443, "/x", "", "tunnel")),
        (get("/x", ("Host", "a.test:8443")), Tunnel(host="a.test", port=8443), ("https", "a.test", 8443, "/x", "", "tunnel")),
        (get("http://a.test/x?q", ("Host", "a.test")), None, ("http", "a.test", 80, "/x", "q", "absolute")),
        (get("http://A.test:8080/x", ("Host", "a.test:8080")), None, ("http", "a.test", 8080, "/x", "", "absolute")),
        (get("http://a.test:80", ("Host", "a.test")), None, ("http", "a.test", 80, "/", "", "absolute")),
        (get("http://a.test?q=/x", ("Host", "a.test")), None, ("http", "a.test", 80, "/", "q=/x", "absolute")),
        (get("http://a.test//x"), None, ("http", "a.test", 80, "//x", "", "absolute")),
        (get("/a.test/x?q=1", ("Host", "gw:8080")), None, ("https", "a.test", 443, "/x", "q=1", "base")),
        (get("/A.TEST/X"), None, ("https", "a.test", 443, "/X", "", "base")),
        (get("/a.test"), None, ("https", "a.test", 443, "/", "", "base")),
        (get("/a.test/"), None, ("https", "a.test", 443, "/", "", "base")),
        (get("/a.test?q=1"), None, ("https", "a.test", 443, "/", "q=1", "base")),
        (get("/a.test//me"), None, ("https", "a.test", 443, "//me", "", "base")),
        (get("/~k3y/a.test/x"), None, ("https", "a.test", 443, "/x", "", "base")),
        (get("/~k3y/a.test?x"), None, ("https", "a.test", 443, "/", "x", "base")),
    ],
)
def test_a_destination_is_vendor_host_method_and_path_whatever_the_way(
    head: Head, tunnel: Tunnel | None, expected: tuple[object, ...]
) -> None:
    assert where(locate(head, tunnel)) == expected


@pytest.mark.parametrize(
    ("head", "tunnel", "reason"),
    [
        (get("/x", ("Host", "b.test")), TUNNEL, "misdirected"),
        (get("/x", ("Host", "a.test:444")), TUNNEL, "misdirected"),
        (get("/x", ("Host", "a.test")), Tunnel(host="a.test", port=8443), "misdirected"),
        (get("http://a.test/x", ("Host", "a.test")), TUNNEL, "misdirected"),
        (get("https://a.test/x", ("Host", "a.test")), TUNNEL, "misdirected"),
        (get("http://a.test/x", ("Host", "b.test")), None, "malformed_request"),
        (get("http://a.test:81/x", ("Host", "a.test")), None, "malformed_request"),
        (get("http://a.test@b.test/x", ("Host", "b.test")), None, "malformed_request"),
        (get("http://a.test:080/x", ("Host", "a.test")), None, "malformed_request"),
        (get("http:///x", ("Host", "a.test")), None, "malformed_request"),
        (get("https://a.test/x", ("Host", "a.test")), None, "malformed_request"),
        (get("http://127.0.0.1/x", ("Host", "127.0.0.1")), None, "address_refused"),
        (get("http://localhost/x", ("Host", "localhost")), None, "host_unknown"),
        (get("/"), None, "destination_missing"),
        (get("/healthz"), None, "destination_missing"),
        (get("//a.test/x"), None, "destination_missing"),
        (get("/~k3y"), None, "destination_missing"),
        (get("/~k3y/"), None, "destination_missing"),
        (get("/~k3y?a.test/x"), None, "destination_missing"),
        (get("/~a.b/~c/a.test/x"), None, "destination_missing"),
        (get("/a.test./x"), None, "malformed_request"),
        (get("/a.test:443/x"), None, "malformed_request"),
        (get("/user@a.test/x"), None, "malformed_request"),
        (get("/a%2etest.b/x"), None, "malformed_request"),
        (get("/127.0.0.1/x"), None, "address_refused"),
        (get("/a.0x7f/x"), None, "address_refused"),
        (get("/a.test/x", ("Gateway-Tenant", "a"), ("Gateway-Tenant", "b")), None, "malformed_request"),
    ],
)
def test_two_names_that_disagree_or_none_at_all_are_refused(head: Head, tunnel: Tunnel | None, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        locate(head, tunnel)
    assert refused.value.reason == reason


def test_only_end_to_end_headers_go_on_in_their_order() -> None:
    headers = (
        ("Host", "gw"),
        ("Connection", "keep-alive, X-Hop, early-data"),
        ("Keep-Alive", "5"),
        ("Early-Data", "1"),
        ("TE", "trailers"),
        ("Trailer", "X"),
        ("Transfer-Encoding", "chunked"),
        ("Content-Length", "2"),
        ("Expect", "100-continue"),
        ("Proxy-Authorization", "Basic x"),
        ("Proxy-Connection", "close"),
        ("GATEWAY-Key", "k"),
        ("Gateway-Anything", "k"),
        ("HTTP2-Settings", "x"),
        ("Accept", "*/*"),
        ("X-Hop", "1"),
        ("Accept", "b"),
        ("Cookie", "c"),
    )
    assert end_to_end(headers) == (("Accept", "*/*"), ("X-Hop", "1"), ("Accept", "b"), ("Cookie", "c"))


@pytest.mark.parametrize("name", ["Authorization", "Cookie", "Content-Type", "Content-Encoding", "Sec-GPC", "X-Audit-Id"])
def test_a_connection_header_can_not_take_away_what_matters(name: str) -> None:
    assert end_to_end((("Connection", f"close, {name}"), (name, "v"))) == ((name, "v"),)


def test_the_tunnel_speaks_for_the_requests_inside_it() -> None:
    tunnel = tunnel_of(Connect("a.test", 443, (basic("erp+tenant=acme:k1"), ("Gateway-Purpose", "analytics"), ("Gateway-Key", "k2"))))
    assert tunnel.credentials == Credentials(kind="proxy", name="erp", key="k1", context={"tenant": "acme"})
    inbound = locate(get("/x", basic("other:k3"), ("Gateway-Tenant", "beta"), ("Gateway-Feature", "")), tunnel)
    assert inbound.credentials is tunnel.credentials
    assert inbound.named() == {"tenant": "beta", "purpose": "analytics"}
    assert inbound.unknown_caller() == "caller_unknown"


def test_a_request_speaks_for_itself_inside_a_tunnel_that_said_nothing() -> None:
    inbound = locate(get("/x", ("Gateway-Key", "k")), tunnel_of(Connect("a.test", 443, ())))
    assert inbound.credentials == Credentials(kind="header", key="k")


@pytest.mark.parametrize(
    ("head", "kind", "key", "reason"),
    [
        (get("/~p%2Fq/a.test/x"), "path", "p/q", "caller_unknown"),
        (get("/~p/a.test/x", ("Gateway-Key", "h")), "header", "h", "caller_unknown"),
        (get("/a.test/x"), "none", "", "caller_unknown"),
        (get("/a.test/x", basic("erp:k")), "proxy", "k", "caller_unknown"),
        (get("http://a.test/x", basic("erp:k")), "proxy", "k", "proxy_caller_unknown"),
        (get("http://a.test/x"), "none", "", "proxy_caller_unknown"),
        (get("http://a.test/x", ("Gateway-Key", "h")), "header", "h", "caller_unknown"),
    ],
)
def test_the_first_credentials_present_count(head: Head, kind: str, key: str, reason: str) -> None:
    inbound = locate(head, None)
    assert (inbound.credentials.kind, inbound.credentials.key) == (kind, key)
    assert inbound.unknown_caller() == reason


def test_a_body_makes_it_a_request() -> None:
    request = locate(Head("POST", "/a.test/x?q", (1, 1), (("Accept", "b"),)), None).request(b"{}")
    assert (request.scheme, request.host, request.port, request.method) == ("https", "a.test", 443, "POST")
    assert (request.path, request.query, request.headers, request.body) == ("/x", "q", (("Accept", "b"),), b"{}")


def test_no_repr_shows_a_key_a_path_or_a_person() -> None:
    inbound = locate(get("/~planted-key/a.test/planted-path?planted-query", ("Gateway-Subject", "planted-person"), ("X", "planted")), None)
    assert "planted" not in repr(inbound)
    tunnel = tunnel_of(Connect("a.test", 443, (basic("erp:planted"), ("Gateway-Subject", "planted-person"))))
    assert "planted" not in repr(tunnel)


def ssrf_urls() -> list[str]:
    rows = [line.split("\t") for line in SSRF.read_text().splitlines() if line and not line.startswith("#")]
    return [row[1].replace("\\t", "\t").replace("\\n", "\n").replace("\\r", "\r") for row in rows if row[0] == "url"]


@pytest.mark.parametrize("url", ssrf_urls())
def test_no_url_trick_reaches_an_allowed_host_by_looking_like_it(url: str) -> None:
    """What passes guard and destination names exactly one plain host, and that is not the allow-listed one unless it is all there is."""
    head = get(url, ("Host", "allowed.test"))
    try:
        check(head)
        inbound = locate(head, None)
    except Refused:
        return
    assert inbound.host != "allowed.test" or url.startswith(f"http://allowed.test{inbound.path}")


PARTS = st.sampled_from(
    ["/", "~", "~k", "a.test", "b.test", "127.0.0.1", "localhost", "?", "@", ":", "443", "http://", "https://", "%41", "x"]
)
NAMES = st.sampled_from(["Host", "Connection", "Gateway-Key", "Gateway-Tenant", "Proxy-Authorization", "Authorization", "X-A"])
VALUES = st.one_of(
    st.text(max_size=8), st.sampled_from(["a.test", "close, authorization", "Basic ZXJwK3RlbmFudD1hOms=", "Basic ZXJwK3g6aw=="])
)
TUNNELS = st.sampled_from([None, TUNNEL, Tunnel(host="b.test", port=8443, credentials=Credentials(kind="proxy", name="erp", key="k"))])


@given(st.lists(PARTS, max_size=8).map("".join) | st.text(max_size=20), st.lists(st.tuples(NAMES, VALUES), max_size=6), TUNNELS)
def test_any_head_has_one_destination_or_is_refused(target: str, headers: list[tuple[str, str]], tunnel: Tunnel | None) -> None:
    try:
        inbound = locate(get(target, *headers), tunnel)
    except Refused:
        return
    assert tunnel is None or (inbound.host, inbound.port) == (tunnel.host, tunnel.port)
    assert inbound.path.startswith("/")
    assert not any(name.lower().startswith(("gateway-", "proxy-")) or name == "Host" for name, _ in inbound.headers)
