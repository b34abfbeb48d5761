"""What a secret's envelope is bound to: no two places are one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.vault.place import Place, bound
from gateway.vault.seal import Seal, SealBroken

HOME = Place("acme", "c1", "refresh_token", 3)
SEAL = Seal(bytes(range(32)), "k.v1")


@pytest.mark.parametrize(
    "elsewhere",
    [
        HOME._replace(tenant="beta"),
        HOME._replace(connection="c2"),
        HOME._replace(field="access_token"),
        HOME._replace(version=2),
        Place("acmec1", "", "refresh_token", 3),
        Place("acme", "c1refresh_token", "", 3),
    ],
    ids=str,
)
def test_an_envelope_moved_to_another_row_field_or_version_does_not_open(elsewhere: Place) -> None:
    sealed = SEAL.seal(b"1//token", aad=HOME.aad, nonce=bytes(12))
    assert SEAL.open(sealed, aad=HOME.aad) == b"1//token"
    with pytest.raises(SealBroken):
        SEAL.open(sealed, aad=elsewhere.aad)


@given(st.lists(st.lists(st.text(max_size=4), max_size=4), min_size=2, max_size=6, unique_by=tuple))
def test_different_names_never_give_the_same_bytes(lists: list[list[str]]) -> None:
    assert all(one != other for one, other in pairwise(sorted(bound(*each) for each in lists)))


def test_any_text_can_be_a_name() -> None:
    assert bound("\ud800") != bound("\ud801")
