"""What an envelope promises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model.errors import GatewayError
from gateway.vault.seal import NONCE_BYTES, Seal, SealBroken, derive, key_id_of

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
NONCE = b"n" * NONCE_BYTES
SEAL = Seal(KEY, "k1")


@given(st.binary(), st.binary(), st.binary(min_size=12, max_size=12))
def test_what_was_sealed_for_a_place_opens_there(plaintext: bytes, aad: bytes, nonce: bytes) -> None:
    assert SEAL.open(SEAL.seal(plaintext, aad=aad, nonce=nonce), aad=aad) == plaintext


def test_an_envelope_does_not_show_its_content() -> None:
    assert b"refresh-token" not in SEAL.seal(b"refresh-token", aad=b"", nonce=NONCE)


def test_the_same_value_under_two_nonces_looks_different() -> None:
    assert SEAL.seal(b"x", aad=b"", nonce=NONCE) != SEAL.seal(b"x", aad=b"", nonce=b"m" * NONCE_BYTES)


def test_an_envelope_does_not_open_in_another_place() -> None:
    with pytest.raises(SealBroken, match="another place"):
        SEAL.open(SEAL.seal(b"x", aad=b"tenant-a", nonce=NONCE), aad=b"tenant-b")


def test_an_envelope_names_the_key_it_needs() -> None:
    sealed = SEAL.seal(b"x", aad=b"", nonce=NONCE)
    assert key_id_of(sealed) == "k1"
    with pytest.raises(SealBroken, match=r"'k1'.*'k2'"):
        Seal(KEY, "k2").open(sealed, aad=b"")


def test_another_key_under_the_same_id_does_not_open_it() -> None:
    with pytest.raises(SealBroken):
        Seal(OTHER, "k1").open(SEAL.seal(b"x", aad=b"", nonce=NONCE), aad=b"")


def test_every_single_changed_byte_is_noticed() -> None:
    sealed = SEAL.seal(b"secret", aad=b"place", nonce=NONCE)
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(SealBroken):
            SEAL.open(changed, aad=b"place")


def test_every_cut_is_noticed() -> None:
    sealed = SEAL.seal(b"secret", aad=b"place", nonce=NONCE)
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            SEAL.open(sealed[:length], aad=b"place")


def test_the_key_id_can_not_be_moved_into_the_associated_data() -> None:
    sealed = Seal(KEY, "ab").seal(b"x", aad=b"c", nonce=NONCE)
    with pytest.raises(SealBroken):
        Seal(KEY, "a").open(b"\x01\x01a" + sealed[4:], aad=b"bc")


def test_a_refusal_is_one_of_our_errors_and_does_not_show_the_content() -> None:
    with pytest.raises(GatewayError) as caught:
        SEAL.open(SEAL.seal(b"s3cret", aad=b"a", nonce=NONCE), aad=b"b")
    assert "s3cret" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(("key", "key_id"), [(b"short", "k"), (KEY + b"x", "k"), (KEY, ""), (KEY, "k" * 256), (KEY, "ключ")])
def test_a_key_or_name_of_the_wrong_form_is_refused(key: bytes, key_id: str) -> None:
    with pytest.raises(ValueError, match=r"key|ascii"):
        Seal(key, key_id)


@pytest.mark.parametrize("nonce", [b"", b"n" * 11, b"n" * 13])
def test_a_nonce_of_the_wrong_size_is_refused(nonce: bytes) -> None:
    with pytest.raises(ValueError, match="nonce"):
        SEAL.seal(b"x", aad=b"", nonce=nonce)


def test_keys_for_different_uses_are_unrelated_and_stable() -> None:
    assert derive(KEY, info="a") == derive(KEY, info="a")
    assert len({derive(KEY, info="a"), derive(KEY, info="b"), derive(OTHER, info="a"), KEY}) == 4
    assert len(derive(KEY, info="a")) == 32


def test_derivation_is_rfc_5869() -> None:
    """Appendix A.3: zero-length salt and info; the first 32 of its 42 octets."""
    okm = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
    assert derive(b"\x0b" * 22, info="").hex() == okm
