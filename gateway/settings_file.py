"""A settings file with line numbers. Law: every fault is told as ``file:line``, what is wrong, and what to do."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, TypeAlias

from gateway.model.errors import ConfigurationError

Where: TypeAlias = tuple[str | int, ...]
"""A place in the file: names of tables and keys, and numbers of ``[[array]]`` items from 0."""

_PART: Final = re.compile(r"""\s*(?:"(?P<basic>(?:[^"\\]|\\.)*)"|'(?P<literal>[^']*)'|(?P<bare>[A-Za-z0-9_-]+))\s*""")
_AT_LINE: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A parsed TOML file and the line of each of its keys.

    Attributes:
        name: path as given, for messages; empty where there is no file.
        content: the parsed tree.
        lines: place -> line, from 1.
    """

    name: str
    content: Mapping[str, Any]
    lines: Mapping[Where, int]

    def where(self, place: Where) -> str:
        """Give ``file:line`` of a place, or of the first thing in it, or of the nearest thing around it that stands in the file."""
        inside = (line for found, line in self.lines.items() if found[: len(place)] == place)
        around = (self.lines[place[:depth]] for depth in range(len(place) - 1, 0, -1) if place[:depth] in self.lines)
        line = next(inside, None) if place else None
        line = line or next(around, None)
        return f"{self.name}:{line}" if line else self.name


NO_FILE: Final = SettingsFile("", {}, {})


def read(path: Path) -> SettingsFile:
    """Read and parse a file.

    Raises:
        ConfigurationError: it can not be read, or is not TOML 1.0.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = f"the settings file can not be read ({type(error).__name__})"
        raise ConfigurationError(
            what, todo="Check the path given to --config, its rights, and that it is UTF-8.", where=str(path)
        ) from None
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, text, str(error)) from None
    return SettingsFile(str(path), content, dict(_lines(text)))


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """Say what to write instead: the nearest known word, or all of them where none is near."""
    choices = sorted(known)
    near = get_close_matches(str(word), choices, n=1)
    return f"Did you mean {near[0]!r}?" if near else f"Use one of: {', '.join(choices)}."


def _not_toml(path: Path, text: str, message: str) -> ConfigurationError:
    found = _AT_LINE.search(message)
    line = found[1] if found and found[1] else str(text.count("\n") + 1)
    what = _AT_LINE.sub("", message)
    return ConfigurationError(f"not TOML: {what}", todo="Write the line as TOML 1.0 (https://toml.io/en/v1.0.0).", where=f"{path}:{line}")


def _lines(text: str) -> Iterator[tuple[Where, int]]:
    """Find the line of every table header and every key at the start of a line. The text is known to be TOML."""
    table: Where = ()
    counts: dict[Where, int] = {}
    quote = ""
    for number, line in enumerate(text.splitlines(), 1):
        inside, quote = quote, _open_quote(line, quote)
        if inside:
            continue
        stripped = line.lstrip()
        if stripped.startswith("[["):
            name = _resolve(_dotted(stripped, 2)[0], counts)
            counts[name] = counts.get(name, -1) + 1
            table = (*name, counts[name])
            yield table, number
        elif stripped.startswith("["):
            table = _resolve(_dotted(stripped, 1)[0], counts)
            yield table, number
        else:
            parts, end = _dotted(stripped, 0)
            if parts and stripped[end : end + 1] == "=":
                yield (*table, *parts), number


def _open_quote(line: str, quote: str) -> str:
    """Say which multi-line quote is open after this line: none, or the mark that will close it."""
    for mark in re.findall(r'"""|' + r"'''", line):
        quote = "" if quote == mark else quote or mark
    return quote


def _resolve(parts: Where, counts: Mapping[Where, int]) -> Where:
    """Turn a header's name into a place: below an ``[[array]]``, it means the array's latest item."""
    place: Where = ()
    for depth, part in enumerate(parts, 1):
        place = (*place, part)
        if depth < len(parts) and place in counts:
            place = (*place, counts[place])
    return place


def _dotted(text: str, at: int) -> tuple[Where, int]:
    """Read a dotted key from a position; give its parts and where it ends."""
    parts: list[str] = []
    while found := _PART.match(text, at):
        parts.append(next(group for group in found.groups() if group is not None))
        at = found.end()
        if text[at : at + 1] != ".":
            break
        at += 1
    return tuple(parts), at
