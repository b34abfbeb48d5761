"""Writes a text so that spellings of one phrase look alike. Law: registered terms and scanned texts are folded by the same rule.

The rule is per character: compatibility decomposition, case folding, look-alikes to Latin (see ``lookalikes``), digits of every script to
ASCII. What is then neither letter nor digit is a boundary between tokens; marks and format characters vanish. Scripts written without
spaces between words, and those of India, get each character as a token of its own. ``detect.kernel`` makes tokens of what is folded.
"""

import re
import struct
import unicodedata
from enum import IntEnum
from functools import lru_cache
from typing import Final

from gateway.detect.lookalikes import LOOKALIKES

SEPARATOR: Final = "\x1f"
"""Stands between leaves, in texts and in what is folded of them."""

BOUNDARY: Final = " "
"""Stands for a boundary in what a character folds to."""

_UNSPACED: Final = re.compile(r"[\u0900-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
"""Thai, Lao, Myanmar, Khmer, kana and ideographs (Unicode 15 blocks), after NFKD; and the scripts of India, Devanagari to Sinhala: they
part their words, but their vowels are marks, at which programs part a word, too (a slug parts the letters of most words)."""

_VANISHING: Final = frozenset({"Mn", "Mc", "Me", "Cf"})
"""Marks and format characters (soft hyphen, zero-width space, direction marks): dropped without a trace."""

_FILLERS: Final = frozenset("\u0640\u07fa\u115f\u1160")
"""Letters by category that show nothing of their own: stretching marks (tatweel, lajanyalan) and Hangul fillers."""


class Case(IntEnum):
    """What a character is where words are written together: ``roadMap``, ``HTTPServer``."""

    NONE = 0
    LOWER = 1
    UPPER = 2
    DIGIT = 3


def decomposed(character: str) -> str:
    """Decompose a character and fold its case; both cases of a letter come out alike."""
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())


def is_own_token(letter: str) -> bool:
    """Whether a letter is of a script without spaces between words, or one whose words programs part at vowels."""
    return bool(_UNSPACED.match(letter))


@lru_cache(maxsize=8192)
def fold_character(character: str) -> str:
    """Fold one character: letters and digits, a space for each boundary, nothing for what vanishes."""
    return "".join(map(_fold_piece, decomposed(character)))


def _fold_piece(piece: str) -> str:
    if latin := LOOKALIKES.get(piece):
        return latin
    if unicodedata.category(piece) in _VANISHING or piece in _FILLERS:
        return ""
    if not piece.isalnum():
        return BOUNDARY
    if is_own_token(piece):
        return f" {piece} "
    return str(unicodedata.decimal(piece, piece))


def case_of(character: str) -> Case:
    """Say of which case a character is: none where it folds to more than letters. A capital is what folds to something else."""
    if BOUNDARY in fold_character(character):
        return Case.NONE
    if (character.isupper() or character.istitle()) and fold_character(character) != character:
        return Case.UPPER
    if character.islower():
        return Case.LOWER
    return Case.DIGIT if character.isdigit() else Case.NONE


PAGE: Final = 256
"""Characters of one page; there are 4,352 pages."""

NOTHING, LETTER, GAP, MANY = range(4)
"""Kinds of entry of a page."""

_WORD = struct.Struct("<I").pack


def page(number: int) -> bytes:
    """Tabulate the folding of 256 characters, as ``detect.kernel`` reads it.

    Little-endian words of 32 bits: one for each character, then the letters of those with several.
    Bits 30..31: kind (nothing, one letter, a boundary, several). Bits 28..29: case. Bits 0..20: the letter; for several: the first
    one's place after the 256 words, times 256, plus their number. Among those a boundary is the word 0.
    """
    heads: list[int] = []
    more: list[int] = []
    for code in range(number * PAGE, number * PAGE + PAGE):
        folded, case = fold_character(chr(code)), case_of(chr(code))
        heads.append(_entry(folded, len(more)) | case << 28)
        more += [0 if piece == BOUNDARY else ord(piece) for piece in folded] if len(folded) > 1 else []
    return b"".join(map(_WORD, heads + more))


def _entry(folded: str, place: int) -> int:
    if not folded:
        return NOTHING
    if folded.strip() == "":
        return GAP << 30
    return LETTER << 30 | ord(folded) if len(folded) == 1 else MANY << 30 | place << 8 | len(folded)
