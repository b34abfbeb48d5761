"""Every smuggling vector through a real socket: what must be refused is refused for its grammar, and nothing comes in behind it."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from gateway.egress.frontdoor import Timing

ROWS = [json.loads(line) for line in (Path(__file__).parents[1] / "data" / "smuggling.jsonl").read_text().splitlines()]
HOST = b"a.test"
"""Six bytes: the length the vectors' own Content-Length counts on."""
GRAMMAR = {"malformed_request", "ambiguous_framing", "upgrade_refused", "address_refused", "misdirected"}
"""Reasons that come from reading a request, whoever it is for."""
OTHER_REASONS = {"connect-port-22": "port_refused"}


@pytest.fixture
async def door(make_door: Any) -> AsyncIterator[Any]:
    opened = await make_door(timing=Timing(idle=1.0), entered=asyncio.Event()).start()
    yield opened
    await opened.listener.drain(1)


def raw_of(row: dict[str, Any], way: str) -> bytes:
    """The vector's bytes; on a plain connection its path is made a base-URL call."""
    path = b"/c/api/" if way == "tunnel" else b"/a.test/"
    return base64.b64decode(row["raw_b64"]).replace(b"/c/api/", path).replace(b"{HOST}", HOST)


async def send(door: Any, raw: bytes, way: str, pace: str, *, to_end: bool = True) -> bytes:
    """Send in one piece, in two with the handler already waiting for the body, or byte by byte.

    Then read to the end of the connection, or of the first answer.
    """
    reader, writer = await (
        door.open_tunnel("a.test", sni="a.test") if way == "tunnel" else asyncio.open_connection("127.0.0.1", door.port)
    )
    answer = asyncio.ensure_future(reader.read() if to_end else reader.readuntil(b"}"))
    if pace == "at once":
        writer.write(raw)
    elif pace == "head first":
        head, mark, rest = raw.partition(b"\r\n\r\n")
        writer.write(head + mark)
        entered = asyncio.ensure_future(door.entered.wait())
        await asyncio.wait({answer, entered}, return_when=asyncio.FIRST_COMPLETED)
        entered.cancel()
        writer.write(rest)
    else:
        for byte in raw:
            if answer.done():
                break
            writer.write(bytes([byte]))
            await asyncio.sleep(0)
    try:
        return await asyncio.wait_for(answer, 5)
    except ConnectionResetError:
        return b""
    finally:
        writer.transport.abort()


@pytest.mark.parametrize("pace", ["at once", "head first", "byte by byte"])
@pytest.mark.parametrize("way", ["plain", "tunnel"])
@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
async def test_a_vector_is_read_in_one_way_or_refused(door: Any, row: dict[str, Any], way: str, pace: str) -> None:
    answer = await send(door, raw_of(row, way), way, pace, to_end=row["expect"] != "accept")
    assert [target for target in door.targets if "SMUGGLED" in target] == []
    if row["expect"] != "accept" and pace == "byte by byte" and not answer:
        # The refusal came while the client was still sending, and the reset overtook it.
        assert door.seen == [] or row["expect"] == "no_smuggle"
        return
    assert answer.count(b"HTTP/1.") == 1
    if row["expect"] == "reject":
        # aiohttp answers what it could not read as HTTP/1.0, which closes unless it says otherwise.
        assert b"\r\nConnection: close\r\n" in answer or (answer.startswith(b"HTTP/1.0 ") and b"keep-alive" not in answer)
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["reason"] in GRAMMAR | {OTHER_REASONS.get(row["id"])}
        assert door.seen == []
    elif row["expect"] == "accept":
        assert answer.split()[1] == b"200"
        assert len(door.seen) == 1


@pytest.mark.parametrize("row", [row for row in ROWS if row["id"].startswith("upgrade")], ids=lambda row: row["id"])
async def test_an_upgrade_is_refused_whole(door: Any, row: dict[str, Any]) -> None:
    answer = await send(door, raw_of(row, "plain"), "plain", "at once")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["reason"] == "upgrade_refused"


async def test_a_connection_header_can_not_strip_a_credential(door: Any) -> None:
    (row,) = (row for row in ROWS if row["id"] == "connection-strips-auth")
    raw = raw_of(row, "plain").replace(b"\r\n\r\n", b"\r\nAuthorization: Bearer v\r\nX-Audit-Id: 7\r\n\r\n", 1)
    await send(door, raw, "plain", "at once")
    assert door.seen[0].headers == (("Authorization", "Bearer v"), ("X-Audit-Id", "7"))


async def test_the_body_of_a_get_stays_its_body(door: Any) -> None:
    (row,) = (row for row in ROWS if row["id"] == "get-with-body")
    await send(door, raw_of(row, "plain"), "plain", "at once")
    assert [len(request.body) for request in door.seen] == [40]


@pytest.mark.parametrize("pace", ["at once", "head first"])
async def test_a_trailer_never_becomes_a_header_of_the_next_request(door: Any, pace: str) -> None:
    chunked = b"POST /a.test/x HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nGateway-Key: late\r\n\r\n"
    answer = await send(door, chunked + b"GET /a.test/next HTTP/1.1\r\nHost: a.test\r\n\r\n", "plain", pace)
    assert answer.count(b"HTTP/1.1 200 ") == 1
    assert b"\r\nConnection: close\r\n" in answer
    assert [(request.path, request.headers) for request in door.seen] == [("/x", ())]
    assert door.inbound[0].credentials.kind == "none"
