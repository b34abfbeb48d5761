"""Compact tables of a vendor's interface become field maps. Law: a name stands in exactly one class, and what no table names stays undeclared."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from gateway.model.field import CREDENTIAL, FREE_TEXT, IDENTIFIER, SYSTEM, Field, Treatment, data, required, shaped

KINDS: Final[Mapping[str, Field]] = {
    "system": SYSTEM,
    "text": FREE_TEXT,
    "secret": CREDENTIAL,
    "identifier": IDENTIFIER,
    "email": data("user.contact.email"),
    "phone": data("user.contact.phone_number"),
    "address": data("user.contact.address"),
    "organization": data("user.contact.organization"),
    "name": data("user.name"),
    "job": data("user.job_title"),
    "workplace": data("user.workplace"),
    "demographic": data("user.demographic"),
    "ip": data("user.device.ip_address"),
    "file": data("integro.attachment"),
    "record": data("integro.record"),
    "search": data("integro.search_query"),
    "secrets": data("user.authorization.credentials"),
    "cookie_id": data("user.device.cookie_id"),
    "device_id": data("user.device.device_id"),
    "area": data("user.location.imprecise", Treatment.MASK),
    "position": data("user.location.precise"),
    "private": data("user.content.private"),
    "settings": data("user.account.settings", Treatment.MASK),
    "consent": data("user.privacy_preferences"),
    "visited": data("user.behavior.browsing_history", Treatment.MASK),
    "searched": data("user.behavior.search_history", Treatment.MASK),
    "tag": shaped(FREE_TEXT, longest=200),
    "label": replace(FREE_TEXT, treatment=Treatment.PSEUDONYM),
}
"""Class of a field -> its declaration. Every other word that stands in the place of a class names a shape.

A ``tag`` is text of 200 characters at most (https://docs.sentry.io/platforms/python/enriching-events/tags/), with its masks.
A ``label`` is text by which later calls find the same thing again: masked, two of them would become one, so a pseudonym goes instead.
"""

Shape: TypeAlias = Mapping[str, str]
"""Class (a key of ``KINDS``) or name of another shape -> names, separated by spaces.

A name may be followed by path marks (``attendees[]``, ``private{}``, ``parts**``) and by ``!``: the vendor refuses the item without it.
"""

Shapes: TypeAlias = Mapping[str, Shape]


def expand(shape: Shape, shapes: Shapes, at: str, inside: frozenset[str] = frozenset()) -> dict[str, Field]:
    """Write a shape out as patterns.

    A shape that holds itself (a mail part has parts) is cut where it would repeat: from there on everything is free text, keys included.

    Args:
        shape: what to write out.
        shapes: the shapes it may name.
        at: pattern it stands at, for example ``body``.
        inside: names of the shapes being written out, outermost included.

    Raises:
        KeyError: a word is neither a class nor a shape.
    """
    fields: dict[str, Field] = {}
    for word, names in shape.items():
        for name in names.split():
            place = f"{at}.{name.removesuffix('!')}"
            if word in KINDS:
                fields[place] = required(KINDS[word]) if name.endswith("!") else KINDS[word]
            elif word in inside:
                fields[f"{place}**"] = FREE_TEXT
            else:
                fields |= expand(shapes[word], shapes, place, inside | {word})
    return fields


def expand_named(name: str, shapes: Shapes, at: str) -> dict[str, Field]:
    """Write a named shape out; see ``expand``."""
    return expand(shapes[name], shapes, at, frozenset({name}))


def merge(*parts: Shape) -> Shape:
    """One shape of several: the names of a class are joined."""
    words = dict.fromkeys(word for part in parts for word in part)
    return {word: " ".join(part[word] for part in parts if word in part) for word in words}
