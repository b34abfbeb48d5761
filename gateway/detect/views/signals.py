"""Sees which texts may hold others in disguise. Law: one cheap pass over all of them; an id or a hash is not worth a look.

Most disguises have a character of their own: where it is missing, that is all there is to see, and where it is there, the search jumps
from one to the next. Runs without one are found by what text looks like in them, in a single automaton (see ``alphabets``).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from gateway.detect.views.alphabets import HEX, IN_BASE64, IN_HEX, PACKED, SPACED_HEX
from gateway.detect.views.latin import first, latin, search
from gateway.detect.views.runs import LONG, TALL

ESCAPES: Final = 1
TAGS: Final = 2
SPACES: Final = 4
SOFT_BREAKS: Final = 8
WORDS: Final = 16
RUNS: Final = 32
DOCUMENT: Final = 64
"""Bits of a look: which decoders a text needs."""


class Signal(NamedTuple):
    """One sign of disguise.

    Attributes:
        mark: a character every match begins with.
        search: tells a disguise from the mere character.
        look: what is to be done about it.
        begins: it is one only where nothing but white space and quotes stand before it.
    """

    mark: str
    sign: Any
    look: int
    begins: bool = False


_QUOTED: Final = r"(?:20[A-Za-z=]|3D|\r?\n[^\s\x1f-]|[2-7][0-9A-F]=[2-7][0-9A-F]|[C-F][0-9A-F](?:[a-z]|(?:=\r?\n)?=[89AB][0-9A-F]))"
"""What stands after an equals sign in quoted-printable and hardly ever in a query: a space in a text, two bytes in a row, a letter of
UTF-8 or of Latin-1, the end of a line."""

_SIGNALS: Final = (
    Signal("%", search(f"%(?:{HEX}{{2}}|[uU]{HEX}{{4}})"), ESCAPES),
    Signal("\\", search(rf"""\\(?:[nrt"'/`\\]|[0-3][0-7]{{2}}|u\{{?{HEX}|U{HEX}{{4}}|x{HEX})"""), ESCAPES),
    Signal("&", search(f"&(?:#[0-9]+|#[xX]{HEX}+|[A-Za-z][A-Za-z0-9]+);"), ESCAPES),
    Signal("'", search("''[A-Za-z]"), ESCAPES),
    Signal('"', search('""[A-Za-z]'), ESCAPES),
    Signal("<", search(r"<[A-Za-z/!][^<>\x1f]*>\s*(?:<[^<>\x1f]*>\s*)*[0-9A-Za-z(\x80-\xff?]"), TAGS),
    Signal("+", search(r"\+[0-9A-Za-z.,'@-]{1,24}\+[0-9A-Za-z]"), SPACES),
    Signal("=", search(f"={_QUOTED}"), SOFT_BREAKS),
    Signal("=", search(r"=\?[A-Za-z0-9_*-]+\?[BbQq]\?"), WORDS),
    Signal(";", search(";base64,"), RUNS),
    Signal("{", search(r"\{\s*\""), DOCUMENT, begins=True),
    Signal("[", search(r"\[[\s\[{]*\""), DOCUMENT, begins=True),
    Signal("", search(f"{IN_BASE64}|{PACKED}|{IN_HEX}|{SPACED_HEX}|[A-Z2-7]{{{TALL}}}"), RUNS),
)

_LEAF: Final = b"\x1f"
BEFORE: Final = " \t\r\n\"'\\"
"""What may stand before a document: it may have been quoted."""

_BEFORE: Final = BEFORE.encode()

_ALIKE: Final = bytes(0x61 if code < 0x80 and (chr(code).isalnum() or chr(code) in "+/") else _LEAF[0] for code in range(256))
"""A translation after which characters of base64 look all alike: a long row of them is found at memory speed."""

_ROW: Final = b"a" * LONG
_RANDOM: Final = re.compile(rb"(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])[^0-9]*[0-9]")


def looks_of(text: str) -> Mapping[int, int]:
    """Look over texts joined by U+001F.

    Returns:
        where the texts begin that need decoding -> which decoders they need.
    """
    raw = latin(text)
    found: dict[int, int] = {}
    for mark, sign, look, begins in _SIGNALS:
        if mark in text:
            for start, at in _leaves(sign, raw):
                if not begins or not raw[start:at].strip(_BEFORE):
                    found[start] = found.get(start, 0) | look
    for start in _long_runs(raw):
        found[start] = found.get(start, 0) | RUNS
    return found


def _leaves(sign: Any, raw: bytes) -> Iterator[tuple[int, int]]:
    """Where leaves begin that a sign is in, and where it first is."""
    at, end = first(sign, raw, 0)
    while end >= 0:
        yield raw.rfind(_LEAF, 0, end) + 1, at
        past = raw.find(_LEAF, end)
        at, end = first(sign, raw, past) if past >= 0 else (-1, -1)


def _long_runs(raw: bytes) -> Iterator[int]:
    alike = raw.translate(_ALIKE)
    at = alike.find(_ROW)
    while at >= 0:
        end = alike.find(_LEAF, at)
        past = end if end >= 0 else len(raw)
        run = raw[at:past]
        if not run.islower() and _RANDOM.match(run):  # most are paths
            yield raw.rfind(_LEAF, 0, at) + 1
        at = alike.find(_ROW, past)
