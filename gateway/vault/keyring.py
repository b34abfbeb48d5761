"""What a data key gives: one independent key for every named use. Law: pure; nothing is sealed or hashed under the data key itself.

A data key is random. The installation has one, and so has each tenant; they lie in the database wrapped (see ``vault.wrapping``), and
are opened once, at start. So a new key-encryption key changes nothing that was derived, and a data key that is destroyed takes
everything with it that was derived from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol, Self

from gateway.vault.seal import Seal, derive

SEAL_INFO: Final = "seal/v1"
"""Names the use of the derived key that seals stored secrets."""


class Keys(Protocol):
    """The installation's keys, and by name each tenant's."""

    @property
    def key_id(self) -> str:
        """Name of the data key; stands in every envelope sealed under a key derived from it."""

    def derive(self, info: str) -> bytes:
        """Give the installation's 32-byte key for one named use."""

    def seal(self) -> Seal:
        """Give the installation's seal for stored secrets."""

    def tenant(self, name: str) -> "Keyring":
        """Give a tenant's keys.

        Raises:
            Refused: ``keys_missing``: they were destroyed, or could not be opened.
        """

    async def prepare(self, tenants: Iterable[str]) -> frozenset[str]:
        """Open the keys of these tenants, make those that never were, and forget those that were destroyed since.

        Returns:
            The tenants whose keys were forgotten: what was derived from them must go too.
        """


@dataclass(frozen=True, slots=True)
class Keyring:
    """One data key and what is derived from it.

    Attributes:
        key: 32 bytes. Not in ``repr``.
        key_id: names the key and its version, and tells nothing about it.
        carried: info -> key, where a use keeps the key it had before there were data keys. Not in ``repr``.
    """

    key: bytes = field(repr=False)
    key_id: str
    carried: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    _derived: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    def derive(self, info: str) -> bytes:
        """Give the 32-byte key for one named use, for example ``registry/caller-keys/1``. Asked again it costs a look-up."""
        found = self._derived.get(info)
        if found is None:
            found = self._derived[info] = self.carried.get(info) or derive(self.key, info=info)
        return found

    def seal(self) -> Seal:
        """Give the seal for stored secrets."""
        return Seal(self.derive(SEAL_INFO), self.key_id)

    def tenant(self, name: str) -> Self:
        """Give a tenant's keys where there is but this one data key, for a test or a tool: derived too, and never missing."""
        return type(self)(derive(self.key, info=f"tenant/{name}"), self.key_id)

    async def prepare(self, tenants: Iterable[str]) -> frozenset[str]:  # noqa: ARG002 - the protocol's; there is nothing to open
        """Do nothing: there is nothing to open."""
        return frozenset()
