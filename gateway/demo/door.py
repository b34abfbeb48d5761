"""A stand-in under the vendors' own names. Law: it answers in any vendor's name with a CA of its own, and changes nothing it carries.

The gateway reaches its stand-in by a setting. An SDK without a gateway can not be told such a thing, and not every SDK lets its host
be changed in every call. So this is a plain recording proxy: the SDK's request arrives whole, as the vendor would have got it.
"""

import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, NamedTuple

from aiohttp import web

from gateway.demo.standin import StandIn
from gateway.egress.connect import Connect
from gateway.egress.destination import Tunnel
from gateway.egress.listener import Listener
from gateway.vault.authority import CERTIFICATE_FILE, open_authority
from gateway.vault.seal import KEY_BYTES, Seal

_SECONDS: Final = 5.0
"""Longest wait for calls in flight at the end."""


class Door(NamedTuple):
    """How an SDK's process gets out.

    Attributes:
        proxy: for ``HTTPS_PROXY``, without credentials: host and port.
        ca_file: the certificate to trust.
    """

    proxy: str
    ca_file: Path


@asynccontextmanager
async def recording_door(stand_in: StandIn, directory: Path) -> AsyncIterator[Door]:
    """Let SDKs reach a stand-in under the vendors' names for the time of the block.

    Args:
        stand_in: answers whatever comes through.
        directory: where its CA lies.
    """

    async def answer(request: web.BaseRequest, _tunnel: Tunnel | None) -> web.StreamResponse:
        return await stand_in.handle(request)

    authority = open_authority(directory, Seal(os.urandom(KEY_BYTES), os.urandom(8).hex()), time.time)
    listener = Listener(answer, admit=_anybody, leaf=authority.context_for, notice=_nothing)
    port = await listener.start("127.0.0.1", 0)
    try:
        yield Door(f"127.0.0.1:{port}", directory / CERTIFICATE_FILE)
    finally:
        await listener.drain(_SECONDS)


async def _anybody(_connect: Connect, _peer: str) -> None:
    """Admit whoever asks: this is what the world is like without a gateway."""


def _nothing(_event: str, _host: str) -> None:
    """Count no events."""
