"""What the name of a field says about its value. Law: a name is looked at, never kept with the value it stands beside."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol


class Meaning(NamedTuple):
    """What a key that is data says.

    Attributes:
        category: data category of the value; empty where the key says that the value is harmless (a count, a status, a version).
        numbers: numbers are data, too: the key speaks of an id or an amount. Otherwise a number under it is a count.
        inside: category of what the thing is called that the key speaks of: of ``{"file": {"name": "plan.pdf", "size": 3}}`` the name is
            an attachment's, the rest need not be anything.
    """

    category: str
    numbers: bool = False
    inside: str = ""

    def __bool__(self) -> bool:
        """Whether the key says anything that matters; a harmless one is false, like none."""
        return bool(self.category or self.inside)


class Names(Protocol):
    """A data dictionary: it knows what keys mean. Pure; one object may serve every call."""

    @property
    def known(self) -> Mapping[str, Meaning | None]:
        """Keys that were asked for lately, so that asking again costs one look-up."""

    def meaning(self, key: str) -> Meaning | None:
        """What a key says about its value; None where it says nothing."""

    def calls(self, key: str) -> bool:
        """Whether a key is what a thing is called by: ``name``, ``title``."""

    def means(self, meaning: Meaning, value: object) -> bool:
        """Whether a value is what its key says, and not a flag, a count or a technical word."""
