"""Decodings of whole runs: base64, hex, base32. Law: where a run begins is never trusted; a cut piece is read at every offset.

What a run decodes to can not be mapped to its characters one by one: a finding concerns all of the run that became the same text.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, NamedTuple

from gateway.detect.views.allowance import Allowance
from gateway.detect.views.alphabets import BASE64, BREAK, HEX, MAGIC, SPACED_HEX
from gateway.detect.views.latin import first, latin, matches, search
from gateway.detect.views.packed import Reading, text_in

LEAST: Final = 11
"""Characters of base64 in a row that are decoded where anything is: eight bytes."""

LONG: Final = 36
"""Characters of base64 in a row that may be brotli, which nothing else gives away."""

TALL: Final = 16
"""Characters of base32 in a row that are looked at; no word is that long in capitals."""

_LINE: Final = 60
"""Characters of a line that goes on in the next one: PEM wraps at 64 (RFC 7468), MIME at 76 (RFC 2045)."""

_DATA: Final = b";base64,"
_STANDARD: Final = bytes.maketrans(b"-_", b"+/")
_BREAKS: Final = b" \t\r\n="
_WRAPPED: Final = re.compile(rf"[{BASE64}]+(?:\r?\n[ \t]*(?!--)[{BASE64}]+)+={{0,2}}".encode())
_BEHIND: Final = re.compile(f"[+/_-](?={MAGIC})".encode())
_NOT_HEX: Final = bytes(set(range(256)) - set(b"0123456789abcdefABCDEF"))


class Run(NamedTuple):
    """Some characters of a text, and what they decode to."""

    start: int
    end: int
    text: str


class Kind(NamedTuple):
    """One way to write bytes.

    Attributes:
        run: finds runs of it.
        read: decodes one; places are those in the run.
        wrapped: it may go on in the next line.
    """

    run: Any
    read: Callable[[bytes, Allowance], Iterable[Run]]
    wrapped: bool = False


def runs_in(text: str, allowance: Allowance) -> Iterator[Run]:
    """Decode every run in a text that gives text.

    Raises:
        ScannerFailed: there is more of it than may be read.
    """
    raw = latin(text)
    for kind in _KINDS if first(_NO_BASE64, raw, 0)[1] >= 0 else _KINDS[:1]:
        for start, end in _extents(kind, raw):
            yield from (Run(start + first, start + past, found) for first, past, found in kind.read(raw[start:end], allowance) if found)


def _extents(kind: Kind, raw: bytes) -> Iterator[tuple[int, int]]:
    past = 0
    for start, end in matches(kind.run, raw):
        if start < past:  # in a line that was taken with the one before it
            continue
        wrapped = _WRAPPED.match(raw, start) if kind.wrapped and end - start >= _LINE else None
        past = wrapped.end() if wrapped else end
        yield start, past


def _base64(run: bytes, allowance: Allowance) -> list[Run]:
    head = len(_DATA) if run.startswith(_DATA) else 0
    if not head and run.lower() == run:
        return []  # a path, a slug, a digest: in base64 there is always a capital
    body = run[head:].translate(_STANDARD, _BREAKS)
    straight = body == run[head:].rstrip(b"=").translate(_STANDARD)
    found = _read_at(run, (text_in(_unbase64(body[at:]), allowance, begins=not at) for at in range(4)), _Units(head, 3, 4, straight))
    for packed in _BEHIND.finditer(run):  # a path, or a form's plus, before something compressed
        begin = packed.end()
        found += _read_at(run, [text_in(_unbase64(run[begin:].translate(_STANDARD, _BREAKS)), allowance)], _Units(begin, 3, 4, straight))
    return found


def _unbase64(body: bytes) -> bytes:
    kept = len(body) - (len(body) % 4 == 1)
    return binascii.a2b_base64(body[:kept] + b"==")


def _hex(run: bytes, allowance: Allowance) -> list[Run]:
    return _read_at(run, (text_in(_unhex(run[at:]), allowance, begins=not at) for at in range(2)), _Units(0, 1, 2, straight=True))


def _unhex(digits: bytes) -> bytes:
    return binascii.unhexlify(digits[: len(digits) // 2 * 2])


def _spaced_hex(run: bytes, allowance: Allowance) -> list[Run]:
    digits = run.lower().replace(b"0x", b"").translate(None, _NOT_HEX)
    return _read_at(run, (text_in(_unhex(digits[at:]), allowance, begins=not at) for at in range(2)), _Units(0, 1, 2, straight=False))


def _base32(run: bytes, allowance: Allowance) -> list[Run]:
    kept = len(run) - (len(run) % 8 in {1, 3, 6})  # RFC 4648 section 6: no piece is as long
    return _read_at(run, [text_in(base64.b32decode(run[:kept] + b"=" * (-kept % 8)), allowance)], _Units(0, 5, 8, straight=True))


class _Units(NamedTuple):
    """How places in the bytes are places in the run.

    Attributes:
        head: characters before the first unit.
        size, written: bytes of a unit, and characters of it.
        straight: nothing stands between the characters.
    """

    head: int
    size: int
    written: int
    straight: bool


def _read_at(run: bytes, readings: Iterable[Reading], units: _Units) -> list[Run]:
    """What was read at each offset. Where the first gives nothing but text, it is the right one."""
    found = []
    for offset, (stretches, whole) in enumerate(readings):
        runs = [Run(units.head, len(run), text) for _, _, text in stretches]
        if whole and not offset:
            return runs
        if units.straight and not whole:
            begin = units.head + offset
            runs = [
                Run(begin + start // units.size * units.written, min(begin + -(-end // units.size) * units.written, len(run)), text)
                for start, end, text in stretches
            ]
        found += runs
    return found


_KINDS: Final = (
    Kind(search(rf"(?:[{BASE64}]{{{LEAST}}}|;base64,)[{BASE64}]*={{0,2}}"), _base64, wrapped=True),
    Kind(search(f"{HEX}{{16,}}"), _hex),
    Kind(search(rf"(?:\b(?:0[xX])?{HEX}{{2}}{BREAK}{{1,2}})*{SPACED_HEX}(?:{BREAK}{{1,2}}(?:0[xX])?{HEX}{{2}}\b)*"), _spaced_hex),
    Kind(search(f"[A-Z2-7]{{{TALL},}}"), _base32),
)

_NO_BASE64: Final = search(f"{HEX}{{16}}|{SPACED_HEX}|[A-Z2-7]{{{TALL}}}")
"""What is in every run but those of base64: one search instead of three, since that is what most runs are."""
