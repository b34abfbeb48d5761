"""All that is known about callers and tenants at one moment. Law: frozen and pure; a change makes another snapshot."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from gateway.model.category import Mode, Purpose
from gateway.registry.keys import digest_key

ANY = "*"
"""In a caller's tenants: every tenant. As a connector's name: every connector."""


class Role(StrEnum):
    """What a caller key may be used for."""

    EGRESS = "egress"
    """Send calls to vendors."""
    ADMIN = "admin"
    """Change its tenants' settings, terms and callers."""
    AUDITOR = "auditor"
    """Read its tenants' records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """An ERP service, or a person's tool, that holds a key.

    Attributes:
        name: stable; stands in records.
        tenants: names it may act for; ``*`` means every one.
        purposes: purposes it may name.
        roles: see Role.
    """

    name: str
    tenants: frozenset[str]
    purposes: frozenset[Purpose]
    roles: frozenset[Role]

    def holds(self, tenant: str) -> bool:
        """Say whether this caller may act for a tenant."""
        return tenant in self.tenants or ANY in self.tenants


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """A customer team of Integro.

    Attributes:
        name: stable.
        region: ISO 3166-1 alpha-2 country whose law its data is under.
        mode: what becomes of undeclared fields where an integration says nothing else.
        consents: purposes every subject of this tenant consented to, on the tenant's word.
        terms_required: calls are refused until the ERP has registered the tenant's terms.
        terms_watermark: the ERP's count of its changes; calls are refused while the registration is of an earlier one.
    """

    name: str
    region: str
    mode: Mode = Mode.STRICT
    consents: frozenset[Purpose] = frozenset()
    terms_required: bool = False
    terms_watermark: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """A tenant's choice about one connector.

    Attributes:
        tenant, connector: names; connector ``*`` stands for every connector without a row of its own.
        purposes: what it may be used for; None means the connector's own purposes.
        mode: None means the tenant's.
        enabled: False refuses every call.
    """

    tenant: str
    connector: str
    purposes: frozenset[Purpose] | None = None
    mode: Mode | None = None
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """A live record that the customer specifically authorised a disclosure.

    Attributes:
        tenant, connector, feature: what it is for; ``connector`` names a connector or a family of them.
        categories: the ``integro.*`` categories it covers.
        reference: the case, consent or contract it rests on.
        until_ms: UTC milliseconds of its end; None means until withdrawn.
    """

    tenant: str
    connector: str
    feature: str
    categories: frozenset[str]
    reference: str
    until_ms: int | None = None


class Authorised(NamedTuple):
    """What authorisations cover for one call, and on whose word."""

    categories: frozenset[str]
    references: tuple[str, ...]


NOTHING = Authorised(frozenset(), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The registry as one value.

    Attributes:
        epoch: grows with every change; part of the key of whatever is cached from a snapshot.
        digests: digest of a caller key -> (that digest, caller).
        tenants: by name.
        integrations: by tenant and connector.
        authorisations: by tenant, connector and feature.
        secret: what caller keys are hashed with.
    """

    epoch: int
    digests: Mapping[bytes, tuple[bytes, Caller]] = field(repr=False)
    tenants: Mapping[str, Tenant]
    integrations: Mapping[tuple[str, str], Integration]
    authorisations: Mapping[tuple[str, str, str], tuple[Authorisation, ...]]
    secret: bytes = field(repr=False)

    def caller_by_key(self, key: str) -> Caller | None:
        """Find whose key this is; None when it is nobody's.

        The lookup is by digest, whose bytes nobody without the secret can steer, and the hit is compared again in constant time.
        """
        digest = digest_key(key, self.secret)
        held, caller = self.digests.get(digest, (b"", None))
        return caller if hmac.compare_digest(held, digest) else None

    def integration(self, tenant: str, connector: str) -> Integration | None:
        """The tenant's choice about a connector: its own row, else the row for every connector, else None, which means no."""
        own = self.integrations.get((tenant, connector))
        return own or self.integrations.get((tenant, ANY))

    def mode(self, tenant: str, connector: str) -> Mode:
        """What becomes of undeclared fields in a tenant's calls to a connector; strict where nobody said anything."""
        chosen = self.integration(tenant, connector)
        if chosen is not None and chosen.mode is not None:
            return chosen.mode
        known = self.tenants.get(tenant)
        return known.mode if known is not None else Mode.STRICT

    def consented(self, tenant: str, purpose: str) -> bool:
        """Say whether the tenant's subjects consented to a purpose."""
        known = self.tenants.get(tenant)
        return known is not None and purpose in known.consents

    def authorised(self, tenant: str, connector: str, feature: str, now_ms: int, *, family: str = "") -> Authorised:
        """What live authorisations cover for one call.

        Args:
            tenant: name.
            connector: name.
            feature: the feature the call names; a call that names none is covered by none.
            now_ms: UTC milliseconds.
            family: the connector's family; records may name it in place of the connector.
        """
        if not feature:
            return NOTHING
        named = self.authorisations.get((tenant, connector, feature), ())
        if family != connector:
            named += self.authorisations.get((tenant, family, feature), ())
        live = [each for each in named if each.until_ms is None or now_ms < each.until_ms]
        return Authorised(frozenset().union(*(each.categories for each in live)), tuple(each.reference for each in live))
