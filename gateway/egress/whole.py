"""A small answer, written whole. Law: the head aiohttp would write, byte for byte, and the body behind it, in one packet.

aiohttp prepares every answer for chunks, compression and cookies; an answer that is all there needs none of it, and most are.
"""

from email.utils import formatdate
from functools import lru_cache
from time import time
from typing import Final

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import SERVER_SOFTWARE
from multidict import CIMultiDict

_OCTETS: Final = "application/octet-stream"


class Whole(web.StreamResponse):
    """An answer with a body of known length, to a request that takes one. aiohttp knows answers by their class only.

    Args:
        status, reason: of the status line.
        headers: end-to-end fields, Content-Length among them; each safe to write.
        body: as long as Content-Length says.
    """

    def __init__(self, status: int, reason: str, headers: CIMultiDict[str], body: bytes) -> None:
        super().__init__(status=status, reason=reason, headers=headers)
        self._whole, self._written, self._stays_open = body, False, False

    @property
    def keep_alive(self) -> bool:
        """The connection may carry another request."""
        return self._stays_open

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Write it; once, however often it is asked for."""
        if self._written:
            return None
        self._stays_open = request.keep_alive
        major, minor = request.version
        self._complete_head(minor)
        await request.writer.write_headers(f"HTTP/{major}.{minor} {self.status} {self.reason}", self.headers)
        await request.writer.write_eof(self._whole)
        self._written = True
        return request.writer

    async def write_eof(self, data: bytes = b"") -> None:
        """Nothing is left to write."""

    def _complete_head(self, minor: int) -> None:
        """Add what a server has to say for itself where the vendor said nothing (RFC 9110 sections 6.6.1, 8.3 and 10.2.4)."""
        headers = self.headers
        if self._whole:
            headers.setdefault("Content-Type", _OCTETS)
        if "Date" not in headers:
            headers["Date"] = _date(int(time()))
        headers.setdefault("Server", SERVER_SOFTWARE)
        if self._stays_open is (minor == 0):
            headers["Connection"] = "keep-alive" if self._stays_open else "close"  # whichever is not the version's default


@lru_cache(maxsize=1)
def _date(second: int) -> str:
    return formatdate(second, usegmt=True)
