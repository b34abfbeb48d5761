"""One HTTP exchange, and waiting for what it brings about. Law: a condition is waited for, with a deadline; nobody sleeps and hopes."""

import asyncio
import http.client
import json
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, NamedTuple

_PAUSE: Final = 0.02


class Answer(NamedTuple):
    """An HTTP answer. Header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def exchange(port: int, method: str, target: str, headers: Mapping[str, str] | None = None, body: bytes | str = b"") -> Answer:
    """One plain HTTP exchange on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, target, (body.encode() if isinstance(body, str) else body) or None, dict(headers or {}))
        got = connection.getresponse()
        return Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())
    finally:
        connection.close()


def until(condition: Callable[[], bool], seconds: float, *, what: Callable[[], str] = lambda: "the condition never came true") -> None:
    """Wait for a condition; AssertionError where it does not come true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what()
        time.sleep(_PAUSE)


def apart(work: Callable[[], Any]) -> Any:
    """Run a coroutine in a thread of its own, so that it does not matter whether an event loop runs here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(work())).result()
