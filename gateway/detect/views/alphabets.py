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
_ACCENT: Final = frozenset({0xC2, 0xC3, 0xC4, 0xC5, 0xC6})
"""First byte of Latin letters with accents."""
_MARK: Final = frozenset({0xE1, 0xE2})
"""First byte of Vietnamese letters, of dashes and curly quotes."""
_PAIR: Final = frozenset({*range(0xCE, 0xD2), *range(0xD7, 0xDC)})
"""First byte of Greek, Cyrillic, Hebrew and Arabic letters."""
_TRIPLE: Final = frozenset(range(0xE0, 0xF0))
"""First byte of Indian letters, Thai, kana, ideographs and Hangul."""


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
_ACCENTED: Final = "|".join(
    (
        _four(_ACCENT, _INSIDE, _PLAIN),
        _four(_PLAIN, _ACCENT, _INSIDE),
        _four(_PLAIN, _PLAIN, _ACCENT) + _four(_INSIDE, _PLAIN, _PLAIN),
        _four(_PLAIN, _PLAIN, _ACCENT) + _four(_INSIDE, _ACCENT, _INSIDE),
        _four(_MARK, _INSIDE, _INSIDE),
        _four(_PLAIN, _MARK, _INSIDE) + _four(_INSIDE, _PLAIN, _PLAIN),
        _four(_PLAIN, _PLAIN, _MARK) + _four(_INSIDE, _INSIDE, _PLAIN),
    )
)
_EITHER: Final = f"(?:{_WORDS}|{_ACCENTED})"
MAGIC: Final = r"H4sI|eJ[w-z]|eA[E-H]|eF[4-7]|eN[o-r]|KLUv[/_][Q-Za-f]"
"""How gzip (1F 8B 08), zlib (78 with 9C, 01, 5E, DA) and zstd (28 B5 2F FD) begin in base64."""

IN_BASE64: Final = "|".join(
    (
        f"(?:{_WORDS}){{2}}(?:(?:{_WORDS}){{2}}|{_END})",
        f"(?:{_ACCENTED}){_EITHER}{_EITHER}|{_WORDS}(?:{_ACCENTED}){_EITHER}|{_WORDS}{_WORDS}(?:{_ACCENTED})",
        _four(_PAIR, _INSIDE, _PAIR) + _four(_INSIDE, _PAIR, _INSIDE),
        _four(_INSIDE, _PAIR, _INSIDE) + _four(_PAIR, _INSIDE, _PAIR),
        2 * _four(_TRIPLE, _INSIDE, _INSIDE),
        2 * _four(_INSIDE, _TRIPLE, _INSIDE),
        2 * _four(_INSIDE, _INSIDE, _TRIPLE),
        _four(_PLAIN, _TRIPLE, _INSIDE) + _four(_INSIDE, _TRIPLE, _INSIDE),
        _four(_PLAIN, _PLAIN, _TRIPLE) + _four(_INSIDE, _INSIDE, _TRIPLE),
        _four(_PLAIN, _ZERO, _PLAIN) + _four(_ZERO, _PLAIN, _ZERO) + _four(_PLAIN, _ZERO, _PLAIN),
        _four(_ZERO, _PLAIN, _ZERO) + _four(_PLAIN, _ZERO, _PLAIN) + _four(_ZERO, _PLAIN, _ZERO),
    )
)
"""Twelve plain bytes (or six and the end), nine with an accent, three letters of two bytes, two of three, or UTF-16: wherever in a run."""

PACKED: Final = f"(?:^|[^A-Za-z0-9])(?:{MAGIC})"
"""Something compressed."""

_PLAIN_HEX: Final = f"(?:[2-7]{HEX}|0[9aAdD])"
_ACCENTED_HEX: Final = f"(?:[cC][2-6]{CONTINUED}|[eE][12]{CONTINUED}{CONTINUED})"
_EITHER_HEX: Final = f"(?:{_PLAIN_HEX}|{_ACCENTED_HEX})"

IN_HEX: Final = "|".join(
    (
        f"{_PLAIN_HEX}{{8}}",
        f"{_ACCENTED_HEX}{_EITHER_HEX}{{5}}",
        f"{_PLAIN_HEX}{{3}}{_ACCENTED_HEX}{_EITHER_HEX}{{3}}",
        f"(?:[cCdD]{HEX}{CONTINUED}){{3}}",
        f"(?:[eE]{HEX}{CONTINUED}{CONTINUED}){{2}}",
        "1[fF]8[bB]08",
    )
)
"""Eight plain bytes, eight with an accent, three letters of two bytes, two of three, or gzip."""

BREAK: Final = r"[ \t\n\xa0,:;-]"
SPACED_HEX: Final = f"(?:(?:0[xX])?[2-7]{HEX}{BREAK}{{1,2}}){{7}}(?:0[xX])?[2-7]{HEX}"
