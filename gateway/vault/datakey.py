"""A data key as it is wrapped. Law: pure; what was wrapped for one tenant, version and name opens as no other.

Before there were data keys, everything was derived from the key-encryption key itself. What an installation had derived then is carried
along with its data keys, use by use: old digests and envelopes stay valid, the old root itself is kept nowhere, and destroying a tenant's
data key destroys what was carried for that tenant.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from gateway.vault.keyring import Keyring
from gateway.vault.seal import KEY_BYTES, SealBroken, derive

INSTALLATION: Final = ""
"""Stands for the installation where a tenant's name would stand; no tenant has an empty name."""
SHARED: Final = "*"
"""Stands for what all tenants share; no tenant has this name either."""
INSTALLATION_USES: Final = ("registry/caller-keys/1", "seal/v1")
"""What was derived for the installation before there were data keys."""
TENANT_USES: Final = (
    "registry/pseudonyms/{tenant}/1",
    "registry/index/filter/{tenant}/1",
    "registry/index/digest/{tenant}/1",
    "registry/index/seal/{tenant}/1",
    "registry/index/folder/{tenant}/1",
    "registry/index/id/{tenant}/1",
)
"""What was derived for each tenant before there were data keys."""
_LENGTH_BYTES: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKey:
    """A data key, opened.

    Attributes:
        tenant: whose; ``INSTALLATION`` for the installation's.
        version: counted up when a tenant gets another after its first was destroyed.
        ring: the key.
    """

    tenant: str
    version: int
    ring: Keyring = field(repr=False)

    @property
    def place(self) -> Mapping[str, str]:
        """What its wrapping is bound to (see ``kek.KeyEncryptionKey``)."""
        return place(self.tenant, self.version, self.ring.key_id)


def place(tenant: str, version: int, key_id: str) -> Mapping[str, str]:
    """What a data key's wrapping is bound to. AWS KMS writes these names into its log: they are names, not secrets."""
    return {"use": "gateway-data-key/1", "scope": f"tenant/{tenant}" if tenant else "installation", "version": str(version), "key": key_id}


def fresh(tenant: str, version: int, *, key: bytes, mark: bytes) -> DataKey:
    """Make a data key.

    Args:
        tenant: whose.
        version: its number.
        key: 32 random bytes.
        mark: some random bytes that become its name.
    """
    return DataKey(tenant=tenant, version=version, ring=Keyring(key, f"{mark.hex()}.v{version}"))


def carried(tenant: str, root: Keyring, *, key: bytes) -> DataKey:
    """Make the first data key of a tenant, or of the installation, that was there before there were data keys.

    Args:
        tenant: whose.
        root: the key-encryption key everything was derived from. Its name stays: it stands in the old envelopes.
        key: 32 random bytes, for every use that is new.
    """
    infos = [use.format(tenant=tenant) for use in TENANT_USES] if tenant else INSTALLATION_USES
    old = {info: derive(root.key, info=info) for info in infos}
    return DataKey(tenant=tenant, version=1, ring=Keyring(key, root.key_id, old))


def pack(ring: Keyring) -> bytes:
    """Write a data key for wrapping: its 32 bytes, then each carried use: length, name, 32 bytes."""
    return ring.key + b"".join(_counted(info) + key for info, key in sorted(ring.carried.items()))


def _counted(info: str) -> bytes:
    return len(info.encode()).to_bytes(_LENGTH_BYTES, "big") + info.encode()


def unpack(packed: bytes, key_id: str) -> Keyring:
    """Read what ``pack`` wrote.

    Raises:
        SealBroken: these bytes are no data key.
    """
    return Keyring(_take(packed, 0, KEY_BYTES), key_id, dict(_carried(packed)))


def _carried(packed: bytes) -> Iterator[tuple[str, bytes]]:
    at = KEY_BYTES
    while at < len(packed):
        start = at + _LENGTH_BYTES
        end = start + int.from_bytes(_take(packed, at, _LENGTH_BYTES), "big")
        info = _take(packed, start, end - start).decode("utf-8", "replace")  # authentic bytes: what pack wrote
        yield info, _take(packed, end, KEY_BYTES)
        at = end + KEY_BYTES


def _take(packed: bytes, at: int, length: int) -> bytes:
    taken = packed[at : at + length]
    if len(taken) != length:
        raise SealBroken("the unwrapped bytes are no data key; restore a backup, or use the release that wrote it")
    return taken
