"""What the connection's protocol hands to the rest: plain data, readable text."""

import asyncio
from typing import Any

import pytest
from aiohttp import web

from gateway.egress.tunnel import TunnelHandler, head_of, tunnel_of_request


class Version:
    major, minor = 1, 1


class FakeRequest:
    """The parts of aiohttp's request that are read."""

    method, raw_path, version, protocol = "GET", "/a.test/x?q", Version(), object()

    def __init__(self, *headers: tuple[str, str]) -> None:
        self.headers = dict(headers)


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"plain", "plain"), ("caf\u00e9".encode(), "caf\u00e9"), (b"caf\xe9", "caf\u00e9"), (b"\xff\xfe", "\u00ff\u00fe")],
)
def test_a_header_value_is_text_for_the_detectors_whatever_its_bytes(raw: bytes, text: str) -> None:
    request: Any = FakeRequest(("X-A", raw.decode("utf-8", "surrogateescape")))
    head = head_of(request)
    assert head.headers == (("X-A", text),)
    assert (head.method, head.target, head.version) == ("GET", "/a.test/x?q", (1, 1))


class ClosingTransport:
    """A transport whose peer has left."""

    def is_closing(self) -> bool:
        return True


@pytest.mark.parametrize("lost", [True, False])
async def test_a_client_that_left_during_the_handshake_is_left_alone(lost: bool) -> None:
    async def never(request: web.BaseRequest) -> web.StreamResponse:
        raise AssertionError

    server = web.Server(never)
    protocol = TunnelHandler(server, tunnel=None, loop=asyncio.get_running_loop())
    if lost:
        protocol.connection_lost(None)
    gone: Any = ClosingTransport()
    protocol.adopt(gone)
    assert server.connections == []


def test_a_request_of_another_server_came_through_no_tunnel() -> None:
    request: Any = FakeRequest()
    assert tunnel_of_request(request) is None
