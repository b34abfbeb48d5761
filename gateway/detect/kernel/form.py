"""The nouns of the kernel. Law: what an implementation returns and reads is defined here once, whichever one it is."""

from typing import Final, NamedTuple, NewType

TOKENS_MAX: Final = 6
"""Tokens of a run that may stand among others."""

LETTERS_MIN: Final = 4
"""Letters of a run that may stand among others; a shorter one counts only as its whole leaf."""

STEM_MIN: Final = 2
"""Letters of a token that counts among others, however short, when the next token of its leaf begins with a digit: ``ABC-143``."""

LETTERS_MAX: Final = 64
"""Letters of the longest run. What is longer is registered in pieces."""

LONG: Final = 12
"""Letters from which a run is looked for across the ends of leaves, in rows of single letters and inside tokens."""

SPELT: Final = 0x0E00
"""Code points below are letters of alphabets. From Thai on many scripts have no spaces between words, and each letter is a token: any text
of theirs is a row of single letters, in which only runs of exactly 12 are looked for, and whole rows."""

INSIDE_MIN: Final = 14
"""Letters from which a token is looked into."""

TEXT_MAX: Final = 1 << 27
"""Characters of the longest text, so that numbers of letters (up to 18 for a character) fit 32 bits."""

SECRET_BYTES: Final = 24
"""Three little-endian words of 64 bits: the multiplier (made odd), what letters are mixed with, what sums are mixed with."""

WHOLE: Final = 1
"""The run is all tokens of its leaf."""

CROSSES: Final = 2
"""The run goes over the end of a leaf."""

INSIDE: Final = 4
"""The run is a part of one token."""

KEY: Final = 8
"""The run stands in leaves that are keys."""

ONLY_WHOLE: Final = 0x80
"""Bit of a payload: the key counts only as a whole leaf, so no other run is a candidate for it. One word in ten is such a key."""

ODD: Final = 0x9E3779B97F4A7C15
"""2**64 over the golden ratio: an odd constant with well-spread bits (Knuth, TAOCP 6.4)."""

MIX: Final = 0xBF58476D1CE4E5B9
"""First multiplier of the finaliser of splitmix64 (Steele, Lea, Flood 2014)."""

SPREAD: Final = 0x9E3779B1
"""2**32 over the golden ratio, odd: spreads fingerprints over buckets."""

Table = NewType("Table", memoryview)
"""A checked table of fingerprints, see ``kernel.table``."""


class Candidate(NamedTuple):
    """A run of letters some table may hold; false ones are about 1 in 10,000 runs, so look it up.

    Args:
        start: its first character in the text.
        end: one past its last, with what vanishes after it.
        hash: ``run_hash`` of its letters.
        letters: folded, without separators, in UTF-8.
        tokens: how many tokens it has; 1 for a part of one.
        flags: sum of ``WHOLE``, ``CROSSES``, ``INSIDE``, ``KEY``.
    """

    start: int
    end: int
    hash: int
    letters: bytes
    tokens: int
    flags: int
