"""What an ERP's tenant holds, invented for the demo. Law: it stands nowhere else; calls carry it, the search looks for it.

The search is the demo's own and knows nothing of the gateway's detectors: letters and digits in their order, whatever stands between.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from urllib.parse import unquote_plus

from gateway.demo.standin import Received


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One value that must not leave.

    Attributes:
        name: what it is called in tables.
        kind: kind of the registered term, the origin of a text from Google, or empty for what no one registers.
        text: as the ERP holds it.
    """

    name: str
    kind: str
    text: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """The value in any case, slug or punctuation."""
        words = re.findall(r"[A-Za-z0-9]+", self.text)
        return re.compile(r"(?:[\W_]|%[0-9A-Fa-f]{2})*".join(words), re.IGNORECASE)


PROJECT: Final = Planted(name="project name", kind="project", text="Orion Atlas Rollout")
TASK: Final = Planted(name="task title", kind="task", text="Renegotiate the Baltic ferry lease")
COMMENT: Final = Planted(name="comment", kind="comment", text="The captain wants twelve percent or he walks")
CLIENT: Final = Planted(name="client", kind="client", text="Nordwind Logistik GmbH")
FILE_NAME: Final = Planted(name="file name", kind="attachment", text="ferry-lease-draft-v7.txt")
FILE_TEXT: Final = Planted(name="file content", kind="", text="Lessor accepts 41,500 per sailing, no less")
EVENT: Final = Planted(name="Google calendar", kind="google.sensitive", text="Fertility clinic, second consultation")
EMAIL: Final = Planted(name="e-mail address", kind="", text="maren.holt@nordwind.example")
PASSWORD: Final = Planted(name="database password", kind="", text="Tr0ub4dor-and-3")

PLANTED: Final = (PROJECT, TASK, COMMENT, CLIENT, FILE_NAME, FILE_TEXT, EVENT, EMAIL, PASSWORD)

RECORD: Final[Mapping[str, Any]] = {
    "id": 4711,
    "title": TASK.text,
    "project": PROJECT.text,
    "client": CLIENT.text,
    "comments": [COMMENT.text],
    "attachments": [FILE_NAME.text],
    "owner": EMAIL.text,
    "clashes_with": EVENT.text,
}
"""A task as the ERP's code holds it in a local variable."""


def terms() -> Iterator[dict[str, str]]:
    """Lines for ``PUT /v1/tenants/{t}/terms``: what the ERP itself holds."""
    for number, each in enumerate(PLANTED):
        if each.kind and not each.kind.startswith("google."):
            yield {"id": f"demo-{number}", "kind": each.kind, "text": each.text}


def provenance() -> Iterator[dict[str, str]]:
    """Lines for ``PUT /v1/tenants/{t}/provenance``: what was read from Google."""
    for number, each in enumerate(PLANTED):
        if each.kind.startswith("google."):
            yield {"id": f"demo-{number}", "origin": each.kind, "text": each.text}


class Hit(NamedTuple):
    """Where a planted value stands in a text: half-open range of characters."""

    start: int
    end: int
    name: str


def hits(text: str) -> list[Hit]:
    """Every planted value in a text, in order."""
    found = (Hit(match.start(), match.end(), each.name) for each in PLANTED for match in each.pattern.finditer(text))
    return sorted(found)


def names_in(got: Received) -> frozenset[str]:
    """Which planted values a request holds anywhere: line, headers, body as received or decoded, percent-encoded or not."""
    text = got.everything.decode("utf-8", "replace")
    return frozenset(hit.name for each in (text, unquote_plus(text)) for hit in hits(each))


def counted(recording: Iterable[Received]) -> dict[str, int]:
    """In how many requests each planted value was found."""
    found = [names_in(got) for got in recording]
    return {each.name: sum(each.name in names for names in found) for each in PLANTED}
