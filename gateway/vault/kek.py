"""Key-encryption keys: what data keys are wrapped under. Law: one wraps, unwraps and can be destroyed; it seals nothing else, ever.

``wrap`` and ``unwrap`` may block, for one of them may be far away: they run in a thread, at start, in a rotation and when a tenant is
new, never for a call.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

from gateway.model.errors import ConfigurationError, GatewayError
from gateway.vault.keyring import Keyring
from gateway.vault.place import bound
from gateway.vault.seal import NONCE_BYTES, Seal, derive

WRAP_INFO: Final = "wrap/v1"
"""Names the use of the derived key that wraps data keys."""
ID_INFO: Final = "key-id/v1"
"""Names the use of the derived bytes that name a key-encryption key."""
BY_HAND: Final = "it is the operator's to destroy: take it out of GATEWAY_KEK, GATEWAY_KEK_PREVIOUS or kek_file, and out of every copy"
"""What is said of a key the gateway was only lent."""

Place = Mapping[str, str]
"""What a wrapping is bound to: short names, none of them secret."""


class KeyUnavailable(GatewayError):
    """A key-encryption key can not be used now."""


class KeyEncryptionKey(Protocol):
    """One key-encryption key, wherever it lies."""

    @property
    def id(self) -> str:
        """Names it for good; stands beside every data key it wraps."""

    def wrap(self, key: bytes, place: Place) -> bytes:
        """Wrap a data key.

        Raises:
            KeyUnavailable: the key can not be used.
        """

    def unwrap(self, wrapped: bytes, place: Place) -> bytes:
        """Open what ``wrap`` gave for the same place.

        Raises:
            SealBroken: it was wrapped under another key or for another place, or was changed.
            KeyUnavailable: the key can not be used.
        """

    def destroy(self) -> str:
        """Destroy the key for good, as far as it is in the gateway's hands.

        Returns:
            What was done, or what is left to do, in words.

        Raises:
            KeyUnavailable: it could not be destroyed.
        """


class Local:
    """A key-encryption key that the gateway was given: from the environment or a file.

    Args:
        key: 32 bytes.
        entropy: random bytes, ``os.urandom``.
        forget: takes the key of a name out of where it was read, and says so; None where it is not the gateway's to change.
    """

    __slots__ = ("_entropy", "_forget", "_seal", "id", "root")

    def __init__(self, key: bytes, *, entropy: Callable[[int], bytes], forget: Callable[[str], str] | None = None) -> None:
        name = derive(key, info=ID_INFO)[:8].hex()
        self.id = f"local/{name}"
        self.root = Keyring(key, name)
        """What everything was derived from before there were data keys, under the name it had then."""
        self._seal = Seal(derive(key, info=WRAP_INFO), self.id)
        self._entropy, self._forget = entropy, forget

    def __repr__(self) -> str:
        return f"Local({self.id!r})"

    def wrap(self, key: bytes, place: Place) -> bytes:
        """Wrap a data key with AES-256-GCM."""
        return self._seal.seal(key, aad=_aad(place), nonce=self._entropy(NONCE_BYTES))

    def unwrap(self, wrapped: bytes, place: Place) -> bytes:
        """Open a wrapped data key."""
        return self._seal.open(wrapped, aad=_aad(place))

    def destroy(self) -> str:
        """Take it out of its file, where the gateway may."""
        return self._forget(self.id) if self._forget else BY_HAND


def _aad(place: Place) -> bytes:
    return bound("data-key/1", *(text for item in sorted(place.items()) for text in item))


@dataclass(frozen=True, slots=True)
class Keks:
    """The key-encryption keys at hand.

    Attributes:
        current: what is to wrap from now on.
        previous: what may still have to be opened with, newest first.
    """

    current: KeyEncryptionKey
    previous: tuple[KeyEncryptionKey, ...] = ()
    _by_id: dict[str, KeyEncryptionKey] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_id.update((each.id, each) for each in (*reversed(self.previous), self.current))

    def find(self, kek_id: str) -> KeyEncryptionKey | None:
        """The key of this name, or None where it is not at hand."""
        return self._by_id.get(kek_id)

    def named(self, kek_id: str) -> KeyEncryptionKey:
        """The key of this name.

        Raises:
            ConfigurationError: it is not at hand.
        """
        found = self.find(kek_id)
        if found is None:
            todo = "Give it as GATEWAY_KEK_PREVIOUS (or kek_kms_previous) until `gateway keys rotate` has run."
            raise ConfigurationError(f"a data key is wrapped under the key-encryption key {kek_id}, which is not given", todo=todo)
        return found

    def root(self, names: Iterable[str]) -> Keyring:
        """The local key an installation without data keys was made with.

        Args:
            names: key ids that stand in what it sealed; where there are none, the oldest local key is taken.

        Raises:
            ConfigurationError: it is not among those at hand.
        """
        roots = {each.root.key_id: each.root for each in (self.current, *self.previous) if isinstance(each, Local)}
        sealed_under = set(names)
        fitting = [root for name, root in roots.items() if not sealed_under or sealed_under == {name}]
        if not fitting:
            made_with = ", ".join(sorted(sealed_under)) or "of GATEWAY_KEK or kek_file"
            what = f"this installation was made with the key {made_with}, which is not given"
            raise ConfigurationError(what, todo="Give it as GATEWAY_KEK, or beside a new one as GATEWAY_KEK_PREVIOUS.")
        return fitting[-1]
