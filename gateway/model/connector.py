"""A vendor is data. Law: no code here, no default that widens: what a connector does not declare does not exist."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gateway.model.category import Purpose
from gateway.model.field import Field
from gateway.model.request import Headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """Legal facts for the subprocessor register (GDPR art. 28, 30 and chapter V).

    Attributes:
        legal_name: the contracting entity.
        service: what it is used for, one line.
        hq_country: ISO 3166-1 alpha-2.
        role: ``processor``, ``sub-processor`` or ``controller``.
        mechanisms: destination country -> transfer mechanism for a tenant elsewhere: ``adequacy``, ``scc``, ``dpf``, ``bcr`` or ``none``.
        categories: declared data categories; an ancestor covers its descendants. ``system.*`` needs no declaration.
        resells, ad_platform, trains_models: attestations (obligation 4, Limited Use LU4, LU7); unknown is True.
        documentation: the vendor's own page for its data terms.
        reviewed: ISO date when these facts were last compared with their sources.
        effective: the register row is in force. What ships with the code is a proposal: production sets this from its own register.
    """

    legal_name: str
    service: str
    hq_country: str
    role: str
    mechanisms: Mapping[str, str]
    categories: frozenset[str]
    resells: bool
    ad_platform: bool
    trains_models: bool
    documentation: str
    reviewed: str
    effective: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One accepted form of a request body.

    Attributes:
        codec: name in ``gateway.codecs.CODECS``.
        content_types: media types, lower case, without parameters; ``*`` accepts any, and none at all.
        nested: fields (dotted names below the body, or of the query) whose string holds another document:
            name -> ``json`` or ``json_or_base64``.
    """

    codec: str
    content_types: tuple[str, ...]
    nested: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A request of the operation as the vendor's SDK sends it, invented data only; the conformance suite reviews it."""

    path: str
    query: str = ""
    headers: Headers = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One documented call.

    Attributes:
        name: stable name for records, for example ``calendar.events.insert``.
        method: upper case.
        path: template; ``{name}`` matches within one segment, ``{name...}`` matches the rest, slashes included.
        fields: pattern text -> field. Patterns start with ``path.``, ``query.``, ``header.`` (lower-case names) or ``body``.
        bodies: accepted body forms, first match by content type; empty means: no body.
        items: pattern of the batch items that can be dropped one by one, for example ``body.batch[]``.
        hosts: the connector's hosts it lives on; empty means all of them.
        documentation: the vendor's page for this call.
        sample: see Sample.
        answers: what the response is labelled with (an origin), empty where the answer carries no personal data.
    """

    name: str
    method: str
    path: str
    fields: Mapping[str, Field]
    documentation: str
    sample: Sample
    bodies: tuple[Body, ...] = ()
    items: str = ""
    hosts: tuple[str, ...] = ()
    answers: str = ""
    query_nested: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """Everything the gateway knows about one vendor's service.

    Attributes:
        name: stable, used in settings and records.
        family: ``google``, ``microsoft``, ``analytics``, ``error_tracking`` or ``marketing``.
        hosts: host name -> country where it processes. A leading ``*.`` matches one or more labels.
        vendor: legal facts.
        purposes: purposes it may serve; where there is one, a call need not name it.
        operations: the documented calls; anything else on these hosts is refused.
        ports: allowed ports.
    """

    name: str
    family: str
    hosts: Mapping[str, str]
    vendor: Vendor
    purposes: tuple[Purpose, ...]
    operations: tuple[Operation, ...]
    ports: tuple[int, ...] = (443,)
