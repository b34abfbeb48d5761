"""Who may do what on the admin interface. Law: key, role, tenant and journal come first, in this order; then the handler runs."""

import re
from typing import Final

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler as AiohttpHandler

from gateway.admin.bodies import NAME
from gateway.admin.desk import Call, Desk
from gateway.admin.problem import problem
from gateway.admin.route import Guarded
from gateway.model.errors import Refused, ScannerFailed, StoreUnavailable
from gateway.model.reasons import REASONS
from gateway.registry import journal
from gateway.registry.snapshot import Caller
from gateway.telemetry import location

_NAME: Final = re.compile(NAME)
_log = structlog.get_logger(__name__)


def guarded(route: Guarded, desk: Desk) -> AiohttpHandler:
    """Make the aiohttp handler of a route for callers with a key."""

    async def handle(request: web.Request) -> web.StreamResponse:
        caller = _caller(desk, request)
        tenant = _named(request)
        entry = await journal.begin(desk.pool, event=route.event, caller=caller.name, tenant=tenant)
        call = Call(desk=desk, request=request, caller=caller, tenant=tenant)
        try:
            _admit(route, call)
            response = await route.handler(call)
        except Refused as refused:
            await journal.end(desk.pool, entry, status=REASONS[refused.reason].status)
            raise
        await journal.end(desk.pool, entry, status=response.status)
        return response

    return handle


def _caller(desk: Desk, request: web.Request) -> Caller:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    key = token.strip() if scheme.lower() == "bearer" else request.headers.get("Gateway-Key", "")
    caller = desk.registry.snapshot.caller_by_key(key) if key else None
    if caller is None:
        raise Refused("caller_unknown", "Send a caller key as a bearer token, or in Gateway-Key.")
    return caller


def _named(request: web.Request) -> str:
    tenant = request.match_info.get("t", "")
    if tenant and not _NAME.fullmatch(tenant):
        raise Refused("not_found")
    return tenant


def _admit(route: Guarded, call: Call) -> None:
    """Let a caller with the role in, for a tenant it holds."""
    if not route.roles & call.caller.roles:
        raise Refused("role_missing", f"This needs a key with the role {' or '.join(sorted(route.roles))}.")
    if route.creates and call.caller.holds(call.tenant):
        return
    if call.tenant:
        call.held(call.tenant)


@web.middleware
async def boundary(request: web.Request, handler: AiohttpHandler) -> web.StreamResponse:
    """Turn whatever a handler throws into problem details; what nobody expected becomes a 500 that tells nothing."""
    try:
        response = await handler(request)
    except Refused as refused:
        response = problem(refused)
    except StoreUnavailable:
        response = problem(Refused("store_unavailable"))
    except ScannerFailed:
        response = problem(Refused("policy_unavailable"))
    except web.HTTPException as known:
        response = problem(Refused(_OF_AIOHTTP.get(known.status, "malformed_request")))
    except Exception as error:  # noqa: BLE001 - an exception's text may quote what was sent, so only its kind may go to the log
        _log.error("admin_failed", exception=type(error).__qualname__, at=location(error.__traceback__))
        response = problem(Refused("internal", "The gateway failed; the operator's log says with what."))
    response.headers.update(_ALWAYS)
    return response


_OF_AIOHTTP: Final = {404: "not_found", 405: "method_refused", 413: "body_too_large", 417: "expectation_failed"}
"""aiohttp's own refusals -> ours."""
_ALWAYS: Final = {"Cache-Control": "no-store", "Server": "gateway", "X-Content-Type-Options": "nosniff"}
"""On every answer. Without ``Server`` aiohttp would tell its own version and Python's."""
