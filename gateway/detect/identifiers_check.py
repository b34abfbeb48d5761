"""Check digits of identifiers. Law: own code after the published rule, named beside each; True means the number can have been issued.

Every function takes the bare characters: no separators, capitals only, already of the right length and alphabet (the pattern saw to it).
"""

from collections.abc import Iterable
from typing import Final

_ODD: Final = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23),
        strict=True,
    )
)
"""Values of characters at odd places (Italian Ministry of Finance, decree 23 December 1976)."""

_LETTERS: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
"""Spain, Real Decreto 1553/2005: letter by number mod 23."""

_FINNISH: Final = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_CHINESE: Final = "10X98765432"
_UTR: Final = "21987654321"
_PAIRS: Final = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
_SEVEN_THREE_ONE: Final = (7, 3, 1)
_CORSICA: Final = {"2A": "19", "2B": "18"}


def total(characters: str, weights: Iterable[int]) -> int:
    """Sum of digits times weights; letters count A = 10 ... Z = 35. Stops with the shorter."""
    return sum(int(character, 36) * weight for character, weight in zip(characters, weights, strict=False))


def crossed(digits: str, weights: Iterable[int]) -> int:
    """Like ``total``, with the digit sum of each product."""
    return sum(sum(divmod(int(digit) * weight, 10)) for digit, weight in zip(digits, weights, strict=False))


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B."""
    return crossed(digits[::-1], (1, 2) * len(digits)) % 10 == 0


def mod_11_10(digits: str) -> bool:
    """ISO/IEC 7064, MOD 11,10."""
    product = 10
    for digit in digits[:-1]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (product + int(digits[-1])) % 10 == 1


def mod_97(characters: str) -> bool:
    """ISO/IEC 7064, MOD 97-10."""
    return int("".join(str(int(character, 36)) for character in characters)) % 97 == 1


def seven_three_one(characters: str) -> bool:
    """ICAO Doc 9303 part 3, 4.9: the last digit checks those before it; ``<`` counts 0."""
    return total(characters[:-1].replace("<", "0"), _SEVEN_THREE_ONE * len(characters)) % 10 == int(characters[-1])


def is_day(day: str, month: str) -> bool:
    """Whether two pairs of digits can be a day and a month."""
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def ppsn(value: str) -> bool:
    """Ireland, Department of Social Protection: modulus 23, W is 0; a second letter weighs 9."""
    second = 0 if value[8:] in ("", "W") else ord(value[8]) - 64
    return "WABCDEFGHIJKLMNOPQRSTUV"[(total(value[:7], range(8, 1, -1)) + 9 * second) % 23] == value[7]


def nino(value: str) -> bool:
    """United Kingdom, HMRC manual NIM39110: prefixes that are never used."""
    return value[0] not in "DFIQUV" and value[1] not in "DFIOQUV" and value[:2] not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")


def nhs(digits: str) -> bool:
    """England, NHS Data Dictionary "NHS NUMBER": modulus 11."""
    return total(digits, range(10, 0, -1)) % 11 == 0


def utr(digits: str) -> bool:
    """United Kingdom, HMRC "Modulus 11 check" for unique taxpayer references: the first digit checks the rest."""
    return _UTR[total(digits[1:], (6, 7, 8, 9, 10, 5, 4, 3, 2)) % 11] == digits[0]


def aba(digits: str) -> bool:
    """United States, ABA routing number: weights 3 7 1."""
    return int(digits) > 0 and total(digits, (3, 7, 1) * 3) % 10 == 0


def steuer_id(digits: str) -> bool:
    """Germany, section 139b AO: of the first ten digits one stands twice or three times, no other does."""
    counts = sorted((digits[:10].count(digit) for digit in set(digits[:10])), reverse=True)
    return digits[0] != "0" and counts[0] in (2, 3) and counts[1] == 1 and mod_11_10(digits)


def rvnr(value: str) -> bool:
    """Germany, section 147 SGB VI and VKVV: the letter counts as two digits; a day may have 50 added."""
    digits = f"{value[:8]}{ord(value[8]) - 64:02}{value[9:]}"
    return int(digits[2:4]) % 50 <= 31 and int(digits[4:6]) <= 12 and crossed(digits[:12], _PAIRS) % 10 == int(digits[12])


def nir(value: str) -> bool:
    """France, INSEE: 97 less the first thirteen digits mod 97; Corsica's 2A and 2B count 19 and 18."""
    number = value[:5] + _CORSICA.get(value[5:7], value[5:7]) + value[7:13]
    return 97 - int(number) % 97 == int(value[13:])


def siren(digits: str) -> bool:
    """France, INSEE: Luhn over SIREN (9) and over SIRET (14)."""
    return luhn(digits[:9]) and luhn(digits)


def pesel(digits: str) -> bool:
    """Poland, Ministry of Digital Affairs: weights 1 3 7 9; the century is added to the month."""
    return is_day(digits[4:6], str(int(digits[2:4]) % 20)) and total(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def nip(digits: str) -> bool:
    """Poland, tax number: weights 6 5 7 2 3 4 5 6 7 mod 11."""
    return total(digits, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(digits[9])


def regon(digits: str) -> bool:
    """Poland, Statistics Poland: nine digits, or fourteen."""
    weights = (8, 9, 2, 3, 4, 5, 6, 7) if len(digits) == 9 else (2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)
    return total(digits, weights) % 11 % 10 == int(digits[-1])


def dni(value: str) -> bool:
    """Spain: DNI and NIE; X, Y, Z of a NIE count 0, 1, 2."""
    return _LETTERS[int(value[:-1].replace("X", "0").replace("Y", "1").replace("Z", "2")) % 23] == value[-1]


def cif(value: str) -> bool:
    """Spain, Orden EHA/451/2008: digit or letter A = 1 ... J = 10."""
    digit = -crossed(value[1:8], (2, 1, 2, 1, 2, 1, 2)) % 10
    return value[8] in (str(digit), "JABCDEFGHI"[digit])


def codice_fiscale(value: str) -> bool:
    """Italy, decree 23 December 1976: odd and even places, mod 26."""
    even = sum(int(character, 36) - 10 * character.isalpha() for character in value[1:15:2])
    return chr(65 + (sum(map(_ODD.__getitem__, value[:15:2])) + even) % 26) == value[15]


def bsn(digits: str) -> bool:
    """Netherlands, Logisch Ontwerp BSN: the eleven test."""
    return int(digits) > 0 and total(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def hetu(value: str) -> bool:
    """Finland, Digital and Population Data Services Agency: mod 31. The sign of the century is gone."""
    return is_day(value[:2], value[2:4]) and _FINNISH[int(value[:6] + value[-4:-1]) % 31] == value[-1]


def norwegian(digits: str) -> bool:
    """Norway, Skatteetaten: two check digits, mod 11; a D number has 40 added to the day."""
    first = total(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11
    second = total(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11
    return first == second == 0 and is_day(str(int(digits[:2]) % 40), digits[2:4])


def belgian(digits: str) -> bool:
    """Belgium, National Register: 97 less the number mod 97, a 2 put before it for those born since 2000."""
    return int(digits[9:]) in (97 - int(digits[:9]) % 97, 97 - int("2" + digits[:9]) % 97)


def ahv(digits: str) -> bool:
    """Switzerland, Central Compensation Office: EAN-13."""
    return total(digits, (1, 3) * 7) % 10 == 0


def rodne_cislo(digits: str) -> bool:
    """Czechia and Slovakia, act 133/2000: ten digits divide by 11; months have 20, 50 or 70 added. Nine digits (to 1953) have no check."""
    possible = is_day(digits[4:6], str(int(digits[2:4]) % 50 % 20))
    return possible and (len(digits) == 9 or int(digits) % 11 == 0 or (int(digits[:9]) % 11 == 10 and digits[9] == "0"))


def korean(digits: str) -> bool:
    """South Korea: a birth date; check digits are random since October 2020."""
    return is_day(digits[4:6], digits[2:4])


def chinese(value: str) -> bool:
    """China, GB 11643-1999: ISO/IEC 7064 MOD 11-2."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return is_day(value[12:14], value[10:12]) and _CHINESE[total(value[:17], weights) % 11] == value[17]


def cpf(digits: str) -> bool:
    """Brazil, Receita Federal: two check digits, mod 11."""
    first = total(digits[:9], range(10, 1, -1)) * 10 % 11 % 10
    second = total(digits[:10], range(11, 1, -1)) * 10 % 11 % 10
    return digits[9:] == f"{first}{second}" and len(set(digits)) > 1


def mrz_line(value: str) -> bool:
    """ICAO Doc 9303 part 4, line 2 of a passport: document number, birth and expiry each with a check digit."""
    return all(seven_three_one(value[start:end]) for start, end in ((0, 10), (13, 20), (21, 28)))
