"""What stands in the place of a value: its type, the vendor's form, or nothing."""

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model.decision import Action, Coarser, How, Span
from gateway.model.field import FREE_TEXT, IDENTIFIER, SYSTEM, Format, data, shaped
from gateway.pipeline.classify import Leaves
from gateway.pipeline.rewrite import Rewriter, as_made, strange

DIGEST = bytes(range(16))
HEX = DIGEST.hex()
NETWORK = How(Action.GENERALISED, Coarser.NETWORK, "system.operations")
PSEUDONYM = How(Action.PSEUDONYMISED, None, "user.unique_id.pseudonymous")
IP = "user.device.ip_address"
INLINE = {IP: NETWORK, "user.unique_id": PSEUDONYM}


def rewriter(inline=INLINE):
    return Rewriter(lambda value: DIGEST, inline, set())


def spans(text, **words):
    """A span for each word, of the category given."""
    return [Span(m.start(), m.end(), category, "", "test") for category, word in words.items() for m in re.finditer(re.escape(word), text)]


@pytest.mark.parametrize(
    ("field", "value", "left"),
    [
        (IDENTIFIER, "ann@corp.example", f"anon_{HEX}"),
        (IDENTIFIER, 4711, 0x000102030405),
        (IDENTIFIER, 4711.5, None),
        (IDENTIFIER, True, None),
        (IDENTIFIER, ["a"], None),
        (data("user.contact.email"), "ann@corp.example", f"anon_{HEX}@pseudonym.invalid"),
        (shaped(IDENTIFIER, Format.UUID), "7e47a78c-bb5e-4055-8ac8-c4a250000000", "00010203-0405-8607-a809-0a0b0c0d0e0f"),
        (shaped(IDENTIFIER, Format.INTEGER), "4711", str(0x000102030405)),
        (shaped(IDENTIFIER, Format.TIMESTAMP), "2026-11-22", None),
        (shaped(IDENTIFIER, Format.URL), "https://x.example/", None),
        (data("user.device.ip_address"), "192.0.2.1", None),
        (shaped(IDENTIFIER, longest=36), "x", f"anon_{HEX}"[:36]),
        (shaped(IDENTIFIER, longest=12), "x", None),
        (shaped(data("user.contact.email"), Format.EMAIL, longest=40), "x", None),
    ],
)
def test_a_pseudonym_has_the_type_and_the_form_of_the_value(field, value, left):
    book = rewriter()
    outbound = book.value(value, Action.PSEUDONYMISED, None, field)
    assert outbound == left
    assert type(outbound) is type(left)
    assert left is None or str(left) in book.made


@pytest.mark.parametrize(
    ("value", "by", "left"),
    [
        ("192.0.2.77", Coarser.NETWORK, "192.0.2.0"),
        ("{{auto}}", Coarser.NETWORK, None),
        (53.34981, Coarser.TENTH, 53.3),
        (True, Coarser.TENTH, None),
        ({"lat": 1}, Coarser.TENTH, None),
        ("192.0.2.77", None, None),
    ],
)
def test_a_coarser_value_has_the_type_of_the_value(value, by, left):
    assert rewriter().value(value, Action.GENERALISED, by, SYSTEM) == left


@pytest.mark.parametrize(
    ("text", "words", "left", "done"),
    [
        ("see Apollo now", {"integro.task": "Apollo"}, "see [integro.task] now", {}),
        ("from 192.0.2.77:80", {IP: "192.0.2.77"}, "from 192.0.2.0:80", {IP: Action.GENERALISED}),
        ("from 192.0.2.777", {IP: "192.0.2.777"}, "from [user.device.ip_address]", {IP: Action.MASKED}),
        ("by u-7!", {"user.unique_id": "u-7"}, f"by anon_{HEX}!", {"user.unique_id": Action.PSEUDONYMISED}),
        (
            "Apollo by u-7 from 192.0.2.77",
            {"integro.task": "Apollo", "user.unique_id": "u-7", IP: "192.0.2.77"},
            f"[integro.task] by anon_{HEX} from 192.0.2.0",
            {"user.unique_id": Action.PSEUDONYMISED, IP: Action.GENERALISED},
        ),
    ],
)
def test_pieces_of_a_text(text, words, left, done):
    assert rewriter().text(text, spans(text, **words), 0, FREE_TEXT) == (left, done)


@pytest.mark.parametrize("inline", [INLINE, {}])
@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("https://erp.example/p/Apollo?x=1", "https://erp.example/p/%5Bintegro.task%5D?x=1"),
        ("at https://erp.example/p/Apollo, then", "at https://erp.example/p/%5Bintegro.task%5D, then"),
        ("https://Apollo/x", "https://%5Bintegro.task%5D/x"),
        ("https://erp.example/ Apollo", "https://erp.example/ [integro.task]"),
        ('<a href="https://erp.example">Apollo</a>', '<a href="https://erp.example">[integro.task]</a>'),
        ("/p/Apollo", "/p/[integro.task]"),
    ],
)
def test_a_mask_in_a_url_leaves_it_readable(text, left, inline):
    book = rewriter(inline)
    assert book.text(text, spans(text, **{"integro.task": "Apollo"}), 0, FREE_TEXT)[0] == left
    assert book.made == ({"%5Bintegro.task%5D"} if "%5B" in left else set())
    assert all(urlsplit(url).scheme == "https" for url in re.findall(r"https://[^\s<>\"]+", left))


def test_a_field_that_holds_a_url_is_masked_like_one_though_it_has_no_scheme():
    text = "/p/Apollo"
    assert rewriter().text(text, spans(text, **{"integro.task": "Apollo"}), 0, shaped(FREE_TEXT, Format.URL))[0] == "/p/%5Bintegro.task%5D"


@pytest.mark.parametrize("form", [Format.EMAIL, Format.IP, Format.UUID, Format.INTEGER, Format.TIMESTAMP])
def test_a_value_of_a_fixed_form_can_not_be_masked(form):
    assert rewriter().text("Apollo", spans("Apollo", **{"integro.task": "Apollo"}), 0, shaped(FREE_TEXT, form)) == (None, {})


@pytest.mark.parametrize(
    ("text", "longest", "left"),
    [
        ("Apollo", 20, "[integro.task]"),
        ("Apollo", 14, "[integro.task]"),
        ("Apollo", 13, ""),
        ("see Apollo", 10, "see "),
        ("Apollo and more", 20, "[integro.task] and m"),
        ("[x] Apollo", 10, "[x] "),
        ("Apollo" + "x" * 30, 30, "[integro.task]" + "x" * 16),
    ],
)
def test_a_masked_text_is_no_longer_than_the_vendor_takes_and_ends_with_no_half_mask(text, longest, left):
    assert rewriter().text(text, spans(text, **{"integro.task": "Apollo"}), 0, shaped(FREE_TEXT, longest=longest))[0] == left


@given(st.text(max_size=30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 9), st.integers(1, 60))
def test_whatever_is_cut_the_text_is_never_too_long_and_keeps_what_stood_before(text, first, size, start, longest):
    first = min(first, len(text))
    past = min(first + size, len(text))
    span = Span(start + first, start + past, "integro.task", "", "test")
    shown, _ = rewriter({}).text(text, [span], start, FREE_TEXT)
    assert shown.startswith(text[:first])
    assert shown.endswith(text[past:])
    cut, _ = rewriter().text(text, [span], start, shaped(FREE_TEXT, longest=longest))
    assert len(cut) <= longest
    assert shown.startswith(cut)


def test_what_is_found_in_a_text_that_was_made_here_is_no_finding():
    texts = ["from 192.0.2.0 to 198.51.100.7", "192.0.2.0"]
    first, second = Span(15, 24, "user.device.ip_address", "", "t"), Span(28, 40, "user.device.ip_address", "", "t")
    whole = Span(100, 109, "user.device.ip_address", "", "t")
    found = {0: (10, [first, second]), 1: (100, [whole])}
    assert strange(found, texts, (), {"192.0.2.0"}) == {0: (10, [second])}
    assert strange(found, texts, (), {"203.0.113.0"}) == found


def test_a_text_that_was_not_made_here_is_still_what_it_was():
    """The second look believes nothing it did not see being made."""
    ip, other = data("user.device.ip_address"), SYSTEM
    left = Leaves([ip, ip, other, ip], ["192.0.2.0", "192.0.2.77", "x", ""], [], {})
    marked = {ip: NETWORK}
    assert {field.category for field in as_made(left, marked, {"192.0.2.0"})} == {"user.device.ip_address", "system.operations"}
    assert as_made(Leaves([ip], ["192.0.2.0"], [], {}), marked, {"192.0.2.0"}) == {data("system.operations")}
    assert as_made(Leaves([ip], ["192.0.2.0"], [], {}), {ip: How(Action.REPORTED)}, {"192.0.2.0"}) == {ip}
