"""Which addresses and names may never be contacted. Law: a vendor lives at a global unicast address; the rest is refused.

The table is our own because ``ipaddress.is_global`` says yes to multicast, NAT64 of loopback, SRv6, documentation and others
(and its answers differ between Python releases). Sources: the IANA registries of special-purpose addresses,
https://www.iana.org/assignments/iana-ipv4-special-registry and https://www.iana.org/assignments/iana-ipv6-special-registry.
"""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

_V4: Final = tuple(
    (IPv4Network(network), why)
    for network, why in (
        ("127.0.0.0/8", "loopback (RFC 1122)"),
        ("0.0.0.0/8", "this network (RFC 791); Linux connects it to loopback"),
        ("10.0.0.0/8", "private (RFC 1918)"),
        ("172.16.0.0/12", "private (RFC 1918)"),
        ("192.168.0.0/16", "private (RFC 1918)"),
        ("100.64.0.0/10", "carrier-grade NAT (RFC 6598); Alibaba Cloud's metadata too"),
        ("169.254.0.0/16", "link-local (RFC 3927); cloud metadata"),
        ("168.63.129.16/32", "Azure's platform endpoint, in public address space"),
        ("192.0.0.0/24", "IETF protocol assignments (RFC 6890); Oracle Cloud's metadata too"),
        ("192.0.2.0/24", "documentation (RFC 5737)"),
        ("198.51.100.0/24", "documentation (RFC 5737)"),
        ("203.0.113.0/24", "documentation (RFC 5737)"),
        ("198.18.0.0/15", "benchmarking (RFC 2544)"),
        ("192.88.99.0/24", "6to4 relay anycast, deprecated (RFC 7526)"),
        ("192.31.196.0/24", "AS112 (RFC 7535)"),
        ("192.175.48.0/24", "AS112 (RFC 7534)"),
        ("192.52.193.0/24", "AMT (RFC 7450)"),
        ("224.0.0.0/4", "multicast (RFC 5771)"),
        ("240.0.0.0/4", "reserved (RFC 1112), broadcast (RFC 919)"),
    )
)

_V6: Final = tuple(
    (IPv6Network(network), why)
    for network, why in (
        ("::1/128", "loopback (RFC 4291)"),
        ("::/128", "unspecified (RFC 4291)"),
        ("::/96", "IPv4-compatible, deprecated (RFC 4291)"),
        ("::ffff:0:0:0/96", "IPv4-translated (RFC 2765)"),
        ("64:ff9b:1::/48", "local-use NAT64 (RFC 8215)"),
        ("100::/64", "discard-only (RFC 6666)"),
        ("2001::/32", "Teredo (RFC 4380)"),
        ("2001::/23", "IETF protocol assignments (RFC 2928)"),
        ("2001:db8::/32", "documentation (RFC 3849)"),
        ("2002::/16", "6to4 (RFC 3056)"),
        ("2620:4f:8000::/48", "AS112 (RFC 7534)"),
        ("3fff::/20", "documentation (RFC 9637)"),
        ("5f00::/16", "segment routing (RFC 9602)"),
        ("fc00::/7", "unique local (RFC 4193); EC2's metadata too"),
        ("fe80::/10", "link-local (RFC 4291)"),
        ("fec0::/10", "site-local, deprecated (RFC 3879)"),
        ("ff00::/8", "multicast (RFC 4291)"),
    )
)
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
"""All that IANA has given out so far: https://www.iana.org/assignments/ipv6-address-space."""
_MAPPED: Final = IPv6Network("::ffff:0:0/96")
_NAT64: Final = IPv6Network("64:ff9b::/96")
"""RFC 6052. In networks that speak IPv6 only, every vendor without IPv6 is reached through it."""
_ISATAP: Final = 0x00005EFE
"""RFC 5214 section 6.1: interface identifiers ``[00|02]00:5efe`` and the IPv4 address."""

_LABEL: Final = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME: Final = re.compile(rf"(?=.{{1,253}}\Z)(?:{_LABEL}\.)+{_LABEL}")
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LOCAL_NAMES: Final = (
    ("localhost", "this machine (RFC 6761)"),
    ("local", "this link (RFC 6762)"),
    ("internal", "private use (ICANN 2024); cloud metadata, Docker's host"),
    ("home.arpa", "this home (RFC 8375)"),
    ("invalid", "no name at all (RFC 6761)"),
    ("onion", "not in the DNS (RFC 7686)"),
    ("cluster.local", "this Kubernetes cluster"),
    ("svc", "this Kubernetes cluster"),
    ("consul", "this Consul cluster"),
    ("metadata.goog", "Google Cloud's metadata"),
)


def forbidden(address: str) -> str | None:
    """Say why an address may not be contacted.

    Args:
        address: an IPv4 or IPv6 address in any text form ``ipaddress`` reads. Everything else is refused as well.

    Returns:
        The reason, or None where the address is plain global unicast.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return "not an IP address"
    return _v4(parsed) if isinstance(parsed, IPv4Address) else _v6(parsed)


def forbidden_name(host: str) -> str | None:
    """Say why a host name may not be asked for: it is no lower-case DNS name, a number in disguise, or a name of the local network.

    A name whose last label is a number would be read as an IPv4 address by some resolver
    (https://url.spec.whatwg.org/#ends-in-a-number-checker), so it is refused whatever its form.
    """
    if not _NAME.fullmatch(host):
        return "not a DNS name"
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        return "a number, not a name"
    return next((why for suffix, why in _LOCAL_NAMES if host == suffix or host.endswith(f".{suffix}")), None)


def _v4(address: IPv4Address) -> str | None:
    return next((why for network, why in _V4 if address in network), None)


def _v6(address: IPv6Address) -> str | None:
    if address.scope_id is not None:
        return "an address of one link only (RFC 4007)"
    inner = _v4(IPv4Address(int(address) & 0xFFFFFFFF))
    if address in _MAPPED or address in _NAT64:
        return inner
    if inner and int(address) >> 32 & 0xFDFFFFFF == _ISATAP:
        return inner
    if known := next((why for network, why in _V6 if address in network), None):
        return known
    return None if address in _GLOBAL_UNICAST else "not global unicast (RFC 4291)"
