"""A vendor's stand-in on this machine. Law: it accepts only the credentials it issued, and keeps every byte it received.

Searching what it kept is how the demo and the tests know what left.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from aiohttp import web

from gateway.codecs.coding import decode_content

_LIMIT: Final = 64 * 1024 * 1024
"""Bytes of one decoded body."""


class Received(NamedTuple):
    """One request as it arrived.

    Attributes:
        host: the ``Host`` header, which names the vendor.
        method, target: of the request line.
        headers: as received, in order.
        body: as received, still content-encoded.
    """

    host: str
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def plain(self) -> bytes:
        """The body without its content coding."""
        coding = next((value for name, value in self.headers if name.lower() == "content-encoding"), None)
        return decode_content(self.body, coding, _LIMIT)

    @property
    def everything(self) -> bytes:
        """Request line, headers and the body both as received and decoded: what a search for planted data goes through."""
        head = "\r\n".join([f"{self.method} {self.target}", *(f"{name}: {value}" for name, value in self.headers)])
        return b"\r\n".join((head.encode("utf-8", "surrogateescape"), self.body, self.plain))


class Reply(NamedTuple):
    """What the stand-in answers."""

    status: int = 200
    body: bytes = b"{}"
    content_type: str = "application/json"
    headers: Mapping[str, str] = {}


Answer = Callable[[Received], Reply]


@dataclass(slots=True)
class StandIn:
    """Every vendor at once, told apart by ``Host``.

    Attributes:
        credentials: what it issued; a request that carries none of them is answered 401.
        answer: what it answers to the others.
        received: everything it got, whatever the answer was.
        url: where it listens, once it does.
    """

    credentials: tuple[str, ...]
    answer: Answer
    received: list[Received] = field(default_factory=list)
    url: str = ""

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Keep a request and answer it."""
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in request.raw_headers)
        got = Received(request.headers.get("Host", ""), request.method, request.raw_path, headers, await request.read())
        self.received.append(got)
        if not any(credential.encode() in got.everything for credential in self.credentials):
            return web.Response(status=401, text=json.dumps({"error": "not a credential issued here"}), content_type="application/json")
        reply = self.answer(got)
        # text/plain and the like would get a charset from aiohttp; a vendor's answer is sent as it is
        return web.Response(status=reply.status, body=reply.body, headers={"Content-Type": reply.content_type, **reply.headers})

    def find(self, planted: Mapping[str, str]) -> dict[str, int]:
        """Count the requests in which each planted value is found, as it is or JSON-escaped."""
        haystacks = [got.everything for got in self.received]
        return {name: sum(_holds(each, value) for each in haystacks) for name, value in planted.items()}


def _holds(haystack: bytes, value: str) -> bool:
    return value.encode() in haystack or json.dumps(value)[1:-1].encode() in haystack


@contextmanager
def listening(stand_in: StandIn) -> Iterator[StandIn]:
    """Run a stand-in in a thread of its own for the time of the block, so that blocking SDKs can be driven beside it.

    Raises:
        OSError: it can not listen.
    """
    loop, stop, up = asyncio.new_event_loop(), asyncio.Event(), Future[None]()
    thread = threading.Thread(target=_run, args=(loop, stand_in, up, stop), name="stand-in", daemon=True)
    thread.start()
    up.result()
    try:
        yield stand_in
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


def _run(loop: asyncio.AbstractEventLoop, stand_in: StandIn, up: Future[None], stop: asyncio.Event) -> None:
    try:
        loop.run_until_complete(_serve(stand_in, up, stop))
    except Exception as error:
        if up.done():
            raise
        up.set_exception(error)  # it belongs to the thread that waits for this one
    finally:
        loop.close()


async def _serve(stand_in: StandIn, up: Future[None], stop: asyncio.Event) -> None:
    runner = web.ServerRunner(web.Server(stand_in.handle, auto_decompress=False, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    stand_in.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    up.set_result(None)
    await stop.wait()
    await runner.cleanup()
