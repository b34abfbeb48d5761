"""The review without the rest. Law: nothing is recorded because nothing is sent."""

import asyncio
import base64
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from gateway.egress.context import facts_for, resolve
from gateway.egress.credentials import own_headers, said
from gateway.egress.destination import HTTP_PORT, HTTPS_PORT, end_to_end
from gateway.egress.works import Works
from gateway.model.decision import Finding, Review
from gateway.model.errors import Refused
from gateway.model.path import show_place
from gateway.model.request import Headers, Request
from gateway.pipeline import review
from gateway.pipeline.rulebook import Rulebook
from gateway.registry.live import Registry
from gateway.registry.snapshot import Caller


async def simulate(  # noqa: PLR0913, PLR0917 - a request has these parts
    works: Works, tenant: str, caller: str, method: str, url: str, headers: Headers, body: bytes
) -> dict[str, Any]:
    """Judge a request as if the caller had sent it.

    Args:
        works: what the handler works with.
        tenant: for whom.
        caller: name of a known caller.
        method: the request's method.
        url: full URL of the call.
        headers: the call's headers, ``Gateway-*`` among them.
        body: as it would be sent, content-encoded if the headers say so.

    Returns:
        Decision, reason, policies, findings (never values), and what would leave.

    Raises:
        Refused: the request can not be read or the caller may not make it.
    """
    held = next((each for _, each in works.registry.snapshot.digests.values() if each.name == caller), None)
    if held is None:
        raise Refused("not_found")
    request, named = request_of(method, url, headers, body), {**_named(headers), "tenant": tenant}
    return told(await judge(works.registry, works.rulebook, held, request, named, works.now_ms()))


async def judge(  # noqa: PLR0913, PLR0917 - what a review depends on
    registry: Registry, rulebook: Rulebook, caller: Caller, request: Request, named: Mapping[str, str], now_ms: int
) -> Review:
    """Review a request for a tenant.

    Args:
        registry: grants, integrations and terms.
        rulebook: connectors, policy and detectors.
        caller: on whose grants.
        request: as the vendor would see it.
        named: what the call says about itself (see ``context.resolve``), its tenant among it.
        now_ms: UTC milliseconds.

    Raises:
        Refused: no known vendor or port, or more than the caller may name.
    """
    found, snapshot = rulebook.find(request.host), registry.snapshot
    if found is None:
        raise Refused("host_unknown")
    connector = found.compiled.connector
    if request.port not in connector.ports:
        raise Refused("port_refused")
    context = resolve(caller, named, connector, snapshot)
    facts = facts_for(
        context,
        caller,
        connector,
        snapshot,
        terms=await registry.scanner(context.tenant),
        pseudonym_key=registry.pseudonym_key(context.tenant),
        now_ms=now_ms,
    )
    return await asyncio.to_thread(review, request, facts, rulebook)


def _named(headers: Headers) -> dict[str, str]:
    return {name.removeprefix("gateway-"): value for name, value in said(own_headers(headers)).items()}


def request_of(method: str, url: str, headers: Headers, body: bytes) -> Request:
    """A request as the handler makes it: whatever the scheme, the vendor is called over TLS."""
    parts = urlsplit(url)
    return Request(
        scheme="https",
        host=(parts.hostname or "").lower(),
        port=_port(parts),
        method=method,
        path=parts.path or "/",
        query=parts.query,
        headers=end_to_end(headers),
        body=body,
    )


def _port(parts: SplitResult) -> int:
    try:
        port = parts.port
    except ValueError:
        raise Refused("bad_input", "url: the port is a number from 0 to 65535.") from None
    return HTTPS_PORT if port in {None, HTTP_PORT} else int(port or 0)


def told(judged: Review) -> dict[str, Any]:
    """Write a review for machines: findings never hold a value, ``outbound`` is what would leave."""
    return {
        "decision": judged.verdict.value,
        "connector": judged.connector,
        "operation": judged.operation,
        "reason": judged.reason,
        "detail": judged.detail,
        "policies": list(judged.policies),
        "leaving": sorted(judged.leaving),
        "stopped": sorted(judged.stopped),
        "origins": sorted(judged.origins),
        "dropped_items": judged.dropped_items,
        "findings": [_shown(finding) for finding in judged.findings],
        "outbound": _outbound(judged.outbound) if judged.outbound else None,
    }


def _shown(finding: Finding) -> dict[str, str]:
    return {
        "place": show_place(finding.place),
        "category": finding.category,
        "origin": finding.origin,
        "detector": finding.detector,
        "action": finding.action.value,
    }


def _outbound(request: Request) -> dict[str, Any]:
    return {
        "method": request.method,
        "url": f"https://{request.host}{request.path}{'?' if request.query else ''}{request.query}",
        "headers": [list(header) for header in request.headers],
        "body_b64": base64.b64encode(request.body).decode(),
    }
