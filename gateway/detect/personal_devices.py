"""Numbers of devices. Law: documentation's own examples and what is all one digit are nobody's device."""

from typing import Final

from gateway.detect.identifiers import checked
from gateway.detect.identifiers_check import luhn
from gateway.detect.scan import Extent, Pattern, named

CATEGORY: Final = "user.device.device_id"

_OCTET: Final = "[0-9a-f]{2}"
_MAC: Final = rf"(?i)(?:^|[^\w:-])((?:{_OCTET}:){{5}}{_OCTET}|(?:{_OCTET}-){{5}}{_OCTET})(?:[^\w:-]|[:-]?$|[:-]\W)"
"""Six octets and no more: fingerprints of keys have sixteen or twenty."""

_EXAMPLES: Final = frozenset({"aabbccddeeff", "001122334455", "0123456789ab", "1234567890ab", "001a2b3c4d5e", "deadbeefcafe"})


def _mac(text: str, start: int, end: int) -> Extent | None:
    octets = text[start:end].lower().replace(":", "").replace("-", "")
    return None if octets in _EXAMPLES or len(set(octets)) < 3 else (start, end)


def _imei(digits: str) -> bool:
    """3GPP TS 23.003 annex B: Luhn."""
    return luhn(digits) and len(set(digits)) > 2


DEVICES: Final = (
    Pattern("mac_address", _MAC, CATEGORY, judge=_mac),
    Pattern("mac_named", named(r"mac(?:[ _-]?addr(?:ess)?)?|hwaddr", r"(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}|[0-9a-f]{12}"), CATEGORY),
    Pattern("imei", r"(?:^|[^\w.+/-])(\d{2}-\d{6}-\d{6}-\d)\b", CATEGORY, judge=checked(_imei)),
    Pattern("imei_named", named(r"imei(?:sv)?|meid|esn|imsi|iccid|msisdn", r"[0-9A-F]{2}(?:[ -]?[0-9A-F]){10,20}"), CATEGORY),
    Pattern(
        "serial_named", named(r"idfa|idfv|gaid|aaid|android[ _-]?id|advertising[ _-]?id", r"[0-9a-f]{8}(?:-?[0-9a-f]){8,24}"), CATEGORY
    ),
)
