"""Where a sentence begins and ends, and whether it is about somebody. Law: in doubt it is longer, but never longer than its leaf."""

import re
from collections.abc import Iterable
from typing import Final

from gateway.detect.scan import Extent
from gateway.detect.special_cues import CUE, PLAIN
from gateway.model.decision import Span

REACH: Final = 800
"""Characters a sentence may go on to either side of a term."""

_SEPARATOR: Final = "\x1f"

_ENDS: Final = re.compile(
    r"""
    [.!?…]["'”’»)\]]*\s+(?=["'“‘«(\[¿¡]?[^\W\d_a-z])     # a full stop, and a capital letter or another script after it
    | [。！？｡]["'”’」』]*                                     # full stops of scripts without spaces
    | \r?\n[ \t]*\r?\n | \r?\n | \\n\\n | \t | [ ]\|[ ]
    | (?<=[{\[,:])\s*\\*"(?=[^,:}\]\s]) | (?<=[^{\[,:\s])\\*"\s*(?=[,:}\]])    # strings of JSON
    | (?i:</?(?:p|div|br|li|ul|ol|td|th|tr|h[1-6]|blockquote|body|span|title)\b[^<>]{0,200}>)
    """,  # noqa: RUF001 - they are meant
    re.VERBOSE,
)
_WRAP: Final = re.compile(r"\r?\n")
_INDENTED: Final = re.compile(r"[ \t\-*•#>|]|\d+[.)]")
"""How a line begins that does not go on with the sentence of the line before."""
_GOES_ON: Final = 3
"""Words on one of two lines from which they are prose that was wrapped, not a list."""

_ABBREVIATED: Final = re.compile(
    r"(?:\b[^\W\d_]|\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|Nr|Sr|Sra|Sig|Dott|Mme|Hr|Fr|Dhr|Mevr|Ing|Mgr|Bc|e\.g|i\.e|z\.B|p\.ej|ca|vs|approx|Jan|Feb|Sept?|Oct|Nov|Dec))\.\s+$"
)
_KEY: Final = re.compile(r"\s*(?:[A-Za-z_][\w.]*(?:\[\w*\])?\s?[:=]\s*)+")
"""``ValueError: `` and ``note=`` before a sentence are none of it."""

_QUOTED: Final = re.compile(
    r"""(?:(?<=[\s(=:,\[{])|^)['"“‘«„](?=\S)((?:[^'"“”‘’«»]|(?<=\w)['’](?=\w)){8,}?)(?<=\S)['"”’»“](?=[\s).,;:\]}!?]|$)"""  # noqa: RUF001
)
"""What stands in quotes; an apostrophe within a word is none."""
_WHOSE: Final = re.compile(
    r"(?i)(?:his|her|my|he|she|who|sein\w*|ihr\w*|son|sa|su|suo|sua|zijn|haar|hans|hennes|hendes|jego|jej|jeho|její)\b"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_SMALL: Final = frozenset("a an and at by de del der des di du for from in of on or the to und van von with y".split())  # noqa: SIM905
_HEADLINE: Final = 3
"""Words from which a row of capitalised ones is a headline, not a name."""
_CRIED: Final = 5
"""Words from which a text in capitals is a sentence."""


def sentence(text: str, start: int, end: int, floor: int = 0) -> Extent:
    """The sentence around a term.

    Args:
        text: the text.
        start: where the term begins.
        end: one past its end.
        floor: where the sentence before it ended; nothing left of it is looked at again.
    """
    after = text.find(_SEPARATOR, end, end + REACH)
    low, high = max(text.rfind(_SEPARATOR, floor, start) + 1, start - REACH, floor), after if after >= 0 else min(len(text), end + REACH)
    first, last = low, high
    for match in _ENDS.finditer(text, low, high):
        if _goes_on(text, match, low):
            continue
        if match.start() >= end:
            last = match.start() + (match[0][0] in "。！？.!?…")  # noqa: RUF001
            break
        if match.end() <= start:
            first = match.end()
    while first < start and text[first].isspace():
        first += 1
    return first, last


def _goes_on(text: str, match: re.Match[str], low: int) -> bool:
    """Whether what looks like an end is none: a line that was wrapped, or a full stop after ``Dr``."""
    if _WRAP.fullmatch(match[0]):
        return _is_prose(text, match.start(), match.end())
    return _ABBREVIATED.search(text, max(low, match.start() - 8), match.end()) is not None


def _is_prose(text: str, end: int, start: int) -> bool:
    """Whether a line that ends and the one that starts after it are one sentence, wrapped."""
    before = text[max(0, end - 80) : end].rpartition("\n")[2]
    after = text[start : start + 80].partition("\n")[0]
    return not _INDENTED.match(after) and max(len(before.split()), len(after.split())) >= _GOES_ON


def about_somebody(text: str, start: int, end: int, terms: Iterable[Span]) -> Extent | None:
    """What of a sentence says something about a person; None where nothing says it is about one.

    Args:
        text: the text.
        start: where the sentence begins.
        end: one past its end.
        terms: what was found in it.
    """
    blanked = _without(text, start, end, terms)
    cue = (PLAIN if _is_headline(text[start:end]) else CUE).search(blanked)
    if cue is None and not _is_cried(text[start:end]):
        return None
    return _narrowed(text, start, end, blanked)


def _without(text: str, start: int, end: int, terms: Iterable[Span]) -> str:
    """The sentence with a line in place of each term; whose ``his husband`` is stays."""
    said = list(text[start:end])
    for term in terms:
        whose = _WHOSE.match(text, term.start, term.end)
        first = whose.end() if whose else term.start
        said[max(0, first - start) : term.end - start] = "_" * (min(term.end, end) - max(start, first))
    return "".join(said)


def _narrowed(text: str, start: int, end: int, blanked: str) -> Extent:
    """Without the name of a field or an error in front; only what is quoted, where term and cue both are."""
    for quoted in _QUOTED.finditer(text, start, end):
        first, past = quoted.span(1)
        inside = blanked[first - start : past - start]
        if "__" in inside and "__" not in blanked[: first - start] + blanked[past - start :] and CUE.search(inside):
            return first, past
    key = _KEY.match(text, start, end)
    first = key.end() if key else start
    return (first, end) if "__" in blanked[first - start :] else (start, end)


def _is_headline(sentence: str) -> bool:
    words = [word for word in _WORD.findall(sentence) if word.lower() not in _SMALL]
    return len(words) >= _HEADLINE and all(word[0].isupper() for word in words)


def _is_cried(sentence: str) -> bool:
    return sentence.isupper() and len(_WORD.findall(sentence)) >= _CRIED
