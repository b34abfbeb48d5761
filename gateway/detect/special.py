"""Finds sentences about somebody's health, faith, origin, politics, union, sex life, crimes or body. Law: a term alone is nothing.

GDPR articles 9 and 10. A finding is a term of the lexicon and, in the same sentence, something that says the sentence is about a person
(``detect.special_cues``). The whole sentence is the finding, so that nothing of what it says stays.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from gateway.detect import special_abroad, special_north, special_south, special_west
from gateway.detect.scan import Extent, Pattern, PatternScanner, compiled
from gateway.detect.special_cues import LETTER, OTHER
from gateway.detect.special_sentence import about_somebody, sentence
from gateway.model.decision import Span

_GAP: Final = r"[\s\x{a0}_+-]{1,3}"
_STAR: Final = re.compile(r"(?<!\])(?<!\\w)(?<!\\pL)\*")
_SENSITIVE: Final = "="

CATEGORIES: Final = {
    "health": "user.health_and_medical",
    "genetic": "user.health_and_medical.genetic",
    "religion": "user.demographic.religious_belief",
    "ethnic": "user.demographic.race_ethnicity",
    "politics": "user.demographic.political_opinion",
    "union": "user.demographic",
    "sex": "user.demographic.sexual_orientation",
    "crime": "user.criminal_history",
    "biometric": "user.biometric",
}
"""Topic, which is the detector's name -> category. The taxonomy has no key for union membership."""


def _accented(entry: str) -> Iterator[str]:
    """Each Latin letter with a mark also in two characters, or bare. Not within brackets."""
    inside = False
    for character in entry:
        inside = (inside or character == "[") and character != "]"
        parts = unicodedata.normalize("NFD", character)
        yield rf"(?:{character}|{parts[0]}[\x{{300}}-\x{{36f}}]?)" if not inside and len(parts) > 1 and parts[0].isascii() else character


def expression(entry: str) -> str:
    """Write an entry of the lexicon as an expression."""
    bare = _STAR.sub(r"\\pL*", entry.removeprefix(_SENSITIVE)).replace(" ", _GAP).replace("'", "['\u2019]")
    written = "".join(_accented(bare)).replace(r"\pL", LETTER)
    return f"(?-i:{written})" if entry.startswith(_SENSITIVE) else written


def _entries(lexicon: str) -> Iterator[str]:
    return (expression(entry.strip()) for line in lexicon.strip().split("\n") for entry in line.split(";") if entry.strip())


def _alternatives(*lexicons: str) -> str:
    return "|".join(entry for lexicon in lexicons for entry in _entries(lexicon))


def _bare(text: str, start: int, end: int) -> Extent:
    """Without what stands around a term. A group in the expression would say it too, and take longer than all the rest."""
    while not text[start].isalnum():
        start += 1
    while not text[end - 1].isalnum():
        end -= 1
    return start, end


_TABLES: Final = (special_west, special_south, special_north)

_APART: Final = {topic: _alternatives(*(getattr(table, topic.upper()) for table in _TABLES)) for topic in CATEGORIES}
_JOINED: Final = {topic: _alternatives(getattr(special_abroad, topic.upper())) for topic in CATEGORIES}

APART: Final = Pattern("term", rf"(?i)(?:^|{OTHER})(?:{'|'.join(_APART.values())})(?:{OTHER}|$)", "", judge=_bare)
"""All terms of scripts whose words stand apart. One expression: nine of them make an automaton twice as large."""

JOINED: Final = Pattern("term", f"(?i){'|'.join(_JOINED.values())}", "")
"""All terms of the other scripts."""


def _topics() -> tuple[tuple[str, str, Any], ...]:
    return tuple((topic, category, compiled(f"(?i)(?:{_APART[topic]}|{_JOINED[topic]})")) for topic, category in CATEGORIES.items())


class SentenceScanner:
    """Implements ``gateway.model.decision.Scanner``: terms first, sentences only where one was found."""

    __slots__ = ("_apart", "_joined", "_topics")

    def __init__(self) -> None:
        self._apart, self._joined = PatternScanner([APART]), PatternScanner([JOINED])
        self._topics = _topics()

    def scan(self, text: str) -> list[Span]:
        """Find every sentence that says something of a special category about somebody.

        Raises:
            ScannerFailed: the engine gave up.
        """
        terms = self._apart.scan(text)
        if not text.isascii():
            terms = sorted(terms + self._joined.scan(text))
        return list(self._sentences(text, terms)) if terms else []

    def _sentences(self, text: str, terms: list[Span]) -> Iterator[Span]:
        """One span for each sentence and topic. Each sentence is read once, however many terms it has."""
        at, end = 0, 0
        while at < len(terms):
            start, end = sentence(text, terms[at].start, terms[at].end, min(end, terms[at].start))
            past = next((later for later in range(at + 1, len(terms)) if terms[later].end > end), len(terms))
            inside = terms[at:past]
            if extent := about_somebody(text, start, end, inside):
                said = {text[term.start : term.end] for term in inside}
                yield from (
                    Span(*extent, category, "", topic) for topic, category, words in self._topics if any(map(words.fullmatch, said))
                )
            at = past
