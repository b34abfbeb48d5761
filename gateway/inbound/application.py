"""The inbound listener: OAuth callbacks and vendors' webhooks will arrive here. Law: unknown is 404, in the same words for everybody."""

from aiohttp import web

from gateway.admin.problem import problem
from gateway.model.errors import Refused


def inbound_application() -> web.Application:
    """Make the application of the inbound listener. It has no routes yet: a connection has to exist before anybody may call back."""
    app = web.Application(client_max_size=1024)
    app.router.add_route("*", "/{path:.*}", _unknown)
    return app


async def _unknown(_request: web.Request) -> web.Response:
    return problem(Refused("not_found"))
