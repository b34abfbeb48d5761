"""Getting to a vendor: every name and address that must not lead to a connection."""

import asyncio
import contextlib
import socket
import ssl
from pathlib import Path

import pytest

from gateway.egress import dial as dial_module
from gateway.egress import resolver as resolver_module
from gateway.egress.addresses import forbidden
from gateway.egress.dial import Dialler, Target
from gateway.egress.resolver import AddrInfo
from gateway.egress.upstream import Upstream
from tests.egress.dialling import CONNECT, Names, info, refusal, request, upstream

VECTORS = [
    line.split("\t")
    for line in (Path(__file__).parent.parent / "data" / "ssrf.txt").read_text().splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture
def sockets(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every address a socket would have been made for. None is: tests do not reach out."""
    tried: list[str] = []

    def refuse(wanted: AddrInfo) -> socket.socket:
        tried.append(wanted[4][0])
        raise OSError

    monkeypatch.setattr(dial_module, "_unchecked", refuse)
    monkeypatch.setattr(dial_module, "_verifying", lambda _file: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    return tried


async def test_a_loop_that_can_not_use_a_socket_is_an_unreachable_vendor(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> socket.socket:
        raise RuntimeError

    monkeypatch.setattr(dial_module, "start_connection", broken)
    async with upstream(Names("93.184.216.34"), "allowed.test") as client:
        assert await refusal(client, request("allowed.test")) == ("vendor_unreachable", False)


def rows(kind: str) -> list[str]:
    return [row[1] for row in VECTORS if row[0] == kind]


@pytest.mark.parametrize("host", [*rows("host"), *rows("publicdns")])
async def test_no_spelling_of_a_host_gets_past_the_allow_list(host: str, sockets: list[str]) -> None:
    async with upstream(Names("93.184.216.34"), "allowed.test") as client:
        assert await refusal(client, request(host)) == ("address_refused", False)
    assert sockets == []


@pytest.mark.parametrize("host", [*rows("host"), *rows("publicdns")])
async def test_no_spelling_of_a_host_gets_a_socket_even_without_an_allow_list(host: str, sockets: list[str]) -> None:
    for spelled in (host, host.strip("[]")):
        async with upstream(Names("127.0.0.1")) as client:
            reason, sent = await refusal(client, request(spelled))
        assert (reason in {"address_refused", "malformed_request"}, sent) == (True, False)
    assert sockets == []


@pytest.mark.parametrize("hostport", rows("hostport"))
async def test_only_the_connectors_own_port_is_contacted(hostport: str, sockets: list[str]) -> None:
    host, _, port = hostport.rpartition(":")
    async with upstream(Names("93.184.216.34"), "allowed.test") as client:
        assert await refusal(client, request(host, int(port) if port.isascii() else 0)) == ("address_refused", False)
    assert sockets == []


@pytest.mark.parametrize("url", rows("url"))
async def test_no_part_of_a_confusing_url_gets_a_socket(url: str, sockets: list[str]) -> None:
    text = url.replace("\\t", "\t").replace("\\r", "\r").replace("\\n", "\n")
    scheme, _, rest = text.partition(":")
    authority = rest.removeprefix("//").split("/")[0]
    for host in (authority, authority.rpartition("@")[2], text):
        async with upstream(Names("127.0.0.1")) as client:
            assert (await refusal(client, request(host, scheme=scheme)))[1] is False
    assert sockets == []


@pytest.mark.parametrize("row", rows("dns"))
async def test_whatever_an_allowed_name_resolves_to_no_forbidden_address_is_contacted(row: str, sockets: list[str]) -> None:
    name, _, answer = row.partition("=")
    names = Names(answer)
    async with upstream(names, name) as client:
        seen = [await refusal(client, request(name)) for _ in range(answer.count("|") + 1)]
    assert all(not sent for _, sent in seen)
    assert [address for address in sockets if forbidden(address)] == []
    assert len(names.asked) == len(seen)
    last = {"NXDOMAIN": "vendor_unreachable", "TIMEOUT": "vendor_timeout"}.get(answer, "address_refused")
    assert seen[-1][0] == last


async def test_an_address_is_looked_at_again_when_its_socket_is_made(monkeypatch: pytest.MonkeyPatch, sockets: list[str]) -> None:
    monkeypatch.setattr(resolver_module, "forbidden", lambda _address: None)
    async with upstream(Names("127.0.0.1,10.0.0.1"), "allowed.test") as client:
        assert await refusal(client, request("allowed.test")) == ("address_refused", False)
    assert sockets == []


async def test_a_vendors_name_that_leads_back_to_this_machine_is_refused_after_connecting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A public address of our own stands in no table; here loopback plays its part."""
    for module in (resolver_module, dial_module):
        monkeypatch.setattr(module, "forbidden", lambda _address: None)
    got = bytearray()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.extend(await reader.read())
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        made = Upstream(allowed=lambda *_: True, overrides={}, deadlines=CONNECT, lookup=Names("127.0.0.1"))
        await made.start()
        assert await refusal(made, request("allowed.test", port, "http")) == ("address_refused", False)
        await made.close()
    assert got == b""


async def test_a_second_address_is_tried_when_the_first_does_not_answer() -> None:
    async with await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        dialler = Dialler(deadlines=CONNECT, ca_file=None, own_ports=frozenset(), lookup=Names("127.0.0.2,127.0.0.1"))
        await dialler.dial(Target("stand-in", port, tls=False, stand_in=True))
        await dialler.close()


async def test_a_connection_closed_before_it_is_used_has_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dial_module.Wire, "usable", property(lambda _wire: False))
    async with await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        made = Upstream(allowed=lambda *_: True, overrides={"*": url}, deadlines=CONNECT)
        await made.start()
        assert await refusal(made, request("allowed.test", 80, "http")) == ("vendor_unreachable", False)
        await made.close()


async def test_a_vendors_socket_is_made_for_a_global_address_only() -> None:
    with pytest.raises(PermissionError):
        dial_module._checked(info("10.0.0.1", 443))
    with contextlib.closing(dial_module._checked(info("93.184.216.34", 443))) as made:
        assert not made.getblocking()
