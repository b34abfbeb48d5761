"""The keys of one tenant's texts. Law: one key for one use, all derived by name; only the blinding key ever leaves, and only on request."""

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Final

from gateway.detect.index.keys import Secrets
from gateway.detect.kernel import SECRET_BYTES
from gateway.registry.generations import Home
from gateway.registry.pages import ID_BYTES
from gateway.registry.shelf import Owner
from gateway.vault.keyring import Keyring
from gateway.vault.seal import Seal, derive

FOLDER_BYTES: Final = 16
"""128 bits: no two tenants share a folder by chance."""


@dataclass(frozen=True)
class TenantKeys:
    """What a tenant's texts are turned into keys with, sealed with, and filed under.

    Attributes:
        tenant: whose.
        keyring: everything is derived from it.
    """

    tenant: str
    keyring: Keyring = field(repr=False)

    @cached_property
    def secrets(self) -> Secrets:
        """The blinding key: what texts become keys with, here and in the ERP (see ``gateway.blind``)."""
        return Secrets(self._derive("filter")[:SECRET_BYTES], self._derive("digest"))

    @property
    def key_id(self) -> str:
        """Names the blinding key and tells nothing about it. Another key-encryption key is another blinding key."""
        return derive(self._derive("digest"), info="registry/index/key-id/1")[:8].hex()

    @cached_property
    def owner(self) -> Owner:
        """Seals rows and pages."""
        return Owner(self.tenant, Seal(self._derive("seal"), self.keyring.key_id))

    @cached_property
    def home(self) -> Home:
        """Where the tenant's files lie; the folder's name does not tell whose it is."""
        return Home(blake2b(self.tenant.encode(), key=self._derive("folder"), digest_size=FOLDER_BYTES).hexdigest(), self.secrets.digest)

    @cached_property
    def _ids(self) -> bytes:
        return self._derive("id")

    def digest(self, text_id: str) -> bytes:
        """What is kept of the ERP's id of a text."""
        return blake2b(text_id.encode(), key=self._ids, digest_size=ID_BYTES).digest()

    def _derive(self, use: str) -> bytes:
        return self.keyring.derive(f"registry/index/{use}/{self.tenant}/1")
