"""One invented vendor, one plain policy and one detector, so that a test shows the pipeline and nothing else."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.model.category import Purpose
from gateway.model.connector import Body, Connector, Operation, Sample, Vendor
from gateway.model.decision import Decision, Question, Review, Span
from gateway.model.field import CREDENTIAL, FREE_TEXT, IDENTIFIER, SYSTEM, data, required
from gateway.model.request import Request

VENDOR = Vendor(
    legal_name="Acme Analytics Ltd",
    service="counts things",
    hq_country="IE",
    role="processor",
    mechanisms={"US": "scc"},
    categories=frozenset({"user.unique_id"}),
    resells=False,
    ad_platform=False,
    trains_models=False,
    documentation="https://vendor.test/privacy",
    reviewed="2026-11-22",
)
EVENT = Operation(
    name="events",
    method="POST",
    path="/v1/{project}/events",
    fields={
        "path.project": FREE_TEXT,
        "query.key": CREDENTIAL,
        "query.note": FREE_TEXT,
        "header.authorization": CREDENTIAL,
        "header.x-note": FREE_TEXT,
        "body.sentAt": SYSTEM,
        "body.events[].name": required(FREE_TEXT),
        "body.events[].user": IDENTIFIER,
        "body.events[].email": data("user.contact.email"),
        "body.events[].id": required(data("user.name")),
        "body.events[].count": SYSTEM,
        "body.events[].lines[]": FREE_TEXT,
        "body.events[].tags{}": FREE_TEXT,
        "body.events[].extra.**": FREE_TEXT,
        "body.events[].locals.**": data("integro.record"),
        "body.events[].mixed.known": SYSTEM,
        "body.events[].mixed.**": FREE_TEXT,
    },
    documentation="https://vendor.test/events",
    sample=Sample(path="/v1/p/events"),
    bodies=(Body(codec="json", content_types=("application/json",)),),
    items="body.events[]",
)
UPLOAD = replace(
    EVENT,
    name="upload",
    method="PUT",
    path="/v1/files/{name...}",
    fields={"path.name": FREE_TEXT, "body": data("integro.attachment")},
    bodies=(Body(codec="opaque", content_types=("*",)),),
    items="",
)
READ = replace(
    EVENT,
    name="read",
    method="GET",
    path="/v1/things/{id}:show",
    fields={"path.id": SYSTEM, "query.q[]": FREE_TEXT, "query.q": FREE_TEXT},
    bodies=(),
    items="",
    answers="msgraph",
)
ELSEWHERE = replace(READ, name="elsewhere", path="/v1/other/", hosts=("eu.vendor.test",))
NOTE = replace(
    READ, name="note", method="POST", path="/v1/note", fields={"body": FREE_TEXT}, bodies=(Body(codec="opaque", content_types=("*",)),)
)
BATCH = replace(
    READ,
    name="batch",
    method="POST",
    path="/$batch",
    fields={},
    bodies=(Body(codec="graph_batch", content_types=("application/json",)),),
    answers="",
)
INNER = replace(EVENT, name="inner", path="/v1.0/events", fields={k: v for k, v in EVENT.fields.items() if not k.startswith("path.")})
INNER_BATCH = replace(BATCH, name="inner-batch", path="/v1.0/multi")
CONNECTOR = Connector(
    name="vendor",
    family="analytics",
    hosts={"api.vendor.test": "US", "eu.vendor.test": "IE", "*.in.vendor.test": "IN"},
    vendor=VENDOR,
    purposes=(Purpose.ANALYTICS,),
    operations=(UPLOAD, EVENT, READ, ELSEWHERE, NOTE, BATCH, INNER, INNER_BATCH),
)


@dataclass
class PlainPolicy:
    """Forbids some categories and origins, and remembers what it was asked."""

    forbidden: frozenset[str] = frozenset({"integro.task", "integro.record", "integro.attachment", "user.contact.email", "system.unmapped"})
    origins: frozenset[str] = frozenset({"google.restricted"})
    asked: list[Question] = field(default_factory=list)

    def decide(self, question: Question) -> Decision:
        self.asked.append(question)
        if not question.enabled:
            return Decision(False, ("not-enabled",), ("The tenant has not enabled this.",))
        if question.mode == "observe":
            bad = question.categories & (self.forbidden - {"system.unmapped"})
        else:
            bad = question.categories & self.forbidden
        bad |= question.origins & self.origins
        return Decision(not bad, ("permit-all",) if not bad else tuple(f"no-{each}" for each in sorted(bad)))


@dataclass(frozen=True)
class Words:
    """Finds fixed words."""

    category: str
    pattern: str
    detector: str
    origin: str = ""

    is_empty = False

    def scan(self, text: str, keys: bytes = b"") -> Iterable[Span]:
        return [Span(m.start(), m.end(), self.category, self.origin, self.detector) for m in re.finditer(self.pattern, text)]


NOTHING = Words("integro.task", r"(?!)", "terms")
TERMS = Words("integro.task", r"Apollo(?: launch)?", "terms", "integro")
EMAILS = Words("user.contact.email", r"[a-z]+@[a-z.]+|4111111111111111", "email")


def call(
    body: bytes = b"",
    *,
    path: str = "/v1/p/events",
    query: str = "",
    method: str = "POST",
    headers: tuple[tuple[str, str], ...] = (),
    host: str = "api.vendor.test",
    content_type: str = "application/json",
) -> Request:
    kind = (("Content-Type", content_type),) if body else ()
    return Request(scheme="https", host=host, port=443, method=method, path=path, query=query, headers=(*headers, *kind), body=body)


GOOD = {"name": "Signed In", "id": "a"}
"""The least the events operation takes."""


def events(*items: dict[str, object], **more: object) -> bytes:
    """A body of the events operation."""
    return json.dumps({"sentAt": "now", "events": list(items), **more}).encode()


def sent(judged: Review) -> Any:
    """The outbound body, read again."""
    assert judged.outbound is not None, (judged.reason, judged.detail)
    return json.loads(judged.outbound.body)
