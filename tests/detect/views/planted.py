"""A phrase, what finds it, and every way to write it down otherwise. Law: nothing of the gateway but what a finding looks like."""

import base64
import gzip
import html
import json
import quopri
import re
import zlib
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote, quote_plus

import brotli
import zstandard

from gateway.model.decision import Span

PHRASE: Final = "Überholung der Brücke 7"
PLAIN: Final = "Acme Q3 roadmap"
SECRET: Final = re.compile("(?:Acme|Überholung)[\\s_.,;-]+(?:Q3|der)[\\s_.,;-]+(?:roadmap|Brücke[\\s_.,;-]+7)")


def find(text: str, _keys: bytes = b"") -> list[Span]:
    """Find both phrases, whatever white space stands in them."""
    return [Span(match.start(), match.end(), "integro.task", "integro", "terms") for match in SECRET.finditer(text)]


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def url_safe(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def escaped(text: str) -> str:
    units = text.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def in_header(raw: bytes) -> str:
    return quopri.encodestring(raw, header=True).decode().replace("=\n", "")


def deflated(text: str) -> bytes:
    return zlib.compress(text.encode())


ENCODERS: Final[Mapping[str, Callable[[str], str]]] = {
    "percent": lambda text: quote(text, safe=""),
    "percent, lower case": lambda text: re.sub("%..", lambda match: match[0].lower(), quote(text, safe="")),
    "percent twice": lambda text: quote(quote(text, safe=""), safe=""),
    "percent three times": lambda text: quote(quote(quote(text, safe=""), safe=""), safe=""),
    "percent, every byte": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
    "percent in Latin-1": lambda text: quote(text, safe="", encoding="latin-1"),
    "JavaScript escape": lambda text: "".join(f"%u{ord(each):04X}" for each in text),
    "form": lambda text: f"a=1&q={quote_plus(text)}%2E",
    "\\u": escaped,
    "\\u twice": lambda text: json.dumps(escaped(text))[1:-1],
    "\\u{}": lambda text: "".join(f"\\u{{{ord(each):x}}}" for each in text),
    "\\U": lambda text: "".join(f"\\U{ord(each):08x}" for each in text),
    "\\x": lambda text: "".join(f"\\x{byte:02x}" for byte in text.encode()),
    "octal": lambda text: "".join(f"\\{byte:03o}" for byte in text.encode()),
    "bytes of Python": lambda text: repr(text.encode()),
    "JSON": lambda text: json.dumps({"caption": text, "open": True}),
    "JSON in JSON": lambda text: json.dumps({"state": json.dumps({"caption": text})}),
    "newline in JSON": lambda text: json.dumps(text.replace(" ", "\n")),
    "HTML, numbers": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "HTML, hexadecimal": lambda text: "".join(f"&#x{ord(each):X};" for each in text),
    "HTML, names": lambda text: text.replace("Ü", "&Uuml;").replace("ü", "&uuml;").replace(" ", "&nbsp;"),
    "HTML twice": lambda text: html.escape(html.escape(f"<i>{text.replace(' ', '&nbsp;')}</i>")),
    "tags between words": lambda text: "<b>" + text.replace(" ", "</b><i class='x'>\n</i><b>") + "</b>",
    "tags in words": lambda text: "".join(f"{each}<b></b>" for each in text),
    "pluses": lambda text: "see+also+" + text.replace(" ", "+"),
    "base64": b64,
    "base64, URL-safe": url_safe,
    "base64 of JSON": lambda text: b64(json.dumps({"caption": text})),
    "base64 of base64": lambda text: b64(b64(text)),
    "base64, wrapped": lambda text: base64.encodebytes(f"{'and then some words ' * 4}{text}{' and some after it' * 4}".encode()).decode(),
    "base64, wrapped by CRLF": lambda text: base64.encodebytes(f"{'words ' * 9}{text}".encode() * 2).decode().replace("\n", "\r\n "),
    "base64 of UTF-16": lambda text: b64(text.encode("utf-16-le")),
    "base64 of UTF-16, big end first": lambda text: b64(text.encode("utf-16-be")),
    "base64 of UTF-16 with a mark": lambda text: b64(text.encode("utf-16")),
    "base64, cut": lambda text: b64(f"some words, then {text}, then some")[3:-5],
    "base64 in a path": lambda text: f"/collect/v1/{url_safe(json.dumps({'caption': text}))}/pixel.gif",
    "base64 in bytes": lambda text: b64(b"\x0a\xf8\x07\x12\x00" + text.encode() + b"\x18\xff\xc0\x01\x08\x9a"),
    "data URI": lambda text: f"data:text/plain;base64,{b64(text)}",
    "JWT": lambda text: ".".join(map(url_safe, (json.dumps({"alg": "HS256"}), json.dumps({"ctx": text}), "signed by nobody"))),
    "hex": lambda text: text.encode().hex(),
    "hex, upper case": lambda text: "0X" + text.encode().hex().upper(),
    "hex, cut": lambda text: f"then {text} again".encode().hex()[3:],
    "hex with spaces": lambda text: text.encode("ascii", "ignore").hex(" ") if text.isascii() else text.encode().hex(),
    "hex with colons": lambda text: text.encode().hex(":") if text.isascii() else text.encode().hex(),
    "hex with 0x each": lambda text: ", ".join(f"0x{byte:02x}" for byte in text.encode()) if text.isascii() else text.encode().hex(),
    "base32": lambda text: base64.b32encode(text.encode()).decode(),
    "base32, no padding": lambda text: base64.b32encode(text.encode()).decode().rstrip("="),
    "quoted-printable": lambda text: quopri.encodestring(f"re: {text} (new)".encode(), quotetabs=True).decode(),
    "quoted-printable, wrapped": lambda text: quopri.encodestring(f"{'word ' * 9}{text} {'word ' * 9}".encode(), quotetabs=True).decode(),
    "encoded word": lambda text: f"=?utf-8?B?{b64(text)}?=",
    "encoded word, quoted": lambda text: f"=?UTF-8?q?{in_header(text.encode())}?=",
    "encoded word, Latin-1": lambda text: f"=?iso-8859-1*de?Q?{in_header(text.encode('latin-1'))}?=",
    "encoded words": lambda text: f"=?utf-8?B?{b64(text.encode()[:10])}?=\r\n =?utf-8?B?{b64(text.encode()[10:])}?=",
    "RFC 2231": lambda text: f"attachment; filename*=UTF-8''{quote(text, safe='')}",
    "gzip": lambda text: b64(gzip.compress(text.encode())),
    "gzip in hex": lambda text: gzip.compress(text.encode()).hex(),
    "gzip twice": lambda text: b64(gzip.compress(gzip.compress(text.encode()))),
    "zlib": lambda text: b64(deflated(json.dumps([text]))),
    "zlib, cut": lambda text: b64(deflated(json.dumps([text, *map(str, range(900))])))[:900],
    "zlib of bytes": lambda text: b64(zlib.compress(b"\xff\x00\xfe\x01" * 9 + text.encode() + b"\xff\x00" * 9)),
    "zstd": lambda text: b64(zstandard.compress(f"{text}\n{text}".encode())),
    "brotli": lambda text: b64(brotli.compress(f"{text} {text[::-1]} {text.upper()}".encode())),
    "doubled quotes": lambda text: f"SET caption = 'it''s {text.replace(' ', '&#32;')}', size = ''",
}
"""What applications, libraries and people do to a text."""

OPAQUE: Final = tuple(
    name for name in ENCODERS if name.startswith(("base64", "hex", "base32", "gzip", "zlib", "zstd", "brotli", "data URI", "JWT"))
)
"""Those whose result can not be mapped to characters one by one."""
