"""The admin listener's application. Law: exactly the rows of the table, behind one boundary."""

from importlib.metadata import version
from typing import Final

import orjson
from aiohttp import web
from aiohttp.typedefs import Handler as AiohttpHandler

from gateway.admin.desk import Desk
from gateway.admin.guard import boundary, guarded
from gateway.admin.openapi import document
from gateway.admin.route import Open, OpenHandler
from gateway.admin.routes import GUARDED, OPEN

BODY_MAX: Final = 16 * 1024 * 1024
"""Bytes of a body that is read whole: a vendor's largest accepted event, as base64 within the JSON of a simulation."""


async def openapi(_desk: Desk) -> web.Response:
    """Describe this interface."""
    described = document(GUARDED, OPENED, version("integro-gateway"))
    return web.Response(body=orjson.dumps(described), content_type="application/json")


OPENED: Final = (*OPEN, Open(path="/openapi.json", summary="This interface, as OpenAPI 3.1", handler=openapi))
"""Every route for whoever reaches the listener."""


def application(desk: Desk) -> web.Application:
    """Make the application of the admin listener.

    Args:
        desk: what its handlers work with.
    """
    app = web.Application(middlewares=[boundary], client_max_size=BODY_MAX)
    for each in OPENED:
        app.router.add_get(each.path, _opened(each.handler, desk))
    for route in GUARDED:
        app.router.add_route(route.method, route.path, guarded(route, desk))
    return app


def _opened(handler: OpenHandler, desk: Desk) -> AiohttpHandler:
    async def handle(_request: web.Request) -> web.Response:
        return await handler(desk)

    return handle
