"""Events of real size around a planted value, and a review of them. Law: what is looked with is the whole review, detectors and all."""

import json
import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from gateway.model.decision import Review, Scanner
from gateway.model.facts import Facts
from gateway.model.request import Request
from gateway.pipeline import review
from gateway.pipeline.rulebook import Rulebook
from tests.benchmarks.review import facts, rulebook

SIZE: Final = 12_700
"""Bytes of an event, as in the measurements the design goes by."""

PLACE: Final = "detail"
"""The property that holds what was planted: a name that says nothing about it."""

_NOISE: Final = (  # noqa: SIM905 - reads as a list
    "opened the overview from the menu and waited,button,primary,click,The list was sorted by date and filtered twice,eu-west-1,desktop,"
    "keyboard shortcut used instead of the mouse pointer,modal closed without saving anything,scroll depth reached the end of the page,"
    "first paint after some hundred milliseconds,table with nine columns and no header row,undo was pressed three times in a row,"
    "business,trial,2026-11-22T09:08:49.519Z,Firefox,Chrome,dark,compact,feature flag for the new sidebar is on,de-DE,en-IE,fr-FR"
).split(",")


def event(planted: object, draw: random.Random) -> bytes:
    """A Segment batch of one event with a planted value among thousands of bytes of harmless ones."""
    properties: dict[str, Any] = {}
    size = 0
    while size < SIZE - 400:
        name, value = f"field_{len(properties)}", draw.choice(_NOISE) if draw.random() < 0.8 else draw.randint(1, 99_999)
        properties[name] = value
        size += len(name) + len(str(value)) + 8
    names = list(properties)
    middle = draw.randrange(len(names))
    spread = {name: properties[name] for name in names[:middle]} | {PLACE: planted} | {name: properties[name] for name in names[middle:]}
    return batch({"properties": spread})


def batch(own: Mapping[str, Any]) -> bytes:
    """A Segment batch of one track call."""
    one = {"type": "track", "event": "View Changed", "userId": "u_00017", "messageId": "97530ec7-1df7-437d-9c98-2a177596ebfe", **own}
    return json.dumps({"batch": [one], "sentAt": "2026-11-22T09:08:49.719Z"}).encode()


class Desk:
    """Reviews payloads for one tenant.

    Args:
        terms: what the tenant registered.
    """

    def __init__(self, terms: Scanner, book: Rulebook | None = None) -> None:
        self.rulebook = book or rulebook()
        self.facts: Facts = replace(facts("analytics", terms=0), terms=terms)

    def judge(self, body: bytes) -> Review:
        """Review a body as one that goes to Segment."""
        request = Request(
            scheme="https",
            host="api.segment.io",
            port=443,
            method="POST",
            path="/v1/batch",
            query="",
            headers=(("Content-Type", "application/json"), ("Authorization", "Basic YmVuY2htYXJrLXdyaXRlLWtleTo=")),
            body=body,
        )
        return review(request, self.facts, self.rulebook)


def found(judged: Review, kinds: Iterable[str] = ("integro.task",)) -> int:
    """How many findings are of these kinds, as the detector of registered terms says."""
    wanted = set(kinds)
    return sum(finding.category in wanted and finding.detector.startswith("terms") for finding in judged.findings)
