"""A data key as it is wrapped: whole, or not at all; and what it carries over from the time before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.vault.datakey import INSTALLATION, TENANT_USES, DataKey, carried, fresh, pack, unpack
from gateway.vault.keyring import Keyring
from gateway.vault.seal import SealBroken, derive

KEY = bytes(range(32))
ROOT = Keyring(b"r" * 32, "0123456789abcdef")


@given(st.binary(min_size=32, max_size=32), st.dictionaries(st.text(max_size=20), st.binary(min_size=32, max_size=32), max_size=5))
def test_what_is_packed_is_unpacked(key: bytes, uses: dict[str, bytes]) -> None:
    ring = Keyring(key, "id", uses)
    assert unpack(pack(ring), "id") == ring


def test_every_cut_is_noticed() -> None:
    packed = pack(Keyring(KEY, "id", {"use": b"u" * 32}))
    for length in set(range(len(packed))) - {32}:
        with pytest.raises(SealBroken, match="no data key"):
            unpack(packed[:length], "id")


def test_a_new_key_has_a_name_with_its_version_that_tells_nothing_of_it() -> None:
    made = fresh("acme", 2, key=KEY, mark=b"\xab\xcd")
    assert made.ring.key_id == "abcd.v2"
    assert made.place == {"use": "gateway-data-key/1", "scope": "tenant/acme", "version": "2", "key": "abcd.v2"}


@pytest.mark.parametrize(
    ("one", "other"),
    [(("acme", 1), ("beta", 1)), (("acme", 1), ("acme", 2)), (("acme", 1), (INSTALLATION, 1)), (("installation", 1), (INSTALLATION, 1))],
)
def test_no_two_data_keys_have_one_place(one: tuple[str, int], other: tuple[str, int]) -> None:
    places = [DataKey(tenant=tenant, version=version, ring=Keyring(KEY, "same")).place for tenant, version in (one, other)]
    assert places[0] != places[1]


def test_a_tenant_from_before_keeps_what_was_derived_for_it_and_nothing_else_of_the_old_root() -> None:
    made = carried("acme", ROOT, key=KEY)
    assert made.ring.key_id == ROOT.key_id
    for use in TENANT_USES:
        assert made.ring.derive(use.format(tenant="acme")) == derive(ROOT.key, info=use.format(tenant="acme"))
        assert made.ring.derive(use.format(tenant="beta")) == derive(KEY, info=use.format(tenant="beta"))
    assert ROOT.key not in pack(made.ring)


def test_an_installation_from_before_keeps_its_callers_and_its_certificate_authority() -> None:
    made = carried(INSTALLATION, ROOT, key=KEY)
    assert made.ring.derive("registry/caller-keys/1") == ROOT.derive("registry/caller-keys/1")
    assert made.ring.seal().open(ROOT.seal().seal(b"ca", aad=b"", nonce=bytes(12)), aad=b"") == b"ca"
    assert made.ring.derive("anything/else") != ROOT.derive("anything/else")


def test_a_data_key_does_not_show_itself() -> None:
    assert repr(fresh("acme", 1, key=KEY, mark=b"m")) == "DataKey(tenant='acme', version=1)"
