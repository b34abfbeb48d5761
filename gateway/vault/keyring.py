"""Where the key-encryption key comes from. Law: production never starts without one, and a key made here says so loudly.

The key-encryption key itself seals nothing: every use has its own key, derived by name, so that no two uses can be
played against each other.
"""

import base64
import binascii
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import structlog

from gateway.model.errors import ConfigurationError
from gateway.vault.seal import KEY_BYTES, Seal, derive

DEV_KEY_FILE: Final = "dev.kek"
_MAKE_ONE: Final = "Make one: python -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())'"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The key-encryption key and what is derived from it.

    Attributes:
        key: 32 bytes. Not in ``repr``.
        key_id: 16 hexadecimal digits that name the key and tell nothing about it.
    """

    key: bytes = field(repr=False)
    key_id: str

    def derive(self, info: str) -> bytes:
        """Give the 32-byte key for one named use, for example ``caller-keys/v1``."""
        return derive(self.key, info=info)

    def seal(self) -> Seal:
        """Give the seal for stored secrets."""
        return Seal(self.derive("seal/v1"), self.key_id)


def load(*, kek: str | None, kek_file: Path | None, data_dir: Path, production: bool) -> Keyring:
    """Find the key-encryption key: the setting, then the file, then (never in production) one made and kept in the data directory.

    Args:
        kek: base64 of 32 bytes (``GATEWAY_KEK``).
        kek_file: file that holds the same text (``GATEWAY_KEK_FILE``).
        data_dir: where a development key is kept.
        production: refuse to make a key.

    Raises:
        ConfigurationError: no key in production, or a key that can not be read.
    """
    if kek is not None:
        return _keyring(kek, where="GATEWAY_KEK")
    if kek_file is not None:
        return _keyring(_read(kek_file), where=str(kek_file))
    if production:
        raise ConfigurationError("there is no key-encryption key (GATEWAY_KEK or GATEWAY_KEK_FILE)", todo=_MAKE_ONE)
    return _development(data_dir / DEV_KEY_FILE)


def _development(path: Path) -> Keyring:
    if not path.exists():
        _create(path)
    if path.stat().st_mode & 0o077:
        raise ConfigurationError("the development key can be read by others", todo=f"chmod 600 {path}", where=str(path))
    _log.warning("development_key_in_use", file=str(path))
    return _keyring(_read(path), where=str(path))


def _create(path: Path) -> None:
    """Write a new key; the name appears only once the key is whole, and the first of two starting processes wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _read(path: Path) -> str:
    """Read a key file. Its mode is the operator's business: orchestrators mount secrets as 0444 into a container of their own."""
    try:
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        what = f"the key file can not be read ({type(error).__name__})"
        raise ConfigurationError(what, todo="Check the path and its rights.", where=str(path)) from None


def _keyring(text: str, *, where: str) -> Keyring:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise ConfigurationError("the key-encryption key is not base64", todo=_MAKE_ONE, where=where) from None
    if len(key) != KEY_BYTES:
        raise ConfigurationError(f"the key-encryption key has {len(key)} bytes, not {KEY_BYTES}", todo=_MAKE_ONE, where=where)
    return Keyring(key, derive(key, info="key-id/v1")[:8].hex())
