"""A vendor that does not keep to HTTP, on a plain socket. Law: it keeps every byte it got, and does exactly what its script says."""

import contextlib
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

Script = Callable[[socket.socket, threading.Event], None]
"""What is done with a connection once a whole request has come; the event is set when the test is over."""

_LENGTH: Final = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


@dataclass(slots=True)
class RoughVendor:
    """Set ``script`` before each call.

    Attributes:
        script: see Script.
        received: whole requests, in the order they were complete.
        opened: how many connections came.
        over: set when the vendor is to let go of everything.
        url: where it listens.
    """

    script: Script
    received: list[bytes] = field(default_factory=list)
    opened: int = 0
    over: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.opened += 1
            threading.Thread(target=self._attend, args=(connection,), daemon=True).start()

    def _attend(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            while request := _request(connection):
                self.received.append(request)
                self.script(connection, self.over)


def _request(connection: socket.socket) -> bytes:
    """Read one request with a Content-Length; nothing at the end of the connection."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        if not (piece := connection.recv(65536)):
            return b""
        heard += piece
    head, _, body = heard.partition(b"\r\n\r\n")
    length = _LENGTH.search(head)
    left = (int(length[1]) if length else 0) - len(body)
    while left > 0 and (piece := connection.recv(65536)):
        heard, left = heard + piece, left - len(piece)
    return heard


@contextlib.contextmanager
def rough_vendor() -> Iterator[RoughVendor]:
    """A rough vendor that listens for the time of the block."""
    vendor = RoughVendor(says(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"))
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    vendor.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    thread = threading.Thread(target=vendor.serve, args=(listener,), daemon=True)
    thread.start()
    try:
        yield vendor
    finally:
        vendor.over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


# -- scripts ---------------------------------------------------------------------------------------------------------------------


def says(answer: bytes, *, then: str = "keep") -> Script:
    """Say bytes, then ``keep`` the connection for another request, ``close`` it, ``reset`` it, or ``stall`` until the test is over."""

    def script(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(answer)
        _THEN[then](connection, over)

    return script


def floods(total: int, piece: bytes = b"x" * 2**20) -> Script:
    """Answer with a body of that many bytes, as fast as it is taken."""

    def script(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n" % total)
        left = total
        while left > 0 and not over.is_set():
            connection.sendall(piece[:left])
            left -= len(piece)

    return script


def _reset(connection: socket.socket, _over: threading.Event) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def _close(connection: socket.socket, _over: threading.Event) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def _stall(_connection: socket.socket, over: threading.Event) -> None:
    over.wait()


_THEN: Final = {"keep": lambda _connection, _over: None, "reset": _reset, "close": _close, "stall": _stall}
