"""Tunnels and their ends through a real socket: what is let through, what is refused, what is left behind."""

import asyncio
import json
import ssl
from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.egress.frontdoor import Timing
from gateway.egress.listener import _HANDSHAKE_EVENTS, EVENTS
from gateway.model.errors import StoreUnavailable

VENDOR = "api.vendor.test"


def asked(request: bytes = b"GET /x HTTP/1.1\r\n", host: str = VENDOR) -> bytes:
    return request + f"Host: {host}\r\n\r\n".encode()


def document(answer: bytes) -> dict[str, Any]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    return json.loads(body)


# ---- what a tunnel lets through, and what not


async def test_a_request_for_another_host_inside_a_tunnel_is_misdirected(door: Any) -> None:
    reader, writer = await door.open_tunnel()
    writer.write(asked(host="evil.test"))
    answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 421 ")
    assert document(answer)["reason"] == "misdirected"
    assert door.seen == []


async def test_an_absolute_target_inside_a_tunnel_is_misdirected(door: Any) -> None:
    reader, writer = await door.open_tunnel()
    writer.write(asked(f"GET http://{VENDOR}/x HTTP/1.1\r\n".encode()))
    assert (await reader.read()).startswith(b"HTTP/1.1 421 ")


async def test_a_connect_inside_a_tunnel_is_refused(door: Any) -> None:
    reader, writer = await door.open_tunnel()
    writer.write(f"CONNECT {VENDOR}:443 HTTP/1.1\r\nHost: {VENDOR}:443\r\n\r\n".encode() + asked())
    answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1
    assert door.seen == []


async def test_a_request_behind_a_refused_one_is_never_answered(door: Any) -> None:
    answer = await door.say(asked(b"GET /nowhere HTTP/1.1\r\n") + asked(f"GET /{VENDOR}/x HTTP/1.1\r\n".encode()))
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"Connection: close" in answer
    assert door.seen == []


async def test_a_client_that_waits_for_100_continue_is_told_to_go_on(door: Any) -> None:
    reader, writer = await door.open_tunnel()
    writer.write(asked(b"POST /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"))
    assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
    writer.write(b"{}")
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
    writer.close()


async def test_a_request_that_comes_with_the_end_of_the_handshake_is_served(door: Any) -> None:
    """TLS 1.3 lets a client send Finished and its first request in one segment, before the server knows the tunnel is open."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    encrypted = door.trusting().wrap_bio(incoming, outgoing, server_hostname=VENDOR)
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(f"CONNECT {VENDOR}:443 HTTP/1.1\r\nHost: {VENDOR}:443\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    while True:
        try:
            encrypted.do_handshake()
            break
        except ssl.SSLWantReadError:
            writer.write(outgoing.read())
            incoming.write(await reader.read(65536))
    encrypted.write(asked())
    writer.write(outgoing.read())
    while True:
        try:
            assert encrypted.read(4096).startswith(b"HTTP/1.1 200 ")
            break
        except ssl.SSLWantReadError:
            incoming.write(await reader.read(65536))
    writer.close()


# ---- CONNECT refused


@pytest.mark.parametrize(
    ("head", "status", "reason"),
    [
        ("CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test:443\r\n\r\n", 403, "host_unknown"),
        (f"CONNECT {VENDOR}:22 HTTP/1.1\r\nHost: {VENDOR}:22\r\n\r\n", 403, "port_refused"),
        (f"CONNECT {VENDOR}:443 HTTP/1.1\r\nHost: {VENDOR}:443\r\nX-Wrong-Key: 1\r\n\r\n", 407, "proxy_caller_unknown"),
        ("CONNECT 127.0.0.1:443 HTTP/1.1\r\nHost: 127.0.0.1:443\r\n\r\n", 403, "address_refused"),
        (f"CONNECT {VENDOR}:443 HTTP/1.1\nHost: {VENDOR}:443\r\n", 400, "malformed_request"),
        (f"CONNECT {VENDOR}:443 HTTP/1.1\r\nHost: {VENDOR}:443\r\n\r\nGET / HTTP/1.1\r\n", 400, "malformed_request"),
        (f"CONNECT {VENDOR}:443 HTTP/1.1\r\nX: {'x' * 9000}", 400, "malformed_request"),
        (f"CONNECT {VENDOR}:443 HTTP/1.1\r\nHost: {VENDOR}\r\nGateway-Key: a\r\nGateway-Key: b\r\n\r\n", 400, "malformed_request"),
    ],
)
async def test_a_refused_connect_gets_a_problem_document_and_its_connection_ends(door: Any, head: str, status: int, reason: str) -> None:
    answer = await door.say(head.encode())
    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
    problem = document(answer)
    assert (problem["status"], problem["reason"]) == (status, reason)
    assert (b"Proxy-Authenticate: Basic" in answer) == (status == 407)
    assert (problem["transfer_id"] == "t-1") == (b"Gateway-Transfer-Id: t-1" in answer) == (reason == "host_unknown")
    assert door.events == [("connect_refused", "")]


async def test_a_connect_that_can_not_be_recorded_is_refused(door: Any) -> None:
    door.crash = StoreUnavailable("disk full at /secret/path")
    answer = await door.say(f"CONNECT {VENDOR}:443 HTTP/1.0\r\n\r\n".encode())
    assert document(answer)["reason"] == "record_unavailable"
    assert b"Retry-After: 1" in answer
    assert b"secret" not in answer


async def test_a_connect_whose_judge_crashes_opens_nothing_and_logs_no_value(door: Any) -> None:
    door.crash = ValueError("planted-secret")
    with capture_logs() as lines:
        assert await door.say(f"CONNECT {VENDOR}:443 HTTP/1.0\r\n\r\n".encode()) == b""
    assert "ValueError" in str(lines)
    assert "planted-secret" not in str(lines)


async def test_a_client_that_leaves_while_its_connect_is_judged_is_forgotten(door: Any) -> None:
    judged, left = asyncio.Event(), asyncio.Event()

    async def admit(connect: Any, peer: str) -> None:
        judged.set()
        await left.wait()

    door.listener._admit = admit
    _, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(f"CONNECT {VENDOR}:443 HTTP/1.0\r\n\r\n".encode())
    await judged.wait()
    writer.transport.abort()
    left.set()
    await until(lambda: not door.listener._openings)
    assert door.listener._http.connections == []


# ---- slow and broken clients


async def test_a_handshake_that_never_comes_is_counted_and_closed(make_door: Any) -> None:
    door = await make_door(timing=Timing(handshake=0.1)).start()
    answer = await door.say(f"CONNECT {VENDOR}:443 HTTP/1.0\r\n\r\n".encode())
    assert answer == b"HTTP/1.1 200 Connection established\r\n\r\n"
    assert door.events == [("handshake_timeout", VENDOR)]
    await door.listener.drain(1)


async def test_plain_http_inside_a_tunnel_is_a_failed_handshake(door: Any) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(f"CONNECT {VENDOR}:443 HTTP/1.0\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    writer.write(asked())
    await reader.read()
    assert door.events == [("handshake_failed", VENDOR)]
    assert door.seen == []
    writer.close()


# ---- the end


async def test_draining_lets_a_tunnelled_request_finish_and_closes_the_rest(make_door: Any) -> None:
    door = await make_door(gate=asyncio.Event(), entered=asyncio.Event()).start()
    reader, writer = await door.open_tunnel()
    idle, idle_writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(asked())
    await door.entered.wait()
    async with asyncio.TaskGroup() as group:
        draining = group.create_task(door.listener.drain(5))
        assert await idle.read() == b""
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", door.port)
        assert not draining.done()
        door.gate.set()
        assert (await reader.read()).startswith(b"HTTP/1.1 200 ")
    assert door.listener._http.connections == []
    writer.close()
    idle_writer.close()


async def test_draining_ends_a_tunnel_that_is_being_opened(door: Any) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(f"CONNECT {VENDOR}:443 HTTP/1.0\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    await door.listener.drain(1)
    assert await reader.read() == b""
    assert not door.listener._openings
    writer.close()


async def test_fifty_tunnels_leave_nothing_behind(door: Any) -> None:
    for _ in range(50):
        reader, writer = await door.open_tunnel()
        writer.write(asked())
        await reader.readuntil(b"}")
        writer.close()
        await writer.wait_closed()
    await until(lambda: not door.listener._http.connections)
    assert not door.listener._openings
    assert not door.listener._doors


async def until(true: Any) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - what is waited for is an absence, which sets no event
            await asyncio.sleep(0.01)


def test_every_event_that_is_counted_has_a_name_in_the_list() -> None:
    assert set(_HANDSHAKE_EVENTS.values()) < set(EVENTS)
