"""What text looks like after base64, hex or base32. Law: a class is computed from the bytes it stands for, never typed in by hand.

Three bytes become four base64 characters, so what is known of the bytes (a printable letter has its top bit clear, RFC 3629 says what
may follow what) is known of the characters. A random id passes one such group of four in eleven, and four groups in a row hardly ever.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import Final

BASE64: Final = "A-Za-z0-9+/_-"
"""Both alphabets of RFC 4648, sections 4 and 5, as the inside of a class."""

HEX: Final = "[0-9A-Fa-f]"
CONTINUED: Final = f"[89ABab]{HEX}"
"""A byte inside a UTF-8 sequence."""

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_OTHER: Final = {"+": "+-", "/": "/_"}
"""Characters that stand for the same six bits in the two alphabets."""

_PLAIN: Final = frozenset({0x09, 0x0A, 0x0D, *range(0x20, 0x7F)})
_ZERO: Final = frozenset({0})
_INSIDE: Final = frozenset(range(0x80, 0xC0))
_PAIR: Final = frozenset({0xC3, 0xC4, 0xC5, *range(0xCE, 0xD2)})
"""First byte of Latin letters with accents, Greek and Cyrillic."""
_TRIPLE: Final = frozenset(range(0xE2, 0xEE))
"""First byte of Thai, kana, ideographs and Hangul."""


def _four(first: AbstractSet[int], second: AbstractSet[int], third: AbstractSet[int]) -> str:
    """The four characters of three bytes."""
    return "".join(
        (
            _one_of(byte >> 2 for byte in first),
            _one_of((high & 3) << 4 | low >> 4 for high in first for low in second),
            _one_of((high & 15) << 2 | low >> 6 for high in second for low in third),
            _one_of(byte & 63 for byte in third),
        )
    )


def _one_of(sextets: Iterable[int]) -> str:
    characters = {other for sextet in sextets for other in _OTHER.get(_ALPHABET[sextet], _ALPHABET[sextet])}
    return f"[{''.join(sorted(characters - {'-'}))}{'-' if '-' in characters else ''}]"


_WORDS: Final = _four(_PLAIN, _PLAIN, _PLAIN)
_END: Final = f"[{BASE64}]{{2}}(?:=|[{BASE64}]=)"
_TRIPLES: Final = (_four(_TRIPLE, _INSIDE, _INSIDE), _four(_INSIDE, _TRIPLE, _INSIDE), _four(_INSIDE, _INSIDE, _TRIPLE))
MAGIC: Final = r"H4sI|eJ[w-z]|eA[E-H]|eF[4-7]|eN[o-r]|KLUv[/_][Q-Za-f]"
"""How gzip (1F 8B 08), zlib (78 with 9C, 01, 5E, DA) and zstd (28 B5 2F FD) begin in base64."""

IN_BASE64: Final = "|".join(
    (
        f"(?:{_WORDS}){{2}}(?:(?:{_WORDS}){{2}}|{_END})",
        _four(_PAIR, _INSIDE, _PAIR) + _four(_INSIDE, _PAIR, _INSIDE),
        _four(_INSIDE, _PAIR, _INSIDE) + _four(_PAIR, _INSIDE, _PAIR),
        *(f"(?:{triple}){{3}}" for triple in _TRIPLES),
        _four(_PLAIN, _ZERO, _PLAIN) + _four(_ZERO, _PLAIN, _ZERO) + _four(_PLAIN, _ZERO, _PLAIN),
        _four(_ZERO, _PLAIN, _ZERO) + _four(_PLAIN, _ZERO, _PLAIN) + _four(_ZERO, _PLAIN, _ZERO),
    )
)
"""Twelve plain bytes (or six and the end), three letters of two bytes, three of three bytes, or UTF-16: wherever they begin."""

PACKED: Final = f"(?:^|[^{BASE64}])(?:{MAGIC})[{BASE64}]{{8}}"
"""Something compressed."""

_PLAIN_HEX: Final = f"(?:[2-7]{HEX}|0[9aAdD])"

IN_HEX: Final = "|".join(
    (
        f"(?:{_PLAIN_HEX}){{8}}",
        f"(?:[cCdD]{HEX}{CONTINUED}){{4}}",
        f"(?:[eE][2-9A-Da-d]{CONTINUED}{CONTINUED}){{3}}",
        f"1[fF]8[bB]08{HEX}{{8}}",
    )
)
"""Eight plain bytes, four letters of two bytes, three of three, or gzip."""

SPACED_HEX: Final = f"(?:(?:0[xX])?[2-7]{HEX}[ ,:;-] ?){{7}}(?:0[xX])?[2-7]{HEX}"

IN_BASE32: Final = "[A-Z2-7]{16}"
"""RFC 4648 section 6; no word is that long in capitals."""
