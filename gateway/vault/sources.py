"""Where key-encryption keys come from. Law: production never starts without one, and a key made here says so loudly.

Several may be given: the first is current and wraps, the others are previous and only open. In this order:
``kek_kms``, ``GATEWAY_KEK``, the lines of ``kek_file``, ``GATEWAY_KEK_PREVIOUS``, ``kek_kms_previous``, and in development the lines of
``dev.kek`` in the data directory, which is made where nothing else is given.
"""

import base64
import binascii
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import structlog

from gateway.model.errors import ConfigurationError
from gateway.vault.kek import BY_HAND, Keks, KeyEncryptionKey, Local
from gateway.vault.kms import Kms
from gateway.vault.seal import KEY_BYTES

DEV_KEY_FILE: Final = "dev.kek"
_MAKE_ONE: Final = "Make one: python -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())'"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where to look.

    Attributes:
        data_dir: a development key is kept here.
        production: make no key.
        kek: base64 of 32 bytes (``GATEWAY_KEK``).
        kek_file: file with the same, one key a line, the current one first (``GATEWAY_KEK_FILE``).
        kek_kms: ARN of a KMS key (``GATEWAY_KEK_KMS``).
        kek_previous: as ``kek`` (``GATEWAY_KEK_PREVIOUS``).
        kek_kms_previous: as ``kek_kms`` (``GATEWAY_KEK_KMS_PREVIOUS``).
    """

    data_dir: Path
    production: bool
    kek: str | None = field(default=None, repr=False)
    kek_file: Path | None = None
    kek_kms: str | None = None
    kek_previous: str | None = field(default=None, repr=False)
    kek_kms_previous: str | None = None

    @property
    def own(self) -> bool:
        """The gateway makes and keeps its key itself: nothing is given, and this is not production."""
        return not self.production and self.kek is None and self.kek_file is None and self.kek_kms is None

    @property
    def dev_file(self) -> Path:
        """Where it is kept then."""
        return self.data_dir / DEV_KEY_FILE


def load(sources: Sources) -> Keks:
    """Find the key-encryption keys. Read again, it finds what has changed in the files.

    Raises:
        ConfigurationError: none in production, or one that can not be read.
    """
    if sources.own:
        _develop(sources.dev_file)
    elif sources.kek is None and sources.kek_file is None and sources.kek_kms is None:
        raise ConfigurationError("there is no key-encryption key (GATEWAY_KEK, GATEWAY_KEK_FILE or GATEWAY_KEK_KMS)", todo=_MAKE_ONE)
    current, *previous = _found(sources)
    return Keks(current, tuple(previous))


def _found(sources: Sources) -> Iterator[KeyEncryptionKey]:
    if sources.kek_kms is not None:
        yield Kms(sources.kek_kms)
    if sources.kek is not None:
        yield _local(sources.kek, "GATEWAY_KEK")
    if sources.kek_file is not None:
        yield from _lines(sources.kek_file)
    if sources.kek_previous is not None:
        yield _local(sources.kek_previous, "GATEWAY_KEK_PREVIOUS")
    if sources.kek_kms_previous is not None:
        yield Kms(sources.kek_kms_previous)
    if not sources.production and sources.dev_file.exists():
        yield from _lines(sources.dev_file)


def renew(sources: Sources) -> bool:
    """Put a new key before the one the gateway keeps itself, unless a rotation to such a one was begun and not finished.

    Returns:
        False where the key is not the gateway's own.
    """
    if not sources.own:
        return False
    _develop(sources.dev_file)
    held = _entries(sources.dev_file)
    if len(held) == 1:
        _replace(sources.dev_file, [_new(), *held])
    return True


def _develop(path: Path) -> None:
    if not path.exists():
        _create(path)
    if path.stat().st_mode & 0o077:
        raise ConfigurationError("the development key can be read by others", todo=f"chmod 600 {path}", where=str(path))
    _log.warning("development_key_in_use", file=str(path))


def _new() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _create(path: Path) -> None:
    """Write a new key; the name appears only once the key is whole, and the first of two starting processes wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(path, [_new()])
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _replace(path: Path, keys: list[str]) -> None:
    """Write other keys in a file's place: it is the old one or the new one, whenever the machine stops."""
    mode = path.stat().st_mode & 0o777
    draft = _draft(path, keys)
    draft.chmod(mode)
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _draft(path: Path, keys: list[str]) -> Path:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.writelines(f"{key}\n" for key in keys)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _lines(path: Path) -> list[Local]:
    return [_local(text, str(path), partial(_take_out, path)) for text in _entries(path) or [""]]


def _entries(path: Path) -> list[str]:
    """Read a key file: one key a line, the current one first; empty lines and those that begin with # say nothing."""
    lines = [line.strip() for line in _read(path).splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def _take_out(path: Path, kek_id: str) -> str:
    """Take a key out of its file; a file that would be empty afterwards goes, where it is the gateway's own."""
    kept = [text for text in _entries(path) if _local(text, str(path)).id != kek_id]
    try:
        if kept:
            _replace(path, kept)
        elif path.name == DEV_KEY_FILE:
            path.unlink()
        else:
            return BY_HAND
    except OSError:
        return BY_HAND
    return f"it was taken out of {path}; destroy every copy and backup of that file too"


def _read(path: Path) -> str:
    """Read a key file. Its mode is the operator's business: orchestrators mount secrets as 0444 into a container of their own."""
    try:
        return path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        what = f"the key file can not be read ({type(error).__name__})"
        raise ConfigurationError(what, todo="Check the path and its rights.", where=str(path)) from None


def _local(text: str, where: str, forget: Callable[[str], str] | None = None) -> Local:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise ConfigurationError("the key-encryption key is not base64", todo=_MAKE_ONE, where=where) from None
    if len(key) != KEY_BYTES:
        raise ConfigurationError(f"the key-encryption key has {len(key)} bytes, not {KEY_BYTES}", todo=_MAKE_ONE, where=where)
    return Local(key, entropy=os.urandom, forget=forget)
