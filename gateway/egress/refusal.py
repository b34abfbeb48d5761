"""How the gateway says no (RFC 9457). Law: a refusal names a reason code and a record, never a value, and always ends its connection."""

from http import HTTPStatus
from typing import Final

import orjson
from aiohttp import web

from gateway.model.errors import GatewayError, Refused, ScannerFailed, StoreUnavailable, UpstreamError
from gateway.model.reasons import REASONS

CONTACT: Final = "support@integroerp.com"
"""Who answers questions about a refusal (obligation 38)."""

PROBLEM_TYPE: Final = "tag:integroerp.com,2026:gateway:"
"""Prefix of ``type``: a tag URI, because nothing has to be fetched there (RFC 9457 section 3.1.1, RFC 4151)."""

_CHALLENGES: Final = {
    401: ("WWW-Authenticate", 'Gateway-Key realm="integro-gateway"'),
    407: ("Proxy-Authenticate", 'Basic realm="integro-gateway", charset="UTF-8"'),
}
"""RFC 9110 sections 11.6.1 and 11.7.1: a 401 and a 407 must carry a challenge."""

_RETRIABLE: Final = frozenset({429, 503})
"""RFC 9110 section 10.2.3 and RFC 6585 section 4."""


def problem(  # noqa: PLR0913 - the members of a problem document, all but the first by name
    reason: str,
    detail: str = "",
    *,
    policies: tuple[str, ...] = (),
    transfer_id: str = "",
    contact: str = CONTACT,
    retry_after: int = 1,
    decision: str = "deny",
) -> web.Response:
    """Make the answer to a refused call. The connection ends with it.

    Args:
        reason: code in ``model.reasons.REASONS``.
        detail: one sentence without values; the reason's own advice where it is empty.
        policies: ids of the deciding policies.
        transfer_id: id of the record; empty where nothing was recorded.
        contact: who answers questions.
        retry_after: seconds, said with 429 and 503.
        decision: what ``Gateway-Decision`` says; ``permit`` or ``redact`` where the transfer was allowed and failed later.

    Raises:
        KeyError: the reason code does not exist.
    """
    status = REASONS[reason].status
    headers = _headers(status, transfer_id, retry_after, decision)
    body = _document(reason, detail, policies, transfer_id, contact)
    response = web.Response(status=status, body=body, headers=headers)
    # A "Connection: close" header alone would let aiohttp run the request pipelined behind this one.
    response.force_close()
    return response


def problem_bytes(reason: str, detail: str = "", *, policies: tuple[str, ...] = (), transfer_id: str = "", contact: str = CONTACT) -> bytes:
    """Make the same answer as bytes, for a connection that has not become HTTP yet (CONNECT). The caller must close it."""
    status = HTTPStatus(REASONS[reason].status)
    body = _document(reason, detail, policies, transfer_id, contact)
    headers = _headers(status, transfer_id, 1, "deny") | {"Content-Length": str(len(body)), "Connection": "close"}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status.value} {status.phrase}\r\n{lines}\r\n".encode("ascii") + body


def refusal_of(error: GatewayError) -> Refused:
    """Say an error of ours as a refusal, so that every failure has one of the stable reason codes.

    An error nobody foresaw is ``internal``: its text stays inside.
    """
    match error:
        case Refused():
            return error
        case UpstreamError():
            return Refused(error.reason, error.detail)
        case StoreUnavailable():
            return Refused("record_unavailable")
        case ScannerFailed():
            return Refused("policy_unavailable")
        case _:
            return Refused("internal")


def _document(reason: str, detail: str, policies: tuple[str, ...], transfer_id: str, contact: str) -> bytes:
    row = REASONS[reason]
    return orjson.dumps(
        {
            "type": PROBLEM_TYPE + reason,
            "title": row.title,
            "status": row.status,
            "detail": detail or row.todo,
            "reason": reason,
            "policies": policies,
            "transfer_id": transfer_id,
            "contact": contact,
        }
    )


def _headers(status: int, transfer_id: str, retry_after: int, decision: str) -> dict[str, str]:
    headers = {
        "Content-Type": "application/problem+json",
        "Gateway-Decision": decision,
        "Cache-Control": "no-store",
        "Server": "integro-gateway",
    }
    if transfer_id:
        headers["Gateway-Transfer-Id"] = transfer_id
    if status in _RETRIABLE:
        headers["Retry-After"] = str(retry_after)
    if status in _CHALLENGES:
        name, value = _CHALLENGES[status]
        headers[name] = value
    return headers
