"""Numbers that states and registers give people and companies. Law: a bare number needs check digits, or the name of its kind beside it.

Precision (chance hits on 30 MB of unrelated sources and documents, see ``tests/detect/test_precision.py``): shapes that mix letters and
digits, or check twice, are taken anywhere; plain digits with one check digit pass one time in ten or eleven and are taken beside a name
only. Beside an unmistakable name the check is left out: a mistyped number is still somebody's.
"""

import re
from collections.abc import Callable
from typing import Final

from gateway.detect import identifiers_check as check
from gateway.detect.identifiers_vat import NUMBERS, can_be
from gateway.detect.scan import Extent, Judge, Pattern, named

PERSON: Final = "user.government_id"
COMPANY: Final = "user.contact.organization"
ACCOUNT: Final = "user.financial.bank_account"

_LEAST_DIGITS: Final = 5
"""Of a number beside a name: ``passport local strategy`` is none."""


def compact(text: str) -> str:
    """The letters and digits of a number, capitals only."""
    return "".join(filter(str.isalnum, text)).upper()


def checked(agrees: Callable[[str], bool]) -> Judge:
    """Take a match whose bare characters agree with a rule."""

    def judge(text: str, start: int, end: int) -> Extent | None:
        return (start, end) if agrees(compact(text[start:end])) else None

    return judge


def _numeric(text: str, start: int, end: int) -> Extent | None:
    return (start, end) if sum(map(str.isdigit, text[start:end])) >= _LEAST_DIGITS else None


def _mrz(text: str, start: int, end: int) -> Extent | None:
    return (start, end) if check.mrz_line(text[start:end]) else None


def _nir(text: str, start: int, end: int) -> Extent | None:
    """Fifteen digits in a row are often a thread's number on Linux (140266817985408): those need a month that is one."""
    value = text[start:end]
    return None if _THREAD.match(value) or (value.isdigit() and value[3:5] > "12") else checked(check.nir)(text, start, end)


def _siblings(value: str) -> bool:
    return len(set(value)) > 1


_THREAD: Final = re.compile(r"(?:139|140)\d{12}")
"""Addresses of stacks, 0x7f0000000000 and up, in decimal digits."""

_APART: Final = r"(?:^|[^\w.+/-])"
"""Before a number that others may be part of: not the middle of a path, a version, a float."""

SHAPES: Final = (
    # Ireland
    Pattern("ie_ppsn", r"\b(\d{7}[A-W][A-IW]?)\b", PERSON, judge=checked(check.ppsn)),
    # United Kingdom
    Pattern("gb_nino", r"\b([A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D])\b", PERSON, judge=checked(check.nino)),
    Pattern(
        "gb_driving_licence",
        r"\b((?:[A-Z]{5}|[A-Z]{4}9|[A-Z]{3}99|[A-Z]{2}999|[A-Z]9999) ?\d(?:[05][1-9]|[16][0-2])(?:0[1-9]|[12]\d"
        r"|3[01])\d ?[A-Z][A-Z9][2-9] ?[A-Z]{2})\b",
        PERSON,
    ),
    # United States: IRS publication 1915 (ITIN); SSN stands with personal data
    Pattern("us_itin", r"(?:^|[^\w.+-])(9\d{2}-(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])-\d{4})\b", PERSON),
    # Germany
    Pattern("de_pension", r"\b(\d{2} ?\d{6} ?[A-Z] ?\d{3})\b", PERSON, judge=checked(check.rvnr)),
    # France
    Pattern(
        "fr_nir",
        _APART + r"([12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-4]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2})\b",
        PERSON,
        judge=_nir,
    ),
    # Spain
    Pattern("es_dni", _APART + r"((?:\d{8}|\d{2}\.\d{3}\.\d{3})-?[A-HJ-NP-TV-Z])\b", PERSON, judge=checked(check.dni)),
    Pattern("es_nie", _APART + r"([XYZ]-?\d{7}-?[A-HJ-NP-TV-Z])\b", PERSON, judge=checked(check.dni)),
    # Italy, with the letters that stand for digits where two people would have the same code
    Pattern(
        "it_fiscal_code",
        r"(?i)\b([A-Z]{6} ?[\dLMNP-V]{2}[A-EHLMPR-T][\dLMNP-V]{2} ?[A-Z][\dLMNP-V]{3} ?[A-Z])\b",
        PERSON,
        judge=checked(check.codice_fiscale),
    ),
    # Finland, Norway, Belgium, Switzerland, Czechia and Slovakia
    Pattern("fi_hetu", _APART + r"([0-3]\d[01]\d{3}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y])\b", PERSON, judge=checked(check.hetu)),
    Pattern("no_birth_number", _APART + r"([0-7]\d[01]\d{3} ?\d{5})\b", PERSON, judge=checked(check.norwegian)),
    Pattern("be_register", _APART + r"(\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2})\b", PERSON, judge=checked(check.belgian)),
    Pattern("ch_ahv", _APART + r"(756\.\d{4}\.\d{4}\.\d{2})\b", PERSON, judge=checked(check.ahv)),
    Pattern(
        "cz_birth_number", _APART + r"(\d{2}[0-8]\d[0-3]\d/\d{3,4})(?:[^\w./-]|[./-]?$|[./-]\W)", PERSON, judge=checked(check.rodne_cislo)
    ),
    # beyond Europe
    Pattern("kr_rrn", _APART + r"(\d{2}[01]\d[0-3]\d-[1-8]\d{6})\b", PERSON, judge=checked(check.korean)),
    Pattern("cn_resident_id", _APART + r"([1-8]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[\dXx])\b", PERSON, judge=checked(check.chinese)),
    Pattern("br_cpf", _APART + r"(\d{3}\.\d{3}\.\d{3}-\d{2})\b", PERSON, judge=checked(check.cpf)),
    # travel documents: ICAO Doc 9303 parts 4 and 5
    Pattern("mrz_name", r"\b([PVIAC][A-Z<][A-Z]{1,3}<{0,2}[A-Z]+(?:<[A-Z]+)*<<[A-Z<]{5,38})", PERSON),
    Pattern("mrz_data", r"\b([A-Z0-9<]{9}\d[A-Z<]{3}\d{6}\d[MFX<]\d{6}\d[A-Z0-9<]{7,16})", PERSON, judge=_mrz),
    # companies
    Pattern(
        "vat_id",
        r"\b((?:"
        + "|".join(f"{prefix}[ -]?{number.shape}" for prefix, number in NUMBERS.items())
        + r"|CHE-\d{3}\.\d{3}\.\d{3})|ATU\d{8})\b",
        COMPANY,
        judge=checked(can_be),
    ),
)

_DIGITS: Final = r"\d(?:[ ./-]?\d){5,13}(?:[ /-]?[A-Za-z]{1,2}\b)?"
_MIXED: Final = r"[A-Za-z0-9]{1,5}(?:[ -]?[A-Za-z0-9]){4,17}"

_PERSONAL_NUMBERS: Final = (
    r"pps(?:n|[ _-]?(?:no|number))?|uimhir pps|upsp|nhs|utr|unique taxpayer reference|ssn|social[ _-]?security|itin"
    r"|steuer[ _-]?(?:id|idnr|identifikationsnummer|nummer)|sozialversicherungs(?:nummer|nr)|rentenversicherungs(?:nummer|nr)|svnr|rvnr"
    r"|num[eé]ro de s[eé]curit[eé] sociale|n(?:um[eé]ro)? ?s[eé]cu|pesel|dow[oó]d(?: osobisty)?|seria i numer dowodu"
    r"|burgerservicenummer|bsn|sofinummer|rijksregisternummer|codice[ _]fiscale|c\.?f\.?:|documento nacional de identidad"
    r"|personnummer|personal[ _-]?(?:identity[ _-]?)?number|henkil[oö]tunnus|cpr(?:[ _-]?nr|[ _-]?nummer)?|f[oø]dselsnummer"
    r"|isikukood|asmens kodas|personas kods|\boib|em[sš]o|rodn[eé][ _]?[cč][ií]slo|cnp|egn|cpf|curp|aadhaar|\bsin\b|tfn"
    r"|tc(?:[ _]?kimlik)?(?: no)?|tckn|kimlik no|teudat zehut"
)
_PERSONAL_NUMBERS_ABROAD: Final = (
    r"ת\.?ז\.?|תעודת זהות|주민(?:등록)?번호|身份证(?:号码?)?|身分證(?:字號)?|マイナンバー|個人番号|ИНН|СНИЛС|ЕГН|ΑΦΜ|ΑΜΚΑ|РНОКПП"  # noqa: RUF001 - they are meant
)
_ANY_DOCUMENT: Final = (
    r"(?:national|government|gov|citizen|identity|personal)[ _-]?id(?:entity|entification)?(?:[ _-]?card)?|id[ _-]?(?:doc(?:ument)?|card)"
    r"|identity (?:card|document)|identification[ _-]?number|(?:personal)?ausweis(?:nummer|nr)|carte d.identit[eé]|carta d.identit[aà]"
    r"|tax[ _-]?(?:payer[ _-]?)?(?:id|number|ref(?:erence)?)|\btin\b|passport|reisepass|passeport|pasaporte|passaporto|paszport\w?"
    r"|passaporte"
    r"|paspoort|pass(?:nummer|nr)|pasu|cestovn[ií] pas|driv(?:er.?s?|ing)[ _-]?licen[cs]e|f[uü]hrerschein|permis de conduire"
    r"|permiso de conducir|carnet de conducir|patente di guida|rijbewijs|k[oö]rkort|k[oø]rekort|prawo jazdy|cead[uú]nas tiom[aá]na"
)

NAMED: Final = (
    Pattern("national_id_named", named(_PERSONAL_NUMBERS, _DIGITS), PERSON),
    Pattern("national_id_named_abroad", rf"(?:{_PERSONAL_NUMBERS_ABROAD})[^\w]{{0,4}}({_DIGITS})", PERSON),
    Pattern("document_named", named(_ANY_DOCUMENT, _MIXED), PERSON, judge=_numeric),
    Pattern("us_ein", named(r"ein|fein|employer[ _-]?id(?:entification)?", r"\d{2}-\d{7}"), COMPANY),
    Pattern("company_number_named", named(r"siren|siret", r"\d{3} ?\d{3} ?\d{3}(?: ?\d{5})?"), COMPANY, judge=checked(check.siren)),
    Pattern(
        "pl_nip",
        named(r"nip", r"\d{3}-?\d{2,3}-?\d{2}-?\d{2,3}"),
        COMPANY,
        judge=checked(lambda digits: len(digits) == 10 and check.nip(digits)),
    ),
    Pattern("pl_regon", named(r"regon", r"\d{9}(?:\d{5})?"), COMPANY, judge=checked(check.regon)),
    Pattern(
        "vat_named",
        named(
            r"vat|ust\W?id(?:\W?nr)?|btw(?:\W?nr)?|tva|p(?:artita|\.)? ?\.?iva|cif|nif|moms|dph|di[cč]|i[cč]o|alv|cvr|org\W?nr|kvk|krs",
            r"(?:[A-Z]{2,3}[ -]?)?[A-Z0-9]{0,2}\d(?:[ .-]?\d){6,11}(?:B\d{2}| ?[A-Z]{1,2})?",
        ),
        COMPANY,
        judge=checked(_siblings),
    ),
    Pattern("us_routing", named(r"routing|aba|rtn", r"\d{9}"), ACCOUNT, judge=checked(check.aba)),
    Pattern("gb_sort_code", named(r"sort[ _-]?code", r"\d{2}[ -]?\d{2}[ -]?\d{2}"), ACCOUNT),
    Pattern(
        "account_named",
        named(
            r"(?:bank[ _-]?)?account[ _-]?(?:no|nr|num|number)|konto(?:nummer|nr)|n[uú]mero de cuenta|numer konta|num[eé]ro de compte",
            r"\d(?:[ -]?\d){5,25}",
        ),
        ACCOUNT,
    ),
)

IDENTIFIERS: Final = (*SHAPES, *NAMED)
