"""Caller keys: how they are made and told apart. Law: a key is shown once; what is kept of it can not be turned back into it.

Why a fast keyed hash is right here: a caller key is 32 bytes from the system's random source, not a password. Nobody can try 2**256
keys, however fast the hash, so the slowness and the salt of a password hash (RFC 9106) would protect nothing and cost every request
milliseconds. The secret the hash is keyed with means that a stolen table does not even let a guess be checked.
"""

import secrets
from hashlib import blake2b

KEY_BYTES = 32
"""256 bits."""
PREFIX = "gwk_"
"""Lets scanners for leaked secrets, ours included, recognise a caller key."""
DIGEST_INFO = "registry/caller-keys/1"
"""Names the use of the derived secret; see ``vault.seal.derive``."""


def new_key() -> str:
    """Make a caller key: 32 random bytes, URL-safe, with the prefix ``gwk_``."""
    return PREFIX + secrets.token_urlsafe(KEY_BYTES)


def digest_key(key: str, secret: bytes) -> bytes:
    """Hash a caller key for keeping and for looking it up (BLAKE2b-256, RFC 7693, keyed).

    Args:
        key: as the caller sent it; whatever it is, it has a digest.
        secret: 32 bytes derived from the key-encryption key under ``DIGEST_INFO``.
    """
    return blake2b(key.encode("utf-8", "surrogatepass"), key=secret, digest_size=32).digest()
