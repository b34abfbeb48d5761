"""A listener on a real socket with a real CA, and a handler that only records. Law: no vendor, no policy; the front door alone."""

import asyncio
import hashlib
import json
import ssl
import threading
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvloop
from aiohttp import web

from gateway.egress.body import Budget, Limits, received
from gateway.egress.connect import Connect
from gateway.egress.destination import Inbound, Tunnel, locate
from gateway.egress.frontdoor import Timing
from gateway.egress.guard import check
from gateway.egress.listener import Listener
from gateway.egress.refusal import problem, refusal_of
from gateway.egress.tunnel import head_of
from gateway.model.errors import GatewayError, Refused
from gateway.model.request import Request
from gateway.vault.authority import CERTIFICATE_FILE, Authority, open_authority
from gateway.vault.seal import Seal

VENDOR = "api.vendor.test"
CALLER = "erp"
KEY = "dev-key-erp"


@dataclass
class Door:
    """A listener, what its handler saw, and its knobs."""

    authority: Authority
    ca_file: Path
    limits: Limits = field(default_factory=Limits)
    budget: Budget = field(default_factory=lambda: Budget(64 * 1024 * 1024))
    timing: Timing = field(default_factory=Timing)
    port: int = 0
    targets: list[str] = field(default_factory=list)
    seen: list[Request] = field(default_factory=list)
    inbound: list[Inbound] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    events: list[tuple[str, str]] = field(default_factory=list)
    connects: list[Connect] = field(default_factory=list)
    gate: asyncio.Event | None = None
    entered: asyncio.Event | None = None
    crash: BaseException | None = None
    listener: Listener = field(init=False)

    def trusting(self) -> ssl.SSLContext:
        """A client context as strict as Python 3.13's default one."""
        context = ssl.create_default_context(cafile=str(self.ca_file))
        context.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
        return context

    async def open_tunnel(self, host: str = VENDOR, *, sni: str = VENDOR) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Open a tunnel and TLS inside it, as a raw client."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n".encode())
        assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
        context = self.trusting()
        context.check_hostname = sni == host
        await writer.start_tls(context, server_hostname=sni)
        return reader, writer

    async def say(self, raw: bytes, *, wait: float = 10.0) -> bytes:
        """Send bytes on a fresh plain connection; read to its end."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(raw)
        try:
            return await asyncio.wait_for(reader.read(), wait)
        finally:
            writer.close()

    async def start(self) -> "Door":
        self.listener = Listener(
            self.answer,
            admit=self.admit,
            leaf=self.authority.context_for,
            notice=lambda name, host: self.events.append((name, host)),
            timing=self.timing,
        )
        self.port = await self.listener.start("127.0.0.1", self.port)
        return self

    async def admit(self, connect: Connect, peer: str) -> None:
        self.connects.append(connect)
        if self.crash is not None:
            raise self.crash
        assert peer == "127.0.0.1"
        if connect.host not in {VENDOR, "a.test"}:
            raise Refused("host_unknown", transfer_id="t-1")
        if connect.port not in {443, 8443}:
            raise Refused("port_refused")
        if any(name.lower() == "x-wrong-key" for name, _ in connect.headers):
            raise Refused("proxy_caller_unknown")

    async def answer(self, request: web.BaseRequest, tunnel: Tunnel | None) -> web.StreamResponse:
        try:
            return await self.serve(request, tunnel)
        except GatewayError as error:
            refused = refusal_of(error)
            self.refused.append(refused.reason)
            return problem(refused.reason, refused.detail)

    async def serve(self, request: web.BaseRequest, tunnel: Tunnel | None) -> web.StreamResponse:
        if self.entered is not None:
            self.entered.set()
        head = head_of(request)
        self.targets.append(head.target)
        check(head)
        inbound = locate(head, tunnel)
        if self.gate is not None:
            await self.gate.wait()
        if inbound.path == "/crash":
            raise ValueError("planted-secret")
        if inbound.path == "/crash-late":
            begun = web.StreamResponse(headers={"Content-Length": "100"})
            await begun.prepare(request)
            await begun.write(b"begun")
            raise ValueError("planted-secret")
        async with received(request, self.limits, self.budget) as body:
            self.inbound.append(inbound)
            self.seen.append(inbound.request(body))
            found = {"host": inbound.host, "path": inbound.path, "size": len(body), "sha": hashlib.sha256(body).hexdigest()}
            return web.Response(body=json.dumps(found), content_type="application/json")


@pytest.fixture
def make_door(tmp_path: Path) -> Callable[..., Door]:
    def make(**settings: object) -> Door:
        directory = tmp_path / "ca"
        authority = open_authority(directory, Seal(bytes(32), "k1"), time.time)
        return Door(authority, directory / CERTIFICATE_FILE, **settings)  # type: ignore[arg-type]  # plain settings of the dataclass

    return make


@pytest.fixture
async def door(make_door: Callable[..., Door]) -> AsyncIterator[Door]:
    opened = await make_door().start()
    yield opened
    await opened.listener.drain(1)


LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}


class Running:
    """A door on an event loop of its own in a thread, so that blocking clients can call it."""

    def __init__(self, door: Door, loop: asyncio.AbstractEventLoop) -> None:
        self.door, self.loop = door, loop
        self.thread = threading.Thread(target=loop.run_forever)

    def __enter__(self) -> Door:
        self.thread.start()
        asyncio.run_coroutine_threadsafe(self.door.start(), self.loop).result(10)
        return self.door

    def __exit__(self, *exc: object) -> None:
        asyncio.run_coroutine_threadsafe(self.door.listener.drain(2), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()


@pytest.fixture(params=sorted(LOOPS))
def running(request: pytest.FixtureRequest, make_door: Callable[..., Door]) -> AsyncIterator[Door]:
    with Running(make_door(), LOOPS[request.param]()) as opened:
        yield opened
