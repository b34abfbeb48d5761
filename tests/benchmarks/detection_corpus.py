"""A tenant with a million titles, and events in the same words. Law: chance has every opportunity; how many it takes is printed."""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import accumulate, islice
from typing import Any, Final

from gateway.detect.index import KeyTable, TermIndex, build, keys_of
from gateway.detect.index.keys import OPEN
from tests.recall.chance import PAYLOAD, payloads

VOCABULARY_MB: Final = 3.0
"""Megabytes of real text the words and their frequencies are taken from."""
CHUNK: Final = 20_000
EVENNESS: Final = 0.5
"""Titles are made of telling words, sentences of all words."""
LENGTHS: Final = (10, 30, 30, 20, 10)
"""Per cent of titles that have two, three, ... six words."""
PLANTED_IN: Final = 20
"""One event of so many holds a registered title."""
_SEED: Final = 20260301
_WORD: Final = re.compile(r"[A-Za-z]{2,14}")

_PERSONS: Final = (
    ("email", "anna.berg@customer-example.com"),
    ("reply_to", "o'neil+orders@mail.example.org"),
    ("phone", "+353 1 496 0123"),
    ("iban", "DE89 3704 0044 0532 0130 00"),
    ("client_ip", "203.0.113.77"),
    ("note", "card 4111 1111 1111 1111 was declined"),
)
_SECRETS: Final = (
    ("hook", "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX"),
    ("header", "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c3JfNyJ9.Zm9yIGEgYmVuY2htYXJrIG9ubHk"),
    ("token", "ghp_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"),
)


@cache
def vocabulary(evenness: float = 1.0) -> tuple[list[str], list[float]]:
    """Words of real text and their frequencies, added up as ``random.choices`` takes them.

    Args:
        evenness: power of the frequencies; below 1 the rare words count for more.
    """
    counts: Counter[str] = Counter()
    for body in payloads(VOCABULARY_MB):
        counts.update(_WORD.findall(body.decode()))
    words = [word for word, _ in counts.most_common(50_000)]
    return words, list(accumulate(counts[word] ** evenness for word in words))


def phrases(count: int) -> list[str]:
    """Distinct titles of two to six words."""
    draw = random.Random(_SEED)  # noqa: S311 - the same titles in every run
    words, weights = vocabulary(EVENNESS)
    found: dict[str, None] = {}
    while len(found) < count:
        missing = count - len(found)
        stream = iter(draw.choices(words, cum_weights=weights, k=6 * missing))
        sizes = draw.choices(range(2, 7), LENGTHS, k=missing)
        found.update(dict.fromkeys(" ".join(next(stream) for _ in range(size)) for size in sizes))
    return list(found)


def index(titles: Sequence[str]) -> TermIndex:
    """Titles in a table, as after the nightly merge."""
    chunks = [titles[at : at + CHUNK] for at in range(0, len(titles), CHUNK)]
    with ProcessPoolExecutor() as pool:
        rows = b"".join(pool.map(_rows, chunks))
    return TermIndex(OPEN, [KeyTable(bytes(build(rows, OPEN.digest)), OPEN.digest)])


def _rows(titles: Sequence[str]) -> bytes:
    return b"".join(keys_of(title, "task", "integro", OPEN) for title in titles)


def events(count: int, size: int, titles: Sequence[str]) -> list[bytes]:
    """Segment batches of about ``size`` bytes: sentences, ids, URLs and numbers; personal data in each, secrets in every fourth."""
    draw = random.Random(_SEED + size)  # noqa: S311 - the same events in every run
    return [_event(draw, size, number, titles) for number in range(count)]


def prose(count: int) -> list[bytes]:
    """Events of 12.7 KB of what people really wrote, with the same personal data and secrets: titles are rare in it, as in life."""
    draw = random.Random(_SEED)  # noqa: S311 - likewise
    bodies = []
    for number, body in enumerate(islice(payloads(count * PAYLOAD / 1e6 + 1), count)):
        document = json.loads(body)
        properties = document["batch"][0]["properties"]
        properties.update(draw.sample(_PERSONS, 3) + draw.sample(_SECRETS, number % 4 == 0))
        bodies.append(json.dumps(document).encode())
    return bodies


def _event(draw: random.Random, size: int, number: int, titles: Sequence[str]) -> bytes:
    properties = dict(draw.sample(_PERSONS, 3))
    if number % 4 == 0:
        properties.update(draw.sample(_SECRETS, 1))
    if number % PLANTED_IN == 0:
        properties["caption"] = f"moved {draw.choice(titles)} to done"
    batch: list[dict[str, Any]] = []
    made = 300
    while made < size:
        event = _one(draw, properties)
        properties = {}
        made += len(json.dumps(event)) + 2
        batch.append(event)
    return json.dumps({"batch": batch, "sentAt": "2026-11-22T09:08:49.719288+00:00"}).encode()


def _one(draw: random.Random, own: dict[str, Any]) -> dict[str, Any]:
    code = draw.getrandbits(48)
    return {
        "type": "track",
        "event": "Report Opened",
        "userId": f"u_{code % 100_000:05}",
        "messageId": f"97530ec7-1df7-437d-9c98-{code:012x}",
        "timestamp": "2026-11-22T09:08:49.519+00:00",
        "context": {
            "library": {"name": "analytics-python", "version": "2.4.0"},
            "page": {
                "url": f"https://app.integro.example/reports/{code:x}?tab={code % 9}",
                "title": _sentence(draw, 3),
                "path": "/reports",
            },
        },
        "properties": {
            "plan": "business",
            "rows": code % 1000,
            "summary": _sentence(draw, 14),
            "filter": _sentence(draw, 6),
            "comment": _sentence(draw, 22),
            "layout": "burndown",
            **own,
        },
    }


def _sentence(draw: random.Random, length: int) -> str:
    words, weights = vocabulary()
    return " ".join(draw.choices(words, cum_weights=weights, k=length))


def texts(body: bytes) -> Iterator[str]:
    """The strings of a body, for peers that read plain text."""
    stack = [json.loads(body)]
    while stack:
        each = stack.pop()
        if isinstance(each, dict):
            stack += each.values()
        elif isinstance(each, list):
            stack += each
        elif isinstance(each, str):
            yield each
