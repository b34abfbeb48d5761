"""Reads a request body. Law: raw bytes, whole or not at all; bounded in size, time and in what all requests together may hold."""

import asyncio
from dataclasses import dataclass
from types import TracebackType
from typing import Final

from aiohttp import web
from aiohttp.web_protocol import RequestPayloadError

from gateway.model.errors import Refused

_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of one body.

    Attributes:
        size: bytes on the wire, still content-encoded.
        seconds: the longest a body may take, however steadily it comes.
        grace: seconds before the minimum rate counts.
        rate: bytes per second after that. Kestrel's MinRequestBodyDataRate is 240 after 5 seconds.
    """

    size: int = 32 * 1024 * 1024
    seconds: float = 120.0
    grace: float = 5.0
    rate: float = 240.0

    def allowance(self, received: int) -> float:
        """Seconds after the start at which a body that has got this far is too slow."""
        return min(self.seconds, self.grace + received / self.rate)


class Budget:
    """The bytes all requests together may hold. One per process, used from one event loop.

    Args:
        limit: bytes.
    """

    __slots__ = ("held", "limit")

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.held = 0

    def acquire(self, size: int) -> None:
        """Take bytes out of the budget.

        Raises:
            Refused: ``capacity_reached``; nothing was taken.
        """
        if self.held + size > self.limit:
            raise Refused("capacity_reached")
        self.held += size

    def release(self, size: int) -> None:
        """Give bytes back."""
        self.held -= size


class received:  # noqa: N801 - used like a function: ``async with received(request, limits, budget) as body``
    """Hold a request's whole body while the block runs; its bytes count against the budget until the block ends.

    Args:
        request: not read from yet; the server's ``auto_decompress`` must be off.
        limits: of this body.
        budget: of all bodies.

    Raises:
        Refused: ``body_too_large``, ``body_timeout``, ``capacity_reached``, or ``malformed_request`` for broken chunks and
            a body that ends early.
    """

    __slots__ = ("_hold", "_limits", "_request")

    def __init__(self, request: web.BaseRequest, limits: Limits, budget: Budget) -> None:
        self._request, self._limits, self._hold = request, limits, _Hold(budget)

    async def __aenter__(self) -> bytes:
        request, limits = self._request, self._limits
        if (request.content_length or 0) > limits.size:
            raise Refused("body_too_large", _too_large(limits))
        content = request.content
        try:
            if content.is_eof() and content.total_bytes <= limits.size and "Expect" not in request.headers:
                self._hold.add(content.read_nowait())  # it came whole with its head, as small bodies do: nothing to wait for
            else:
                await _go_ahead(request)
                await _collect(request, limits, self._hold)
        except BaseException:
            self._hold.release()
            raise
        return self._hold.joined()

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._hold.release()


class _Hold:
    """Chunks of one body, accounted for before they are kept."""

    __slots__ = ("_budget", "_chunks", "size")

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._chunks: list[bytes] = []
        self.size = 0

    def add(self, chunk: bytes) -> None:
        self._budget.acquire(len(chunk))
        self.size += len(chunk)
        self._chunks.append(chunk)

    def release(self) -> None:
        """Give everything back to the budget."""
        self._budget.release(self.size)

    def joined(self) -> bytes:
        """The whole body; the chunks are let go, so that it is held once."""
        whole = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        self._chunks.clear()
        return whole


async def _go_ahead(request: web.BaseRequest) -> None:
    """Tell a client that waits for it to send its body: only now, after its head was admitted (RFC 9110 section 10.1.1)."""
    if "Expect" in request.headers and request.version >= (1, 1):
        await request.writer.write(_CONTINUE)
        # An interim response is no response yet: an error after it must still get its answer.
        request.writer.output_size = 0


async def _collect(request: web.BaseRequest, limits: Limits, hold: _Hold) -> None:
    start = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout_at(start + limits.allowance(0)) as deadline:
            while chunk := await request.content.readany():
                if hold.size + len(chunk) > limits.size:
                    raise Refused("body_too_large", _too_large(limits))
                hold.add(chunk)
                deadline.reschedule(start + limits.allowance(hold.size))
    except TimeoutError:
        raise Refused("body_timeout") from None
    except (RequestPayloadError, ConnectionError):
        # Without the cause: its text quotes what was received.
        raise Refused("malformed_request", "The body's framing is broken, or it ended before the whole body had arrived.") from None


def _too_large(limits: Limits) -> str:
    return f"The body is larger than {limits.size} bytes as sent; send smaller batches."
