"""Every text a recorded request holds, whichever way it is wrapped. Law: reads nothing with the gateway's own codecs."""

import base64
import binascii
import gzip
import html
import json
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, unquote_plus

import brotli

DEPTH: Final = 5
"""Wrappings inside wrappings: a form field of base64 of JSON of percent-encoded text is four."""

_INFLATE: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "gzip": gzip.decompress,
    "deflate": zlib.decompress,
    "br": brotli.decompress,
}
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")
_HEX: Final = re.compile(r"(?:[0-9a-f]{2}){8,}", re.IGNORECASE)
_ESCAPED: Final = re.compile(r"\\u[0-9a-fA-F]{4}|\\[\"\\/nrt]")


def structure(url: str, headers: Iterable[tuple[str, str]], body: bytes) -> str:
    """The texts as the vendor's interface has them, one per line: path, parameters, headers, and the body's keys and values."""
    named, plain = _opened(headers, body)
    path, _, query = url.partition("?")
    form = plain if "form" in named.get("content-type", "") else ""
    found = [unquote(path), *named.values()]
    for text in (*_pairs(query), *_pairs(form), "" if form else plain):
        for document in (text, *text.splitlines(), *_base64(text)):
            found += _json(document) if document.lstrip()[:1] in {"{", "["} else [document]
    return "\n".join(found)


def everything(url: str, headers: Iterable[tuple[str, str]], body: bytes) -> str:
    """The texts, and whatever can be unwrapped from them: percent and HTML escapes, base64, hex, JSON in strings."""
    named, plain = _opened(headers, body)
    found: dict[str, None] = {}
    for text in (url, *named.values(), plain):
        _collect(text, DEPTH, found)
    return "\n".join(found)


def _opened(headers: Iterable[tuple[str, str]], body: bytes) -> tuple[dict[str, str], str]:
    named = {name.lower(): value for name, value in headers}
    inflate = _INFLATE.get(named.get("content-encoding", "").lower(), bytes)
    return named, inflate(body).decode("utf-8", "replace")


def _collect(text: str, depth: int, found: dict[str, None]) -> None:
    if text and text not in found:
        found[text] = None
        for inner in _inside(text) if depth else ():
            _collect(inner, depth - 1, found)


def _inside(text: str) -> Iterator[str]:
    yield from _json(text)
    if "\n" in text:
        yield from text.splitlines()
    if "%" in text or "+" in text:
        yield from (unquote(text), unquote_plus(text))
    if "=" in text and "\n" not in text:
        yield from _pairs(text.partition("?")[2] or text)
    if "&" in text:
        yield html.unescape(text)
    if _ESCAPED.search(text):
        yield _ESCAPED.sub(_unescape, text)
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
    return "/" if match[0] == "\\/" else str(json.loads(f'"{match[0]}"'))


def _base64(text: str) -> Iterator[str]:
    try:
        yield from _readable(base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True))
    except (binascii.Error, ValueError):
        return


def _readable(raw: bytes) -> Iterator[str]:
    try:
        yield raw.decode()
    except UnicodeDecodeError:
        return


def words(text: str) -> str:
    """Words alone: compatibility forms resolved, no case, no accents, everything between letters and digits one space."""
    apart = unicodedata.normalize("NFKD", text.replace("\u200b", "").replace("\u00ad", "")).casefold()
    return " ".join(re.findall(r"[^\W_]+", "".join(each for each in apart if not unicodedata.combining(each))))
