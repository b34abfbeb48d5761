"""Key-encryption keys: what one wraps, it opens, for the same place; and which of several is meant."""

import itertools

import pytest

from gateway.model.errors import ConfigurationError
from gateway.vault.kek import BY_HAND, Keks, Local
from gateway.vault.keyring import Keyring
from gateway.vault.seal import SealBroken, derive

PLACE = {"scope": "tenant/acme", "version": "1"}


def local(number: int, forget: object = None) -> Local:
    nonces = itertools.count()
    return Local(bytes([number]) * 32, entropy=lambda size: next(nonces).to_bytes(size, "big"), forget=forget)  # type: ignore[arg-type]


class Elsewhere:
    """A key-encryption key that is no local one."""

    id = "elsewhere"


def test_what_is_wrapped_opens_for_the_same_place_only() -> None:
    kek = local(1)
    wrapped = kek.wrap(b"k" * 32, PLACE)
    assert b"k" * 32 not in wrapped
    assert kek.unwrap(wrapped, dict(reversed(PLACE.items()))) == b"k" * 32
    for place in ({**PLACE, "scope": "tenant/beta"}, {**PLACE, "version": "2"}, {}, {"scope": "version", "tenant/acme": "1"}):
        with pytest.raises(SealBroken):
            kek.unwrap(wrapped, place)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(SealBroken, match="local/"):
        local(2).unwrap(local(1).wrap(b"k", PLACE), PLACE)


def test_a_local_key_is_named_as_it_was_before_there_were_data_keys() -> None:
    kek = local(1)
    assert kek.root == Keyring(bytes([1]) * 32, derive(bytes([1]) * 32, info="key-id/v1")[:8].hex())
    assert kek.id == f"local/{kek.root.key_id}"
    assert repr(kek) == f"Local('{kek.id}')"


def test_a_key_the_gateway_was_lent_is_the_operator_s_to_destroy() -> None:
    assert local(1).destroy() == BY_HAND
    assert local(1, lambda name: f"gone: {name}").destroy() == f"gone: {local(1).id}"


def test_a_key_is_found_by_its_name_among_all_that_are_given() -> None:
    keks = Keks(local(1), (local(2), local(3)))
    assert keks.find(local(1).id) is keks.current
    assert keks.named(local(3).id) is keks.previous[1]
    assert keks.find("local/other") is None
    with pytest.raises(ConfigurationError, match="local/other, which is not given") as caught:
        keks.named("local/other")
    assert "GATEWAY_KEK_PREVIOUS" in caught.value.todo


def test_given_twice_a_key_is_the_current_one() -> None:
    keks = Keks(local(1), (local(1),))
    assert keks.find(local(1).id) is keks.current


def test_the_root_of_an_older_installation_is_the_key_its_envelopes_name() -> None:
    keks = Keks(local(1), (local(2), local(3)))
    assert keks.root([local(2).root.key_id, local(2).root.key_id]) == local(2).root


def test_where_no_envelope_tells_the_root_is_the_oldest_local_key() -> None:
    assert Keks(Elsewhere(), (local(2), local(3))).root([]) == local(3).root  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("keks", "names"),
    [
        (Keks(local(1)), [local(2).root.key_id]),
        (Keks(local(1), (local(2),)), [local(1).root.key_id, local(2).root.key_id]),
        (Keks(Elsewhere()), []),  # type: ignore[arg-type]
    ],
)
def test_without_the_root_an_older_installation_does_not_start(keks: Keks, names: list[str]) -> None:
    with pytest.raises(ConfigurationError, match="was made with the key") as caught:
        keks.root(names)
    assert all(name in caught.value.what for name in names)
