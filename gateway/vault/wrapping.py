"""Wrapping and opening many data keys. Law: never on the event loop; what was wrapped is opened again before it counts."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from gateway.vault.datakey import DataKey, pack, unpack
from gateway.vault.kek import KeyEncryptionKey
from gateway.vault.keyring import Keyring
from gateway.vault.seal import SealBroken
from gateway.vault.table import Row

AT_ONCE: Final = 8
"""Calls in flight to a key-encryption key that lies elsewhere; AWS KMS allows thousands a second."""
_Item = TypeVar("_Item")
_Made = TypeVar("_Made")


async def wrap(kek: KeyEncryptionKey, keys: Iterable[DataKey], kek_version: int) -> list[Row]:
    """Wrap data keys.

    Raises:
        KeyUnavailable: the key-encryption key can not be used.
    """
    return await _each(lambda key: _wrapped(kek, key, kek_version), list(keys))


async def open_row(kek: KeyEncryptionKey, row: Row) -> Keyring:
    """Open a data key.

    Raises:
        SealBroken: its row was changed, or exchanged with another.
        KeyUnavailable: the key-encryption key can not be used.
    """
    return await asyncio.to_thread(_opened, kek, row)


async def open_rows(keks: Sequence[KeyEncryptionKey], rows: Sequence[Row]) -> list[Keyring | Exception]:
    """Open data keys, each under its own key-encryption key; one that can not be opened is told beside the others."""
    return await _each(_tried, list(zip(keks, rows, strict=True)))


async def exchange(old: KeyEncryptionKey, new: KeyEncryptionKey, row: Row) -> bytes:
    """Wrap a data key under another key-encryption key.

    Raises:
        SealBroken, KeyUnavailable: it does not open under the old one, or the new one does not give back what it was given.
    """
    return await asyncio.to_thread(_exchanged, old, new, row)


def _wrapped(kek: KeyEncryptionKey, key: DataKey, kek_version: int) -> Row:
    return Row(key.tenant, key.version, key.ring.key_id, kek.id, kek_version, kek.wrap(pack(key.ring), key.place))


def _opened(kek: KeyEncryptionKey, row: Row) -> Keyring:
    return unpack(kek.unwrap(row.wrapped, row.place), row.key_id)


def _tried(pair: tuple[KeyEncryptionKey, Row]) -> Keyring | Exception:
    try:
        return _opened(*pair)
    except Exception as error:  # noqa: BLE001 - told by its kind to whoever asked; one bad row must not cost the others
        return error


def _exchanged(old: KeyEncryptionKey, new: KeyEncryptionKey, row: Row) -> bytes:
    key = old.unwrap(row.wrapped, row.place)
    anew = new.wrap(key, row.place)
    if new.unwrap(anew, row.place) != key:
        raise SealBroken("the new key-encryption key does not give back what it was given; nothing was changed")
    return anew


async def _each(work: Callable[[_Item], _Made], items: Sequence[_Item]) -> list[_Made]:
    if not items:
        return []

    def all_of_them() -> list[_Made]:
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(work, items))

    return await asyncio.to_thread(all_of_them)
