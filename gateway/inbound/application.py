"""The inbound listener: OAuth callbacks and vendors' webhooks will arrive here. Law: unknown is 404, in the same words for everybody."""

from aiohttp import web


def inbound_application() -> web.Application:
    """Make the application of the inbound listener. It has no routes yet: a connection has to exist before anybody may call back."""
    app = web.Application(client_max_size=1024)
    app.router.add_route("*", "/{path:.*}", _unknown)
    return app


async def _unknown(_request: web.Request) -> web.Response:
    return web.Response(status=404, text="There is no such thing.\n")
