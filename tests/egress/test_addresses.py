"""Where a vendor can not live."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.egress.addresses import forbidden, forbidden_name

PUBLIC = ["93.184.216.34", "8.8.8.8", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0", "223.255.255.255", "168.63.129.15"]
PUBLIC_V6 = ["2606:4700:4700::1111", "2a00:1450:4001:81b::200e", "2001:200::1", "2620:4f:8001::1", "2003::1"]

FORBIDDEN = [
    ("127.0.0.1", "loopback"),
    ("127.255.255.255", "loopback"),
    ("0.0.0.0", "this network"),  # noqa: S104 - nothing listens there
    ("10.0.0.1", "private"),
    ("172.16.0.1", "private"),
    ("172.31.255.255", "private"),
    ("192.168.255.255", "private"),
    ("100.64.0.1", "carrier-grade"),
    ("100.100.100.200", "metadata"),
    ("169.254.169.254", "metadata"),
    ("168.63.129.16", "Azure"),
    ("192.0.0.192", "Oracle"),
    ("192.0.2.1", "documentation"),
    ("198.51.100.1", "documentation"),
    ("203.0.113.1", "documentation"),
    ("198.18.0.1", "benchmarking"),
    ("192.88.99.1", "6to4 relay"),
    ("192.31.196.1", "AS112"),
    ("192.175.48.1", "AS112"),
    ("192.52.193.1", "AMT"),
    ("224.0.0.1", "multicast"),
    ("239.255.255.250", "multicast"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.255", "broadcast"),
    ("::1", "loopback"),
    ("::", "unspecified"),
    ("::ffff:127.0.0.1", "loopback"),
    ("::ffff:a9fe:a9fe", "metadata"),
    ("::ffff:10.0.0.1", "private"),
    ("::127.0.0.1", "compatible"),
    ("::8.8.8.8", "compatible"),
    ("::ffff:0:127.0.0.1", "translated"),
    ("::ffff:0:8.8.8.8", "translated"),
    ("64:ff9b::7f00:1", "loopback"),
    ("64:ff9b::a9fe:a9fe", "metadata"),
    ("64:ff9b:1::808:808", "local-use NAT64"),
    ("2002:7f00:1::", "6to4"),
    ("2002:808:808::1", "6to4"),
    ("2001:0:4136:e378:8000:63bf:80ff:fffe", "Teredo"),
    ("2001:10::1", "IETF"),
    ("2001:2::1", "IETF"),
    ("2001:db8::1", "documentation"),
    ("3fff::1", "documentation"),
    ("2620:4f:8000::1", "AS112"),
    ("5f00::1", "segment routing"),
    ("100::1", "discard"),
    ("fe80::1", "link-local"),
    ("fec0::1", "site-local"),
    ("fd00:ec2::254", "unique local"),
    ("fc00::1", "unique local"),
    ("ff02::1", "multicast"),
    ("ff0e::1", "multicast"),
    ("4000::1", "not global unicast"),
    ("2a00:1450::5efe:7f00:1", "loopback"),
    ("2a00:1450::200:5efe:a00:1", "private"),
    ("fe80::5efe:808:808", "link-local"),
    ("fe80::1%eth0", "one link"),
    ("2606:4700::1%eth0", "one link"),
]


@pytest.mark.parametrize(("address", "why"), FORBIDDEN)
def test_a_special_address_is_refused_with_its_kind(address: str, why: str) -> None:
    assert why in (forbidden(address) or "")


@pytest.mark.parametrize("address", [*PUBLIC, *PUBLIC_V6, "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2a00:1450::5efe:808:808"])
def test_a_global_unicast_address_is_allowed(address: str) -> None:
    assert forbidden(address) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.0.0.1.",
        "\uff11\uff12\uff17.0.0.1",
        "[::1]",
        "localhost",
        "1.2.3.4/32",
        "::1%",
    ],
)
def test_what_is_no_plain_address_is_refused(text: str) -> None:
    assert forbidden(text) == "not an IP address"


@given(st.ip_addresses(v=4))
def test_a_mapped_or_translated_address_is_judged_as_the_one_in_it(inner: IPv4Address) -> None:
    assert forbidden(f"::ffff:{inner}") == forbidden(f"64:ff9b::{inner}") == forbidden(str(inner))


@given(st.ip_addresses(v=4))
def test_nothing_the_standard_library_calls_private_is_allowed(address: IPv4Address) -> None:
    if address.is_private or address.is_multicast or address.is_reserved or address.is_link_local:
        assert forbidden(str(address))


@given(st.ip_addresses(v=6))
def test_only_global_unicast_or_an_embedded_public_address_is_allowed(address: IPv6Address) -> None:
    if forbidden(str(address)) is None:
        assert int(address) >> 125 == 1 or int(address) >> 32 in {0xFFFF, 0x0064FF9B << 64}


@pytest.mark.parametrize(
    "host",
    [
        "allowed.test",
        "o42.ingest.sentry.io",
        "api.segment.io",
        "xn--bcher-kva.example",
        "a_b.example.com",
        "1.example.com",
        "a" * 63 + ".com",
    ],
)
def test_a_dns_name_may_be_asked_for(host: str) -> None:
    assert forbidden_name(host) is None


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("", "not a DNS name"),
        (".", "not a DNS name"),
        ("single", "not a DNS name"),
        ("localhost", "not a DNS name"),
        ("allowed.test.", "not a DNS name"),
        (".allowed.test", "not a DNS name"),
        ("allowed..test", "not a DNS name"),
        ("Allowed.test", "not a DNS name"),
        ("-a.test", "not a DNS name"),
        ("a-.test", "not a DNS name"),
        ("a" * 64 + ".com", "not a DNS name"),
        (".".join(["a" * 62] * 5), "not a DNS name"),
        ("allowed.te\u017ft", "not a DNS name"),
        ("allowed\u3002test", "not a DNS name"),
        ("allowed.test:443", "not a DNS name"),
        ("allowed.test\r\nX: y", "not a DNS name"),
        ("allowed.test\n", "not a DNS name"),
        ("*.allowed.test", "not a DNS name"),
        ("user@allowed.test", "not a DNS name"),
        ("::1", "not a DNS name"),
        ("127.0.0.1", "a number"),
        ("127.1", "a number"),
        ("0x7f.1", "a number"),
        ("127.0x1", "a number"),
        ("a.0x", "a number"),
        ("x.localhost", "this machine"),
        ("printer.local", "this link"),
        ("metadata.google.internal", "cloud metadata"),
        ("host.docker.internal", "Docker"),
        ("metadata.goog", "metadata"),
        ("a.home.arpa", "home"),
        ("x.invalid", "no name"),
        ("x.onion", "DNS"),
        ("kubernetes.default.svc", "Kubernetes"),
        ("kubernetes.default.svc.cluster.local", "this link"),
        ("consul.service.consul", "Consul"),
    ],
)
def test_a_name_of_the_local_network_or_of_no_form_is_refused(host: str, why: str) -> None:
    assert why in (forbidden_name(host) or "")


def test_a_name_that_only_ends_like_a_local_one_is_allowed() -> None:
    assert forbidden_name("notlocalhost.example") is None
    assert forbidden_name("mylocal.test") is None
