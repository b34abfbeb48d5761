"""Searches by RE2 over bytes, each of which stands for one character. Law: places in the bytes are places in the text.

A text is written in Latin-1 for it; characters that are not in it become question marks, which no disguise is made of.
"""

from collections.abc import Iterator
from typing import Any, Final

import re2  # type: ignore[import-untyped]  # ships no types

LATIN: Final = re2.Options()
LATIN.encoding = re2.Options.Encoding.LATIN1
LATIN.log_errors = False
LATIN.max_mem = 32 << 20
"""Bytes an automaton may use. It grows with what was met; random letters meet much. Beyond it the search goes on, slower."""

_ANYWHERE: Final = re2._Anchor.UNANCHORED  # noqa: SLF001 - see ``first``


def latin(text: str) -> bytes:
    """A byte for every character."""
    return text.encode("latin-1", "replace")


def search(regex: str) -> Any:
    """Compile an expression over Latin-1."""
    return re2.compile(regex.encode("latin-1"), LATIN)


def first(compiled: Any, raw: bytes, at: int) -> tuple[int, int]:
    """Where an expression first matches from a place on; negative where it does not."""
    extent: tuple[int, int] = compiled._regexp.Match(_ANYWHERE, raw, at, len(raw))[0]  # noqa: SLF001 - making a match object costs as much as the search
    return extent


def matches(compiled: Any, raw: bytes) -> Iterator[tuple[int, int]]:
    """Where an expression matches, from left to right."""
    start, end = first(compiled, raw, 0)
    while start >= 0:
        yield start, end
        start, end = first(compiled, raw, end)
