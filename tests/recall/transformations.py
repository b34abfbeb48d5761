"""How a title gets into a request without being written as it was registered. Law: one small function each, and nothing of the gateway.

Each takes a title and gives what an application might put into an event: a text, a list or a map.
"""

import base64
import codecs
import gzip
import html
import json
import quopri
import re
import textwrap
import unicodedata
import zlib
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote, quote_plus

import brotli
import zstandard

Transformation = Callable[[str], Any]

_STROKES: Final = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "\u0131": "i", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe"}
)
_ZERO_WIDTH, _SHY, _LEFT_TO_RIGHT, _RIGHT_TO_LEFT = "\u200b", "\u00ad", "\u200e", "\u200f"
_LOOKALIKE: Final = str.maketrans("aceopxyABEHKMOPTX", "асеорхуΑВЕНКМОРТХ")  # noqa: RUF001 - they are meant: Cyrillic, and a Greek capital
_LEET: Final = str.maketrans("aeiost", "431057")
_OTHERS: Final = "We saw {} again today, twice."


def words(title: str) -> list[str]:
    """Runs of letters, digits and marks."""
    return re.findall(r"[^\W_]+(?:[\u0300-\u036f\u0e31-\u0e4e]+[^\W_]*)*", title)


def plain(title: str) -> str:
    """Latin letters without accents, as slugs write them; other scripts as they are."""
    apart = unicodedata.normalize("NFKD", title.translate(_STROKES))
    return unicodedata.normalize("NFC", "".join(each for each in apart if not "\u0300" <= each <= "\u036f"))


def slug(title: str) -> str:
    return "-".join(words(plain(title))).lower()


def camel(title: str) -> str:
    first, *rest = words(plain(title))
    return first.lower() + "".join(each.capitalize() for each in rest)


def pascal(title: str) -> str:
    return "".join(each.capitalize() for each in words(plain(title)))


def joined(title: str) -> str:
    return "".join(words(plain(title))).lower()


def percent(title: str, times: int = 1) -> str:
    for _ in range(times):
        title = quote(title, safe="")
    return title


def escaped(title: str) -> str:
    """Every character as JavaScript's ``\\uXXXX``."""
    units = title.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def named_entities(title: str) -> str:
    return "".join(f"&{html.entities.codepoint2name[ord(each)]};" if ord(each) in html.entities.codepoint2name else each for each in title)


def numeric_entities(title: str) -> str:
    return "".join(f"&#{ord(each)};" for each in title)


def b64(raw: bytes | str) -> str:
    return base64.b64encode(raw.encode() if isinstance(raw, str) else raw).decode()


def url_safe(title: str) -> str:
    return base64.urlsafe_b64encode(title.encode()).decode().rstrip("=")


def jwt(title: str) -> str:
    head, claims = (url_safe(json.dumps(each)) for each in ({"alg": "HS256", "typ": "JWT"}, {"sub": "usr_7", "ctx": title}))
    return f"{head}.{claims}.{url_safe('signed by nobody at all, 32 byte')}"


def quoted_printable(title: str) -> str:
    return quopri.encodestring(f"Subject: {title} (draft)".encode(), quotetabs=True).decode()


def between(title: str, mark: str) -> str:
    """A mark after every second character."""
    return "".join(each + mark * (at % 2) for at, each in enumerate(title))


def combining(title: str) -> str:
    """Letters and marks apart, and a mark more here and there."""
    return "".join(each + "\u0323" * (at % 5 == 3 and each.isalpha()) for at, each in enumerate(unicodedata.normalize("NFD", title)))


def wide(title: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in title)


def bold(title: str) -> str:
    """Mathematical bold letters, outside the basic plane."""
    return "".join(
        chr(ord(each) - 65 + 0x1D400) if "A" <= each <= "Z" else chr(ord(each) - 97 + 0x1D41A) if "a" <= each <= "z" else each
        for each in title
    )


def siblings(title: str) -> Any:
    """A title cut in two, as neighbours of one list or of one map by turns."""
    cut = title.find(" ", len(title) // 3) + 1 or len(title) // 2
    first, second = title[:cut].strip(), title[cut:].strip()
    return [first, second] if len(title) % 2 else {"first": first, "second": second}


def spaces(title: str) -> str:
    return title.replace(" ", "\u00a0" if len(title) % 2 else "  ")


def typo(title: str) -> str:
    """Two letters in the middle of the longest word change places."""
    longest = max(words(title), key=len)
    at = len(longest) // 2
    return title.replace(longest, longest[: at - 1] + longest[at] + longest[at - 1] + longest[at + 1 :], 1)


def inserted(title: str) -> str:
    half = title.find(" ", len(title) // 2)
    return f"{title} really" if half < 0 else f"{title[:half]} really{title[half:]}"


def without_last(title: str) -> str:
    return title.rpartition(" ")[0] or title[:-2]


def deflated(title: str) -> bytes:
    return zlib.compress(json.dumps({"page": 3, "caption": title, "open": True}, ensure_ascii=False).encode())


TRANSFORMATIONS: Final[Mapping[str, Transformation]] = {
    "upper case": lambda title: _OTHERS.format(title.upper()),
    "no-break and double spaces": lambda title: _OTHERS.format(spaces(title)),
    "newlines": lambda title: _OTHERS.format(title.replace(" ", "\n")),
    "slug": lambda title: f"card-{slug(title)}-open",
    "snake case": lambda title: slug(title).replace("-", "_"),
    "dotted": lambda title: f"board.{slug(title).replace('-', '.')}.opened",
    "camel case": lambda title: f"open {camel(title)} now",
    "Pascal case": lambda title: f"new {pascal(title)}()",
    "URL path": lambda title: f"https://erp.example/p/{slug(title)}/edit?tab=2",
    "file name": lambda title: f"/srv/up/{slug(title).replace('-', '_')}_v2.final.pdf",
    "written together": lambda title: f"tag {joined(title)} set",
    "percent": lambda title: f"https://erp.example/find?q={percent(title)}&page=2",
    "plus": lambda title: f"https://erp.example/find?q={quote_plus(title)}&page=2",
    "percent twice": lambda title: percent(title, 2),
    "percent three times": lambda title: percent(title, 3),
    "percent, every byte": lambda title: "".join(f"%{each:02x}" for each in title.encode()),
    "JSON in a string": lambda title: json.dumps({"filter": {"caption": title}}),
    "JSON in JSON in a string": lambda title: json.dumps({"state": json.dumps({"caption": title})}),
    "\\u escapes": escaped,
    "HTML entities, named": lambda title: f"<p>{named_entities(title)}</p>",
    "HTML entities, numeric": lambda title: f"<p>{numeric_entities(title)}</p>",
    "HTML tags between words": lambda title: "<li>" + " ".join(f"<b>{each}</b>" for each in title.split()) + "</li>",
    "XML attribute": lambda title: f"<card open='1' caption=\"{html.escape(title)}\"/>",
    "Markdown": lambda title: f"- [ ] **{title}** _(moved)_",
    "CSV row": lambda title: '7,"' + title.replace('"', '""') + '",open\n',
    "SQL literal": lambda title: "UPDATE card SET caption = '{}' WHERE id = 7".format(title.replace("'", "''")),  # noqa: S608 - nobody runs it
    "Python repr": lambda title: f"Card(id=7, caption={title!r}, open=True)",
    "base64": b64,
    "base64 of JSON": lambda title: b64(json.dumps({"page": 3, "caption": title})),
    "base64, URL-safe, no padding": url_safe,
    "base64 of base64": lambda title: b64(b64(title)),
    "base64, wrapped": lambda title: "\n".join(
        textwrap.wrap(b64(f"First of all a line of other words, and then: {title}. And that was that."), 76)
    ),
    "data URI": lambda title: f"data:text/plain;charset=utf-8;base64,{b64(title)}",
    "JWT": jwt,
    "hex": lambda title: title.encode().hex(),
    "base32": lambda title: base64.b32encode(title.encode()).decode(),
    "gzip in base64": lambda title: b64(gzip.compress(title.encode(), mtime=0)),
    "zlib in base64": lambda title: b64(deflated(title)),
    "zstd in base64": lambda title: b64(zstandard.compress(title.encode())),
    "quoted-printable": quoted_printable,
    "zero-width spaces": lambda title: between(title, _ZERO_WIDTH),
    "soft hyphens": lambda title: between(title, _SHY),
    "direction marks": lambda title: _OTHERS.format(f"{_LEFT_TO_RIGHT}{between(title, _RIGHT_TO_LEFT)}"),
    "combining marks, NFD": combining,
    "full width": wide,
    "look-alike letters": lambda title: title.translate(_LOOKALIKE),
    "split over siblings": siblings,
    "key of a map": lambda title: {title: 4.5, "total": 9},
    "inside a word": lambda title: f"xx{joined(title)}yy",
    "spaced letters": lambda title: " ".join("".join(words(plain(title)))),
    "hex with 0x, upper case": lambda title: "0x" + title.encode().hex().upper(),
    "mathematical bold": lambda title: bold(plain(title)),
    "brotli in base64": lambda title: b64(brotli.compress(title.encode())),
    # The rest is what a list of phrases can find in part, or not at all.
    "cut at 70 %": lambda title: title[: int(len(title) * 0.7)] + "…",
    "without its last word": without_last,
    "a word inserted": inserted,
    "one typo": typo,
    "words in reverse": lambda title: " ".join(reversed(title.split())),
    "letters in reverse": lambda title: title[::-1],
    "rot13": lambda title: codecs.encode(title, "rot13"),
    "leet": lambda title: plain(title).lower().translate(_LEET),
}
"""Name -> transformation."""

IN_FULL: Final = list(TRANSFORMATIONS)[: list(TRANSFORMATIONS).index("cut at 70 %")]
"""Those that must be found at least 999 times in a thousand."""
