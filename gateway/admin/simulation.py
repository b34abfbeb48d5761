"""A request judged and not sent. Law: nothing leaves, and a caller simulates only what it could do."""

import binascii
from base64 import b64decode
from urllib.parse import urlsplit

from aiohttp import web

from gateway.admin.answers import answer, read
from gateway.admin.bodies import AnyAnswer, SimulateBody
from gateway.admin.desk import Call
from gateway.model.errors import Refused
from gateway.model.request import Headers


async def post_simulate(call: Call) -> web.Response:
    """Tell what would become of a request."""
    body = await read(call, SimulateBody)
    call.held(body.tenant)
    judged = await call.desk.simulate(body.tenant, call.caller.name, body.method, _url(body), _headers(body), _bytes(body))
    return answer(AnyAnswer(**judged))


def _url(body: SimulateBody) -> str:
    try:
        parts = urlsplit(body.url)
    except ValueError:
        raise Refused("bad_input", "url: not a URL.") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Refused("bad_input", "url: name scheme, vendor host and path, as in https://host/path.")
    return body.url


def _headers(body: SimulateBody) -> Headers:
    """The request's headers; what the members beside them say wins over the ``Gateway-*`` headers among them."""
    named = {"gateway-tenant": body.tenant, "gateway-purpose": body.purpose, "gateway-feature": body.feature}
    ours = tuple((name, str(value)) for name, value in named.items() if value is not None)
    taken = {"gateway-key", *(name for name, _ in ours)}
    given = body.headers.items() if isinstance(body.headers, dict) else body.headers
    return (*((name, value) for name, value in given if name.lower() not in taken), *ours)


def _bytes(body: SimulateBody) -> bytes:
    if body.body is not None and body.body_b64 is not None:
        raise Refused("bad_input", "body, body_b64: send one of them.")
    if body.body_b64 is None:
        return (body.body or "").encode()
    try:
        return b64decode(body.body_b64, validate=True)
    except (binascii.Error, ValueError):
        raise Refused("bad_input", "body_b64: not base64 (RFC 4648 section 4).") from None
