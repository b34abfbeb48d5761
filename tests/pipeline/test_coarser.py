"""Values made coarser."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model.decision import Coarser
from gateway.pipeline.coarser import coarser, coarser_number


@pytest.mark.parametrize(
    ("by", "value", "left"),
    [
        (Coarser.NETWORK, "203.0.113.77", "203.0.113.0"),
        (Coarser.NETWORK, " 203.0.113.77, 198.51.100.1 ", "203.0.113.0, 198.51.100.0"),
        (Coarser.NETWORK, "2001:db8:7c2:3eb9::68b0", "2001:db8:7c2::"),
        (Coarser.NETWORK, "fe80::1%eth0", "fe80::"),
        (Coarser.NETWORK, "::1", "::"),
        (Coarser.NETWORK, "::ffff:203.0.113.77", "::ffff:203.0.113.0"),
        (Coarser.NETWORK, "{{auto}}", ""),
        (Coarser.NETWORK, "203.0.113.77:8080", ""),
        (Coarser.NETWORK, "", ""),
        (Coarser.DAY, "2026-11-22", "2026-11-22"),
        (Coarser.DAY, "2026-11-22T09:08:48.945Z", "2026-11-22T00:00:00.000Z"),
        (Coarser.DAY, "2026-11-22 09:08", "2026-11-22 00:00"),
        (Coarser.DAY, "2026-11-22T09:08+02:00", "2026-11-22T00:00+02:00"),
        (Coarser.DAY, "yesterday", ""),
        (Coarser.DECADE, "1986-04-11", "1980-01-01"),
        (Coarser.DECADE, "47", "40"),
        (Coarser.DECADE, "1986", ""),
        (Coarser.DECADE, "old", ""),
        (Coarser.TENTH, "53.34981", "53.3"),
        (Coarser.TENTH, "53.34981, -6.26031", "53.3, -6.3"),
        (Coarser.TENTH, "here", ""),
        (Coarser.AREA, "LL32 8QX", "LL32"),
        (Coarser.AREA, "d02 x285", "D02"),
        (Coarser.AREA, "10115", "10"),
        (Coarser.AREA, "PL-00-950", ""),
        (Coarser.AREA, "somewhere", ""),
    ],
)
def test_texts(by, value, left):
    assert coarser(value, by) == left


@pytest.mark.parametrize(
    ("by", "value", "left"),
    [
        (Coarser.TENTH, 53.34981, 53.3),
        (Coarser.DAY, 1795338528, 1795305600),
        (Coarser.DAY, 1795338528945, 1795305600000),
        (Coarser.DECADE, 47, 40),
        (Coarser.DECADE, 1986, None),
        (Coarser.NETWORK, 3405803853, None),
        (Coarser.AREA, 10115, None),
    ],
)
def test_numbers(by, value, left):
    assert coarser_number(value, by) == left


@given(st.ip_addresses())
def test_a_network_is_an_address_and_is_its_own_network(address):
    network = coarser(str(address), Coarser.NETWORK)
    assert ipaddress.ip_address(network).version == address.version
    assert coarser(network, Coarser.NETWORK) == network


@given(st.sampled_from(Coarser), st.text(max_size=40))
def test_any_text_is_made_coarser_or_nothing_and_no_coarser_twice(by, text):
    once = coarser(text, by)
    if by is not Coarser.AREA and once:
        assert coarser(once, by) == once
