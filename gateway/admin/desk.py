"""What the admin interface works with, and one call to it. Law: handlers get what they need here and reach for nothing else."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from aiohttp import web
from prometheus_client import CollectorRegistry

from gateway.model.category import Purpose
from gateway.model.errors import Refused
from gateway.model.request import Headers
from gateway.registry.live import Registry
from gateway.registry.snapshot import Caller, Tenant
from gateway.store.pool import Pool

Simulate: TypeAlias = Callable[[str, str, str, str, Headers, bytes], Awaitable[dict[str, Any]]]
"""``simulate(tenant, caller, method, url, headers, body)``: the decision, the findings and what would leave; nothing is sent.

It raises ``Refused`` where the request can not be read.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything the handlers use.

    Attributes:
        registry: callers, tenants, integrations, terms.
        pool: the database.
        purposes: connector name -> purposes it may serve. A connector that is not here does not exist.
        families: connector family names; an authorisation may name one.
        simulate: see Simulate.
        ready: names of what must work -> whether it does.
        metrics: what ``/metrics`` shows.
    """

    registry: Registry
    pool: Pool
    purposes: Mapping[str, tuple[Purpose, ...]]
    families: frozenset[str]
    simulate: Simulate
    ready: Callable[[], Awaitable[Mapping[str, bool]]]
    metrics: CollectorRegistry


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One admitted call.

    Attributes:
        desk: see Desk.
        request: not yet read.
        caller: whose key it is.
        tenant: the tenant in the path, held by the caller; empty where the path names none.
    """

    desk: Desk
    request: web.Request = field(repr=False)
    caller: Caller
    tenant: str

    def held(self, tenant: str) -> Tenant:
        """Give a tenant that exists and that the caller holds.

        Raises:
            Refused: ``not_found``, in the same words whichever it is: a caller can not find out who else is a customer.
        """
        known = self.desk.registry.snapshot.tenants.get(tenant)
        if known is None or not self.caller.holds(tenant):
            raise Refused("not_found")
        return known
