"""Puts requests through the real pipeline and the shipped policies, in mode strict. Law: one undeclared field shows."""

import base64
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from kiota_abstractions.authentication import AnonymousAuthenticationProvider
from msgraph import GraphServiceClient
from msgraph.graph_request_adapter import GraphRequestAdapter, options
from msgraph_core import GraphClientFactory

from connectors.microsoft import MICROSOFT
from gateway.model.decision import Review
from gateway.model.facts import Facts
from gateway.model.request import Headers, Request
from gateway.pipeline import review
from gateway.pipeline.rulebook import Rulebook

STOPPED_BEFORE = frozenset({"connection", "content-length", "host", "transfer-encoding"})
"""Hop-by-hop and framing headers never become part of a request (``model.request.Request``)."""


@pytest.fixture(scope="session")
def judge(rulebook: Rulebook, facts_for: Callable[..., Facts]) -> Callable[..., Review]:
    """Review a request given as method, URL, headers and body."""
    facts = facts_for(MICROSOFT)

    def judge_one(method: str, url: str, headers: Headers = (), body: bytes = b"") -> Review:
        parts = urlsplit(url)
        request = Request(
            scheme=parts.scheme,
            host=parts.netloc,
            port=443,
            method=method,
            path=parts.path,
            query=parts.query,
            headers=tuple((name, value) for name, value in headers if name.lower() not in STOPPED_BEFORE),
            body=body,
        )
        return review(request, facts, rulebook)

    return judge_one


@pytest.fixture(scope="session")
def captured() -> Callable[..., tuple[str, str, Headers, bytes]]:
    """The request of a captured record, as ``judge`` takes it."""

    def take(record: dict[str, Any]) -> tuple[str, str, Headers, bytes]:
        headers = tuple((name, value) for name, value in record["headers"])
        return record["method"], record["url"], headers, base64.b64decode(record["body_b64"] or "")

    return take


@pytest.fixture(scope="session")
def sent() -> Callable[..., Awaitable[tuple[str, str, Headers, bytes]]]:
    """The one request a call of the real client makes, as ``judge`` takes it. The answer is an empty object."""

    async def send(make: Callable[[GraphServiceClient], Awaitable[Any]]) -> tuple[str, str, Headers, bytes]:
        seen: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            return httpx.Response(200, json={}, request=request)

        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as bare:
            client = GraphClientFactory.create_with_default_middleware(client=bare, options=options)
            await make(GraphServiceClient(request_adapter=GraphRequestAdapter(AnonymousAuthenticationProvider(), client)))
        (request,) = seen
        headers = tuple((name.decode(), value.decode()) for name, value in request.headers.raw)
        return request.method, str(request.url), headers, request.content

    return send
