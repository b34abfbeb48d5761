"""What the handler works with, and what it knows about one call so far. Law: handed in by the composition root, never reached for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from gateway.audit.standing import StandingLog
from gateway.egress.body import Budget, Limits
from gateway.egress.context import Context, PlainFacts
from gateway.egress.destination import Inbound
from gateway.egress.rate import Buckets
from gateway.egress.upstream import Upstream
from gateway.model.decision import Review, Verdict
from gateway.pipeline.rulebook import Found, Rulebook
from gateway.registry.live import Registry
from gateway.registry.snapshot import Caller
from gateway.telemetry import Metrics

_UNREVIEWED: Final = Review(verdict=Verdict.DENY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Works:
    """Everything the handler uses.

    Attributes:
        registry, rulebook, log, upstream: see there.
        policy_hash: of the policy set in the rulebook.
        budget, limits, buckets: bounds on bodies and rates.
        now_ms: UTC milliseconds.
        clock: monotonic seconds.
        entropy: gives n random bytes.
        metrics: what is counted.
        contact: stands in refusals.
        mechanism: connector name, tenant region, destination region -> transfer mechanism.
        facts: of calls that say nothing of themselves.
    """

    registry: Registry
    rulebook: Rulebook
    log: StandingLog
    upstream: Upstream
    policy_hash: str
    budget: Budget
    limits: Limits
    buckets: Buckets
    now_ms: Callable[[], int]
    clock: Callable[[], float]
    entropy: Callable[[int], bytes]
    metrics: Metrics
    contact: str
    mechanism: Callable[[str, str, str], str]
    facts: PlainFacts = field(default_factory=PlainFacts)


@dataclass(slots=True)
class Call:
    """One call as far as it got. The only mutable value in the room: it lets a refusal say what is known.

    Attributes:
        id: transfer id.
        inbound, caller, found, context, review: empty until known.
        bytes_in: body bytes received.
        references: authorisation records that cover the call.
        intent: index of the durable intent; None while nothing may leave.
    """

    id: str
    inbound: Inbound | None = None
    caller: Caller | None = None
    found: Found | None = None
    context: Context | None = None
    review: Review = _UNREVIEWED
    bytes_in: int = 0
    references: tuple[str, ...] = ()
    intent: int | None = None
