"""The peer: aiohttp and orjson, a reverse proxy without any governance. Run: ``python bare_proxy.py PORT UPSTREAM``."""

import sys

import aiohttp
import orjson
import uvloop
from aiohttp import web


async def application(upstream: str) -> web.Application:
    """Parse the body, write it again, pass it on."""
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), auto_decompress=False)

    async def handle(request: web.Request) -> web.Response:
        body = orjson.dumps(orjson.loads(await request.read()))
        headers = {name: value for name, value in request.headers.items() if name.lower() not in {"host", "content-length"}}
        async with session.request(request.method, upstream + request.raw_path, data=body, headers=headers) as answer:
            return web.Response(status=answer.status, body=await answer.read(), content_type=answer.content_type)

    app = web.Application(client_max_size=16 * 1024 * 1024)
    app.router.add_route("*", "/{path:.*}", handle)

    async def close(_app: web.Application) -> None:
        await session.close()

    app.on_cleanup.append(close)
    return app


if __name__ == "__main__":
    uvloop.install()
    web.run_app(application(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)
