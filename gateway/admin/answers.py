"""Good answers of the admin interface. Law: what is answered has a declared shape."""

import asyncio
from typing import Final

from aiohttp import web
from pydantic import BaseModel

from gateway.admin.bodies import Shape, parse
from gateway.admin.desk import Call
from gateway.model.errors import Refused

BODY_S: Final = 30.0
"""Seconds a JSON body may take to arrive."""


async def read(call: Call, shape: type[Shape]) -> Shape:
    """Read a JSON body of a shape.

    Raises:
        Refused: ``body_timeout`` or ``bad_input``.
        HTTPRequestEntityTooLarge: aiohttp's own; the boundary answers it.
    """
    refuse_coded(call)
    try:
        async with asyncio.timeout(BODY_S):
            return parse(shape, await call.request.read())
    except TimeoutError:
        raise Refused("body_timeout") from None


def refuse_coded(call: Call) -> None:
    """Refuse content codings: the admin interface is near, so nothing is gained by them, and what is decoded needs bounds."""
    if call.request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refused("encoding_unknown", "Send the body without a Content-Encoding here.")


def answer(body: BaseModel, status: int = 200) -> web.Response:
    """Answer with JSON."""
    return web.Response(body=body.model_dump_json().encode(), status=status, content_type="application/json")


def empty() -> web.Response:
    """Answer that it is done."""
    return web.Response(status=204)
