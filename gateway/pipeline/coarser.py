"""Makes a value coarser, so that it fits many. Law: what comes out has the form of what went in; what can not be read becomes nothing."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Final

from gateway.model.decision import Coarser

_PREFIX: Final = 48
"""Bits of an IPv6 address that stay (of an IPv4 address: 24): obligations, 23; a /48 is what one site gets (RFC 6177, section 2)."""

_IPV4: Final = re.compile(r"((?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3})(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)", re.ASCII)
"""As ``ipaddress`` reads it, which takes ten times as long."""

_DATE: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:([T ])(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?")
"""A date, or a point in time (RFC 3339)."""

_DIGIT: Final = re.compile(r"\d")

_DAY: Final = 86_400
"""Seconds."""

_MILLISECONDS: Final = 100_000_000_000
"""From here on a number counts milliseconds since 1970: as seconds it would be the year 5138."""

_LONG_AGO: Final = 120
"""Years: more is no age, but a year or a time."""


def coarser(value: str, by: Coarser) -> str:
    """Make a text coarser; empty where it can not be read."""
    return _TEXTS[by](value.strip())


def coarser_number(value: float, by: Coarser) -> int | float | None:
    """Make a number coarser; None where it means nothing."""
    match by:
        case Coarser.TENTH:
            return round(value, 1)
        case Coarser.DAY:
            day = _DAY * 1000 if abs(value) >= _MILLISECONDS else _DAY
            return int(value // day * day)
        case Coarser.DECADE if 0 <= value <= _LONG_AGO:
            return int(value // 10 * 10)
    return None


def _network(text: str) -> str:
    """One address, or several with commas between (``X-Forwarded-For``)."""
    if plain := _IPV4.fullmatch(text):  # nearly always
        return f"{plain[1]}0"
    try:
        return ", ".join(_masked(piece.strip()) for piece in text.split(","))
    except ValueError:
        return ""


def _masked(text: str) -> str:
    if plain := _IPV4.fullmatch(text):
        return f"{plain[1]}0"
    address = ipaddress.IPv6Address(text.partition("%")[0])
    if inner := address.ipv4_mapped:
        return f"::ffff:{_masked(str(inner))}"
    return str(ipaddress.IPv6Network((int(address), _PREFIX), strict=False).network_address)


def _day(text: str) -> str:
    found = _DATE.fullmatch(text)
    if not found:
        return ""
    clock = found[4] + _DIGIT.sub("0", found[5]) + (found[6] or "") if found[4] else ""
    return f"{found[1]}-{found[2]}-{found[3]}{clock}"


def _decade(text: str) -> str:
    found = _DATE.fullmatch(text)
    if found:
        return f"{found[1][:3]}0-01-01"
    return str(int(text) // 10 * 10) if text.isascii() and text.isdigit() and int(text) <= _LONG_AGO else ""


def _tenth(text: str) -> str:
    """One number, or several with commas between (latitude, longitude)."""
    try:
        return ", ".join(f"{float(piece):.1f}" for piece in text.split(","))
    except ValueError:
        return ""


_POSTCODE: Final = re.compile(
    r"([A-Z]{1,2}\d[A-Z\d]?)\s*\d[A-Z]{2}|([A-Z]\d[\dW])\s*[A-Z\d]{4}|(?:[A-Z]{1,2}-)?(\d{2})\d{2,3}(?:[- ]?\w{2,4})?"
)
"""British (outward code), Irish (routing key), and those of four or five digits (Universal Postal Union, addressing systems)."""


def _area(text: str) -> str:
    found = _POSTCODE.fullmatch(text.upper())
    return next(filter(None, found.groups()), "") if found else ""


_TEXTS: Final[Mapping[Coarser, Callable[[str], str]]] = {
    Coarser.NETWORK: _network,
    Coarser.DAY: _day,
    Coarser.DECADE: _decade,
    Coarser.TENTH: _tenth,
    Coarser.AREA: _area,
}
