"""What texts hold in disguise: a finding lies in one leaf, and there is an end to the work."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable
from html import escape
from itertools import pairwise
from random import Random
from typing import Final
from urllib.parse import quote

from gateway.detect.views import read_views
from gateway.detect.views.allowance import Allowance
from gateway.detect.views.packed import text_in
from gateway.detect.views.rewrite import APART, MIME_WORDS, QUOTED, SPACED, TOGETHER, UNESCAPED, Rewrite
from gateway.detect.views.runs import runs_in
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

HEADS: Final = (b"", b"\x1f\x8b\x08\x00", b"\x1f\x8b\x08\x08", b"\x78\x9c", b"\x28\xb5\x2f\xfd", b"\x0b\x02\x80", b"\xff\xfe")
"""How compressed streams begin, and UTF-16."""


def views(data: bytes) -> None:
    """Some leaves in some disguises."""
    random = Random(data)  # noqa: S311 - nothing here is secret
    leaves = [disguised(part.decode("utf-8", "replace"), random) for part in data[:1500].split(b"\0")]
    text = "\x1f".join(leaves)
    try:
        found = read_views(text, b"", words)
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


def words(text: str, _keys: bytes) -> Iterable[Span]:
    """Every word is a finding."""
    return [Span(match.start(), match.end(), "user.content.private", "integro", "words") for match in WORD.finditer(text)]


def decoders(data: bytes) -> None:
    """Each decoder by itself: whatever it makes of a text, it can say of which characters."""
    text = data.decode("latin-1") if data[:1] > b"\x80" else data.decode("utf-8", "surrogateescape")
    for rewrite in (UNESCAPED, APART, TOGETHER, SPACED, QUOTED, MIME_WORDS):
        traced(rewrite, text)
    try:
        for start, end, found in runs_in(text, Allowance(len(text))):
            assert 0 <= start < end <= len(text)
            assert found
        for head in HEADS:
            read(head + data)
    except ScannerFailed:
        return


def traced(rewrite: Rewrite, text: str) -> None:
    """Characters of the new text come of characters of the old one, in order, and of all that is not an escape."""
    made = rewrite.apply(text)
    trace = rewrite.trace(text)
    extents = [trace.back(at, at + 1) for at in range(len(made))]
    assert all(0 <= start < end <= len(text) for start, end in extents)
    assert all(one <= other for one, other in pairwise(extents))
    assert all(
        made[at] == text[start] for at, (start, end) in enumerate(extents) if end == start + 1 and not rewrite.escape.match(text, start)
    )


def read(data: bytes) -> None:
    """Stretches lie in the bytes, one after the other."""
    stretches, whole = text_in(data, Allowance(len(data)))
    assert len(stretches) == 1 or not whole
    assert all(0 <= start <= end <= len(data) for start, end, _ in stretches)
    assert all(one.end <= other.start for one, other in pairwise(stretches))
