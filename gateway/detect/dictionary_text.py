"""Pairs of a name and a value written in a text. Law: only what is quoted or stands right after ``=``; code that says the same is left.

Log lines (``project=Orchid``), query strings (``?task=...``), SQL (``WHERE project_name = 'Orchid'``) and printed maps
(``{'project': 'Orchid'}``).
"""

import re
from typing import Final

from gateway.model.decision import Span
from gateway.model.meaning import Meaning, Names

DETECTOR: Final = "dictionary"

_SEPARATOR: Final = "\x1f"
"""Stands between leaves."""

_reversed_name: Final = re.compile(r"[ \t]{0,2}(?P<quote>[\"'`]?)(?P<name>[\w.\-$]{1,62}[^\W\d])(?P=quote)(?![\w.\-$])").match
"""A name right before ``=`` or ``:``, read from its end: a search for its beginning would be quadratic."""

_LOOK_BACK: Final = 72
"""Characters: the longest name with its quotes and spaces."""

_QUOTED: Final = re.compile(r"[ \t]{0,2}[rbuNE]?(?P<quote>[\"'])(?P<value>(?:\\[^\x1f\n]|(?!(?P=quote))[^\\\x1f\n]){1,500})(?P=quote)")
"""A value goes on over quotes of the other kind and escaped ones: ``"L'avevo detto"``."""

_BARE: Final = re.compile(r"(?P<value>[^\s\"'`()\[\]{}<>&;|,#\x1f]{1,500})(?=[\s&;|#\x1f]|,\S|\Z)")
"""A value that ends where the next pair begins. Brackets make it code."""

_STARTS: Final = frozenset(" \t\n\r?&;|,\x1f\"'")
"""What a bare pair stands behind."""

_NEVER: Final = frozenset(("", " ", "=", "\n", _SEPARATOR))
"""What behind ``=`` begins no value; a space does before a quote only."""

_QUOTES: Final = frozenset("\"'")

_COLONS: Final = (('"', '":'), ("'", "':"))
"""Behind a quoted name. One sign is found ten times as fast as two, and most texts have none."""

_UNREAD: Final = Meaning("unread")
"""Stands for a name whose meaning has to be asked for."""

_REFERENCE: Final = re.compile(r"(?:self|this|cls|request|req|ctx|os|sys)\.[\w.]+|\$[\w.]+|%[sdr]|:\w+")
"""Values that are names of a program's own."""


class NamedValues:
    """Implements ``gateway.model.decision.Scanner``.

    Args:
        names: the data dictionary.
    """

    __slots__ = ("_names",)

    def __init__(self, names: Names) -> None:
        self._names = names

    def scan(self, text: str) -> list[Span]:
        """Every value whose name says what it is. Pure; linear in the text."""
        spans: list[Span] = []
        find, known = text.find, self._names.known
        at = find("=", 1)
        while at >= 0:
            if text[at + 1 : at + 2] not in _NEVER or not _QUOTES.isdisjoint(text[at + 2 : at + 9]):
                name = _reversed_name(text[at - 1 : at - 1 - _LOOK_BACK if at > _LOOK_BACK else None : -1])
                if name and known.get(name[2][::-1], _UNREAD):
                    self._pair(text, at, name, spans)
            at = find("=", at + 1)
        for quote, mark in _COLONS:
            at = find(mark) if quote in text else -1
            while at >= 0:
                name = _reversed_name(text[max(0, at + 1 - _LOOK_BACK) : at + 1][::-1])
                if name:
                    self._pair(text, at + 1, name, spans)
                at = find(mark, at + 1)
        return spans

    def _pair(self, text: str, at: int, name: re.Match[str], spans: list[Span]) -> None:
        """The pair around ``=`` or ``:``."""
        label = name["name"][::-1]
        meaning = self._names.meaning(label)
        if meaning:
            found = _QUOTED.match(text, at + 1)
            if not found and text[at] == "=" and (at == name.end() or text[at - name.end() - 1] in _STARTS):
                found = _bare(text, at + 1, label)
            if found and self._names.means(meaning, found["value"]):
                spans.append(Span(found.start("value"), found.end("value"), meaning.category, "", DETECTOR))


def _bare(text: str, at: int, name: str) -> re.Match[str] | None:
    found = _BARE.match(text, at)
    value = found["value"] if found else ""
    return None if value in ("", name) or value.startswith("=") or _REFERENCE.fullmatch(value) else found
