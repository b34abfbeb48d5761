"""Questions put to the policy and what came of a review. Law: categories and places, never values."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple, Protocol

from gateway.model.path import Place
from gateway.model.request import Request


class Question(NamedTuple):
    """What the policy is asked: may data of these categories and origins go to this vendor now?

    It is asked once per kind of data found, and once more for everything that would leave. A tuple, because it is a cache key.

    Attributes:
        connector: connector name; its register row is an entity the policy knows.
        purpose: member of ``Purpose``.
        categories: data categories that would leave.
        origins: origin labels on them.
        authorised: ``integro.*`` categories a live authorisation record covers for this call (obligations, "linked services").
        tenant_region, destination_region: ISO country codes.
        enabled: the tenant enabled this connector for this purpose.
        consented: consent of the subject for this purpose is on record, where the purpose needs one.
        mode: member of ``Mode``.
        tls: the call goes over verified TLS.
    """

    connector: str
    purpose: str
    categories: frozenset[str]
    origins: frozenset[str]
    authorised: frozenset[str]
    tenant_region: str
    destination_region: str
    enabled: bool
    consented: bool
    mode: str
    tls: bool


class Decision(NamedTuple):
    """The policy's answer. ``policies`` are the ``@id`` of the policies that decided; empty on a default deny."""

    allowed: bool
    policies: tuple[str, ...]
    reasons: tuple[str, ...] = ()


class Decider(Protocol):
    """Answers questions. Never raises: whatever goes wrong is a deny."""

    def decide(self, question: Question) -> Decision:
        """Answer one question."""


class Span(NamedTuple):
    """Something a detector saw in a text: half-open character range, what it is, where it came from, who says so."""

    start: int
    end: int
    category: str
    origin: str
    detector: str


class Scanner(Protocol):
    """A detector over text. One call reads all leaves of a request at once, joined by U+001F."""

    def scan(self, text: str) -> Iterable[Span]:
        """Every span found, in any order, overlapping or not. Raises ``ScannerFailed`` when it can not vouch for its answer."""


class TermScanner(Protocol):
    """A tenant's registered terms. It is told which leaves are keys that are data: values beside each other may hold one phrase."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to find in any text."""

    def scan(self, text: str, keys: bytes = b"") -> Iterable[Span]:
        """As a ``Scanner`` does. ``keys``: one byte for each leaf, 1 for a key; missing ones are 0. A span stays in its leaf."""


class Action(StrEnum):
    """What was done at a place."""

    DROPPED = "dropped"
    """Left out, with its key."""
    MASKED = "masked"
    """Cut out of a text; its category stands in its place."""
    PSEUDONYMISED = "pseudonymised"
    """Replaced by a keyed pseudonym."""
    GENERALISED = "generalised"
    """Made coarser, so that it fits many: an IP address became its network."""
    REPORTED = "reported"
    """Left as it was."""


class Coarser(StrEnum):
    """Ways to make a value coarser."""

    NETWORK = "network"
    """An IP address becomes its network: the first 24 bits of an IPv4 address, 48 of an IPv6 one. It is still an address."""
    DAY = "day"
    """A point in time becomes its day."""
    DECADE = "decade"
    """A date becomes its decade, an age a multiple of ten."""
    TENTH = "tenth"
    """A coordinate in degrees keeps one decimal: some 11 km."""
    AREA = "area"
    """A postcode keeps its first part."""


class How(NamedTuple):
    """What is done to data of a category that may not leave as it is.

    Attributes:
        action: what is done.
        by: how it is made coarser; None for every other action.
        becomes: category of what leaves instead; empty where nothing does.
    """

    action: Action
    by: Coarser | None = None
    becomes: str = ""


class Actions(Protocol):
    """Says how: what becomes of data that the policy does not let go as it is. Whether it may go is the policy's to say."""

    def for_field(self, purpose: str, family: str, category: str) -> How:
        """What becomes of a whole value."""

    def for_text(self, purpose: str, family: str, category: str) -> How:
        """What becomes of a piece of a text."""


class Finding(NamedTuple):
    """What was found where, and what was done. Never the value.

    Attributes:
        place: concrete place; ``model.path.show_place`` writes it for people.
        category: data category.
        origin: origin label, or empty.
        detector: ``field`` (by declaration), ``unmapped``, ``dictionary`` (by the name of the field), or the detector's name.
        action: what was done.
    """

    place: Place
    category: str
    origin: str
    detector: str
    action: Action


class Verdict(StrEnum):
    """What the caller is told in ``Gateway-Decision``."""

    PERMIT = "permit"
    REDACT = "redact"
    DENY = "deny"


class Review(NamedTuple):
    """All that came of looking at one request. A denial is a value. A tuple, because one is made for every call; name its fields.

    Attributes:
        verdict: see Verdict.
        reason: code in ``model.reasons.REASONS``; empty unless denied.
        detail: one sentence for the caller, without values.
        policies: deciding policy ids.
        connector, operation: names, empty where unknown.
        outbound: what may be sent; None when denied.
        findings: see Finding.
        leaving, stopped: categories that leave, and that were held back.
        origins: origin labels on what leaves.
        dropped_items: batch items left out.
        answers: origin label for the vendor's response.
    """

    verdict: Verdict
    connector: str = ""
    operation: str = ""
    reason: str = ""
    detail: str = ""
    policies: tuple[str, ...] = ()
    outbound: Request | None = None
    findings: tuple[Finding, ...] = ()
    leaving: frozenset[str] = frozenset()
    stopped: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    dropped_items: int = 0
    answers: str = ""
