"""The imperative shell: receive, gather facts, review, record, send. Law: no step is skipped, and whatever fails means nothing leaves.

Every way in ends in ``handle``. A refusal by anything in it becomes a recorded denial and a problem document. Calls whose key is
unknown are counted but not recorded: there is nobody to record them for, and anybody who reaches the port could fill the log.
"""

import asyncio

import structlog
from aiohttp import web

from gateway.egress.body import received
from gateway.egress.connect import Connect
from gateway.egress.context import resolve
from gateway.egress.credentials import Credentials
from gateway.egress.destination import HTTP_PORT, HTTPS_PORT, Inbound, Tunnel, locate, tunnel_of
from gateway.egress.guard import check
from gateway.egress.identity import transfer_id
from gateway.egress.refusal import problem, refusal_of
from gateway.egress.sending import send
from gateway.egress.tunnel import head_of
from gateway.egress.works import Call, Works
from gateway.model.connector import Connector
from gateway.model.decision import Review, Verdict
from gateway.model.errors import GatewayError, Refused, StoreUnavailable
from gateway.model.facts import Facts
from gateway.model.request import Request
from gateway.model.transfer import Transfer
from gateway.pipeline import review
from gateway.registry.snapshot import ANY, Caller, Role, Snapshot
from gateway.telemetry import location

_log = structlog.get_logger(__name__)

IN_THREAD_ABOVE = 128 * 1024
"""Bytes of body from which on a review runs beside the event loop, so that one big upload does not hold up everybody else."""

UNRECORDED = frozenset({"rate_limited", "draining", "record_unavailable"})
"""Refusals of a known caller that are counted only: recording them would cost what the limit is there to save, or can not be done."""


async def handle(works: Works, request: web.BaseRequest, tunnel: Tunnel | None) -> web.StreamResponse:
    """Answer one call."""
    call = Call(transfer_id(works.now_ms(), works.entropy(10)))
    try:
        return await _serve(works, call, request, tunnel)
    except GatewayError as error:
        return await _refuse(works, call, refusal_of(error))
    except Exception as error:  # noqa: BLE001 - the one broad except of the code base: it means deny, record, 500
        _log.error("call_failed", transfer_id=call.id, exception=type(error).__qualname__, at=location(error.__traceback__))
        return await _refuse(works, call, Refused("internal"))


async def admit(works: Works, connect: Connect, _peer: str) -> None:
    """Judge a CONNECT: who asks, and whether the host is a vendor's.

    Raises:
        Refused: ``proxy_caller_unknown``, ``role_missing``, ``host_unknown`` or ``port_refused``; a known caller's is recorded first.
    """
    tunnel = tunnel_of(connect)
    call = Call(transfer_id(works.now_ms(), works.entropy(10)))
    call.caller = _caller(works.registry.snapshot, tunnel.credentials, "proxy_caller_unknown")
    try:
        _vendor(works, call, connect.host, connect.port)
    except Refused as refusal:
        await _record_denial(works, call, refusal, host=connect.host, method="CONNECT")
        refusal.transfer_id = call.id
        raise


async def _serve(works: Works, call: Call, request: web.BaseRequest, tunnel: Tunnel | None) -> web.StreamResponse:
    head = head_of(request)
    check(head)
    call.inbound = inbound = _secured(locate(head, tunnel))
    snapshot = works.registry.snapshot
    call.caller = caller = _caller(snapshot, inbound.credentials, inbound.unknown_caller())
    works.buckets.take(caller.name, works.clock())
    connector = _vendor(works, call, inbound.host, inbound.port)
    call.context = resolve(caller, inbound.named(), connector, snapshot)
    async with received(request, works.limits, works.budget) as body:
        call.bytes_in = len(body)
        facts = await _facts(works, call, connector, snapshot)
        outbound = await _permitted(works, call, inbound.request(body), facts)
        return await send(works, call, request, outbound, _transfer(works, call, host=inbound.host, method=inbound.method))


def _secured(inbound: Inbound) -> Inbound:
    """The way in only says how the destination is named: a call named ``http://vendor/`` goes to the vendor over TLS like any other."""
    if inbound.scheme == "https":
        return inbound
    return inbound._replace(scheme="https", port=HTTPS_PORT if inbound.port == HTTP_PORT else inbound.port)


def _caller(snapshot: Snapshot, shown: Credentials, unknown: str) -> Caller:
    caller = snapshot.caller_by_key(shown.key) if shown.key else None
    if caller is None or (shown.name and shown.name != caller.name):
        raise Refused(unknown)
    if Role.EGRESS not in caller.roles:
        raise Refused("role_missing", "This key may not send calls to vendors.")
    return caller


def _vendor(works: Works, call: Call, host: str, port: int) -> Connector:
    call.found = works.rulebook.find(host)
    if call.found is None:
        raise Refused("host_unknown")
    connector = call.found.compiled.connector
    if port not in connector.ports:
        raise Refused("port_refused")
    return connector


async def _facts(works: Works, call: Call, connector: Connector, snapshot: Snapshot) -> Facts:
    assert call.context is not None  # noqa: S101 - set by the caller; for the type checker
    assert call.caller is not None  # noqa: S101 - likewise
    tenant = call.context.tenant
    facts = works.facts.gather(
        call.context,
        call.caller,
        connector,
        snapshot,
        terms=await works.registry.scanner(tenant),
        pseudonym_key=works.registry.pseudonym_key(tenant),
        now_ms=works.now_ms(),
    )
    call.references = facts.authorisation_refs
    return facts


async def _permitted(works: Works, call: Call, request: Request, facts: Facts) -> Request:
    started = works.clock()
    if len(request.body) > IN_THREAD_ABOVE:
        call.review = await asyncio.to_thread(review, request, facts, works.rulebook)
    else:
        call.review = review(request, facts, works.rulebook)
    works.metrics.review_seconds.observe(works.clock() - started)
    judged = call.review
    if judged.outbound is None:
        raise Refused(judged.reason, judged.detail, policies=judged.policies)
    return judged.outbound


def _transfer(works: Works, call: Call, *, host: str, method: str) -> Transfer:
    """What the record will say. A host that is none of ours is not named: a caller could put data into it."""
    context, found = call.context, call.found
    tenant = works.registry.snapshot.tenants.get(context.tenant) if context else None
    region = found.region if found else ""
    name = found.compiled.connector.name if found else ""
    return Transfer(
        id=call.id,
        at_ms=works.now_ms(),
        review=call.review,
        policy_hash=works.policy_hash,
        tenant=context.tenant if context else _only_tenant(call.caller),
        caller=call.caller.name if call.caller else "",
        purpose=context.purpose.value if context else "",
        feature=context.feature if context else "",
        authorisation_refs=call.references,
        subject=(context.subject or None) if context else None,
        host=host if found else "",
        method=method,
        region=region,
        mechanism=works.mechanism(name, tenant.region, region) if tenant and region else "",
        bytes_in=call.bytes_in,
        bytes_out=len(call.review.outbound.body) if call.review.outbound else 0,
    )


def _only_tenant(caller: Caller | None) -> str:
    """Whose record it is where the call was refused before anybody asked: its auditors are to find it."""
    tenants = caller.tenants if caller is not None else ()
    return next(iter(tenants)) if len(tenants) == 1 and ANY not in tenants else ""


async def _refuse(works: Works, call: Call, refusal: Refused) -> web.StreamResponse:
    """Record the denial where there is somebody to record it for, then say no."""
    transfer = ""
    if call.intent is not None:
        transfer = call.id
    elif call.caller is not None and call.inbound is not None and refusal.reason not in UNRECORDED:
        try:
            await _record_denial(works, call, refusal, host=call.inbound.host, method=call.inbound.method)
            transfer = call.id
        except StoreUnavailable:
            refusal = Refused("record_unavailable")
    decision = call.review.verdict.value if call.intent is not None else Verdict.DENY.value
    works.metrics.answered(decision, call.review.connector, refusal.reason)
    answer = problem(
        refusal.reason, refusal.detail, policies=refusal.policies, transfer_id=transfer, contact=works.contact, decision=decision
    )
    answer.headers["Gateway-Answered-By"] = "gateway"
    return answer


async def _record_denial(works: Works, call: Call, refusal: Refused, *, host: str, method: str) -> None:
    name = call.found.compiled.connector.name if call.found else ""
    call.review = _denied(call.review, refusal, name)
    await works.log.deny(_transfer(works, call, host=host, method=method))


def _denied(known: Review, refusal: Refused, connector: str) -> Review:
    return known._replace(
        verdict=Verdict.DENY,
        connector=known.connector or connector,
        reason=refusal.reason,
        detail=refusal.detail,
        policies=refusal.policies,
        outbound=None,
    )
