"""The admin interface as one table. Law: what is not a row here does not exist; ``/openapi.json`` and the tests read the same rows."""

from typing import Final

from gateway.admin import bodies, simulation, state, tenants, terms, transfers
from gateway.admin.route import HTML, NDJSON, TEXT, Guarded, Open
from gateway.registry.snapshot import Role

_ADMIN: Final = frozenset({Role.ADMIN})
_AUDITOR: Final = frozenset({Role.AUDITOR})
_EITHER: Final = _ADMIN | _AUDITOR

OPEN: Final = (
    Open(path="/", summary="A page with links", handler=state.page, media=HTML),
    Open(path="/healthz", summary="Alive", handler=state.healthz, answers=bodies.AnyAnswer),
    Open(path="/readyz", summary="Ready to serve calls", handler=state.readyz, answers=bodies.ReadyAnswer),
    Open(path="/metrics", summary="Metrics for Prometheus", handler=state.metrics, media=TEXT),
)
"""For whoever reaches the listener. ``/openapi.json`` joins them in ``application``, which knows the whole table."""

GUARDED: Final = (
    Guarded(
        method="PUT",
        path="/v1/tenants/{t}",
        roles=_ADMIN,
        event="tenant.put",
        summary="Create a tenant or replace its settings",
        handler=tenants.put_tenant,
        reads=bodies.TenantBody,
        answers=bodies.TenantAnswer,
        creates=True,
    ),
    Guarded(
        method="POST",
        path="/v1/callers",
        roles=_ADMIN,
        event="caller.create",
        summary="Make a caller; its key is shown once",
        handler=tenants.post_caller,
        status=201,
        reads=bodies.CallerBody,
        answers=bodies.CallerAnswer,
    ),
    Guarded(
        method="PUT",
        path="/v1/tenants/{t}/terms",
        roles=_ADMIN,
        event="terms.put",
        summary="Register or replace terms, idempotent by id, all lines or none",
        handler=terms.put_terms,
        reads=bodies.TermLine,
        answers=bodies.CountAnswer,
        media=NDJSON,
        query=terms.QUERY,
    ),
    Guarded(
        method="GET",
        path="/v1/tenants/{t}/terms",
        roles=_EITHER,
        event="terms.get",
        summary="How much is registered, and how far the registration has come",
        handler=terms.get_terms,
        answers=bodies.TermsAnswer,
    ),
    Guarded(
        method="GET",
        path="/v1/tenants/{t}/terms/key",
        roles=_ADMIN,
        event="terms.key",
        summary="The key for blind registration (see gateway.blind)",
        handler=terms.get_key,
        answers=bodies.KeyAnswer,
    ),
    Guarded(
        method="DELETE",
        path="/v1/tenants/{t}/terms",
        roles=_ADMIN,
        event="terms.forget",
        summary="Forget every text of the tenant, terms and provenance",
        handler=terms.delete_terms,
        status=204,
    ),
    Guarded(
        method="DELETE",
        path="/v1/tenants/{t}/terms/{id}",
        roles=_ADMIN,
        event="terms.delete",
        summary="Forget a term",
        handler=terms.delete_term,
        status=204,
    ),
    Guarded(
        method="PUT",
        path="/v1/tenants/{t}/provenance",
        roles=_ADMIN,
        event="provenance.put",
        summary="Register or replace texts that came from a vendor, all lines or none",
        handler=terms.put_provenance,
        reads=bodies.ProvenanceLine,
        answers=bodies.CountAnswer,
        media=NDJSON,
    ),
    Guarded(
        method="GET",
        path="/v1/tenants/{t}/integrations/{connector}",
        roles=_EITHER,
        event="integration.get",
        summary="What holds for a tenant's calls to a connector",
        handler=tenants.get_integration,
        answers=bodies.IntegrationAnswer,
    ),
    Guarded(
        method="PUT",
        path="/v1/tenants/{t}/integrations/{connector}",
        roles=_ADMIN,
        event="integration.put",
        summary="Switch a connector on or off, with purposes and mode",
        handler=tenants.put_integration,
        reads=bodies.IntegrationBody,
        answers=bodies.IntegrationAnswer,
    ),
    Guarded(
        method="POST",
        path="/v1/tenants/{t}/authorisations",
        roles=_ADMIN,
        event="authorisation.create",
        summary="Record what a customer specifically authorised; the same reference replaces",
        handler=tenants.post_authorisation,
        status=204,
        reads=bodies.AuthorisationBody,
    ),
    Guarded(
        method="GET",
        path="/v1/transfers",
        roles=_AUDITOR,
        event="transfers.list",
        summary="Records of transfers, newest first",
        handler=transfers.get_transfers,
        answers=bodies.TransfersAnswer,
        query=transfers.QUERY,
    ),
    Guarded(
        method="GET",
        path="/v1/transfers/{id}",
        roles=_AUDITOR,
        event="transfers.read",
        summary="One transfer's record, decision and findings",
        handler=transfers.get_transfer,
        answers=bodies.AnyAnswer,
    ),
    Guarded(
        method="POST",
        path="/v1/policy/simulate",
        roles=_EITHER,
        event="policy.simulate",
        summary="What would become of a request; nothing is sent",
        handler=simulation.post_simulate,
        reads=bodies.SimulateBody,
        answers=bodies.AnyAnswer,
    ),
)
"""For callers with a key. Every call is journalled under ``event`` before it runs."""
