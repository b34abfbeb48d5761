"""The wire to a PostgreSQL server, in our hands. Law: the server behind it is the real one, and knows nothing of it."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qs, urlsplit

from gateway.store.server import ROLE

FLOWS: Final = "flows"
"""Everything goes through."""
GONE: Final = "gone"
"""Nobody answers: every connection is cut, and new ones at once."""
SILENT: Final = "silent"
"""Connections stand, and nothing moves in either direction."""
DEAF: Final = "deaf"
"""What the client says arrives; the answers do not come back."""


class StoreProxy:
    """A TCP port in front of a server's socket file. Set its state with ``become``.

    Args:
        dsn: of the server, with ``host`` a directory, as the embedded one has it.
        database: the database clients are to use.
    """

    def __init__(self, dsn: str, database: str) -> None:
        (directory,) = parse_qs(urlsplit(dsn).query)["host"]
        self._target = f"{directory}/.s.PGSQL.5432"
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._change = threading.Condition()
        self._state = FLOWS
        self._open: set[socket.socket] = set()
        self.url = f"postgresql://{ROLE}@127.0.0.1:{self._listener.getsockname()[1]}/{database}"

    def become(self, state: str) -> None:
        """Change what happens on the wire, from now on and for what is held."""
        with self._change:
            self._state = state
            cut = tuple(self._open) if state == GONE else ()
            self._change.notify_all()
        for each in cut:
            _shut(each)

    def serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(client,), daemon=True).start()

    def close(self) -> None:
        self.become(GONE)
        _shut(self._listener)
        self._listener.close()

    def _connect(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as backend, contextlib.suppress(OSError):
            with self._change:
                if self._state == GONE:
                    return
                self._open |= {client, backend}
            backend.connect(self._target)
            back = threading.Thread(target=self._pump, args=(backend, client, {FLOWS}), daemon=True)
            back.start()
            self._pump(client, backend, {FLOWS, DEAF})
            back.join()
        self._open -= {client, backend}

    def _pump(self, source: socket.socket, sink: socket.socket, moving: set[str]) -> None:
        with contextlib.suppress(OSError):
            while said := source.recv(65536):
                with self._change:
                    self._change.wait_for(lambda: self._state in moving | {GONE})
                sink.sendall(said)
        for each in (source, sink):
            _shut(each)


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def store_proxy(dsn: str, database: str) -> Iterator[StoreProxy]:
    """A proxy that runs for the time of the block."""
    proxy = StoreProxy(dsn, database)
    thread = threading.Thread(target=proxy.serve, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.close()
        thread.join()
