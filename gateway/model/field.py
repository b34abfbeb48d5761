"""What one field of a vendor's interface carries and what becomes of it. Law: a field is declared by a connector or it is UNMAPPED."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache


class Kind(StrEnum):
    """How a field's content is looked at."""

    SYSTEM = "system"
    """An operational fact of the SDK or the vendor (ids, versions, timestamps). Every detector still reads it."""
    FREE_TEXT = "free_text"
    """People's words, or a map of the application's own choosing. Every detector reads it and cuts findings out."""
    DATA = "data"
    """Carries one named data category; policy decides about that category. Every detector still reads it."""
    CREDENTIAL = "credential"
    """The vendor's own key in the vendor's own place. Only the registered-terms detector reads it; it is never recorded."""
    FRAMING = "framing"
    """Says how the rest is to be read, like a boundary made of random digits. Only the registered-terms detector reads it."""
    UNMAPPED = "unmapped"
    """Nobody declared it: dropped and reported in mode strict, free text in mode scan."""


class Treatment(StrEnum):
    """What happens to a leaf (or a span of it) that may not leave."""

    DROP = "drop"
    """The leaf is left out, and its key with it."""
    MASK = "mask"
    """Forbidden spans are replaced by their category in brackets; a leaf whose own category is forbidden is dropped."""
    PSEUDONYM = "pseudonym"
    """The whole value is replaced by a keyed pseudonym, stable per tenant and destination, not reversible."""


class Format(StrEnum):
    """What a vendor takes at a place. What can not be brought into its form is left out."""

    ANY = "any"
    EMAIL = "email"
    IP = "ip"
    UUID = "uuid"
    INTEGER = "integer"
    URL = "url"
    TIMESTAMP = "timestamp"


NAMED = "dictionary"
"""Who says what a field is that only its name tells."""

FORMATS: Mapping[str, Format] = {"user.contact.email": Format.EMAIL, "user.device.ip_address": Format.IP}
"""Category -> the form its values have, where a field does not say another."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """The declaration of one field.

    Fields are compared by identity, because every leaf of every request is: make them with ``data`` and ``required``, which
    give the same object for the same declaration.

    Attributes:
        kind: how its content is looked at.
        category: data category key (``model.category.VOCABULARY``).
        treatment: what happens when it, or a span in it, may not leave.
        required: the vendor refuses the item without it: if it has to be dropped, the batch item goes (or the call is denied).
        format: what the vendor takes here; a value that was redacted has it still.
        longest: characters the vendor takes here, 0 where there is no limit; what was redacted is never longer.
        detector: who says what the field is, in findings: ``field`` (its declaration), ``unmapped`` (nobody), ``dictionary`` (its name).
    """

    kind: Kind
    category: str
    treatment: Treatment
    required: bool = False
    format: Format = Format.ANY
    longest: int = 0
    detector: str = "field"


SYSTEM = Field(kind=Kind.SYSTEM, category="system.operations", treatment=Treatment.MASK)
FREE_TEXT = Field(kind=Kind.FREE_TEXT, category="system.free_text", treatment=Treatment.MASK)
CREDENTIAL = Field(kind=Kind.CREDENTIAL, category="system.vendor_credential", treatment=Treatment.DROP)
FRAMING = Field(kind=Kind.FRAMING, category="system.operations", treatment=Treatment.DROP, required=True)
"""Nothing can be cut out of it: the body could not be read any more. Where it carries a term, nothing goes."""
UNMAPPED = Field(kind=Kind.UNMAPPED, category="system.unmapped", treatment=Treatment.DROP, detector="unmapped")
IDENTIFIER = Field(kind=Kind.DATA, category="user.unique_id.pseudonymous", treatment=Treatment.PSEUDONYM)
"""An id the application chose for a person or account: it may turn out to be an e-mail address, then a pseudonym goes instead."""


@cache
def data(category: str, treatment: Treatment = Treatment.DROP) -> Field:
    """Declare a field that carries exactly one data category, for example ``data("user.contact.email")``."""
    return Field(kind=Kind.DATA, category=category, treatment=treatment, format=FORMATS.get(category, Format.ANY))


@cache
def named(category: str) -> Field:
    """The field of a value whose name says what it is (``project_name`` among properties), though nobody declared it.

    A text that may not leave is masked as a whole, so that the vendor still gets a text; anything else goes.
    """
    return replace(data(category), detector=NAMED)


@cache
def shaped(field: Field, format: Format = Format.ANY, longest: int = 0) -> Field:  # noqa: A002 - reads as what it says
    """Declare what the vendor takes at a place, for example ``shaped(FREE_TEXT, longest=200)`` for a tag."""
    return replace(field, format=format, longest=longest)


@cache
def required(field: Field) -> Field:
    """Declare that the vendor refuses an item without this field."""
    return replace(field, required=True)
