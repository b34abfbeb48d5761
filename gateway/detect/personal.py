"""Personal data with a shape of its own. Law: a shape is only a candidate; a validator says whether it is one, and how much of it.

No pattern's classes contain U+001F, so that no finding crosses two leaves.
"""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import phonenumbers

from gateway.detect.scan import Extent, Pattern

_LOCAL: Final = r"[A-Za-z0-9\x{80}-\x{10ffff}._%+'-]"
_LABEL: Final = r"[A-Za-z0-9\x{80}-\x{10ffff}-]"
_EMAIL: Final = rf"{_LOCAL}+(?:@|%40|%2540|\\u0040)(?:{_LABEL}+\.)+(?:xn--[A-Za-z0-9-]+|[A-Za-z\x{{80}}-\x{{10ffff}}]{{2,24}})"

_FILES: Final = frozenset("png jpg jpeg gif svg webp avif ico css js mjs ts tsx jsx json map whl gz".split())  # noqa: SIM905 - reads as a list
"""Endings that are no top-level domain (IANA root zone 2026): ``logo@2x.png`` is a file."""

_CARD: Final = r"(?:^|[^\w.+-])(\d(?:[ -]{0,2}\d){11,})"
_DIGITS: Final = re.compile(r"\d+")
_GROUP, _GROUP_MOST = 3, 6
_LONGEST_CARD: Final = 19
_MOST_GROUPS: Final = _LONGEST_CARD // _GROUP + 1

ISSUERS: Final = (
    # prefix, from and up to and with, and lengths; ISO/IEC 7812-1 and the schemes' own pages
    ("4", "4", (13, 16, 19)),  # Visa
    ("2221", "2720", (16,)),  # Mastercard
    ("51", "55", (16,)),  # Mastercard
    ("34", "34", (15,)),  # American Express
    ("37", "37", (15,)),  # American Express
    ("300", "305", (14, 16)),  # Diners Club
    ("36", "36", (14, 16)),  # Diners Club
    ("38", "39", (14, 16)),  # Diners Club
    ("6011", "6011", (16, 19)),  # Discover
    ("644", "659", (16, 19)),  # Discover
    ("3528", "3589", (16, 17, 18, 19)),  # JCB
    ("62", "62", (16, 17, 18, 19)),  # UnionPay
    ("2200", "2204", (16,)),  # Mir
    ("5018", "5018", (16,)),  # Maestro
    ("5020", "5020", (16,)),  # Maestro
    ("5038", "5038", (16,)),  # Maestro
    ("6304", "6304", (16,)),  # Maestro
)

_IBAN: Final = r"(?i)(?:^|[^\w-])([A-Z]{2}\d{2}(?:[ \n-]{0,2}[A-Z0-9]){11,30})"
_IBAN_BEGINS: Final = r"(?i)(?:\b[A-Z]|[\x{17f}\x{212a}])[A-Z]\d{2}(?:[ \n-]{0,2}[A-Z0-9]){11}"
"""At the beginning of a word, or every letter of every word begins a count of its own (``\\b`` sees ASCII letters only; the two
others are what matches ``[A-Z]`` in any case)."""

IBAN_LENGTHS: Final[Mapping[str, int]] = {
    # SWIFT IBAN registry, release 99
    country: int(length)
    for length, countries in {
        15: "NO",
        16: "BE",
        18: "DK FI FK FO GL NL SD",
        19: "MK SI",
        20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV",
        22: "BG BH CR DE GB GE IE ME RS VA",
        23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG",
        25: "LY PT ST",
        26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM",
        28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
        29: "BR EG PS QA UA",
        30: "JO KW MU YE",
        31: "MT SC",
        32: "LC",
        33: "RU",
    }.items()
    for country in countries.split()
}

_IBAN_NAMED: Final = r"(?i)\biban[\"']?\s*[\x1f:=]\s*[\"']?([A-Z]{2}\d{2}(?:[ \n-]{0,2}[A-Z0-9]){11,30})"
"""A number called an IBAN is taken for one though a digit is wrong: a mistyped account is still somebody's."""

_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IPV4: Final = rf"\b(?:{_OCTET}\.){{3}}{_OCTET}\b"
_IPV6: Final = r"(?i)(?:^|[^\w:.])((?:[0-9a-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{1,4})?)"
_SIZE: Final = re.compile(r"/\d{1,2}\b")
_CONTEXT: Final = 32
"""Characters before an address that say what it is."""
_VERSION: Final = re.compile(r"(?i)(?:\bv|(?:version|release)[^\w\x1f]{0,3}|==|>=|<=|~=|(?:^|[\s\x1f(;])[a-z]+/|\d\.)$")
"""Before a dotted quad: it counts releases (``v10.1.2.3``, ``Chrome/99.0.48.51``). ``root@10.1.2.3`` and ``/hosts/10.1.2.3`` do not."""
_OPENING: Final = frozenset({"", "\x1f", '"', "'", "(", "[", ","})
"""Right before a quad: nothing more to learn from what stands further left."""
_ADDRESS: Final = re.compile(r"(?i)(?:\bip|addr\w*|host|from|client|server|//|peer|remote\w*|forwarded\w*)[^\w\x1f]{0,4}$")
_SMALL: Final = 32
"""A quad that starts below 10 and stays below this is read as a version, unless the words before it say address."""

_ABROAD: Final = r"(?:^|[^\w+])((?:\+|00 ?)[1-9](?:[ ().\x{a0}/-]{0,2}\d){6,14})"
_AT_HOME: Final = (
    r"(?:^|[^\w.+/-])(\(?0\d{1,4}\)?[ /-]{1,2}\d{2,8}(?:[ -]\d{2,5}){0,4}|\(\d{3}\) ?\d{3}[ .-]\d{4}|[2-9]\d{2}[ .-][2-9]\d{2}[ .-]\d{4})"
)


def _plans(*regions: str) -> tuple[re.Pattern[str], ...]:
    """National numbers of some regions, without the leading zero (libphonenumber's metadata)."""
    known: Iterator[Any] = (phonenumbers.PhoneMetadata.metadata_for_region(region) for region in regions)
    return tuple(re.compile(plan.general_desc.national_number_pattern) for plan in known)


EUROPE: Final = _plans("IE", "GB", "FR", "DE")
AMERICA: Final = _plans("US", "CA")
"""Where numbers without a country code are tried, with and without a leading zero. All others need a country code.
The patterns are tried directly: the library's own parser takes 35 us a number, and a list of contacts has thousands."""
_LEAST: Final = 9
"""Digits of a number without a country code; fewer read as dates and amounts."""

_LEAST_ABROAD: Final = 10
"""Digits of a number after ``00`` with nothing between them."""

_SSN: Final = r"(?:^|[^\w.+-])(\d{3}-\d{2}-\d{4})\b"
_SSN_SHAPE: Final = re.compile(r"\d{3}-\d{2}-\d{4}")
_RELEASE: Final = re.compile(r"\.\d|-[a-z]+\.\d|[-.](?:alpha|beta|rc|dev|pre|post|snapshot|jar|whl|tar|zip)")
"""After a dotted quad: it was a release after all."""
_NOBODY: Final = frozenset({"0", "127"})
"""First octets of addresses that are no machine's but one's own (RFC 6890)."""
_OWN: Final = frozenset({"12", "25"})
"""How ``127`` and the broadcast address begin, and others: those are looked at more closely."""
_GOES_ON: Final = frozenset("-./")
"""Right after a quad: there may be more to it (a release's name, a network's size)."""
_REST_OF_NUMBER: Final = re.compile(r"[-./:]?\w")
_GROUP_MORE: Final = re.compile(r":[0-9A-Fa-f]")
"""After eight groups: it is the fingerprint of a key."""
_DECIMAL: Final = re.compile(r"\+(?:\d\.(?!\d{10}$)\d+|\d{4,}\.\d+|\d+\.\d{1,5})")
"""A signed number. RFC 5733 writes a country code, a dot and a number: ``+1.7035555555``."""
_ZIP: Final = re.compile(r"\d{5}-\d{4}")
"""A postal code of the United States with its four digits more."""
_NO_DIGITS: Final = re.compile(r"\D")
_CODE_WORD: Final = re.compile(r"\w*\d\w*:")


def _email(text: str, start: int, end: int) -> Extent | None:
    while not text[start].isalnum() and text[start] != "@":
        start += 1
    return None if text[text.rindex(".", start, end) + 1 : end].lower() in _FILES else (start, end)


def _card(text: str, start: int, end: int) -> Extent | None:
    """The first run of digit groups that is a card number: one may stand in a row of other numbers. Not after ``==``: a MIME boundary."""
    if text.endswith("==", 0, start):
        return None
    groups = [match.span() for match in _DIGITS.finditer(text, start, end)]
    return next((extent for extent in _runs(groups) if _is_card(_NO_DIGITS.sub("", text[slice(*extent)]))), None)


def _runs(groups: list[Extent]) -> Iterator[Extent]:
    """Every run of groups as cards are written: one group, or several of 3 to 6 digits (``3333-4444-555555555555`` is a UUID's end)."""
    for first, (start, past) in enumerate(groups):
        yield start, past
        digits = 0
        for begin, end in groups[first : first + _MOST_GROUPS]:
            digits += end - begin
            if not _GROUP <= end - begin <= _GROUP_MOST or digits > _LONGEST_CARD:
                break
            yield start, end


def _is_card(digits: str) -> bool:
    issued = any(low <= digits[: len(low)] <= high and len(digits) in lengths for low, high, lengths in ISSUERS)
    return issued and _luhn(digits)


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _iban(text: str, start: int, end: int) -> Extent | None:
    """As many characters as the country's numbers have, where ISO 13616's check digits agree."""
    wanted = IBAN_LENGTHS.get(text[start : start + 2].upper(), 0)
    places = [at for at in range(start, end) if text[at].isalnum()][:wanted]
    if not wanted or len(places) < wanted or text[places[-1] + 1 : places[-1] + 2].isalnum():
        return None
    compact = "".join(text[at] for at in places).upper()
    number = "".join(str(int(character, 36)) for character in compact[4:] + compact[:4])
    return (start, places[-1] + 1) if int(number) % 97 == 1 else None


def _ipv4(text: str, start: int, end: int) -> Extent | None:
    opened, short = text[start - 1 : start] in _OPENING, text[start + 1] == "."
    if opened and not short and text[end : end + 1] not in _GOES_ON and text[start : start + 2] not in _OWN:
        return start, end
    value = text[start:end]
    first = value[: value.index(".")]
    if first in _NOBODY or value == "255.255.255.255":
        return None
    after = text[end : end + 1]
    if after in _GOES_ON and (_RELEASE.match(text, end) or _is_network(text, value, end)):
        return None
    small = short and max(map(int, value.split("."))) < _SMALL
    if opened and not small:
        return start, end
    return None if _is_version(text[max(0, start - _CONTEXT) : start], small=small) else (start, end)


def _is_network(text: str, value: str, end: int) -> bool:
    """``192.0.2.0/24`` names a network, not a machine."""
    size = _SIZE.match(text, end)
    if size is None or size[0] == "/32":
        return False
    try:
        ipaddress.IPv4Network(value + size[0])
    except ValueError:
        return False
    return True


def _is_version(before: str, *, small: bool) -> bool:
    return (small or _VERSION.search(before) is not None) and not _ADDRESS.search(before)


def _ipv6(text: str, start: int, end: int) -> Extent | None:
    value = text[start:end]
    if value.endswith(":") and not value.endswith("::"):
        value = value[:-1]  # the colon of a sentence
    try:
        address = ipaddress.IPv6Address(value)
    except ValueError:
        return None
    if address.is_loopback or address.is_unspecified or text[end : end + 1].isalnum() or _GROUP_MORE.match(text, start + len(value)):
        return None
    # ``Face::Bead`` is code: an address written short has a digit, and three colons or a whole first group
    plausible = any(map(str.isdigit, value)) and (value.count(":") > 2 or _CODE_WORD.match(value))
    return (start, start + len(value)) if plausible else None


def _abroad(text: str, start: int, end: int) -> Extent | None:
    """With a country code a possible length is enough (ITU-T E.164): reserved and new ranges are somebody's, too."""
    bare = _NO_DIGITS.sub("", text[start:end])
    digits = bare.removeprefix("00")
    if bare == text[start:end] and len(digits) < _LEAST_ABROAD:
        return None  # ``00`` may be the beginning of any number
    if _DECIMAL.fullmatch(text[start:end]):
        return None
    known = any(int(digits[:length]) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE for length in (1, 2, 3))
    return (start, end) if known and 8 <= len(digits) <= 15 and not text[end : end + 1].isalnum() else None


def _at_home(text: str, start: int, end: int) -> Extent | None:
    digits = _NO_DIGITS.sub("", text[start:end])
    if (
        len(digits) < _LEAST
        or _ZIP.fullmatch(text, start, end)
        or _REST_OF_NUMBER.match(text, end)
        or _SSN_SHAPE.fullmatch(text, start, end)
    ):
        return None
    plans = EUROPE if digits.startswith("0") else AMERICA
    return (start, end) if any(plan.fullmatch(digits.removeprefix("0")) for plan in plans) else None


def _ssn(text: str, start: int, end: int) -> Extent | None:
    """Numbers the Social Security Administration never issues have area 000, 666 or 9xx, group 00 or serial 0000."""
    area, group, serial = text[start:end].split("-")
    issued = area not in ("000", "666") and area < "900" and group != "00" and serial != "0000"
    return (start, end) if issued else None


PERSONAL: Final = (
    Pattern("email", _EMAIL, "user.contact.email", judge=_email, signs="@%\\"),
    Pattern("phone", _ABROAD, "user.contact.phone_number", judge=_abroad),
    Pattern("phone_national", _AT_HOME, "user.contact.phone_number", judge=_at_home),
    Pattern("payment_card", _CARD, "user.payment", judge=_card),
    Pattern("iban", _IBAN, "user.financial.bank_account", judge=_iban, gate=_IBAN_BEGINS),
    Pattern("iban_named", _IBAN_NAMED, "user.financial.bank_account"),
    Pattern("ipv4", _IPV4, "user.device.ip_address", judge=_ipv4),
    Pattern("ipv6", _IPV6, "user.device.ip_address", judge=_ipv6),
    Pattern("us_ssn", _SSN, "user.government_id", judge=_ssn),
)
