"""Clean requests with other ids, clocks and numbers. Law: what nobody planted is not found, whichever way the dice fall."""

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlsplit

from gateway.codecs.coding import decode_content
from gateway.model.decision import Review
from gateway.model.path import show_place
from gateway.model.request import Request
from gateway.pipeline import review
from tests.benchmarks.review import facts, rulebook
from tests.recall.samples import RECORDS, as_sent, term_lines
from tests.recall.scoring import FRAMING
from tests.recall.transformed import filled

VARIANTS: Final = 200
AT_MOST: Final = 1.0
"""Requests of a thousand in which something is found: a random number is a card number once in a while."""

_HEX: Final = b"0123456789abcdef"
_RANDOM: Final = re.compile(
    rb"(?<=:\d\d\.)\d{3,6}"  # of a second
    rb"|(?<![0-9a-fA-F%])[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}(?![0-9a-fA-F])"
    rb"|(?<![0-9a-fA-F%])[0-9a-f]{16}(?![0-9a-fA-F])"
    rb"|(?<=\d{3})\d{6,}(?=[.,}\]\"])"  # milliseconds and thread numbers keep their first digits
)


def run(variants: int = VARIANTS) -> tuple[int, int, Counter[str]]:
    """Review every clean request in many variants.

    Returns:
        How many there were, in how many something was found, and what was found: detector and place.
    """
    draw = random.Random(23)  # noqa: S311 - the same dice in every run
    book, terms = rulebook(), filled(term_lines())
    found: Counter[str] = Counter()
    count = hit = 0
    for record in (each for each in RECORDS if each["class"] == "clean"):
        purpose = {"analytics": "analytics", "error_tracking": "error_tracking"}.get(record["vendor_class"], "linked_service")
        known = replace(facts(purpose, terms=0), terms=terms)
        for request in _variants(record, variants, draw):
            judged = review(request, known, book)
            count += 1
            hit += bool(judged.findings) or judged.outbound is None
            found.update(_named(judged))
    return count, hit, found


def _named(judged: Review) -> Iterator[str]:
    if judged.outbound is None:
        yield f"refused: {judged.reason}"
    for finding in judged.findings:
        yield f"{finding.detector} at {show_place(finding.place)}"


def _variants(record: Mapping[str, Any], variants: int, draw: random.Random) -> Iterator[Request]:
    out, url = as_sent(record), urlsplit(record["url"])
    named = {name.lower(): value for name, value in out.headers}
    plain = decode_content(out.body, named.get("content-encoding"), 1 << 24)
    headers = tuple((name, value) for name, value in out.headers if name.lower() not in FRAMING | {"content-encoding"})
    for _ in range(variants):
        yield Request(
            scheme="https",
            host=str(url.hostname),
            port=443,
            method=record["method"],
            path=url.path,
            query=url.query,
            headers=headers,
            body=_RANDOM.sub(lambda match: _other(match[0], draw), plain),
        )


def _other(text: bytes, draw: random.Random) -> bytes:
    """Other digits for digits; where there are letters, other hexadecimal ones for all."""
    digits = _HEX[:10] if text.isdigit() else _HEX
    return bytes(draw.choice(digits) if each in _HEX else each for each in text)


def full_table() -> str:
    count, hit, found = run()
    lines = [f"clean requests with other ids, clocks and numbers: something found in {hit} of {count} (at most {AT_MOST} per thousand)"]
    return "\n".join([*lines, *(f"{number:6} {what}" for what, number in found.most_common(20))])
