"""Caller keys: random, told apart by a keyed digest, never turned back."""

from hashlib import blake2b

from hypothesis import given
from hypothesis import strategies as st

from gateway.registry.keys import KEY_BYTES, PREFIX, digest_key, new_key

SECRET = bytes(range(32))


def test_a_new_key_carries_256_random_bits_behind_its_prefix() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(key.startswith(PREFIX) and len(key) == len(PREFIX) + (KEY_BYTES * 8 + 5) // 6 for key in keys)


def test_a_digest_is_blake2b_256_under_the_secret() -> None:
    assert digest_key("gwk_x", SECRET) == blake2b(b"gwk_x", key=SECRET, digest_size=32).digest()


def test_another_secret_gives_another_digest() -> None:
    assert digest_key("gwk_x", SECRET) != digest_key("gwk_x", bytes(32))


@given(st.text() | st.just("\ud800"))
def test_whatever_a_caller_sends_has_a_digest(key: str) -> None:
    assert len(digest_key(key, SECRET)) == 32
