"""Writes a text so that spellings of one phrase look alike. Law: registered terms and scanned texts are folded by the same rule.

Folded text is lower-case ASCII or UTF-8 letters and digits (NFKD without marks and format characters, casefolded); a space stands for
everything else. Scripts written without spaces between words get each character as a word of its own.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import chain, repeat
from typing import Final

SEPARATOR: Final = "\x1f"
"""Stands between leaves, in texts and in what is folded of them."""

_PLAIN: Final = bytes(
    code if code > 0x7F or chr(code) == SEPARATOR else ord(chr(code).lower()) if chr(code).isalnum() else 0x20 for code in range(256)
)
"""Translation of the ASCII part, byte for byte; bytes of longer characters have been folded before."""

_SPACED: Final = _PLAIN.replace(SEPARATOR.encode(), b" ")
"""The same, with a space between leaves, too."""

_LONGER: Final = re.compile(r"[^\x00-\x7f]+")

_UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
"""Thai, Lao, Myanmar, Khmer, kana and ideographs (Unicode 15 blocks), after NFKD."""

_STROKES: Final = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"})  # noqa: RUF001 - the dotless i is meant
"""Letters Unicode does not take apart, as slugs write them."""

_VANISHING: Final = frozenset({"Mn", "Mc", "Me", "Cf"})
"""Marks and format characters (soft hyphen, zero-width space, direction marks): dropped without a trace."""


def fold(text: str) -> bytes:
    """Fold a text; words are what ``split()`` gives."""
    return _utf8(text).translate(_PLAIN)


def words(text: str) -> list[bytes]:
    """The folded words of all leaves."""
    return _utf8(text).translate(_SPACED).split()


def _utf8(text: str) -> bytes:
    return (text if text.isascii() else _LONGER.sub(_fold_run, text)).encode()


def places(text: str) -> list[int]:
    """Say for each byte of ``fold(text)`` which character of the text it stems from. Not for ASCII, where that is its own place."""
    sizes = (len(_fold_character(character).encode()) for character in text)
    return list(chain.from_iterable(repeat(at, size) for at, size in enumerate(sizes)))


def vanishes(character: str) -> bool:
    """Whether folding leaves nothing of a character: it belongs to the one before it."""
    return not _fold_character(character)


def _fold_run(run: re.Match[str]) -> str:
    return "".join(map(_fold_character, run[0]))


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()).translate(_STROKES)
    return "".join(map(_fold_plain, plain))


def _fold_plain(character: str) -> str:
    if unicodedata.category(character) in _VANISHING:
        return ""
    if not character.isalnum():
        return " "
    return f" {character} " if _UNSPACED.match(character) else character
