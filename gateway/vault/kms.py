"""A key-encryption key in AWS KMS. Law: the key never leaves KMS; nothing but data keys goes there, and only to be wrapped or unwrapped.

Through boto3, AWS's own client, which signs, retries and finds credentials as AWS documents it. It blocks, so it runs in a thread; and it
is no way out for payloads: what goes through it are 32 random bytes and the names of tenants.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from gateway.model.errors import ConfigurationError
from gateway.vault.kek import KeyUnavailable
from gateway.vault.seal import SealBroken

PENDING_DAYS: Final = 30
"""The longest time to change one's mind that KMS offers (ScheduleKeyDeletion, PendingWindowInDays: 7 to 30)."""
_ARN: Final = re.compile(r"arn:aws[a-z-]*:kms:(?P<region>[a-z0-9-]+):\d{12}:key/[A-Za-z0-9-]+")
_CONNECT_S, _READ_S, _ATTEMPTS = 3, 5, 3
_BROKEN: Final = frozenset({"InvalidCiphertextException", "IncorrectKeyException"})
"""KMS says so of what was wrapped under another key or for another place (Decrypt, Errors)."""


class Kms:
    """A symmetric key in AWS KMS.

    Args:
        arn: the key's ARN. No alias: what one stands for can change, and then nobody could say what a data key is wrapped under.

    Raises:
        ConfigurationError: this is no key ARN, boto3 is not installed, or it has no credentials to begin with.
    """

    __slots__ = ("_arn", "_client", "_faults", "id")

    def __init__(self, arn: str) -> None:
        found = _ARN.fullmatch(arn)
        if not found:
            todo = "Write arn:aws:kms:REGION:ACCOUNT:key/ID; aliases are not taken."
            raise ConfigurationError("this is no ARN of a KMS key", todo=todo, where="kek_kms")
        self._arn, self.id = arn, f"kms/{arn}"
        self._client, self._faults = _connected(found["region"])

    def __repr__(self) -> str:
        return f"Kms({self.id!r})"

    def wrap(self, key: bytes, place: Mapping[str, str]) -> bytes:
        """Wrap a data key (Encrypt). The place is the encryption context: KMS authenticates it and writes it to CloudTrail."""
        answer = self._asked(self._client.encrypt, KeyId=self._arn, Plaintext=key, EncryptionContext=dict(place))
        wrapped: bytes = answer["CiphertextBlob"]
        return wrapped

    def unwrap(self, wrapped: bytes, place: Mapping[str, str]) -> bytes:
        """Open a wrapped data key (Decrypt)."""
        answer = self._asked(self._client.decrypt, KeyId=self._arn, CiphertextBlob=wrapped, EncryptionContext=dict(place))
        key: bytes = answer["Plaintext"]
        return key

    def destroy(self) -> str:
        """Have KMS delete the key (ScheduleKeyDeletion)."""
        answer = self._asked(self._client.schedule_key_deletion, KeyId=self._arn.rpartition("/")[2], PendingWindowInDays=PENDING_DAYS)
        return f"KMS deletes it on {answer['DeletionDate']:%Y-%m-%d}; until then its administrators can cancel that"

    def _asked(self, call: Callable[..., Mapping[str, Any]], **what: Any) -> Mapping[str, Any]:
        try:
            return call(**what)
        except self._faults as error:
            code = _code(error)
            if code in _BROKEN:
                message = "the wrapped data key was changed, moved, or wrapped under another KMS key; restore a backup"
                raise SealBroken(message) from None
            raise KeyUnavailable(f"KMS does not do it ({code}); look at the key's state, its policy and the network") from None


def _code(error: Exception) -> str:
    """Name a fault without its message, which repeats what was sent."""
    response: Mapping[str, Any] = getattr(error, "response", {})
    return str(response.get("Error", {}).get("Code", type(error).__name__))


def _connected(region: str) -> tuple[Any, tuple[type[Exception], ...]]:
    try:
        import boto3  # noqa: PLC0415 - comes with the extra [kms]
        from botocore.config import Config  # noqa: PLC0415 - likewise
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - likewise
    except ImportError:
        todo = "pip install 'integro-gateway[kms]'"
        raise ConfigurationError("kek_kms needs boto3, which is not installed", todo=todo, where="kek_kms") from None
    config = Config(connect_timeout=_CONNECT_S, read_timeout=_READ_S, retries={"max_attempts": _ATTEMPTS, "mode": "standard"})
    try:
        client = boto3.Session().client("kms", region_name=region, config=config)
    except BotoCoreError as error:
        what = f"boto3 can not be used as it is set up ({type(error).__name__})"
        raise ConfigurationError(what, todo="Look at the AWS_* variables and AWS's own files.", where="kek_kms") from None
    return client, (BotoCoreError, ClientError)
