"""Personal data. Law: tables of what is found and of harmless look-alikes; each row stands for a kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.detect.personal import IBAN_LENGTHS, PERSONAL
from gateway.detect.scan import PatternScanner

SCANNER = PatternScanner(PERSONAL)


def found(text):
    return {(span.category.rpartition(".")[2], text[span.start : span.end]) for span in SCANNER.scan(text)}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("mail anna.berg@customer-example.com now", "email", "anna.berg@customer-example.com"),
        ("email=anna.berg%40customer-example.com&x", "email", "anna.berg%40customer-example.com"),
        ("anna%2540example.com", "email", "anna%2540example.com"),
        ("anna\\u0040example.com", "email", "anna\\u0040example.com"),
        ("<Anna+erp@sub.example.museum>", "email", "Anna+erp@sub.example.museum"),
        ("jürgen@münchen.example", "email", "jürgen@münchen.example"),
        ("«jürgen@example.com»", "email", "jürgen@example.com»"),
        ("x@xn--mnchen-3ya.xn--p1ai", "email", "x@xn--mnchen-3ya.xn--p1ai"),
        ("+47 22 12 34 56", "phone_number", "+47 22 12 34 56"),
        ("tel:+353871234567.", "phone_number", "+353871234567"),
        ("+1 (415) 555-2671", "phone_number", "+1 (415) 555-2671"),
        ("0047 22123456", "phone_number", "0047 22123456"),
        ("+1.7035555555", "phone_number", "+1.7035555555"),
        ("+353.14960123", "phone_number", "+353.14960123"),
        ("4111  1111  1111  1111", "payment", "4111  1111  1111  1111"),
        ("+44 1632 960779", "phone_number", "+44 1632 960779"),
        ("ring 0161 496 0774, ok", "phone_number", "0161 496 0774"),
        ("(087) 123 4567", "phone_number", "(087) 123 4567"),
        ("01 42 68 53 00", "phone_number", "01 42 68 53 00"),
        ("(415) 555-2671", "phone_number", "(415) 555-2671"),
        ("415-555-2671", "phone_number", "415-555-2671"),
        ("4111 1111 1111 1111", "payment", "4111 1111 1111 1111"),
        ("4111111111111111", "payment", "4111111111111111"),
        ("card 5555-5555-5555-4444.", "payment", "5555-5555-5555-4444"),
        ("3782 822463 10005", "payment", "3782 822463 10005"),
        ("30569309025904", "payment", "30569309025904"),
        ("12 4111 1111 1111 1111 7", "payment", "4111 1111 1111 1111"),
        ("2223003122003222", "payment", "2223003122003222"),
        ("NO9386011117947", "bank_account", "NO9386011117947"),
        ("IBAN: GB29 NWBK 6016 1331 9268 19 please", "bank_account", "GB29 NWBK 6016 1331 9268 19"),
        ("de89370400440532013000", "bank_account", "de89370400440532013000"),
        ("MT84MALT011000012345MTLCAST001S", "bank_account", "MT84MALT011000012345MTLCAST001S"),
        ("iban\x1fNO9386011117945", "bank_account", "NO9386011117945"),
        ('"iban": "NO93 8601 1117 945"', "bank_account", "NO93 8601 1117 945"),
        ("from 10.20.30.40", "ip_address", "10.20.30.40"),
        ("203.0.113.9, 10.0.0.2", "ip_address", "10.0.0.2"),
        ("http://198.51.100.7:8080/x", "ip_address", "198.51.100.7"),
        ("client ip 1.2.3.4", "ip_address", "1.2.3.4"),
        ("10.1.2.3", "ip_address", "10.1.2.3"),
        ("root@10.1.2.3", "ip_address", "10.1.2.3"),
        ("/hosts/10.1.2.3/x", "ip_address", "10.1.2.3"),
        ("203.0.113.9-203.0.113.20", "ip_address", "203.0.113.9"),
        ("203.0.113.9.rev.example", "ip_address", "203.0.113.9"),
        ("203.0.113.9/32", "ip_address", "203.0.113.9"),
        ("203.0.113.9/24", "ip_address", "203.0.113.9"),
        ("version 3 from 10.1.2.3", "ip_address", "10.1.2.3"),
        ("2001:db8::8a2e:370:7334", "ip_address", "2001:db8::8a2e:370:7334"),
        ("peer [2001:0db8:0000:0000:0000:8a2e:0370:7334]:443", "ip_address", "2001:0db8:0000:0000:0000:8a2e:0370:7334"),
        ("fe80::1: timeout", "ip_address", "fe80::1"),
        ("2001:db8::", "ip_address", "2001:db8::"),
        ("::ffff:203.0.113.9", "ip_address", "::ffff:203.0.113.9"),
        ("ssn 078-05-1120", "government_id", "078-05-1120"),
    ],
)
def test_personal_data_is_found(text, kind, value):
    assert (kind, value) in found(text)
    around = f"før\x1f{text}\x1fetter"
    assert (kind, value) in found(around)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("4111 1111 1111 1111 5555 5555 5555 4444", ["4111 1111 1111 1111", "5555 5555 5555 4444"]),
        ("4111111111111111 12 378282246310005 7 5555555555554444", ["4111111111111111", "378282246310005", "5555555555554444"]),
        ("4111 1111 1111 1111 1234 5678 9012 3456", ["4111 1111 1111 1111"]),
        ("NO9386011117947 DE89370400440532013000", ["NO9386011117947", "DE89370400440532013000"]),
    ],
)
def test_numbers_in_a_row_are_each_found(text, values):
    assert sorted(value for _, value in found(text)) == sorted(values)


@pytest.mark.parametrize(
    "text",
    [
        # e-mail
        "logo@2x.png",
        "integro@4.2.1",
        "root@localhost",
        "@app.route",
        "a @ b.example",
        "com.foo.Bar@1a2b3c4d",
        # phone
        "2026-01-15T10:20:30+0100",
        "2026-01-15 10:20:30",
        "01-02-2024",
        "01/02/2024 03:04",
        "1760000000.123",
        "1760000000123",
        "550e8400-e29b-41d4-a716-446655440000",
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
        "build 4242-1111",
        "order 555-1234",
        "CVE-2024-12345",
        "ISO-8601 UTF-8",
        "+100 %",
        "+12",
        "0123 456 789 012 345 678",
        "0700 0000",
        "192-168-10-1",
        "192-168-1001",
        "+47 22 12 34 56x",
        "+99999 99 99 99",
        "00 0000 0000",
        "00743110158",
        "+1.12345679",
        "+35236450.6",
        "+352.1234",
        "Boston, MA 02110-1301",
        # card
        "4111 1111 1111 1112",
        "11111111-2222-3333-4444-555555555555",
        "9999999999999995",
        "0.4111111111111111",
        "d30b49895d1a0d1f13dce20c4fd32f64",
        "1e21862ab8a18a8902073fec8df4f509",
        "6304 1 2 3 4 5 6 7 8 9 0 1",
        "--===============4111111111111111==",
        # IBAN
        "NO9386011117945",
        "NO93860111179471",
        "GB29 NWBK 6016",
        "ZZ29NWBK60161331926819",
        "ab12cdef34567890abcdef",
        # IP
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104 - nothing listens here
        "255.255.255.255",
        "192.0.2.0/24",
        "v10.1.2.3",
        "version: 10.1.2.3",
        "release 1.2.3.4",
        "1.2.3.4",
        "package-10.1.2.3.jar",
        "lib==10.1.2.3",
        "Chrome/99.0.48.51",
        "10.0.19045.2006",
        "1.2.3.4.5",
        "10.01.2.3",
        "10.1.2.3-beta",
        "11.3.244.8-node.38",
        "300.1.2.3",
        "12.4",
        "10:20:30",
        "aa:bb:cc:dd:ee:ff",
        "std::vector<int>",
        "Face::Bead",
        "a::b",
        "::1",
        "::",
        "1:2:3",
        "2001:db8::1g",
        "14:6D:E9:83:C5:73:06:50:D8:EE:B9:95:2F:34:FC:64",
        # social security
        "000-05-1120",
        "666-05-1120",
        "912-05-1120",
        "078-00-1120",
        "078-05-0000",
        "2078-05-1120",
    ],
)
def test_harmless_look_alikes_are_left_alone(text):
    assert found(text) == set()
    assert found(f"før\x1f{text}\x1fetter") == set()


@pytest.mark.parametrize("country", sorted(IBAN_LENGTHS))
def test_an_account_of_every_country_is_found(country):
    body = "1" * (IBAN_LENGTHS[country] - 4)
    check = 98 - int("".join(str(int(character, 36)) for character in f"{body}{country}00")) % 97
    assert ("bank_account", f"{country}{check:02}{body}") in found(f"pay {country}{check:02}{body} now")


POSITIVES = st.sampled_from(
    [
        "anna@example.com",
        "+47 22 12 34 56",
        "4111 1111 1111 1111",
        "NO9386011117947",
        "203.0.113.9",
        "2001:db8::8a2e:370:7334",
        "078-05-1120",
        "0161 496 0774",
    ]
)


@given(POSITIVES, st.integers(1, 40))
def test_nothing_is_found_across_two_leaves(value, cut):
    text = f"{value[:cut]}\x1f{value[cut:]}"
    assert all("\x1f" not in text[span.start : span.end] for span in SCANNER.scan(text))


@given(st.lists(st.text(alphabet="0123456789 -+.:@aZé\x1f%40/()") | POSITIVES))
def test_spans_lie_inside_the_text_and_come_again(parts):
    text = "\x1f".join(parts)
    spans = SCANNER.scan(text)
    assert all(0 <= span.start < span.end <= len(text) and "\x1f" not in text[span.start : span.end] for span in spans)
    assert spans == SCANNER.scan(text)


@given(st.lists(POSITIVES, min_size=1, max_size=6))
def test_neighbours_do_not_hide_each_other(values):
    text = "\x1f".join(values)
    assert {value for _, value in found(text)} >= set(values)
