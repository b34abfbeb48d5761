"""What texts hold in disguise: a finding lies in one leaf, and there is an end to the work."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from html import escape
from random import Random
from typing import Final
from urllib.parse import quote

from gateway.detect.views import read_views
from gateway.model.decision import Span
from gateway.model.errors import ScannerFailed

WORD: Final = re.compile(r"\w{3,}")
DISGUISES: Final[tuple[Callable[[str], str], ...]] = (
    str,
    quote,
    escape,
    lambda text: b64encode(text.encode("utf-8", "replace")).decode(),
    lambda text: text.encode("utf-8", "replace").hex(),
    lambda text: text.encode("unicode_escape").decode(),
    lambda text: f"<b>{text}</b>",
    lambda text: "".join(f"&#{ord(character)};" for character in text),
    lambda text: "".join(f"={byte:02X}" for byte in text.encode("utf-8", "replace")),
)


def views(data: bytes) -> None:
    """Some leaves in some disguises."""
    random = Random(data)  # noqa: S311 - nothing here is secret
    leaves = [disguised(part.decode("utf-8", "replace"), random) for part in data[:1500].split(b"\0")]
    text = "\x1f".join(leaves)
    try:
        found = read_views(text, words)
    except ScannerFailed:
        return
    for span in found:
        assert 0 <= span.start < span.end <= len(text)
        assert "\x1f" not in text[span.start : span.end]


def disguised(text: str, random: Random) -> str:
    """A text in up to three disguises."""
    for _ in range(random.randrange(4)):
        text = random.choice(DISGUISES)(text)
    return text.replace("\x1f", " ")


def words(text: str) -> Iterable[Span]:
    """Every word is a finding."""
    return [Span(match.start(), match.end(), "user.content.private", "integro", "words") for match in WORD.finditer(text)]
