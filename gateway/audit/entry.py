"""The canonical bytes of a leaf. Law: pure; one record, one byte string; no payload value, no personal name, at most 65,535 bytes.

A leaf is JSON in the form of RFC 8785: UTF-8, keys sorted, no white space, only strings, booleans, lists and integers in
[0, 2**53) (RFC 7493). Strings are in Unicode NFC; what is no character (lone surrogates, NUL) becomes U+FFFD. The field ``v``
is the version of this form; a later form gets a new number and the old one stays readable.

Personal names stand in a leaf only as a commitment, SHA-256 over a fresh 16-byte salt, the field's name and the value, each with
its length in 4 bytes, big-endian, in front (as the salted digests of RFC 9901). Salt and value come back beside the leaf as a
Disclosure: erasing that opens nothing any more, and every proof over the leaf stays true. No two leaves about the same person
share a commitment.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

import orjson

from gateway.model.decision import Finding
from gateway.model.path import show_place
from gateway.model.transfer import Completion, Transfer

VERSION: Final = 1
ENTRY_BYTES: Final = 65_535
"""An entry bundle frames entries with a 16-bit length (C2SP tlog-tiles)."""
SALT_BYTES: Final = 16
ID_CHARACTERS: Final = 64

_INTEGERS_END: Final = 2**53
_TEXT_ROOM: Final = 256
"""Bytes a text may keep in an entry that would be too long; 20 texts of this size are 5 KB."""
_LIST_ROOM: Final = 4_096
_FINDINGS_ROOM: Final = 24_576


class Disclosure(NamedTuple):
    """What opens a commitment. Personal: ``value`` never goes anywhere but the disclosure table."""

    field: str
    salt: bytes
    value: bytes

    def __repr__(self) -> str:
        """The field's name alone."""
        return f"Disclosure({self.field!r})"


class Leaf(NamedTuple):
    """An entry and what opens its commitments."""

    entry: bytes
    disclosures: tuple[Disclosure, ...] = ()


def intent(transfer: Transfer, *, salt: bytes, at_ms: int | None = None) -> Leaf:
    """The leaf that must be durable before the transfer's first byte leaves.

    Args:
        transfer: what is about to be sent.
        salt: 16 fresh random bytes.
        at_ms: time to record instead of the transfer's own, where the log's clock is ahead.

    Raises:
        ValueError: an integer or the id is out of range; a bug of the caller.
    """
    return _opening("intent", transfer, salt, at_ms)


def denial(transfer: Transfer, *, salt: bytes, at_ms: int | None = None) -> Leaf:
    """The leaf of a transfer that was refused; arguments as for ``intent``."""
    return _opening("denial", transfer, salt, at_ms)


def completion(ending: Completion, *, at_ms: int | None = None) -> bytes:
    """The entry that says how a transfer with an intent ended.

    Raises:
        ValueError: an integer or the id is out of range; a bug of the caller.
    """
    fields = {
        "at_ms": _integer(ending.at_ms if at_ms is None else at_ms),
        "bytes_received": _integer(ending.bytes_received),
        "bytes_sent": _integer(ending.bytes_sent),
        "intent_index": _integer(ending.intent_index),
        "kind": "completion",
        "outcome": ending.outcome.value,
        "reason": text(ending.reason),
        "status": _integer(ending.status),
        "transfer_id": _id(ending.transfer_id),
        "v": VERSION,
    }
    return _encode(fields)


def commitment(disclosure: Disclosure) -> bytes:
    """The 32 bytes that stand in the leaf for a personal value."""
    field = disclosure.field.encode()
    framed = (len(field).to_bytes(4, "big"), field, len(disclosure.value).to_bytes(4, "big"), disclosure.value)
    return hashlib.sha256(disclosure.salt + b"".join(framed)).digest()


def text(value: str) -> str:
    """A string as it stands in a leaf and in its search columns: NFC, without NUL and lone surrogates."""
    if value.isascii() and value.isprintable():
        return value
    scalars = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return unicodedata.normalize("NFC", scalars.replace("\x00", "\ufffd"))


def _opening(kind: str, transfer: Transfer, salt: bytes, at_ms: int | None) -> Leaf:
    disclosures = _disclosures(transfer, salt)
    fields = _fields(kind, transfer, at_ms)
    fields["subject"] = commitment(disclosures[0]).hex() if disclosures else ""
    return Leaf(_encode_within(fields, transfer.review.findings), disclosures)


def _disclosures(transfer: Transfer, salt: bytes) -> tuple[Disclosure, ...]:
    if transfer.subject is None:
        return ()
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return (Disclosure("subject", salt, text(transfer.subject).encode()),)


def _fields(kind: str, transfer: Transfer, at_ms: int | None) -> dict[str, Any]:
    review = transfer.review
    return {
        "at_ms": _integer(transfer.at_ms if at_ms is None else at_ms),
        "authorisation_refs": _sorted(transfer.authorisation_refs),
        "bytes_in": _integer(transfer.bytes_in),
        "bytes_out": _integer(transfer.bytes_out),
        "caller": text(transfer.caller),
        "connector": text(review.connector),
        "decision": review.verdict.value,
        "digested": [],
        "dropped_items": _integer(review.dropped_items),
        "feature": text(transfer.feature),
        "findings": [_finding(finding) for finding in review.findings],
        "findings_summarised": False,
        "host": text(transfer.host),
        "kind": kind,
        "leaving": _sorted(review.leaving),
        "mechanism": text(transfer.mechanism),
        "method": text(transfer.method),
        "operation": text(review.operation),
        "origins": _sorted(review.origins),
        "policies": _sorted(review.policies),
        "policy_hash": text(transfer.policy_hash),
        "purpose": text(transfer.purpose),
        "reason": text(review.reason),
        "region": text(transfer.region),
        "stopped": _sorted(review.stopped),
        "tenant": text(transfer.tenant),
        "transfer_id": _id(transfer.id),
        "transfer_kind": text(transfer.kind),
        "v": VERSION,
    }


def _finding(finding: Finding) -> list[str]:
    return [text(show_place(finding.place)), text(finding.category), text(finding.origin), text(finding.detector), finding.action.value]


def _encode_within(fields: dict[str, Any], findings: Sequence[Finding]) -> bytes:
    """Encode; where that is too long, first count the findings instead of listing them, then shorten what is still long."""
    entry = _encode(fields)
    if len(entry) > ENTRY_BYTES:
        fields |= {"findings": _summary(findings), "findings_summarised": True}
        entry = _encode(fields)
    if len(entry) > ENTRY_BYTES:
        entry = _encode(_shortened(fields))
    return entry


def _summary(findings: Sequence[Finding]) -> list[list[str | int]]:
    """Findings without their places, counted: ``[category, origin, detector, action, count]``."""
    counts = Counter(tuple(_finding(finding)[1:]) for finding in findings)
    return [[*group, count] for group, count in sorted(counts.items())]


def _shortened(fields: dict[str, Any]) -> dict[str, Any]:
    """Replace what is long by its digest and say so in ``digested``: no caller can make an entry too long to be written."""
    rooms = {name: _LIST_ROOM if isinstance(value, list) else _TEXT_ROOM for name, value in fields.items()}
    rooms["findings"] = _FINDINGS_ROOM
    long = sorted(name for name, value in fields.items() if len(orjson.dumps(value)) > rooms[name])
    digests = {name: _digest(fields[name]) for name in long}
    return fields | digests | {"digested": long}


def _digest(value: Any) -> str | list[str]:
    shown = f"sha256:{hashlib.sha256(orjson.dumps(value)).hexdigest()}"
    return [shown] if isinstance(value, list) else shown


def _encode(fields: dict[str, Any]) -> bytes:
    """What orjson writes is RFC 8785 as long as keys are ASCII and there are no floats, which ``_fields`` sees to."""
    return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)


@lru_cache(maxsize=4096)
def _sorted(values: frozenset[str] | tuple[str, ...]) -> list[str]:
    """Categories, policies and references: few different sets, each in thousands of leaves. Whoever gets the list only reads it."""
    return sorted(map(text, values))


def _integer(value: int) -> int:
    if not (isinstance(value, int) and 0 <= value < _INTEGERS_END):
        raise ValueError(f"not an integer a leaf can hold: {value!r}")
    return int(value)  # int: a bool is one, but orjson writes it as true


def _id(value: str) -> str:
    if not (value.isascii() and value.isprintable() and 0 < len(value) <= ID_CHARACTERS):
        raise ValueError("a transfer id is 1 to 64 printable ASCII characters")
    return value
