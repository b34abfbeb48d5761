"""VAT identification numbers. Law: a country's prefix and shape are only a candidate; its check digits say whether it is one.

Shapes: European Commission, VIES FAQ 11 "VAT number structure" (Greece is EL; XI is Northern Ireland). Check digits: the countries' rules.
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from gateway.detect.identifiers_check import bsn, cif, crossed, dni, luhn, mod_11_10, mod_97, nip, ppsn, siren, total


class Number(NamedTuple):
    """A country's numbers: their shape without separators, and whether one can have been issued (prefix taken off)."""

    shape: str
    check: Callable[[str], bool]


def _divides(divisor: int, *weights: int) -> Callable[[str], bool]:
    return lambda digits: total(digits, weights) % divisor == 0


def _eleven_or_zero(*weights: int) -> Callable[[str], bool]:
    """The last digit is 11 less the sum mod 11; ten and eleven are written 0."""
    return lambda digits: str((11 - total(digits, weights) % 11) % 11 % 10) == digits[-1]


def _austrian(value: str) -> bool:
    return (96 - crossed(value[1:8], (1, 2, 1, 2, 1, 2, 1))) % 10 == int(value[8])


def _belgian(digits: str) -> bool:
    return 97 - int(digits[:8]) % 97 == int(digits[8:])


def _weighed_again(second: tuple[int, ...]) -> Callable[[str], bool]:
    """Bulgaria and Lithuania: weights 1 to 8 mod 11, and other weights where that leaves ten."""

    def check(digits: str) -> bool:
        first = total(digits, range(1, 9)) % 11
        return (first if first < 10 else total(digits, second) % 11 % 10) == int(digits[8])

    return check


def _czech(digits: str) -> bool:
    return (11 - total(digits, (8, 7, 6, 5, 4, 3, 2)) % 11) % 10 == int(digits[7])


def _french(value: str) -> bool:
    return siren(value[2:]) and (not value[:2].isdigit() or int(value[:2]) == (12 + 3 * (int(value[2:]) % 97)) % 97)


def _british(digits: str) -> bool:
    rest = (total(digits, (8, 7, 6, 5, 4, 3, 2)) + int(digits[7:])) % 97
    return rest in (0, 42)


def _greek(digits: str) -> bool:
    return total(digits, (256, 128, 64, 32, 16, 8, 4, 2)) % 11 % 10 == int(digits[8])


def _irish(value: str) -> bool:
    """Seven digits and one or two letters; older ones have a letter at the second place, which moves to the front as 0."""
    return ppsn(value if value[1].isdigit() else f"0{value[2:7]}{value[0]}{value[7]}")


def _spanish(value: str) -> bool:
    return dni(value) if value[0].isdigit() or value[0] in "XYZ" else cif(value)


def _luxembourgish(digits: str) -> bool:
    return int(digits[:6]) % 89 == int(digits[6:])


def _dutch(value: str) -> bool:
    return bsn(value[:9]) or mod_97("NL" + value)


def _romanian(digits: str) -> bool:
    return total(digits.zfill(10), (7, 5, 3, 2, 1, 7, 5, 3, 2)) * 10 % 11 % 10 == int(digits[-1])


def _swedish(digits: str) -> bool:
    return luhn(digits[:10])


def _slovak(digits: str) -> bool:
    return int(digits) % 11 == 0


def _latvian(digits: str) -> bool:
    return total(digits, (9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1)) % 11 == 3


NUMBERS: Final[Mapping[str, Number]] = {
    "AT": Number(r"U\d{8}", _austrian),
    "BE": Number(r"[01]\d{9}", _belgian),
    "BG": Number(r"\d{9}", _weighed_again((3, 4, 5, 6, 7, 8, 9, 10))),
    "CHE": Number(r"\d{9}", _divides(11, 5, 4, 3, 2, 7, 6, 5, 4, 1)),
    "CZ": Number(r"\d{8}", _czech),
    "DE": Number(r"[1-9]\d{8}", mod_11_10),
    "DK": Number(r"[1-9]\d{7}", _divides(11, 2, 7, 6, 5, 4, 3, 2, 1)),
    "EE": Number(r"\d{9}", _divides(10, 3, 7, 1, 3, 7, 1, 3, 7, 1)),
    "EL": Number(r"\d{9}", _greek),
    "ES": Number(r"[0-9A-Z]\d{7}[0-9A-Z]", _spanish),
    "FI": Number(r"\d{8}", _divides(11, 7, 9, 10, 5, 8, 4, 2, 1)),
    "FR": Number(r"[0-9A-HJ-NP-Z]{2}\d{9}", _french),
    "GB": Number(r"\d{9}", _british),
    "HR": Number(r"\d{11}", mod_11_10),
    "HU": Number(r"\d{8}", _divides(10, 9, 7, 3, 1, 9, 7, 3, 1)),
    "IE": Number(r"\d[0-9A-Z]\d{5}[A-W][A-I]?", _irish),
    "IT": Number(r"\d{11}", luhn),
    "LT": Number(r"\d{9}", _weighed_again((3, 4, 5, 6, 7, 8, 9, 1))),
    "LU": Number(r"\d{8}", _luxembourgish),
    "LV": Number(r"[4-9]\d{10}", _latvian),
    "MT": Number(r"\d{8}", _divides(37, 3, 4, 6, 7, 8, 9, 10, 1)),
    "NL": Number(r"\d{9}B\d{2}", _dutch),
    "NO": Number(r"\d{9}", _divides(11, 3, 2, 7, 6, 5, 4, 3, 2, 1)),
    "PL": Number(r"\d{10}", nip),
    "PT": Number(r"\d{9}", _eleven_or_zero(9, 8, 7, 6, 5, 4, 3, 2)),
    "RO": Number(r"[1-9]\d{5,9}", _romanian),
    "SE": Number(r"\d{10}01", _swedish),
    "SI": Number(r"[1-9]\d{7}", _eleven_or_zero(8, 7, 6, 5, 4, 3, 2)),
    "SK": Number(r"[1-9]\d{9}", _slovak),
    "XI": Number(r"\d{9}", _british),
}
"""Prefix -> numbers. Cyprus, whose rule is not published, is found beside a name only."""


def can_be(value: str) -> bool:
    """Whether a bare number with its prefix can have been issued."""
    prefix = value[:3] if value.startswith("CHE") else value[:2]
    return NUMBERS[prefix].check(value[len(prefix) :])
