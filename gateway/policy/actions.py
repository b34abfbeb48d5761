"""Reads the table of actions. Law: it says how, never whether; a table with a gap or an unknown word does not load."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from gateway.model.category import VOCABULARY, Purpose, covered
from gateway.model.decision import Action, Coarser, How
from gateway.model.errors import ConfigurationError

FILE: Final = "actions.toml"

FAMILIES: Final = frozenset({"analytics", "error_tracking", "google", "marketing", "microsoft"})
"""Vendor families, as the policies' schema has them."""

CLAUSE: Final = re.compile(r"(?:\d{1,2}|LU\d{1,2}[a-d]?)(?:, (?:\d{1,2}|LU\d{1,2}[a-d]?))*")
"""Numbers of obligations, for example ``1, LU2a``."""

DROP: Final = How(Action.DROPPED)
MASK: Final = How(Action.MASKED)

_SCOPES: Final = {
    "purposes": frozenset(map(str, Purpose)),
    "families": FAMILIES,
    "categories": frozenset(
        ".".join(parts[:depth]) for key in VOCABULARY for parts in [key.split(".")] for depth in range(1, len(parts) + 1)
    ),
}
"""What a row may be for, and the words for it."""

_WORDS: Final = {
    "field": {"drop": Action.DROPPED, "pseudonymise": Action.PSEUDONYMISED, "generalise": Action.GENERALISED},
    "text": {"mask": Action.MASKED, "pseudonymise": Action.PSEUDONYMISED, "generalise": Action.GENERALISED},
}

_KNOWN: Final = frozenset({*_SCOPES, *_WORDS, "by", "becomes", "clause", "reason"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table.

    Attributes:
        purposes, families, categories: what it is for; empty means every one.
        field, text: what becomes of a whole value, and of a piece of a text.
        clause: the obligations it stands for.
        reason: one plain sentence for admins.
        where: ``file:line``.
    """

    purposes: frozenset[str]
    families: frozenset[str]
    categories: frozenset[str]
    field: How
    text: How
    clause: str
    reason: str
    where: str

    def fits(self, purpose: str, family: str, category: str) -> bool:
        """Whether it is for this."""
        return (
            (not self.purposes or purpose in self.purposes)
            and (not self.families or family in self.families)
            and (not self.categories or covered(category, self.categories))
        )


@dataclass(frozen=True, slots=True)
class ActionTable:
    """Implements ``gateway.model.decision.Actions``.

    Attributes:
        rows: in the order they are read; the last one fits everything.
    """

    rows: tuple[Row, ...]

    def for_field(self, purpose: str, family: str, category: str) -> How:
        """What becomes of a whole value."""
        return self._row(purpose, family, category).field

    def for_text(self, purpose: str, family: str, category: str) -> How:
        """What becomes of a piece of a text."""
        return self._row(purpose, family, category).text

    def _row(self, purpose: str, family: str, category: str) -> Row:
        return next(row for row in self.rows if row.fits(purpose, family, category))


PLAIN: Final = ActionTable((Row(frozenset(), frozenset(), frozenset(), DROP, MASK, "2, 8, 19", "What may not leave is left out.", FILE),))
"""Drops and masks, and nothing else."""


def load_actions(texts: Mapping[str, str]) -> ActionTable:
    """Read the table.

    Args:
        texts: the rule set's files, name -> text; without ``actions.toml`` everything is dropped or masked.

    Raises:
        ConfigurationError: the table must not be used; names ``file:line`` and what to do.
    """
    if FILE not in texts:
        return PLAIN
    text = texts[FILE]
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"the actions can not be read: {error}", todo="Mend the TOML.", where=FILE) from error
    if set(document) != {"action"} or not isinstance(document["action"], list):
        raise ConfigurationError("the table holds more than actions, or none", todo="Keep only [[action]] rows.", where=FILE)
    rows = tuple(_row(fields, where) for fields, where in zip(document["action"], _places(text), strict=True))
    _demand_rest(rows)
    return ActionTable(rows)


def _places(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip().startswith("[[action]]"):
            yield f"{FILE}:{number}"


def _demand_rest(rows: tuple[Row, ...]) -> None:
    rest = rows[-1]
    if rest.purposes or rest.families or rest.categories:
        raise ConfigurationError(
            "the last action is not for everything", todo="End with a row that names no purpose, family or category.", where=rest.where
        )
    for row in rows[:-1]:
        if not (row.purposes or row.families or row.categories):
            raise ConfigurationError("nothing below this action is ever read", todo="Put it last.", where=row.where)


def _row(fields: Mapping[str, Any], where: str) -> Row:
    if unknown := sorted(set(fields) - _KNOWN):
        raise ConfigurationError(f"an action has no {unknown[0]!r}", todo=f"Use only {', '.join(sorted(_KNOWN))}.", where=where)
    purposes, families, categories = (_scope(fields, name, known, where) for name, known in _SCOPES.items())
    clause, reason = fields.get("clause", ""), fields.get("reason", "")
    if not isinstance(clause, str) or not CLAUSE.fullmatch(clause):
        raise ConfigurationError(
            "the action has no usable clause", todo='Name the obligations it stands for, like clause = "1, LU2a".', where=where
        )
    if not isinstance(reason, str) or not reason.endswith("."):
        raise ConfigurationError(
            "the action has no usable reason", todo="Add a reason: one plain sentence with its full stop.", where=where
        )
    field, text = (_how(fields, name, words, where) for name, words in _WORDS.items())
    _demand_use(fields, {field.action, text.action}, where)
    return Row(purposes, families, categories, field, text, clause, reason, where)


def _scope(fields: Mapping[str, Any], name: str, known: frozenset[str], where: str) -> frozenset[str]:
    words = fields.get(name, [])
    if not isinstance(words, list) or (name in fields and not words):
        raise ConfigurationError(f"{name} is no list of words", todo=f"List some, or leave {name} out for all.", where=where)
    if wrong := [word for word in words if str(word) not in known]:
        raise ConfigurationError(f"{name} has no {wrong[0]!r}", todo=_choice(known), where=where)
    return frozenset(words)


def _how(fields: Mapping[str, Any], name: str, words: Mapping[str, Action], where: str) -> How:
    action = words.get(str(fields.get(name)))
    if action is None:
        raise ConfigurationError(f"the action does not say what becomes of a {name}", todo=_choice(words), where=where)
    if action in (Action.DROPPED, Action.MASKED):
        return How(action)
    becomes = str(fields.get("becomes"))
    if becomes not in VOCABULARY:
        raise ConfigurationError(
            "the action does not say what the data becomes", todo="Name the category of what leaves instead in becomes.", where=where
        )
    return How(action, _coarser(fields, where) if action is Action.GENERALISED else None, becomes)


def _coarser(fields: Mapping[str, Any], where: str) -> Coarser:
    try:
        return Coarser(fields.get("by", ""))
    except ValueError as error:
        raise ConfigurationError("the action does not say how to generalise", todo=f"Set by: {_choice(Coarser)}", where=where) from error


def _demand_use(fields: Mapping[str, Any], actions: set[Action], where: str) -> None:
    """A word that changes nothing is a mistake about what the row does."""
    if "by" in fields and Action.GENERALISED not in actions:
        raise ConfigurationError("nothing is generalised, but by says how", todo="Remove by, or generalise.", where=where)
    if "becomes" in fields and actions <= {Action.DROPPED, Action.MASKED}:
        raise ConfigurationError("nothing is left, but becomes says what", todo="Remove becomes, or keep something.", where=where)


def _choice(words: Iterable[str]) -> str:
    return f"Use one of {', '.join(sorted(words))}."
