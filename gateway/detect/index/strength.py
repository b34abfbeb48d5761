"""How much a phrase tells. Law: measured in bits of surprise, from one shipped table; what stands in many texts by chance tells little.

A phrase of 32 bits stands in unrelated text about once in 2**32 places, if its words came independently. They do not, so what has one
informative word is held to be a common phrase, and five words out of prose tell less than their sum.
"""

import lzma
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from gateway.detect.fold import is_own_token

PER_LETTER: Final = 3.2
"""Bits of a letter of a word that is in no list: of the 4.7 of 26 letters, what spelling leaves open."""

PER_DIGIT: Final = 3.3
"""log2(10)."""

PER_HEX: Final = 4.0

PER_JAMO: Final = 2.2
"""A Hangul syllable is two or three letters after decomposition."""

RARE_IDEOGRAPH: Final = 12.0
"""Bits of an ideograph that is in no list; the others are there, in a row of others (``.ci/words``)."""

IDEOGRAPHS: Final = 0x3400

PER_KANA: Final = 3.0
"""Also Thai, Lao, Myanmar and Khmer. The next character of a word is easily guessed, so this is well below a character's share."""

PER_CONSONANT: Final = 3.4
"""A letter of the scripts of India: of the 5 bits of some 36 consonants, what is left when the vowels are marks that vanish."""

INDIA: Final = range(0x0900, 0x0E00)
"""Devanagari to Sinhala (Unicode blocks)."""

UNKNOWN_MIN: Final = 18.0
"""Bits of a word of five letters or more that is in no list: it is at least as rare as the last words of the lists."""

UNKNOWN_MAX: Final = 40.0
"""More letters tell nothing more: a long word that is in no list may still be somebody's ordinary one."""

COMMON: Final = 15.0
"""Most bits of a phrase with one word of a list in it: trivial, however rare the word is."""

SMALL_NUMBER: Final = 2.0
YEAR: Final = 6.0
UNLISTED_STEM: Final = 24.0
LONE_LETTER: Final = 1.0
SMALL_WORD: Final = 2.0
SMALL_WORD_MOST: Final = 9
"""Bits up to which a word is a small one, about 150 in English ("the", "with", "for"): where one fits, it mostly stands."""

PROSE: Final = 4.0
"""Bits less for each word of a row of words out of running text: those around it make it likelier."""

_HEX_LETTERS: Final = re.compile(r"(?=.*\d)[0-9a-f]{6,}")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")


@cache
def word_table() -> Mapping[str, int]:
    """The shipped words and their bits; made by ``.ci/words``. Read when first needed: some 0.1 s, and 15 MB from then on."""
    lines = lzma.decompress(resources.files(__package__).joinpath("words.xz").read_bytes()).decode().split("\n")
    return {word: bits for bits, line in enumerate(lines) for word in line.split()}


def phrase_bits(tokens: Sequence[str]) -> float:
    """Say how much a phrase tells. A word that comes again, and the small words between the others, tell next to nothing.

    Args:
        tokens: folded, as ``kernel.tokenise`` gives them.
    """
    told = tokens
    if len(set(tokens)) < len(tokens):
        told = [token for number, token in enumerate(tokens) if len(token) == 1 or token not in tokens[:number]]
    bits = sum(map(_bits_in_phrase, told))
    return min(bits, COMMON) if bits > COMMON and _is_one_common_word(told) else bits


def prose_bits(tokens: Iterable[str]) -> float:
    """Say how much some words in a row out of running text tell."""
    return sum(bits if is_own_token(token) else max(0.0, bits - PROSE) for token, bits in ((token, word_bits(token)) for token in tokens))


@lru_cache(maxsize=1 << 16)
def _bits_in_phrase(token: str) -> float:
    bits = word_bits(token)
    if len(token) == 1:
        return bits if is_own_token(token) else min(bits, LONE_LETTER)
    return SMALL_WORD if bits <= SMALL_WORD_MOST else bits


def stem_bits(token: str) -> float:
    """Say how much a project's key tells that stands before a number: INT-12 is seen more often than MOP-12."""
    return word_table().get(token, UNLISTED_STEM)


def _is_one_common_word(tokens: Iterable[str]) -> bool:
    """Whether nothing but one listed word and small numbers is there: "Horizon", "Stage 1"."""
    word = ""
    for token in tokens:
        if not token.isdecimal() or len(token) > 2:
            if word:
                return False
            word = token
    return word in word_table()


@lru_cache(maxsize=1 << 16)
def word_bits(token: str) -> float:
    """Say how much one token tells."""
    known = word_table().get(token)
    if known is not None:
        return known
    if token.isdecimal():
        return _number_bits(token)
    if len(token) == 1 and is_own_token(token):
        return RARE_IDEOGRAPH if ord(token) >= IDEOGRAPHS else PER_CONSONANT if ord(token) in INDIA else PER_KANA
    return min(UNKNOWN_MAX, _unknown_bits(token))


def _number_bits(token: str) -> float:
    if len(token) <= 2:
        return SMALL_NUMBER
    return YEAR if _YEAR.fullmatch(token) else PER_DIGIT * len(token)


def _unknown_bits(token: str) -> float:
    if _HEX_LETTERS.fullmatch(token):
        return PER_HEX * len(token)
    bits = sum(PER_JAMO if "\u1100" <= letter <= "\u11ff" else PER_LETTER for letter in token)
    return max(bits, UNKNOWN_MIN) if len(token) >= 5 else bits
