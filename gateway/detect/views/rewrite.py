"""Decodings that go character by character. Law: what was made of which characters can always be told.

A rewrite is a table row: what an escape looks like, and what it stands for. One match is one character of the text that was meant (with
all its bytes, and all its layers where the same escaping was applied several times), so that a finding is traced to exactly its own
characters.
"""

import binascii
import html
import re
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from gateway.detect.views.alphabets import CONTINUED, HEX

Extent = tuple[int, int]
"""Half-open range of characters."""


class Rewrite(NamedTuple):
    """See the module.

    Attributes:
        escape: what an escape looks like.
        meaning: what it stands for.
    """

    escape: re.Pattern[str]
    meaning: Callable[[str], str]

    def apply(self, text: str) -> str:
        """Write a text anew."""
        meaning = self.meaning
        return self.escape.sub(lambda match: meaning(match[0]), text)

    def trace(self, text: str) -> "Trace":
        """Say where each character of the new text came from."""
        trace, grown = Trace([0], [0], [0], [0]), 0
        for match in self.escape.finditer(text):
            start, end = match.span()
            past = start + grown + len(self.meaning(match[0]))
            trace.made.append(start + grown)
            trace.past.append(past)
            trace.start.append(start)
            trace.end.append(end)
            grown = past - end
        return trace


class Trace(NamedTuple):
    """Escapes in order: where what they stand for begins and ends in the new text, and where they themselves do in the old one."""

    made: list[int]
    past: list[int]
    start: list[int]
    end: list[int]

    def back(self, first: int, past: int) -> Extent:
        """Which characters of the old text a stretch of the new one was made of."""
        return self._place(first)[0], self._place(past - 1)[1]

    def _place(self, at: int) -> Extent:
        number = bisect_right(self.made, at) - 1
        if at < self.past[number]:
            return self.start[number], self.end[number]
        plain = self.end[number] + at - self.past[number]
        return plain, plain + 1


def _utf8(mark: str, more: str = "") -> str:
    """One character in UTF-8, a mark before each byte, the first one taken already; a byte that is none is Latin-1."""
    inside = mark + more + CONTINUED
    return f"{more}(?:[0-7]{HEX}|[CDcd]{HEX}{inside}|[Ee]{HEX}{inside}{inside}|[Ff][0-4]{inside}{inside}{inside}|{HEX}{{2}})"


def _utf16(mark: str, more: str) -> str:
    """One character in UTF-16, a mark before each half, the first one taken already."""
    return f"{more}(?:[dD][89abAB]{HEX}{{2}}{mark}{more}[dD][c-fC-F]{HEX}{{2}}|{HEX}{{4}})"


def _bytes(hexadecimal: str) -> str:
    raw = bytes.fromhex(hexadecimal)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _units(hexadecimal: str) -> str:
    return bytes.fromhex(hexadecimal).decode("utf-16-be", "replace")


def _point(number: int) -> str:
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number < 0xE000 else "\ufffd"


def _percent(escape: str) -> str:
    if "u" in escape or "U" in escape:
        return _units("".join(part[-4:] for part in escape.split("%")))
    return _bytes("".join(part[-2:] for part in escape.split("%")))


_LETTERS: Final = {"": "\\", "n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " ", "v": " ", "a": " ", "0": " "}


def _backslash(escape: str) -> str:
    body = escape.lstrip("\\")
    if len(body) < 2:
        return _LETTERS.get(body, body)
    kind, digits = body[0], re.split(r"[ux\\]+", escape)
    if kind == "x":
        return _bytes("".join(digits))
    if body.startswith("u{") or kind == "U":
        return _point(int(body.strip("uU{}"), 16))
    if kind == "u":
        return _units("".join(digits))
    return _bytes("".join(f"{int(octal, 8):02x}" for octal in digits[1:]))


def _entity(escape: str) -> str:
    return html.unescape(f"&{escape[1:-1].rpartition(';')[2]};")


@lru_cache(maxsize=8192)
def _meaning(escape: str) -> str:
    return _MEANINGS[escape[0]](escape)


_MEANINGS: Final[dict[str, Callable[[str], str]]] = {
    "%": _percent,
    "\\": _backslash,
    "&": _entity,
    "'": lambda _: "'",
    '"': lambda _: '"',
}

_AGAIN: Final = "(?:25){0,9}"
_MORE: Final = r"\\{0,63}+"
"""How often the same escaping may have been applied for one look: to be remembered, an escape must be short."""

_HIGH: Final = rf"\\{_MORE}2[0-7]{{2}}"
_OCTAL: Final = f"3[0-3][0-7]{_HIGH}|3[45][0-7]{_HIGH}{_HIGH}|36[0-4]{_HIGH}{_HIGH}{_HIGH}|[0-3][0-7]{{2}}"
"""One character in UTF-8, as C and git write it."""

_AFTER: Final = {
    "%": (_utf8("%", _AGAIN), _utf16("%", _AGAIN + "[uU]")),
    r"\\": (
        _utf8(r"\\", _MORE + "x"),
        _utf16(r"\\", _MORE + "u"),
        f"{_MORE}(?:u\\{{{HEX}{{1,6}}\\}}|U{HEX}{{8}}|{_OCTAL})",
        f"{_MORE}[nrtbfva0\"'/`]?",
    ),
    "&": ("(?:amp;){0,9}(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});",),
    "'": ("'{1,63}",),
    '"': ('"{1,63}',),
}
"""Mark -> what may follow it. A search for one of five characters is many times faster than one for any of all these."""

UNESCAPED: Final = Rewrite(
    re.compile(rf"""[%\\&'"](?:{"|".join(f"(?<={mark})(?:{'|'.join(after)})" for mark, after in _AFTER.items())})"""), _meaning
)
"""Percent-encoding (RFC 3986 section 2.1, and the older ``%uHHHH``), backslashes as JSON, Python, C and JavaScript write them, character
references of HTML, doubled quotes of SQL and CSV. Each undone to the bottom at once where it was applied several times over."""

_TAG: Final = re.compile("<[A-Za-z/!?][^<>]*>")

APART: Final = Rewrite(_TAG, lambda _: " ")
TOGETHER: Final = Rewrite(_TAG, lambda _: "")
"""Without tags, as words and as letters: ``Acme<br>Roadmap``, ``A<b>cm</b>e``."""

SPACED: Final = Rewrite(re.compile(r"\+"), lambda _: " ")
"""A form's spaces (WHATWG URL, application/x-www-form-urlencoded)."""


@lru_cache(maxsize=1024)
def _quoted(escape: str) -> str:
    return _bytes("".join(escape.split()).replace("=", ""))


_SOFT: Final = r"(?:=\r?\n)?="
"""Mailers break lines inside of characters, too."""

QUOTED: Final = Rewrite(re.compile(rf"=(?:\r?\n|{_utf8(_SOFT)})"), _quoted)
"""Quoted-printable (RFC 2045 section 6.7)."""

_WORD: Final = re.compile(r"=\?([\w-]+)(?:\*[\w-]+)?\?([BbQq])\?([^?\s]*)\?=")
_WORDS: Final = re.compile(r"=\?[\w-]+(?:\*[\w-]+)?\?[BbQq]\?[^?\s]*\?=(?:[\s+]*=\?[\w-]+(?:\*[\w-]+)?\?[BbQq]\?[^?\s]*\?=)*")
_CHARSETS: Final = re.compile(
    r"(?i)iso-8859-\d+|windows-\d+|cp\d+|koi8-[ru]|iso-2022-[a-z]+|shift_jis|euc-[a-z]+|gb[0-9k]+|big5|utf-?(?:7|16)"
)
"""Python knows more, some of which are no charsets."""


def _words(escape: str) -> str:
    """Encoded words in a row; a character may be cut in two by them, whatever the RFC says."""
    found = [(charset, _word(coding, body)) for charset, coding, body in _WORD.findall(escape)]
    whole = _in_charset(b"".join(raw for _, raw in found), found[0][0])
    return "".join(_in_charset(raw, charset) or raw.decode("latin-1") for charset, raw in found) if whole is None else whole


def _in_charset(raw: bytes, charset: str) -> str | None:
    try:
        return raw.decode(charset if _CHARSETS.fullmatch(charset) else "utf-8")
    except (LookupError, ValueError):
        return None


def _word(coding: str, body: str) -> bytes:
    raw = body.encode("latin-1", "replace")
    if coding in "qQ":
        return binascii.a2b_qp(raw, header=True)
    try:
        return binascii.a2b_base64(raw + b"===")
    except binascii.Error:
        return b""


MIME_WORDS: Final = Rewrite(_WORDS, _words)
"""Encoded words of mail headers (RFC 2047)."""
