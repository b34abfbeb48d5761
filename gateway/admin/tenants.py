"""Tenants and what they chose. Law: a caller changes only what it holds, and can give no more than it has."""

from typing import TypeVar

from aiohttp import web

from gateway.admin.answers import answer, empty, read
from gateway.admin.bodies import AuthorisationBody, CallerAnswer, CallerBody, IntegrationAnswer, IntegrationBody, TenantAnswer, TenantBody
from gateway.admin.desk import Call
from gateway.model.category import Purpose
from gateway.model.errors import Refused
from gateway.registry.snapshot import ANY, Authorisation, Caller, Integration, Tenant

Word = TypeVar("Word", bound=str)


async def put_tenant(call: Call) -> web.Response:
    """Create a tenant or replace its settings."""
    body = await read(call, TenantBody)
    consents = None if body.consents is None else frozenset(body.consents)
    before = call.desk.registry.snapshot.tenants.get(call.tenant) or Tenant(name=call.tenant, region=body.region)
    wanted = Tenant(
        name=call.tenant,
        region=body.region,
        mode=body.mode,
        terms_required=before.terms_required if body.terms_required is None else body.terms_required,
        terms_watermark=before.terms_watermark if body.terms_watermark is None else body.terms_watermark,
    )
    await call.desk.registry.put_tenant(wanted, consents)
    now = call.held(call.tenant)
    return answer(
        TenantAnswer(
            tenant=now.name,
            region=now.region,
            mode=now.mode,
            consents=sorted(now.consents),
            terms_required=now.terms_required,
            terms_watermark=now.terms_watermark,
        )
    )


async def post_caller(call: Call) -> web.Response:
    """Make a caller and show its key, once."""
    body = await read(call, CallerBody)
    for tenant in set(body.tenants) - {ANY}:
        call.held(tenant)
    _within(body.tenants, frozenset(body.tenants) - {ANY} | (call.caller.tenants & {ANY}), "tenants")
    _within(body.purposes, call.caller.purposes, "purposes")
    _within(body.roles, call.caller.roles, "roles")
    made = Caller(name=body.name, tenants=frozenset(body.tenants), purposes=frozenset(body.purposes), roles=frozenset(body.roles))
    return answer(CallerAnswer(name=made.name, key=await call.desk.registry.add_caller(made)), 201)


def _within(asked: list[Word], granted: frozenset[Word], what: str) -> None:
    if not granted.issuperset(asked):
        raise Refused("bad_input", f"{what}: a caller can be given no more than the key that makes it has.")


async def get_integration(call: Call) -> web.Response:
    """Tell what holds for a tenant's calls to a connector."""
    return answer(_effective(call, _connector(call)))


async def put_integration(call: Call) -> web.Response:
    """Switch a connector on or off for a tenant, with purposes and mode."""
    connector = _connector(call)
    body = await read(call, IntegrationBody)
    purposes = None if body.purposes is None else frozenset(body.purposes)
    if purposes is not None and not purposes.issubset(_served(call, connector)):
        raise Refused("bad_input", "purposes: the connector does not serve all of them.")
    await call.desk.registry.put_integration(
        Integration(tenant=call.tenant, connector=connector, purposes=purposes, mode=body.mode, enabled=body.enabled)
    )
    return answer(_effective(call, connector))


async def post_authorisation(call: Call) -> web.Response:
    """Record what a customer specifically authorised."""
    body = await read(call, AuthorisationBody)
    if body.connector not in call.desk.purposes and body.connector not in call.desk.families:
        raise Refused("bad_input", "connector: there is no connector or family of this name.")
    authorisation = Authorisation(
        tenant=call.tenant,
        connector=body.connector,
        feature=body.feature,
        categories=frozenset(body.categories),
        reference=body.reference,
        until_ms=body.until_ms,
    )
    await call.desk.registry.add_authorisation(authorisation, recorded_by=call.caller.name)
    return empty()


def _connector(call: Call) -> str:
    name = call.request.match_info["connector"]
    if name not in call.desk.purposes and name != ANY:
        raise Refused("not_found")
    return name


def _served(call: Call, connector: str) -> frozenset[Purpose]:
    return frozenset(Purpose) if connector == ANY else frozenset(call.desk.purposes[connector])


def _effective(call: Call, connector: str) -> IntegrationAnswer:
    snapshot = call.desk.registry.snapshot
    held = snapshot.integration(call.tenant, connector)
    if held is None:
        raise Refused("not_found", "The tenant has made no choice about this connector, so it is off.")
    purposes = _served(call, connector) if held.purposes is None else held.purposes
    return IntegrationAnswer(
        tenant=call.tenant,
        connector=connector,
        enabled=held.enabled,
        purposes=sorted(purposes),
        mode=snapshot.mode(call.tenant, connector),
    )
