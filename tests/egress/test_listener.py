"""The three ways in through a real socket, on both event loops, with real clients."""

import asyncio
import hashlib
import json
import socket
import ssl
import subprocess
import time
import urllib.request
from typing import Any

import aiohttp
import httpx
import pytest
import requests

from gateway.egress.frontdoor import Timing
from gateway.egress.listener import _HANDSHAKE_EVENTS, EVENTS
from gateway.model.errors import StoreUnavailable

VENDOR = "api.vendor.test"
PROXY = "http://erp+tenant=acme:dev-key-erp@127.0.0.1:{port}"
BODY = b'{"a": 1}'


def asked(request: bytes = b"GET /x HTTP/1.1\r\n", host: str = VENDOR) -> bytes:
    return request + f"Host: {host}\r\n\r\n".encode()


def document(answer: bytes) -> dict[str, Any]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    return json.loads(body)


def noticed(running: Any) -> list[tuple[str, str]]:
    """The events of a listener in another thread, once there are any."""
    end = time.monotonic() + 5
    while not running.events and time.monotonic() < end:
        time.sleep(0.01)
    return running.events


# ---- real clients, both event loops


def by_requests(door: Any, proxy: str) -> bytes:
    session = requests.Session()
    session.trust_env = False
    answer = session.post(f"https://{VENDOR}/v1/x", data=BODY, proxies={"https": proxy}, verify=str(door.ca_file), timeout=10)
    session.close()
    return answer.content


def by_urllib(door: Any, proxy: str) -> bytes:
    handlers = urllib.request.ProxyHandler({"https": proxy}), urllib.request.HTTPSHandler(context=door.trusting())
    with urllib.request.build_opener(*handlers).open(f"https://{VENDOR}/v1/x", data=BODY, timeout=10) as answer:
        return answer.read()


def by_httpx(door: Any, proxy: str) -> bytes:
    with httpx.Client(proxy=proxy, verify=door.trusting(), trust_env=False, timeout=10) as client:
        return client.post(f"https://{VENDOR}/v1/x", content=BODY).content


def by_curl(door: Any, proxy: str) -> bytes:
    command = ["curl", "-sS", "-m", "10", "--noproxy", "", "-x", proxy, "--cacert", str(door.ca_file), "-d", BODY.decode()]
    return subprocess.run([*command, f"https://{VENDOR}/v1/x"], check=True, capture_output=True).stdout


def by_aiohttp(door: Any, proxy: str) -> bytes:
    async def post() -> bytes:
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"https://{VENDOR}/v1/x", data=BODY, proxy=proxy, ssl=door.trusting()) as answer,
        ):
            return await answer.read()

    return asyncio.run(post())


@pytest.mark.parametrize("client", [by_requests, by_urllib, by_httpx, by_curl, by_aiohttp])
def test_an_unmodified_client_reaches_the_handler_through_a_tunnel(running: Any, client: Any) -> None:
    answer = json.loads(client(running, PROXY.format(port=running.port)))
    assert answer == {"host": VENDOR, "path": "/v1/x", "size": len(BODY), "sha": hashlib.sha256(BODY).hexdigest()}
    (inbound,) = running.inbound
    assert (inbound.way, inbound.scheme, inbound.port, inbound.method) == ("tunnel", "https", 443, "POST")
    assert (inbound.credentials.kind, inbound.credentials.name, inbound.credentials.key) == ("proxy", "erp", "dev-key-erp")
    assert inbound.named() == {"tenant": "acme"}


def test_three_requests_of_one_session_share_one_tunnel(running: Any) -> None:
    session = requests.Session()
    session.trust_env = False
    for number in range(3):
        session.post(
            f"https://{VENDOR}/{number}",
            data=BODY,
            proxies={"https": PROXY.format(port=running.port)},
            verify=str(running.ca_file),
            timeout=10,
        ).raise_for_status()
    session.close()
    assert [request.path for request in running.seen] == ["/0", "/1", "/2"]
    assert len(running.connects) == 1


def test_a_chunked_upload_of_twenty_megabytes_arrives_whole(running: Any) -> None:
    block = bytes(range(256)) * 256
    answer = requests.post(
        f"https://{VENDOR}/upload",
        data=(block for _ in range(320)),
        proxies={"https": PROXY.format(port=running.port)},
        verify=str(running.ca_file),
        timeout=30,
    ).json()
    assert (answer["size"], answer["sha"]) == (320 * len(block), hashlib.sha256(block * 320).hexdigest())
    assert running.budget.held == 0


def test_an_absolute_form_request_reaches_the_handler_as_plain_http(running: Any) -> None:
    answer = requests.post(f"http://{VENDOR}/v1/x?q=1", data=BODY, proxies={"http": PROXY.format(port=running.port)}, timeout=10)
    assert answer.json()["path"] == "/v1/x"
    (inbound,) = running.inbound
    assert (inbound.way, inbound.scheme, inbound.port, inbound.query) == ("absolute", "http", 80, "q=1")


def test_a_base_url_request_reaches_the_handler_as_https(running: Any) -> None:
    answer = requests.post(f"http://127.0.0.1:{running.port}/{VENDOR}/v1/x", data=BODY, headers={"Gateway-Key": "k"}, timeout=10)
    assert answer.json()["host"] == VENDOR
    (inbound,) = running.inbound
    assert (inbound.way, inbound.scheme, inbound.port, inbound.credentials.kind) == ("base", "https", 443, "header")


def test_a_client_that_speaks_like_http_client_before_312_gets_its_tunnel(running: Any) -> None:
    with socket.create_connection(("127.0.0.1", running.port), 10) as plain:
        plain.sendall(f"CONNECT {VENDOR}:443 HTTP/1.0\r\n\r\n".encode())
        assert b" 200 " in plain.recv(4096)
        with running.trusting().wrap_socket(plain, server_hostname=VENDOR) as encrypted:
            assert encrypted.selected_alpn_protocol() is None
            encrypted.sendall(asked())
            assert encrypted.recv(4096).startswith(b"HTTP/1.1 200")


def test_a_client_that_offers_http_2_falls_back_to_http_1(running: Any) -> None:
    with socket.create_connection(("127.0.0.1", running.port), 10) as plain:
        plain.sendall(f"CONNECT {VENDOR}:443 HTTP/1.1\r\nHost: {VENDOR}:443\r\n\r\n".encode())
        assert b" 200 " in plain.recv(4096)
        context = running.trusting()
        context.set_alpn_protocols(["h2", "http/1.1"])
        with context.wrap_socket(plain, server_hostname=VENDOR) as encrypted:
            assert encrypted.selected_alpn_protocol() == "http/1.1"


def test_a_client_that_does_not_trust_the_ca_is_counted_by_name(running: Any) -> None:
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"https://{VENDOR}/", proxies={"https": PROXY.format(port=running.port)}, timeout=10)
    assert noticed(running) == [("client_distrust", VENDOR)]
    assert running.seen == []


def test_a_client_that_names_another_host_in_sni_is_not_served(running: Any) -> None:
    with socket.create_connection(("127.0.0.1", running.port), 10) as plain:
        plain.sendall(f"CONNECT {VENDOR}:443 HTTP/1.1\r\nHost: {VENDOR}:443\r\n\r\n".encode())
        assert b" 200 " in plain.recv(4096)
        # asyncio ends the connection without sending the alert.
        with pytest.raises((ssl.SSLError, ConnectionResetError)):
            running.trusting().wrap_socket(plain, server_hostname="evil.test")
    assert noticed(running) == [("sni_mismatch", VENDOR)]


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


async def test_a_connect_whose_judge_crashes_opens_nothing_and_logs_no_value(door: Any, caplog: pytest.LogCaptureFixture) -> None:
    door.crash = ValueError("planted-secret")
    assert await door.say(f"CONNECT {VENDOR}:443 HTTP/1.0\r\n\r\n".encode()) == b""
    assert "ValueError" in caplog.text
    assert "planted-secret" not in caplog.text


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


async def test_a_connection_that_says_nothing_is_closed_after_the_idle_time(make_door: Any) -> None:
    door = await make_door(timing=Timing(idle=0.1)).start()
    assert await door.say(b"") == b""
    assert door.events == [("head_timeout", "")]
    await door.listener.drain(1)


@pytest.mark.parametrize("start", [b"CON", b"CONNECT api.vendor.test:443 HTTP/1.1\r\nHo"])
async def test_a_slow_connect_head_is_closed_after_the_head_time(make_door: Any, start: bytes) -> None:
    door = await make_door(timing=Timing(head=0.1)).start()
    assert await door.say(start) == b""
    assert door.events == [("head_timeout", "")]
    await door.listener.drain(1)


@pytest.mark.parametrize("first", [b"", asked(f"GET /{VENDOR}/x HTTP/1.1\r\n".encode())])
async def test_a_slow_request_head_is_closed_after_the_idle_time(make_door: Any, first: bytes) -> None:
    door = await make_door(timing=Timing(idle=0.2)).start()
    answer = await door.say(first + b"POST /api.vendor.test/x HTTP/1.1\r\nHos")
    assert answer.count(b"HTTP/1.1 200") == len(door.seen) == bool(first)
    await door.listener.drain(1)


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


async def test_a_connect_that_comes_byte_by_byte_opens_a_tunnel(door: Any) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    for byte in f"CONNECT {VENDOR}:443 HTTP/1.1\r\nHost: {VENDOR}:443\r\n\r\n".encode():
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0)
    assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
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
