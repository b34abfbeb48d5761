"""Newline-delimited JSON as it arrives. Law: one line is held at a time, a line has a largest size, and a silent sender is cut off."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final, Protocol

from gateway.model.errors import Refused

LINE_MAX: Final = 131_072
"""Bytes of one line: a text of the largest size, in four bytes a character, with its id and its escapes."""
IDLE_S: Final = 30.0
"""Seconds a sender may be silent."""
TOTAL_S: Final = 600.0
"""Seconds one request may take."""


class Arriving(Protocol):
    """A request body; aiohttp's ``StreamReader``."""

    async def readany(self) -> bytes:
        """What has arrived, at least one byte; empty at the end."""


async def numbered(content: Arriving) -> AsyncIterator[list[tuple[int, bytes]]]:
    """Cut a body into lines, counted from 1; blank ones are counted and left out.

    Returns:
        Lines, as many at a time as have arrived: a step for each would cost more than reading it.

    Raises:
        Refused: a line is too long (its number is named), or the sender is too slow.
    """
    number, rest = 1, b""
    end = asyncio.get_running_loop().time() + TOTAL_S
    while chunk := await _next(content, end):
        *lines, rest = (rest + chunk).split(b"\n")
        yield [(at, line) for at, line in enumerate(lines, number) if _bounded(line, at).strip()]
        number += len(lines)
        _bounded(rest, number)
    if rest.strip():
        yield [(number, rest)]


async def _next(content: Arriving, end: float) -> bytes:
    now = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout_at(min(end, now + IDLE_S)):
            return await content.readany()
    except TimeoutError:
        raise Refused("body_timeout", "The lines arrived too slowly; nothing was registered.") from None


def _bounded(line: bytes, number: int) -> bytes:
    if len(line) > LINE_MAX:
        raise Refused("body_too_large", f"line {number}: longer than {LINE_MAX} bytes; send a long text in parts.")
    return line
