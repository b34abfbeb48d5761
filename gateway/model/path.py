"""Patterns name fields, places name concrete leaves. Law: neither ever contains a value, not even a key that is data."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Mark(Enum):
    """The parts of a pattern that are not names.

    They are enum members, not strings, so that a body key literally called ``"[]"`` can never pass as one.
    """

    ITEM = "[]"
    """Any item of a list."""
    KEY = "{}"
    """Any key of a map whose keys are data (a tag name, a property name)."""
    REST = "**"
    """Everything from here down, keys included, whatever its shape."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """The *n*-th key (from 0) of a map at a place. The key itself is data, so a place does not repeat it."""

    ordinal: int


Pattern: TypeAlias = tuple[str | Mark, ...]
Place: TypeAlias = tuple[str | int | DataKey, ...]

_TOKEN = re.compile(r"\.?(?:'(?P<quoted>[^']+)'|(?P<mark>\[\]|\{\}|\*\*)|(?P<name>[^.\[\]{}'*]+))")


def parse_pattern(text: str) -> Pattern:
    """Read a pattern written as text, for example ``body.batch[].context.'os.name'`` or ``body.tags{}``.

    Args:
        text: names joined by dots; ``[]`` any list item, ``{}`` any key, ``**`` the whole subtree;
            a name with a dot in it stands in single quotes.

    Raises:
        ValueError: the text is not a pattern, or ``**`` is not its last step.
    """
    steps: list[str | Mark] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None or (at == 0 and text.startswith(".")):
            message = f"not a pattern: {text!r} (stuck at character {at})"
            raise ValueError(message)
        mark = token["mark"]
        steps.append(Mark(mark) if mark else token["quoted"] or token["name"])
        at = token.end()
    if not steps or Mark.REST in steps[:-1]:
        message = f"not a pattern: {text!r} ('**' may only stand last)"
        raise ValueError(message)
    return tuple(steps)


def show_place(place: Place) -> str:
    """Write a place for people: ``body.batch[0].properties{2}`` is the third key of ``properties``."""
    shown = ""
    for step in place:
        match step:
            case int():
                shown += f"[{step}]"
            case DataKey(ordinal):
                shown += f"{{{ordinal}}}"
            case name:
                shown += f".{name}" if shown else name
    return shown
