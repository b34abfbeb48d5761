"""What a registered text is made into. Law: numbers in rows are for ever; a row tells a key, its role and its strength, never a text.

A text becomes a few rows (see ``index.keys``). Rows are what the database keeps, what the ERP may send instead of a text, and what tables
are built from, so the numbers below are never given to anything else.
"""

import struct
from collections.abc import Mapping
from enum import IntEnum
from typing import Final, NamedTuple

DETECTOR: Final = "terms"
"""Name of the detector in findings."""

OWN: Final = "integro"
"""Origin of what the ERP itself registered."""

KINDS: Final[Mapping[str, tuple[int, str]]] = {
    "": (0, "user.content.private"),
    "project": (1, "integro.project"),
    "task": (2, "integro.task"),
    "comment": (3, "integro.comment"),
    "attachment": (4, "integro.attachment"),
    "team": (5, "integro.team"),
    "client": (6, "integro.client"),
    "search_query": (7, "integro.search_query"),
    "collaboration": (8, "integro.collaboration"),
    "record": (9, "integro.record"),
    "person": (10, "user.name"),
    "email": (11, "user.contact.email"),
    "phone": (12, "user.contact.phone_number"),
    "user_id": (13, "user.unique_id"),
    "organization": (14, "user.contact.organization"),
}
"""Kind of a registered text -> its number in rows, and its category. No kind: a vendor's text, whose origin says what matters."""

ORIGIN_NUMBERS: Final[Mapping[str, int]] = {
    "integro": 0,
    "google.restricted": 1,
    "google.sensitive": 2,
    "google.basic": 3,
    "msgraph": 4,
}
"""Origin -> its number in rows."""

CATEGORIES: Final[Mapping[int, str]] = dict(KINDS.values())
ORIGINS: Final[Mapping[int, str]] = {number: origin for origin, number in ORIGIN_NUMBERS.items()}


class Role(IntEnum):
    """Which part of a text a key stands for.

    Attributes:
        FULL: all of it.
        HEAD: its first words, which a cut copy still has.
        SHINGLE: five words of it, from a text whose every five words are registered.
        WINNOWED: five words of a long text, from which only some are registered.
        STEM: the key of a project, before the number of a task.
        ID: all of an identifier.
    """

    FULL = 0
    HEAD = 1
    SHINGLE = 2
    WINNOWED = 3
    STEM = 4
    ID = 5


class Label(NamedTuple):
    """What finding a key means. All numbers, as in a row.

    Attributes:
        role: member of ``Role``.
        bits: how much the key tells: 0 is nothing, from 32 on chance is out of the question.
        kind: number in ``KINDS``.
        origin: number in ``ORIGIN_NUMBERS``.
    """

    role: int
    bits: int
    kind: int
    origin: int


ROW: Final = struct.Struct("<QQBBBB")
"""A row: hash (what the kernel probes), digest (keyed, what a probe is verified by), then the label."""

BITS_STEP: Final = 4
"""Bits are rounded down to a multiple of this, so that a table has few labels."""

BITS_MAX: Final = 48
"""More tells nothing more."""


def coarse(bits: float) -> int:
    """Round bits down as rows hold them."""
    return min(BITS_MAX, int(bits) // BITS_STEP * BITS_STEP)


TRIVIAL: Final = 16
"""Bits below which a text counts only as a whole leaf. Its payload says so (``kernel.ONLY_WHOLE``): most candidates would be such."""


def is_trivial(label: Label) -> bool:
    """Whether a key counts only as a whole leaf."""
    return label.bits < TRIVIAL and label.role in {Role.FULL, Role.ID}
