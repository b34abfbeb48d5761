"""Devices, places, births and names. Law: tables of what is found and of harmless look-alikes; each row stands for a kind."""

# ruff: noqa: RUF001 - letters of other scripts are what it is about

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect.personal_devices import DEVICES
from gateway.detect.personal_people import PEOPLE
from gateway.detect.personal_places import PLACES
from gateway.detect.scan import PatternScanner

SCANNER = PatternScanner((*DEVICES, *PLACES, *PEOPLE))


def found(text):
    return {(span.category, text[span.start : span.end]) for span in SCANNER.scan(text)}


DEVICE, ADDRESS, PLACE = "user.device.device_id", "user.contact.address", "user.location.precise"
BIRTH, NAME = "user.demographic.date_of_birth", "user.name"


@pytest.mark.parametrize(
    ("text", "category", "value"),
    [
        ("00:1A:2b:3c:4d:5f", DEVICE, "00:1A:2b:3c:4d:5f"),
        ("eth0 9c-b6-d0-1f-22-a7.", DEVICE, "9c-b6-d0-1f-22-a7"),
        ("mac: 9cb6.d01f.22a7", DEVICE, "9cb6.d01f.22a7"),
        ("macAddress\x1f9cb6d01f22a7", DEVICE, "9cb6d01f22a7"),
        ("49-015420-323751-8", DEVICE, "49-015420-323751-8"),
        ("IMEI 490154203237518", DEVICE, "490154203237518"),
        ("idfa\x1fEA7583CD-A667-48BC-B806-42ECB2B48606", DEVICE, "EA7583CD-A667-48BC-B806-42ECB2B48606"),
        ("9 Saltmill Yard, Conwy LL31 9QX", ADDRESS, "9 Saltmill Yard, Conwy LL31 9QX"),
        ("22 Merrion Square, Dublin 2, D02 X285", ADDRESS, "22 Merrion Square, Dublin 2, D02 X285"),
        ("eircode D02 AF30", ADDRESS, "D02 AF30"),
        ("1600 Amphitheatre Parkway, Mountain View, CA 94043", ADDRESS, "1600 Amphitheatre Parkway, Mountain View, CA 94043"),
        ("visit 10 Downing Street", ADDRESS, "10 Downing Street"),
        ("Musterstraße 12a, 12345 Musterstadt", ADDRESS, "Musterstraße 12a, 12345 Musterstadt"),
        ("Unter den Linden 77, 10117 Berlin", ADDRESS, "Unter den Linden 77, 10117 Berlin"),
        ("12 rue de la Paix, 75002 Paris", ADDRESS, "12 rue de la Paix, 75002 Paris"),
        ("Calle del Olmo 27, 3º B, 50003 Zaragoza", ADDRESS, "Calle del Olmo 27, 3º B, 50003 Zaragoza"),
        ("Via Roma 12, 00184 Roma", ADDRESS, "Via Roma 12, 00184 Roma"),
        ("Keizersgracht 212-hs, 1016 DW Amsterdam", ADDRESS, "Keizersgracht 212-hs, 1016 DW Amsterdam"),
        ("ul. Marszałkowska 12/3, 00-001 Warszawa", ADDRESS, "ul. Marszałkowska 12/3, 00-001 Warszawa"),
        ("Storgatan 5, 111 22 Stockholm", ADDRESS, "Storgatan 5, 111 22 Stockholm"),
        ("Dlouhá 12/3, 110 00 Praha", ADDRESS, "Dlouhá 12/3, 110 00 Praha"),
        ("Lange Voorhout 8, 2514 EA Den Haag", ADDRESS, "Lange Voorhout 8, 2514 EA Den Haag"),
        ("Lange Reihe 12, D-20099 Hamburg", ADDRESS, "Lange Reihe 12, D-20099 Hamburg"),
        ("Bağdat Caddesi No: 12, 34710 Kadıköy", ADDRESS, "Bağdat Caddesi No: 12, 34710 Kadıköy"),
        ("北京市朝阳区建国路88号", ADDRESS, "北京市朝阳区建国路88号"),
        ("東京都港区芝公園4-2-8", ADDRESS, "東京都港区芝公園4-2-8"),
        ("서울특별시 종로구 세종대로 175", ADDRESS, "서울특별시 종로구 세종대로 175"),
        ("רחוב הרצל 12, תל אביב", ADDRESS, "רחוב הרצל 12, תל אביב"),
        ("ул. Ленина, д. 5, кв. 12", ADDRESS, "ул. Ленина, д. 5, кв. 12"),
        ("send to P.O. Box 1234", ADDRESS, "P.O. Box 1234"),
        ("50003 Zaragoza, Calle Mayor 3", ADDRESS, "50003 Zaragoza, Calle Mayor 3"),
        ('"lat": 53.3498', PLACE, "53.3498"),
        ("longitude\x1f-6.2603", PLACE, "-6.2603"),
        ("coordinates: [-6.2603, 53.3498]", PLACE, "-6.2603, 53.3498"),
        ("POINT(-6.2603 53.3498)", PLACE, "-6.2603 53.3498"),
        ("at 53.34980, -6.26031 now", PLACE, "53.34980, -6.26031"),
        ("geo:53.3498,-6.2603", PLACE, "53.3498,-6.2603"),
        ("google.com/maps/place/X/@53.3498,-6.2603,17z", PLACE, "53.3498,-6.2603"),
        ("53°20'52\"N 6°15'37\"W", PLACE, "53°20'52\"N 6°15'37\"W"),
        ("dob\x1f1986-04-11", BIRTH, "1986-04-11"),
        ("born on 11 April 1986", BIRTH, "11 April 1986"),
        ("date_of_birth: April 11, 1986", BIRTH, "April 11, 1986"),
        ("geb. 11.04.1986", BIRTH, "11.04.1986"),
        ("née le 3 mars 1990", BIRTH, "3 mars 1990"),
        ("fecha de nacimiento: 3/5/1990", BIRTH, "3/5/1990"),
        ("data urodzenia 1990-05-03", BIRTH, "1990-05-03"),
        ("生年月日:1986年4月11日", BIRTH, "1986年4月11日"),
        ("Dear Anna,", NAME, "Anna"),
        ("Sehr geehrte Frau Müller,", NAME, "Müller"),
        ("Liebe Anna van den Berg!", NAME, "Anna van den Berg"),
        ("Chère Zoë,", NAME, "Zoë"),
        ("as Mrs. Anna van den Berg said", NAME, "Anna van den Berg"),
        ("see Dr. Anna Berg", NAME, "Anna Berg"),
        ("Dr. Berg's Cabinet", NAME, "Berg"),
        ("From: Anna van den Berg <anna@x.example>", NAME, "Anna van den Berg"),
        ('"Anna Berg" <anna@x.example>', NAME, "Anna Berg"),
    ],
)
def test_what_is_somebodys_is_found(text, category, value):
    assert (category, value) in found(text)
    assert (category, value) in found(f"før\x1f{text}\x1fetter")


@pytest.mark.parametrize(
    "text",
    [
        "aa:bb:cc:dd:ee:ff",
        "00:00:00:00:00:00",
        "ff:ff:ff:ff:ff:ff",
        "14:6D:E9:83:C5:73:06:50:D8:EE:B9:95:2F:34:FC:64",
        "10:20:30",
        "11-111111-111111-1",
        "49-015420-323751-9",
        "550e8400-e29b-41d4-a716-446655440000",
        "mac\x1fbook",
        "3 Critical Path",
        "Thread 12, 12345 Bytes",
        "Line 12, 110 items",
        "List<User@x>",
        "1 Table View",
        "step 2 Data Way",
        "180-2, Secure Hash Standard, 2002 August",
        "Phase 12, 12345 items",
        "[0.12345, 0.23456]",
        "12.34567, 45.67890, 78.90123",
        "1.0, 12.34567, 45.67890",
        "125.43999999999998, 15.784728999999999",
        "95.12345, 195.12345",
        "95.12345, 96.12345",
        "latency: 53.3498"[:3] + "ency 53.3498",
        "1.23456, 1.34567",
        "2026-01-15",
        "released on 11 April 1986",
        "birthday party",
        "Hi Team,",
        "Hello World!",
        "Dear all,",
        "Dear sir or madam",
        "Hello there",
        "Pan and zoom",
        "Dr. Strange"[:3],
        "dob\x1f\x1f1986-04-11",
        "lat\x1f\x1f53.3498",
    ],
)
def test_harmless_look_alikes_are_left_alone(text):
    assert found(text) == set()
    assert found(f"før\x1f{text}\x1fetter") == set()


PARTS = st.sampled_from(
    [
        "Dear ",
        "Anna",
        "Berg",
        ", ",
        "\x1f",
        "\n",
        "dob",
        ": ",
        "1986-04-11",
        "12 ",
        "Main Street",
        "53.34980",
        "lat",
        "aa:bb:cc:",
        "D02 X285",
        "é",
    ]
)


@given(st.lists(PARTS, max_size=30).map("".join))
def test_spans_lie_in_one_leaf_and_come_again(text):
    spans = SCANNER.scan(text)
    assert all(0 <= span.start < span.end <= len(text) and "\x1f" not in text[span.start : span.end] for span in spans)
    assert spans == SCANNER.scan(text)
