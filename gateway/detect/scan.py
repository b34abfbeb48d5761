"""Runs a table of patterns over a text. Law: one pass for all, validators only where something hit, and no answer without the canary.

RE2's set search gives the same empty answer for "nothing" and for "out of memory" (google/re2#136). So each set holds one pattern more,
which every scanned text is made to contain; where it is not found, nobody knows what else was missed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, NamedTuple, TypeAlias

import re2  # type: ignore[import-untyped]  # ships no types

from gateway.model.decision import Span
from gateway.model.errors import ScannerFailed

CANARY: Final = "\x1fcanary \x1a here\x1f"

_CANARY: Final = CANARY.encode()
_CANARY_PATTERN: Final = r"canary \x1a here\x1f\z"
"""Anchored: a text that carries the canary itself proves nothing about its end."""

MEMORY: Final = 128 << 20
"""Bytes a set's automaton may use; at 64 MiB and more running out was never seen."""

DOUBTFUL: Final = "_unchecked"
"""After the name of a detector whose finding fails its own check digits: found all the same, since formats change without notice."""

_ANYWHERE: Final = re2._Anchor.UNANCHORED  # noqa: SLF001 - see ``_matches``
_NOWHERE: Final = (-1, -1)

_HEAVY: Final = 5000
"""Instructions from which an expression takes so long to search texts it has not read before (0.1 to 0.5 us per byte: each state is made
of hundreds of others) that it is searched only in parts of the text in which the set found it. The set reads them again in 2 ns a byte."""

_PART: Final = 256
"""Bytes from which a part may end, where a leaf does."""

_OVERLAP: Final = 512
"""Bytes a leaf may have that two parts share."""

_SEPARATOR: Final = b"\x1f"

_FAR: Final = 128
"""Bytes to the next sign from which it pays to go to its leaf at once."""

_REST: Final = 8
"""Characters from which the rest of a match may be a finding of its own."""

_AHEAD: Final = 48
"""Characters it may go on after the match."""

_new = tuple.__new__
"""Makes a named tuple from a plain one, in half the time its own constructor takes."""

Extent: TypeAlias = tuple[int, int]
"""Half-open range of characters of the scanned text."""

Part: TypeAlias = tuple[int, int, int]
"""Where a part of a text starts, where the next one does, and where a match ends at most that starts before that."""

Judge: TypeAlias = Callable[[str, int, int], Extent | None]
"""Takes the text and a match's start and end; says which characters are a finding, or None."""


def compiled(expression: str, memory: int = MEMORY) -> Any:
    """An expression ready for searching, with as much memory as a set has (the engine's own limit is 8 MiB, and it complains aloud)."""
    return re2.compile(expression, _options(memory))


def _options(memory: int) -> Any:
    options = re2.Options()
    options.max_mem = memory
    options.log_errors = False
    return options


def whole(_text: str, start: int, end: int) -> Extent | None:
    """Take every match as it is."""
    return start, end


_BETWEEN: Final = (
    r"(?:[ _-]?(?:no|nr|num|number|nummer|numer|numero|número|numéro|code|card|id)\b)?"
    r"(?:[\s\"'\\:=.#º°)\]>-]{1,6}|\x1f)(?:(?:is|was|ist|lautet|es|est|è|jest|är|er) )?[\"']?"
)
"""Between the name of a number and the number: ``PPS No.: ``, ``"passportNumber": "``, a key and the leaf after it."""


def named(words: str, value: str) -> str:
    """An expression for a value right after one of some names; the value is its first group.

    Args:
        words: alternatives, in any case; each starts with an ASCII letter.
        value: expression without groups and without U+001F. It has to end where the number ends.
    """
    return rf"(?i)(?:\b|_)(?:{words}){_BETWEEN}({value})(?:[^\w]|_|$)"


@dataclass(frozen=True, slots=True)
class Pattern:
    """What to look for.

    Attributes:
        name: names the detector in findings.
        regex: RE2 syntax; its first group, where it has one, is the finding, without U+001F. A match may hold one (between a key and the
            leaf after it), and others as its first and its last character.
        category: data category of a finding.
        origin: origin label, or empty.
        judge: see Judge.
        gate: an expression that matches in every text ``regex`` matches in, where that one makes the set's automaton large: what counts
            signs from any start (``[a-z]{1,20}://``) multiplies its states.
        sure: says of a finding's text whether a check it carries agrees; where not, ``DOUBTFUL`` is put behind the detector's name.
        signs: ASCII characters of which each match of ``regex`` holds one: leaves without any are passed by (single characters are found
            ten times as fast as words). Only where a match has no U+001F but as its first or last character.
    """

    name: str
    regex: str
    category: str
    origin: str = ""
    judge: Judge = whole
    gate: str = ""
    sure: Callable[[str], bool] | None = None
    signs: str = ""


class PatternScanner:
    """Implements ``gateway.model.decision.Scanner`` for a table of patterns.

    Args:
        patterns: what to look for.
        memory: bytes the automaton may use.
    """

    __slots__ = ("_searches", "_set")

    def __init__(self, patterns: Iterable[Pattern], memory: int = MEMORY) -> None:
        self._set = re2.Set.SearchSet(_options(memory))
        searches = []
        for pattern in patterns:
            search = compiled(pattern.regex, memory)
            if search.search(""):
                raise ValueError(f"{pattern.name} matches an empty text, so it would match without end")
            signs = tuple(map(str.encode, pattern.signs))
            searches.append(_Search(pattern, search, min(search.groups, 1), signs, search.programsize > _HEAVY))
            self._set.Add(pattern.gate or pattern.regex)
        self._searches = tuple(searches)
        self._set.Add(_CANARY_PATTERN)
        self._set.Compile()

    def scan(self, text: str) -> list[Span]:
        """Find every pattern in a text.

        Raises:
            ScannerFailed: the engine gave up.
        """
        raw = text.encode("utf-8", "replace")  # a lone surrogate counts as a question mark
        numbers = self._hits(raw)
        if not numbers:
            return []
        heavy = len(raw) > _PART and any(self._searches[number].heavy for number in numbers)
        parts = self._parts(raw) if heavy else {}
        return [span for number in numbers for span in self._searches[number].find(text, raw, parts.get(number, ()))]

    def _hits(self, raw: bytes) -> list[int]:
        """The numbers of the patterns that match somewhere."""
        hits = self._set.Match(raw + _CANARY)
        if not hits or len(self._searches) not in hits:
            raise ScannerFailed("a pattern search ran out of memory; send smaller bodies, or raise gateway.detect.scan.MEMORY")
        return sorted(hits)[:-1]

    def _parts(self, raw: bytes) -> dict[int, list[Part]]:
        """The parts of a text in which each pattern matches."""
        found: dict[int, list[Part]] = {}
        for part in _cut(raw):
            for number in self._hits(raw[part[0] : part[2]]):
                found.setdefault(number, []).append(part)
        return found


class _Search(NamedTuple):
    """A pattern made ready: its expression compiled, which group of it is the finding, its signs in UTF-8, and whether it is slow."""

    pattern: Pattern
    search: Any
    group: int
    signs: tuple[bytes, ...]
    heavy: bool

    def find(self, text: str, raw: bytes, parts: Sequence[Part]) -> list[Span]:
        """Find one pattern in a text and its UTF-8; in some parts of it, if it is a heavy one."""
        extents: Iterable[Extent]
        if self.heavy and parts:
            extents = _matches_in(parts, self.search, raw, self.group)
        else:
            extents = _matches(self.search, raw, self.group, self.signs)
        if len(raw) != len(text):
            extents = _in_characters(extents, raw)
        pattern, spans = self.pattern, []
        judge, what = pattern.judge, (pattern.category, pattern.origin, pattern.name)
        for start, end in extents:
            extent = judge(text, start, end)
            if extent is not None:
                spans.append(_new(Span, extent + what))
                if end - extent[1] >= _REST:
                    spans += [_new(Span, more + what) for more in self._behind(text, extent[1], end)]
        sure = pattern.sure
        return spans if sure is None else [span if sure(text[span.start : span.end]) else _doubtful(span) for span in spans]

    def _behind(self, text: str, at: int, end: int) -> Iterator[Extent]:
        """What else is in a match of which the judge took only the beginning: two card numbers in a row are one match."""
        while end - at >= _REST and (rest := text[at : end + _AHEAD]).isascii():
            more = _matches(self.search, rest.encode(), self.group)
            extent = self.pattern.judge(text, at + more[0][0], at + more[0][1]) if more else None
            if extent is None or extent[0] >= end:
                return
            yield extent
            at = extent[1]


def _doubtful(span: Span) -> Span:
    return span._replace(detector=span.detector + DOUBTFUL)


def _matches(search: Any, raw: bytes, group: int, signs: tuple[bytes, ...] = ()) -> list[Extent]:
    """What ``finditer`` finds, without its match objects: making those takes longer than finding what they hold."""
    match, at, size = search._regexp.Match, 0, len(raw)  # noqa: SLF001 - the engine itself, behind the binding's imitation of ``re``
    next_sign = _next_sign(raw, signs) if signs else None
    extents = []
    while True:
        if next_sign:
            sign = next_sign(at)
            if sign < 0:
                break
            if sign - at > _FAR:
                at = max(at, raw.rfind(_SEPARATOR, at, sign))
        spans = match(_ANYWHERE, raw, at, size)
        if spans[0] == _NOWHERE:
            break
        extents.append(spans[group])
        at = spans[0][1]
    return extents


def _matches_in(parts: Iterable[Part], search: Any, raw: bytes, group: int) -> list[Extent]:
    """What ``_matches`` finds, where it can be in some parts only."""
    match, at = search._regexp.Match, 0  # noqa: SLF001 - as above
    extents = []
    for start, own, end in parts:
        at = max(at, start)
        while at < own and (spans := match(_ANYWHERE, raw, at, end))[0] != _NOWHERE and spans[0][0] < own:
            extents.append(spans[group])
            at = spans[0][1]
    return extents


def _cut(raw: bytes) -> Iterator[Part]:
    """Parts of a text. All begin with a separator (the first one with the text), and go on for a leaf after what is their own."""
    start, find = 0, raw.find
    while True:
        own = find(_SEPARATOR, start + _PART)
        end = find(_SEPARATOR, own + 1) if own >= 0 else -1
        while end - own > _OVERLAP:
            own, end = end, find(_SEPARATOR, end + 1)
        if end < 0:
            yield start, len(raw), len(raw)
            return
        yield start, own, end + 1
        start = own


def _next_sign(raw: bytes, signs: tuple[bytes, ...]) -> Callable[[int], int]:
    """What says where the next sign is, -1 for none; asked from left to right."""
    places = [(-1, sign) for sign in signs if sign in raw] or [(-1, signs[0])]
    if len(places) == 1:
        return partial(raw.find, places[0][1])

    def nearest(at: int) -> int:
        places[:] = [(place if place >= at else raw.find(sign, at), sign) for place, sign in places]
        places[:] = [found for found in places if found[0] >= 0]
        return min(places)[0] if places else -1

    return nearest


def _in_characters(extents: Iterable[Extent], raw: bytes) -> Iterator[Extent]:
    """Byte ranges, in order, as character ranges. Each byte is looked at once."""
    counted, characters = 0, 0
    for start, end in extents:
        first = characters + len(raw[counted:start].decode())
        counted, characters = end, first + len(raw[start:end].decode())
        yield first, characters
