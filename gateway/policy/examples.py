"""Reads the examples that stand beside the policies. Law: strict; a word nobody knows is an error with its place, never ignored."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from gateway.model.category import Purpose
from gateway.model.connector import Connector, Vendor
from gateway.model.decision import Question
from gateway.model.errors import ConfigurationError

FILE: Final = "examples.toml"

RESERVED: Final = frozenset({"vendor", "question"})
"""Tables of the examples file that are no policy."""

_SETS: Final = frozenset({"categories", "origins", "authorised"})


class Fault(NamedTuple):
    """Something wrong with a rule set: ``file:line``, what, and what to do."""

    where: str
    what: str
    todo: str


@dataclass(frozen=True, slots=True)
class Example:
    """One question with its answer.

    Attributes:
        policy: id of the policy it illustrates.
        allowed: the answer expected.
        question: what is asked.
        where: ``file:line`` of the policy's table of examples, with the example's number.
    """

    policy: str
    allowed: bool
    question: Question
    where: str


def read_examples(text: str) -> tuple[tuple[Example, ...], tuple[Connector, ...]]:
    """Read the examples file.

    Args:
        text: TOML; see the head of ``policies/examples.toml``. An empty text has no examples.

    Returns:
        The examples, and the invented vendors they ask about.

    Raises:
        ConfigurationError: it can not be read; names ``file:line``.
    """
    document = _document(text)
    vendors = tuple(_vendor(name, row, _line(text, f"vendor.{name}")) for name, row in document.get("vendor", {}).items())
    base = document.get("question", {})
    tables = ((policy, table) for policy, table in document.items() if policy not in RESERVED)
    return tuple(example for policy, table in tables for example in _examples(policy, table, base, _line(text, policy))), vendors


def _document(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"the examples can not be read: {error}", todo="Mend the TOML.", where=FILE) from error


def _line(text: str, table: str) -> str:
    head = re.search(rf"^\[{re.escape(table)}\]", text, re.MULTILINE)
    return f"{FILE}:{text.count(chr(10), 0, head.start()) + 1}" if head else FILE


def _vendor(name: str, row: Mapping[str, Any], where: str) -> Connector:
    try:
        return Connector(
            name=name,
            family=row["family"],
            hosts={},
            purposes=tuple(map(Purpose, row["purposes"])),
            operations=(),
            vendor=Vendor(
                legal_name="Example",
                service="Example",
                hq_country="US",
                role="processor",
                mechanisms=row["mechanisms"],
                categories=frozenset(row["categories"]),
                resells=row.get("resells", False),
                ad_platform=row.get("ad_platform", False),
                trains_models=row.get("trains_models", False),
                effective=row.get("effective", True),
                documentation="",
                reviewed="",
            ),
        )
    except (KeyError, ValueError) as error:
        raise ConfigurationError(
            f"the vendor {name} of the examples is wrong: {error}",
            todo="Give it family, purposes (of the closed list), categories and mechanisms.",
            where=where,
        ) from error


def _examples(policy: str, table: Mapping[str, Any], base: Mapping[str, Any], where: str) -> Iterator[Example]:
    if not isinstance(table, dict) or set(table) - {"allow", "deny"}:
        raise ConfigurationError(f"[{policy}] holds more than allow and deny", todo="Keep only these two lists.", where=where)
    for answer in ("allow", "deny"):
        for number, fields in enumerate(table.get(answer, ()), 1):
            place = f"{where} ({answer} {number})"
            yield Example(policy, answer == "allow", _question({**base, **fields}, place), place)


def _question(fields: Mapping[str, Any], where: str) -> Question:
    read: dict[str, Any] = {name: frozenset(value) if name in _SETS else value for name, value in fields.items()}
    try:
        return Question(**read)
    except TypeError as error:
        raise ConfigurationError(
            "the example is no question", todo=f"Use exactly these fields: {', '.join(Question._fields)}.", where=where
        ) from error
