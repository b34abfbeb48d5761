"""Who calls, for whom, and why, resolved from grants before anything is decoded. Law: pure; what is not granted is refused."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from gateway.model.category import Purpose
from gateway.model.connector import Connector
from gateway.model.decision import TermScanner
from gateway.model.errors import Refused
from gateway.model.facts import Facts
from gateway.registry.snapshot import ANY, Caller, Snapshot

NEEDS_CONSENT = frozenset({Purpose.ANALYTICS, Purpose.MARKETING, Purpose.LINKED_SERVICE})
"""Purposes that rest on consent. Error tracking rests on the legitimate interest in a working service (obligations 5 and 19)."""

_SAYS_NOTHING: Final = ("", "", "", "")
"""Subject, connection, feature and authorisation of a call that names none."""
_PLAIN_MAX: Final = 4096
"""Facts remembered, some 300 bytes each; when full, all are forgotten."""


class Context(NamedTuple):
    """What a call says about itself, checked against the caller's grants. A tuple, because one is made for every call.

    Attributes:
        tenant, purpose: granted to the caller.
        subject, connection, feature, authorization_ref: as named; empty where absent.
    """

    tenant: str
    purpose: Purpose
    subject: str = ""
    connection: str = ""
    feature: str = ""
    authorization_ref: str = ""

    def __repr__(self) -> str:
        """Tenant and purpose: a subject is personal."""
        return f"Context({self.tenant!r}, {self.purpose!r})"


def resolve(caller: Caller, named: Mapping[str, str], connector: Connector, snapshot: Snapshot) -> Context:
    """Settle tenant and purpose.

    Args:
        caller: who the key belongs to.
        named: ``tenant``, ``purpose``, ``subject``, ``connection``, ``feature``, ``authorization-ref`` as the call names them.
        connector: whom the call is for.
        snapshot: the registry.

    Raises:
        Refused: ``tenant_missing``, ``tenant_not_granted``, ``purpose_missing``, ``purpose_unknown`` or ``purpose_not_granted``.
    """
    return Context(
        tenant=_tenant(caller, named.get("tenant", ""), snapshot),
        purpose=_purpose(caller, named.get("purpose", ""), connector),
        subject=named.get("subject", ""),
        connection=named.get("connection", ""),
        feature=named.get("feature", ""),
        authorization_ref=named.get("authorization-ref", ""),
    )


def _tenant(caller: Caller, name: str, snapshot: Snapshot) -> str:
    if not name:
        if len(caller.tenants) != 1 or ANY in caller.tenants:
            raise Refused("tenant_missing")
        (name,) = caller.tenants
    if not caller.holds(name) or name not in snapshot.tenants:
        raise Refused("tenant_not_granted")
    return name


def _purpose(caller: Caller, name: str, connector: Connector) -> Purpose:
    purpose = _named_purpose(name) if name else _only(frozenset(connector.purposes)) or _only(caller.purposes)
    if purpose is None:
        raise Refused("purpose_missing")
    if purpose not in caller.purposes:
        raise Refused("purpose_not_granted")
    return purpose


def _named_purpose(name: str) -> Purpose:
    try:
        return Purpose(name)
    except ValueError as error:
        raise Refused("purpose_unknown") from error


def _only(purposes: frozenset[Purpose]) -> Purpose | None:
    return next(iter(purposes)) if len(purposes) == 1 else None


def facts_for(  # noqa: PLR0913 - a review's facts come from six places
    context: Context, caller: Caller, connector: Connector, snapshot: Snapshot, *, terms: TermScanner, pseudonym_key: bytes, now_ms: int
) -> Facts:
    """Gather what the review needs to know."""
    integration = snapshot.integration(context.tenant, connector.name)
    purposes = connector.purposes if integration is None or integration.purposes is None else integration.purposes
    authorised = snapshot.authorised(context.tenant, connector.name, context.feature, now_ms, family=connector.family)
    return Facts(
        tenant=context.tenant,
        caller=caller.name,
        purpose=context.purpose.value,
        tenant_region=snapshot.tenants[context.tenant].region,
        mode=snapshot.mode(context.tenant, connector.name),
        enabled=integration is not None and integration.enabled and context.purpose in purposes,
        consented=context.purpose not in NEEDS_CONSENT or snapshot.consented(context.tenant, context.purpose),
        terms=terms,
        pseudonym_key=pseudonym_key,
        subject=context.subject or None,
        connection=context.connection,
        feature=context.feature,
        authorization_ref=context.authorization_ref,
        authorised=authorised.categories,
        authorisation_refs=authorised.references,
    )


class PlainFacts:
    """Facts of calls that say no more than tenant and purpose: the same each time, until the registry or the tenant's texts change.

    Nothing personal is kept: a call that names a subject, or anything else of its own, has its facts gathered anew.
    """

    __slots__ = ("_known", "_snapshot")

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._known: dict[tuple[str, str, str, str], Facts] = {}

    def gather(  # noqa: PLR0913 - as ``facts_for``
        self,
        context: Context,
        caller: Caller,
        connector: Connector,
        snapshot: Snapshot,
        *,
        terms: TermScanner,
        pseudonym_key: bytes,
        now_ms: int,
    ) -> Facts:
        """As ``facts_for``, from memory where it can be."""
        plain = context[2:] == _SAYS_NOTHING
        if snapshot is not self._snapshot or len(self._known) > _PLAIN_MAX:
            self._snapshot, self._known = snapshot, {}
        key = (context.tenant, context.purpose, caller.name, connector.name)
        known = self._known.get(key) if plain else None
        if known is not None and known.terms is terms:
            return known
        facts = facts_for(context, caller, connector, snapshot, terms=terms, pseudonym_key=pseudonym_key, now_ms=now_ms)
        if plain:
            self._known[key] = facts
        return facts
