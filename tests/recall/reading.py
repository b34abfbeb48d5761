"""Every text a recorded request holds, whichever way it is wrapped. Law: reads nothing with the gateway's own codecs."""

import base64
import binascii
import email
import email.errors
import email.header
import email.message
import gzip
import html
import json
import quopri
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, unquote_plus

import brotli
import zstandard

DEPTH: Final = 6
"""Wrappings inside wrappings: a form field of base64 of JSON of percent-encoded text is four."""

_INFLATE: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "gzip": gzip.decompress,
    "deflate": zlib.decompress,
    "br": brotli.decompress,
    "zstd": lambda raw: zstandard.ZstdDecompressor().decompressobj().decompress(raw),
}
_MAGIC: Final[Mapping[bytes, Callable[[bytes], bytes]]] = {
    b"\x1f\x8b": gzip.decompress,
    b"x": zlib.decompress,
    b"\x28\xb5\x2f\xfd": _INFLATE["zstd"],
}
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}(?:\r?\n[A-Za-z0-9+/_-]+={0,2})*")
_HEX: Final = re.compile(r"(?:[0-9a-f]{2}){8,}", re.IGNORECASE)
_ESCAPED: Final = re.compile(r"\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\[\"'\\/nrt]")
_MEANING: Final = {"n": "\n", "r": "\r", "t": "\t"}
_MIME: Final = re.compile(r"(?im)^(?:mime-version|content-type|content-transfer-encoding|content-disposition):")
_QUOTED: Final = re.compile(r"=[0-9A-F]{2}")


def everything(url: str, headers: Iterable[tuple[str, str]], body: bytes) -> list[str]:
    """Every text of a request, and whatever can be unwrapped from it, once each: escapes, base64, hex, JSON in strings, mails."""
    named = {name.lower(): value for name, value in headers}
    plain = _INFLATE.get(named.get("content-encoding", "").lower(), bytes)(body)
    found: dict[str, None] = {}
    for text in (url, *named.values(), plain.decode("utf-8", "replace")):
        _collect(text, DEPTH, found)
    return list(found)


def _collect(text: str, depth: int, found: dict[str, None]) -> None:
    if text and text not in found:
        found[text] = None
        for inner in _inside(text) if depth else ():
            _collect(inner, depth - 1, found)


def _inside(text: str) -> Iterator[str]:
    yield from _json(text)
    if "\n" in text:
        yield from text.splitlines()
        yield from _mail(text)
    if "%" in text or "+" in text:
        yield from (unquote(text), unquote_plus(text))
    if "=" in text and "\n" not in text:
        yield from _pairs(text.partition("?")[2] or text)
        yield from _words_of_mail(text)
    if "&" in text:
        yield html.unescape(text)
    if _ESCAPED.search(text):
        yield _ESCAPED.sub(_unescape, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if "''" in text or '""' in text:
        yield text.replace("''", "'").replace('""', '"')
    if len(text) < 1 << 20:
        yield from (plain for match in _BASE64.finditer(text) for plain in _base64(match[0]))
        yield from (plain for match in _HEX.finditer(text) for plain in _readable(bytes.fromhex(match[0])))


def _pairs(text: str) -> list[str]:
    return [part for pair in parse_qsl(text, keep_blank_values=True) for part in pair]


def _json(text: str) -> Iterator[str]:
    if text.lstrip()[:1] in {"{", "[", '"'}:
        try:
            yield from _strings(json.loads(text))
        except ValueError:
            return


def _strings(tree: Any) -> Iterator[str]:
    if isinstance(tree, dict):
        yield from tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for each in tree:
            yield from _strings(each)
    elif tree is not None:
        yield str(tree)


def _unescape(match: re.Match[str]) -> str:
    code = match[0][1:]
    return chr(int(code[1:], 16)) if code[0] in "ux" else _MEANING.get(code, code)


def _base64(text: str) -> Iterator[str]:
    packed = re.sub(r"\s", "", text).rstrip("=").replace("-", "+").replace("_", "/")
    try:
        yield from _readable(base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True))
    except (binascii.Error, ValueError):
        return


def _readable(raw: bytes) -> Iterator[str]:
    for magic, inflate in _MAGIC.items():
        if raw.startswith(magic):
            try:
                raw = inflate(raw)
            except (OSError, EOFError, zlib.error, zstandard.ZstdError):
                continue
    try:
        yield raw.decode()
    except UnicodeDecodeError:
        return


def _mail(text: str) -> Iterator[str]:
    """Headers and contents of a mail, or of the part of one."""
    if not _MIME.search(text):
        return
    if _QUOTED.search(text):
        yield quopri.decodestring(text.encode()).decode("utf-8", "replace")
    for part in email.message_from_string(text).walk():
        yield from (str(value) for value in part.values())
        yield from (name for name in (part.get_filename(),) if name)
        raw = None if part.is_multipart() else part.get_payload(decode=True)
        if isinstance(raw, bytes):
            yield raw.decode("utf-8", "replace")


def _words_of_mail(text: str) -> Iterator[str]:
    """``=?utf-8?q?...?=`` (RFC 2047)."""
    if "=?" in text:
        try:
            yield str(email.header.make_header(email.header.decode_header(text)))
        except (email.errors.HeaderParseError, ValueError, LookupError):
            return


def words(text: str) -> str:
    """Words alone: compatibility forms resolved, no case, no accents, everything between letters and digits one space."""
    apart = unicodedata.normalize("NFKD", text.replace("\u200b", "").replace("\u00ad", "")).casefold()
    return " ".join(re.findall(r"[^\W_]+", "".join(each for each in apart if not unicodedata.combining(each))))
