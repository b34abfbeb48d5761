"""Good answers of the admin interface. Law: what is answered has a declared shape."""

from aiohttp import web
from pydantic import BaseModel

from gateway.admin.bodies import Shape, parse
from gateway.admin.desk import Call
from gateway.model.errors import Refused


async def read(call: Call, shape: type[Shape]) -> Shape:
    """Read a JSON body of a shape.

    Raises:
        Refused: ``body_too_large`` or ``bad_input``.
    """
    refuse_coded(call)
    return parse(shape, await call.request.read())


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
