"""The gateway's own state, for whoever reaches the listener. Law: nothing of any tenant stands here."""

from typing import Final

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from gateway.admin.answers import answer
from gateway.admin.bodies import AnyAnswer, ReadyAnswer
from gateway.admin.desk import Desk

_PAGE: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Integro gateway</title>
<h1>Integro gateway</h1>
<p>The data-governance gateway between the Integro ERP and the third parties it is linked to.</p>
<ul>
<li><a href="/readyz">Is it ready?</a></li>
<li><a href="/metrics">Metrics</a></li>
<li><a href="/openapi.json">The interface, as OpenAPI 3.1</a></li>
</ul>
</html>
"""


async def page(_desk: Desk) -> web.Response:
    """A page for a person who opened the listener's address."""
    return web.Response(text=_PAGE, content_type="text/html", headers={"Content-Security-Policy": "default-src 'none'"})


async def healthz(_desk: Desk) -> web.Response:
    """Alive: the event loop answers. Says nothing about whether calls can be served."""
    return answer(AnyAnswer.model_validate({"status": "live"}))


async def readyz(desk: Desk) -> web.Response:
    """Ready: the store answers, the policy is loaded, the log is open."""
    checks = dict(await desk.ready())
    good = all(checks.values())
    return answer(ReadyAnswer(status="ready" if good else "not_ready", checks=checks), 200 if good else 503)


async def metrics(desk: Desk) -> web.Response:
    """What Prometheus scrapes."""
    return web.Response(body=generate_latest(desk.metrics), headers={"Content-Type": CONTENT_TYPE_LATEST})
