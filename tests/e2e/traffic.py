"""Calls as an ERP service makes them, by each way in, and what the record says about them. Law: no SDK, no helper of the gateway's own."""

import contextlib
import http.client
import json
import socket
import ssl
from collections.abc import Mapping
from typing import Any, Final

from tests.e2e.gateway_process import KEY, Answer, Gateway, until
from tests.e2e.planted import PLANTED, SEGMENT_WRITE_KEY, basic

SEGMENT: Final = "api.segment.io"
TRACK: Final = "/v1/track"
JSON: Final = {"Content-Type": "application/json", "Authorization": basic(SEGMENT_WRITE_KEY)}
"""What every call to Segment carries."""
WAYS: Final = ("base", "absolute", "tunnel")
RECORD_SECONDS: Final = 20


def track(message_id: str = "m-1", event: str = "Board Opened") -> bytes:
    """A Segment event. Its ``messageId`` reaches the vendor."""
    return json.dumps({"type": "track", "messageId": message_id, "userId": "usr_1042", "event": event}).encode()


def send(
    gateway: Gateway,
    way: str = "base",
    *,
    method: str = "POST",
    host: str = SEGMENT,
    target: str = TRACK,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    key: str | None = KEY,
    user: str = "erp",
) -> Answer:
    """One call. ``user`` may carry context; the base URL has no place for it. A CONNECT that is refused gives the answer to the CONNECT."""
    said = {**JSON, **(headers or {})}
    whole = track() if body is None else body
    proxy = {"Proxy-Authorization": basic(user, key)} if key is not None else {}
    if way == "tunnel":
        return _tunnelled(gateway, host, proxy, method, target, whole, said)
    if way == "absolute":
        return _exchange(
            http.client.HTTPConnection("127.0.0.1", gateway.egress, timeout=60), method, f"http://{host}{target}", whole, said | proxy
        )
    own = {"Gateway-Key": key} if key is not None else {}
    return _exchange(http.client.HTTPConnection("127.0.0.1", gateway.egress, timeout=60), method, f"/{host}{target}", whole, said | own)


def _tunnelled(gateway: Gateway, host: str, proxy: Mapping[str, str], *what: Any) -> Answer:
    name, _, port = host.partition(":")
    authority = f"{name}:{port or 443}"
    with socket.create_connection(("127.0.0.1", gateway.egress), timeout=60) as plain:
        shown = "".join(f"{key}: {value}\r\n" for key, value in proxy.items())
        plain.sendall(f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{shown}\r\n".encode())
        answer = http.client.HTTPResponse(plain, method="CONNECT")
        answer.begin()
        if answer.status != 200:
            return _answer(answer, answer.fp.read() if answer.fp else b"")
        context = ssl.create_default_context(cafile=str(gateway.ca_file))
        with context.wrap_socket(plain, server_hostname=name) as encrypted:
            connection = http.client.HTTPConnection(name, int(port or 443))
            connection.sock = encrypted
            return _exchange(connection, *what)


def _exchange(connection: http.client.HTTPConnection, method: str, target: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    try:
        # refused while the body is still going out: the answer is there to be read
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.request(method, target, body or None, dict(headers))
        got = connection.getresponse()
        return _answer(got, got.read())
    finally:
        connection.close()


def _answer(got: http.client.HTTPResponse, body: bytes) -> Answer:
    return Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, body)


def say(port: int, raw: bytes) -> bytes:
    """Send bytes on a fresh connection and read to its end."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(raw)
        heard = b""
        while piece := connection.recv(65536):
            heard += piece
        return heard


def entries(gateway: Gateway, transfer_id: str) -> list[dict[str, Any]]:
    """What the log says about a transfer, read from the database: the API shows nobody what belongs to no tenant."""
    found = gateway.select("SELECT entry FROM log_leaf WHERE transfer_id = $1 ORDER BY idx", transfer_id)
    return [json.loads(row["entry"]) for row in found]


def completion(gateway: Gateway, answer: Answer) -> dict[str, Any]:
    """How the transfer of an answer ended, as the record says it, once it does."""
    found: dict[str, Any] = {}

    def there() -> bool:
        shown = gateway.ask("GET", f"/v1/transfers/{answer.headers['gateway-transfer-id']}")
        assert shown.status == 200, shown.body
        found.update(shown.json())
        return found["completion"] is not None

    until(there, RECORD_SECONDS, what=lambda: f"no completion: {found}")
    ended: dict[str, Any] = found["completion"]["entry"]
    return ended


PROBLEM: Final = {"type", "title", "status", "detail", "reason", "policies", "transfer_id", "contact"}
"""The members of a problem document (RFC 9457, and the contract's own)."""


def assert_problem(answer: Answer, status: int, reason: str) -> dict[str, Any]:
    """An answer is our refusal, whole and without a planted value; gives the document."""
    assert answer.status == status, answer
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert set(document) == PROBLEM
    assert (document["status"], document["reason"]) == (status, reason), document
    assert document["type"].endswith(f":{reason}")
    assert document["title"]
    assert document["detail"]
    assert "@" in document["contact"]
    assert answer.headers.get("gateway-transfer-id", "") == document["transfer_id"]
    assert answer.headers.get("connection") == "close"
    assert [name for name, text in PLANTED.items() if text in str(answer)] == []
    return document
