"""Load from 64 kept-alive connections, and the vendor behind the proxies. Law: both are as cheap as they can be.

Run: ``python -m tests.benchmarks.load upstream PORT`` or ``... load client PORT SECONDS FILE``, which prints the number of answers.
"""

import asyncio
import contextlib
import sys
from pathlib import Path

import uvloop

CONNECTIONS = 64
ANSWER = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{"success":true}'


class Vendor(asyncio.Protocol):
    """Answers every request with the same few bytes."""

    def __init__(self) -> None:
        self.got, self.missing = b"", 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.got += data
        while (end := self.got.find(b"\r\n\r\n")) >= 0:
            head = self.got[:end].lower()
            mark = head.find(b"content-length:")
            length = int(head[mark + 15 :].split(b"\r\n", 1)[0]) if mark >= 0 else 0
            if len(self.got) < end + 4 + length:
                return
            self.got = self.got[end + 4 + length :]
            self.transport.write(ANSWER)  # type: ignore[attr-defined]


class Client(asyncio.Protocol):
    """Sends one request after the other."""

    def __init__(self, request: bytes, counter: list[int], failed: asyncio.Event) -> None:
        self.request, self.counter, self.failed, self.got = request, counter, failed, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        transport.write(self.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self.got += data
        if self.got.endswith((b'{"success":true}', b"0\r\n\r\n")):
            if not self.got.startswith(b"HTTP/1.1 200"):
                self.failed.set()
            self.got = b""
            self.counter[0] += 1
            self.transport.write(self.request)  # type: ignore[attr-defined]

    def connection_lost(self, exc: Exception | None) -> None:
        self.failed.set()


async def upstream(port: int) -> None:
    """Be the vendor until killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Vendor, "127.0.0.1", port)
    await server.serve_forever()


async def client(port: int, seconds: float, request: bytes) -> tuple[int, bool]:
    """Send for some seconds. Returns the number of answers, and whether anything went wrong."""
    loop, counter, failed = asyncio.get_running_loop(), [0], asyncio.Event()
    made = [await loop.create_connection(lambda: Client(request, counter, failed), "127.0.0.1", port) for _ in range(CONNECTIONS)]
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(failed.wait(), seconds)
    wrong = failed.is_set()
    for transport, _ in made:
        transport.abort()
    return counter[0], wrong


if __name__ == "__main__":
    if sys.argv[1] == "upstream":
        uvloop.run(upstream(int(sys.argv[2])))
    else:
        answers, wrong = uvloop.run(client(int(sys.argv[2]), float(sys.argv[3]), Path(sys.argv[4]).read_bytes()))
        print(-1 if wrong else answers)
