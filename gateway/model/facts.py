"""What was known about a call when it was reviewed. Law: fetched before the review, passed in, never looked up inside it."""

from dataclasses import dataclass, field

from gateway.model.category import Mode
from gateway.model.decision import TermScanner
from gateway.model.meaning import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One call's circumstances.

    Attributes:
        tenant, caller: names.
        subject: the natural person the call is about, if the caller named one. Personal: commitments only in the record.
        purpose: member of ``Purpose``, already defaulted.
        connection, feature, authorization_ref: from ``Gateway-*`` headers, empty where absent.
        tenant_region: ISO country code.
        mode: strict, scan or observe, from the integration.
        enabled: the tenant enabled this connector for this purpose.
        consented: consent for this purpose is on record (or the purpose needs none).
        authorised: ``integro.*`` categories live authorisation records cover for this tenant, connector and feature.
        authorisation_refs: references of those records.
        terms: the tenant's registered terms.
        names: the tenant's own data dictionary; None where it goes by the shipped one.
        pseudonym_key: 32 bytes, per tenant; mixed with the connector's name before use.
    """

    tenant: str
    caller: str
    purpose: str
    tenant_region: str
    mode: Mode
    enabled: bool
    consented: bool
    terms: TermScanner
    pseudonym_key: bytes = field(repr=False)
    names: Names | None = None
    subject: str | None = field(default=None, repr=False)
    connection: str = ""
    feature: str = ""
    authorization_ref: str = ""
    authorised: frozenset[str] = frozenset()
    authorisation_refs: tuple[str, ...] = ()
