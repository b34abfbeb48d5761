"""What a data key gives: one independent key for every use, shown to nobody."""

import pytest

from gateway.vault.keyring import Keyring
from gateway.vault.seal import derive

KEY = bytes(range(32))


def test_each_use_has_its_own_key_and_the_seal_carries_the_id() -> None:
    ring = Keyring(KEY, "id")
    assert len({ring.derive("a"), ring.derive("b"), KEY}) == 3
    sealed = ring.seal().seal(b"x", aad=b"p", nonce=bytes(12))
    assert ring.seal().open(sealed, aad=b"p") == b"x"
    assert ring.seal().key_id == "id"


def test_a_use_is_derived_once_and_is_the_same_ever_after() -> None:
    ring = Keyring(KEY, "id")
    assert ring.derive("a") is ring.derive("a")
    assert ring.derive("a") == derive(KEY, info="a")


def test_a_use_that_was_carried_along_keeps_its_old_key_and_every_other_is_new() -> None:
    ring = Keyring(KEY, "id", {"old": b"o" * 32})
    assert ring.derive("old") == b"o" * 32
    assert ring.derive("new") == Keyring(KEY, "other").derive("new")


def test_a_keyring_does_not_show_its_keys() -> None:
    ring = Keyring(KEY, "id", {"old": b"o" * 32})
    ring.derive("a")
    assert repr(ring) == "Keyring(key_id='id')"


async def test_with_but_one_data_key_each_tenant_still_has_keys_of_its_own() -> None:
    ring = Keyring(KEY, "id")
    assert len({ring.tenant("acme").derive("a"), ring.tenant("beta").derive("a"), ring.derive("a")}) == 3
    assert ring.tenant("acme").derive("a") == Keyring(KEY, "id").tenant("acme").derive("a")
    assert await ring.prepare(["acme"]) == frozenset()


@pytest.mark.parametrize("other", [Keyring(bytes(32), "id"), Keyring(KEY, "other")])
def test_two_keyrings_are_equal_only_in_key_and_name(other: Keyring) -> None:
    ring, same = Keyring(KEY, "id"), Keyring(KEY, "id")
    ring.derive("a")
    assert ring == same
    assert ring != other
