"""Authenticated encryption of one value. Law: pure; an envelope opens only under its own key and for its own place, or not at all.

An envelope is ``version (1) | length of the key id (1) | key id | nonce (12) | ciphertext and tag``. Everything before the nonce is
authenticated together with the caller's associated data, so neither can be exchanged.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gateway.model.errors import GatewayError

VERSION = 1
KEY_BYTES = 32
"""AES-256 (FIPS 197)."""
NONCE_BYTES = 12
"""The 96 bits NIST SP 800-38D section 8.2 recommends. Random ones are good for 2**32 envelopes under one key (section 8.3)."""
TAG_BYTES = 16
_ID_MAX = 255


class SealBroken(GatewayError):
    """An envelope does not open: it is damaged, belongs to another place, or was sealed under another key."""


class Seal:
    """AES-256-GCM under one named key.

    Args:
        key: 32 bytes.
        key_id: 1 to 255 ASCII characters; stands in every envelope, so that a later key can be told from this one.

    Raises:
        ValueError: the key or its id has the wrong size.
    """

    __slots__ = ("_cipher", "_head", "key_id")

    def __init__(self, key: bytes, key_id: str) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a sealing key has {KEY_BYTES} bytes, not {len(key)}")
        name = key_id.encode("ascii")
        if not 1 <= len(name) <= _ID_MAX:
            raise ValueError(f"a key id has 1 to {_ID_MAX} characters, not {len(name)}")
        self.key_id = key_id
        self._cipher = AESGCM(key)
        self._head = bytes((VERSION, len(name))) + name

    def seal(self, plaintext: bytes, *, aad: bytes, nonce: bytes) -> bytes:
        """Encrypt a value for one place.

        Args:
            plaintext: the value.
            aad: names the place (tenant, connection, field, version); the same bytes must be given to open it.
            nonce: 12 bytes, random, never used twice under this key.

        Raises:
            ValueError: the nonce has the wrong size.
        """
        if len(nonce) != NONCE_BYTES:
            raise ValueError(f"a nonce has {NONCE_BYTES} bytes, not {len(nonce)}")
        return self._head + nonce + self._cipher.encrypt(nonce, plaintext, self._head + aad)

    def open(self, sealed: bytes, *, aad: bytes) -> bytes:
        """Decrypt an envelope.

        Raises:
            SealBroken: it was sealed under another key, for another place, or was changed.
        """
        named = key_id_of(sealed)
        if named != self.key_id:
            raise SealBroken(f"sealed under key {named!r}, but the key at hand is {self.key_id!r}; supply that key")
        start = len(self._head)
        nonce, ciphertext = sealed[start : start + NONCE_BYTES], sealed[start + NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, ciphertext, self._head + aad)
        except InvalidTag:
            message = "the envelope was changed, belongs to another place, or its key has another value under the same id; restore a backup"
            raise SealBroken(message) from None


def key_id_of(sealed: bytes) -> str:
    """Name the key an envelope was sealed under.

    Raises:
        SealBroken: these bytes are no envelope of a known version.
    """
    if len(sealed) < 2 or sealed[0] != VERSION:
        raise SealBroken(f"not an envelope of version {VERSION}; restore a backup, or use the release that wrote it")
    named = sealed[2 : 2 + sealed[1]]
    if len(sealed) < 2 + sealed[1] + NONCE_BYTES + TAG_BYTES or not named or not named.isascii():
        raise SealBroken("the envelope is cut short or damaged; restore a backup")
    return named.decode("ascii")


def derive(key: bytes, *, info: str) -> bytes:
    """Derive an independent 32-byte key for one use (HKDF-SHA256, RFC 5869, no salt: the input is a uniform key already).

    Args:
        key: a uniformly random key.
        info: names the use; different names give unrelated keys.
    """
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info.encode()).derive(key)
