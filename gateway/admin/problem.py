"""Saying no on the admin interface (RFC 9457). Law: every refusal is a row of ``REASONS``; nothing that was sent is repeated."""

from typing import Final

import orjson
from aiohttp import web

from gateway.model.errors import Refused
from gateway.model.reasons import REASONS

MEDIA_TYPE: Final = "application/problem+json"
_EXTRA: Final = {
    401: {"WWW-Authenticate": 'Bearer realm="gateway"'},  # RFC 9110 section 11.6.1 demands a challenge
    503: {"Retry-After": "5"},
}


def problem(refused: Refused) -> web.Response:
    """Write a refusal as problem details.

    ``type`` is a relative reference: a problem's identity must not depend on the address this listener happens to have.
    """
    reason = REASONS[refused.reason]
    document = {
        "type": f"/problems/{refused.reason}",
        "title": reason.title,
        "status": reason.status,
        "detail": refused.detail or reason.todo,
        "reason": refused.reason,
        "todo": reason.todo,
    }
    return web.Response(status=reason.status, body=orjson.dumps(document), content_type=MEDIA_TYPE, headers=_EXTRA.get(reason.status))
