"""One attempted disclosure, as it will stand in the record. Law: no value of a payload; personal names only as inputs of commitments."""

from enum import StrEnum
from typing import NamedTuple

from gateway.model.decision import Review


class Outcome(StrEnum):
    """How an attempt ended (CADF DSP0262 outcomes; ``unknown`` when nobody can say)."""

    SUCCESS = "success"
    FAILURE = "failure"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


class Transfer(NamedTuple):
    """What an intent or a denial says. A tuple, because one is made for every call; name its fields.

    Attributes:
        id: unique, sortable by time (RFC 9562 UUIDv7).
        at_ms: UTC milliseconds since the epoch.
        tenant, caller, purpose, feature, authorisation_refs: from Facts; empty where unknown.
        subject: personal; goes into a salted commitment only.
        host, method: the vendor host asked for (empty when it is none of ours) and the method.
        region: destination country, mechanism: transfer mechanism relied on.
        review: what came of the review.
        policy_hash: hex SHA-256 over the policy set and schema.
        bytes_in, bytes_out: body lengths as received and as would leave.
        kind: ``data``, or ``credential`` for token calls.
    """

    id: str
    at_ms: int
    review: Review
    policy_hash: str
    tenant: str = ""
    caller: str = ""
    purpose: str = ""
    feature: str = ""
    authorisation_refs: tuple[str, ...] = ()
    subject: str | None = None
    host: str = ""
    method: str = ""
    region: str = ""
    mechanism: str = ""
    bytes_in: int = 0
    bytes_out: int = 0
    kind: str = "data"

    def __repr__(self) -> str:
        """The id alone: a subject is personal."""
        return f"Transfer({self.id!r})"


class Completion(NamedTuple):
    """How a transfer with an intent ended. A tuple, because one is made for every call; name its fields.

    Attributes:
        transfer_id, intent_index: which intent.
        at_ms: UTC milliseconds.
        outcome: see Outcome.
        status: the vendor's HTTP status, 0 where there was none.
        bytes_sent, bytes_received: body bytes.
        reason: code in ``model.reasons.REASONS`` or ``restart``; empty on success.
    """

    transfer_id: str
    intent_index: int
    at_ms: int
    outcome: Outcome
    status: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    reason: str = ""
