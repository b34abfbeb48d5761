"""National and company numbers. Law: examples of the issuers are found, the same with one sign changed are not, names beside them count."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect import identifiers_check as check
from gateway.detect.identifiers import IDENTIFIERS, SHAPES, compact
from gateway.detect.identifiers_vat import NUMBERS, can_be
from gateway.detect.scan import PatternScanner

SCANNER = PatternScanner(IDENTIFIERS)


def found(text):
    return {(span.detector, text[span.start : span.end]) for span in SCANNER.scan(text)}


@pytest.mark.parametrize(
    ("agrees", "value"),
    [
        (check.aba, "111000025"),
        (check.ahv, "7569217076985"),
        (check.belgian, "85073003328"),
        (check.belgian, "17073003384"),
        (check.bsn, "111222333"),
        (check.chinese, "360426199101010071"),
        (check.chinese, "11010519491231002X"),
        (check.cif, "J99216582"),
        (check.cif, "B64717838"),
        (check.codice_fiscale, "RCCMNL83S18D969H"),
        (check.cpf, "39053344705"),
        (check.dni, "54362315K"),
        (check.dni, "X2482300W"),
        (check.hetu, "131052308T"),
        (check.luhn, "79927398713"),
        (check.nhs, "9434765870"),
        (check.nip, "8567346215"),
        (check.nir, "295109912611193"),
        (check.norwegian, "15108695088"),
        (check.pesel, "44051401359"),
        (check.ppsn, "6433435F"),
        (check.ppsn, "6433435OA"),
        (check.regon, "192598184"),
        (check.regon, "12345678512347"),
        (check.rodne_cislo, "7103192745"),
        (check.rvnr, "65180539W001"),
        (check.siren, "552008443"),
        (check.siren, "73282932000074"),
        (check.steuer_id, "36574261809"),
        (check.utr, "1955839661"),
        (can_be, "ATU13585627"),
        (can_be, "BE0403019261"),
        (can_be, "BG175074752"),
        (can_be, "CHE100155212"),
        (can_be, "CZ25123891"),
        (can_be, "DE136695976"),
        (can_be, "DK13585628"),
        (can_be, "EE100931558"),
        (can_be, "EL094259216"),
        (can_be, "ES54362315K"),
        (can_be, "ESX2482300W"),
        (can_be, "ESB64717838"),
        (can_be, "FI20774740"),
        (can_be, "FR40303265045"),
        (can_be, "GB980780684"),
        (can_be, "HR33392005961"),
        (can_be, "HU12892312"),
        (can_be, "IE6433435F"),
        (can_be, "IE8D79739I"),
        (can_be, "IT00743110157"),
        (can_be, "LT119511515"),
        (can_be, "LU15027442"),
        (can_be, "LV40003521600"),
        (can_be, "MT11679112"),
        (can_be, "NL004495445B01"),
        (can_be, "NO995525828"),
        (can_be, "PL8567346215"),
        (can_be, "PT501964843"),
        (can_be, "RO18547290"),
        (can_be, "SE123456789701"),
        (can_be, "SI50223054"),
        (can_be, "SK2022749619"),
    ],
)
def test_published_examples_agree_and_hardly_any_neighbour_does(agrees, value):
    assert agrees(value)
    digits = [place for place in range(len(value)) if value[place].isdigit()]
    wrong = [f"{value[:place]}{(int(value[place]) + 1) % 10}{value[place + 1 :]}" for place in digits]
    assert sum(map(agrees, wrong)) <= len(wrong) / 4


def test_corsica_counts_as_two_departments():
    assert check.nir("253072B07300470")
    assert not check.nir("253072A07300470")


def test_every_country_of_the_union_has_numbers_but_cyprus():
    union = set(re.findall(r"[A-Z]{2}", "AT BE BG CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"))
    assert set(NUMBERS) == union | {"CHE", "GB", "NO", "XI"}


@pytest.mark.parametrize(
    ("agrees", "value"),
    [
        (check.aba, "000000000"),
        (check.bsn, "000000000"),
        (check.chinese, "360426199113010071"),
        (check.cpf, "11111111111"),
        (check.hetu, "131352308T"),
        (check.korean, "8013011234567"),
        (check.nino, "BG123456C"),
        (check.nino, "QQ123456C"),
        (check.nino, "AO123456C"),
        (check.norwegian, "15138695088"),
        (check.pesel, "44133101359"),
        (check.rodne_cislo, "7113192745"),
        (check.rvnr, "65180539W002"),
        (check.rvnr, "65189939W001"),
        (check.rvnr, "65181339W001"),
        (check.steuer_id, "06574261809"),
        (check.steuer_id, "12345678903"),
        (check.steuer_id, "11112345676"),
        (can_be, "ESK1234567A"),
        (can_be, "FR41303265045"),
        (can_be, "FRK7399859411"),
    ],
)
def test_numbers_never_issued_do_not_agree(agrees, value):
    assert not agrees(value)


@pytest.mark.parametrize(
    ("agrees", "value"),
    [
        (check.korean, "8001011234567"),
        (check.nino, "CE352652C"),
        (check.rodne_cislo, "590312123"),
        (check.rodne_cislo, "7852120090"),
        (can_be, "BG100000086"),
        (can_be, "LT100000080"),
        (can_be, "FRK7399859412"),
    ],
)
def test_numbers_of_rarer_rules_agree(agrees, value):
    assert agrees(value)


@pytest.mark.parametrize(
    ("text", "detector", "value"),
    [
        ("6433435F", "ie_ppsn", "6433435F"),
        ("id 6433435OA.", "ie_ppsn", "6433435OA"),
        ("CE352652C", "gb_nino", "CE352652C"),
        ("NI no: RT 11 62 76 B", "gb_nino", "RT 11 62 76 B"),
        ("MORGA657054SM9IJ", "gb_driving_licence", "MORGA657054SM9IJ"),
        ("912-70-1234", "us_itin", "912-70-1234"),
        ("65 180539 W 001", "de_pension", "65 180539 W 001"),
        ("2 95 10 99 126 111 93", "fr_nir", "2 95 10 99 126 111 93"),
        ("253072B07300470", "fr_nir", "253072B07300470"),
        ("295109912611193", "fr_nir", "295109912611193"),
        ("DNI 54362315-K", "es_dni", "54362315-K"),
        ("54.362.315-K", "es_dni", "54.362.315-K"),
        ("X-2482300-W", "es_nie", "X-2482300-W"),
        ("rccmnl83s18d969h", "it_fiscal_code", "rccmnl83s18d969h"),
        ("131052-308T", "fi_hetu", "131052-308T"),
        ("151086 95088", "no_birth_number", "151086 95088"),
        ("85.07.30-033.28", "be_register", "85.07.30-033.28"),
        ("756.9217.0769.85", "ch_ahv", "756.9217.0769.85"),
        ("r.č. 710319/2745, ok", "cz_birth_number", "710319/2745"),
        ("800101-1234567", "kr_rrn", "800101-1234567"),
        ("36042619910101007 11010519491231002X", "cn_resident_id", "11010519491231002X"),
        ("390.533.447-05", "br_cpf", "390.533.447-05"),
        ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "mrz_name", "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"),
        ("L898902C36UTO7408122F1204159ZE184226B<<<<<10", "mrz_data", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
        ("VAT DE136695976", "vat_id", "DE136695976"),
        ("CHE-100.155.212 MWST", "vat_id", "CHE-100.155.212"),
        ("PPSN: 1234567t", "national_id_named", "1234567t"),
        ("pps_number\x1f1234567T", "national_id_named", "1234567T"),
        ("NHS number 943 476 5919", "national_id_named", "943 476 5919"),
        ("UTR 12345 67890", "national_id_named", "12345 67890"),
        ('"ssn": "078 05 1120"', "national_id_named", "078 05 1120"),
        ("Steuer-ID: 36 574 261 809", "national_id_named", "36 574 261 809"),
        ("PESEL 44051401359", "national_id_named", "44051401359"),
        ("BSN\x1f111222333", "national_id_named", "111222333"),
        ("personnummer 811218-9876", "national_id_named", "811218-9876"),
        ("ת.ז. 123456782", "national_id_named_abroad", "123456782"),
        ("passport no. PA1234567", "document_named", "PA1234567"),
        ("customer_passport_number\x1fX1234567", "document_named", "X1234567"),
        ("id_doc\x1fAB-12345", "document_named", "AB-12345"),
        ("Personalausweisnummer: L01X00T471", "document_named", "L01X00T471"),
        ("driving licence number: 123 456 789", "document_named", "123 456 789"),
        ("EIN: 12-3456789", "us_ein", "12-3456789"),
        ("SIRET 732 829 320 00074", "company_number_named", "732 829 320 00074"),
        ("NIP: 856-734-62-15", "pl_nip", "856-734-62-15"),
        ("REGON 192598184", "pl_regon", "192598184"),
        ("VAT no. IE 6433435 F", "vat_named", "IE 6433435 F"),
        ("P.IVA 00743110157", "vat_named", "00743110157"),
        ("ABA routing number: 111000025", "us_routing", "111000025"),
        ("sort code 12-34-56", "gb_sort_code", "12-34-56"),
        ("account number: 12345678", "account_named", "12345678"),
        ("Kontonummer 1234 56 78901", "account_named", "1234 56 78901"),
    ],
)
def test_numbers_are_found_by_shape_or_name(text, detector, value):
    assert (detector, value) in found(text)
    assert (detector, value) in found(f"før\x1f{text}\x1fetter")


@pytest.mark.parametrize(
    "text",
    [
        "6433435E",
        "d30b49895d1a0d1f13dce20c4fd32f64",
        "550e8400-e29b-41d4-a716-446655440000",
        "2026-01-15T10:20:30+0100",
        "20260115-1020",
        "202601/1234",
        "/2026/710319/2745/x",
        "release 1.2.3-4567890",
        "1760000000123",
        "176000000012345",
        "140021234567856",
        "295209912611159",
        "12345678901",
        "0.15108695088",
        "L898902C36UTO7408122F1204150ZE184226B<<<<<10",
        "std::vector<<int>>",
        "DE136695977",
        "SKU DE12345678",
        "passport 0.6.0",
        "passport-local strategy",
        "ein 12 Monate",
        "siren 123456789",
        "nip 1234567890",
        "nip 123-456-78",
        "vat 000000000",
        "routing key 123456789",
        "sort code review",
        "NHS login",
        "tin: box",
        "account_id\x1f12345678",
        "bsn\x1f\x1f111222333",
    ],
)
def test_harmless_look_alikes_are_left_alone(text):
    assert found(text) == set()
    assert found(f"før\x1f{text}\x1fetter") == set()


def test_companies_and_people_are_different_kinds():
    kinds = {pattern.category for pattern in SHAPES}
    assert kinds == {"user.government_id", "user.contact.organization"}
    (span,) = SCANNER.scan("DE136695976")
    assert span.category == "user.contact.organization"


@given(st.from_regex(r"[0-9]{11}", fullmatch=True))
def test_bare_digits_are_found_only_where_two_checks_agree(value):
    assert {name for name, _ in found(value)} <= {"no_birth_number"}
    assert check.norwegian(value) or found(value) == set()


@given(st.text(alphabet="0123456789ABCX -./<\x1f", max_size=60))
def test_spans_lie_in_one_leaf_and_come_again(text):
    spans = SCANNER.scan(text)
    assert all(0 <= span.start < span.end <= len(text) and "\x1f" not in text[span.start : span.end] for span in spans)
    assert spans == SCANNER.scan(text)


def test_bare_numbers_are_compared_without_what_parts_them():
    assert compact("de 136-695.976") == "DE136695976"
