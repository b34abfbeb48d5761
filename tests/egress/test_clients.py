"""Real, unmodified clients through all three ways in, on both event loops."""

import asyncio
import hashlib
import json
import shutil
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

VENDOR = "api.vendor.test"
PROXY = "http://erp+tenant=acme:dev-key-erp@127.0.0.1:{port}"
BODY = b'{"a": 1}'
REQUEST = f"GET /x HTTP/1.1\r\nHost: {VENDOR}\r\n\r\n".encode()


def noticed(running: Any) -> list[tuple[str, str]]:
    """The events of a listener in another thread, once there are any."""
    end = time.monotonic() + 5
    while not running.events and time.monotonic() < end:
        time.sleep(0.01)
    return running.events


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


WITH_CURL = pytest.param(by_curl, marks=pytest.mark.skipif(shutil.which("curl") is None, reason="needs the system package curl"))


@pytest.mark.parametrize("client", [by_requests, by_urllib, by_httpx, WITH_CURL, by_aiohttp])
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
            encrypted.sendall(REQUEST)
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
