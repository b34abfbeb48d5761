"""Reads along what Google and Microsoft answer. Law: an answer's last byte waits until the gateway would know its texts again.

An answer is passed on unchanged and as it comes, but for its last piece: that is held back until every text of the answer is
registered under the label of the operation that fetched it (``Operation.answers``). Where that fails the answer is cut off,
because the ERP would hold data whose origin nobody could recognise later.
"""

import asyncio
from collections.abc import AsyncIterator
from itertools import chain
from typing import Final

from gateway.codecs.coding import decode_content
from gateway.egress.body import Budget
from gateway.egress.passages import file_name, passages, reads
from gateway.egress.upstream import Answer
from gateway.egress.works import Call, Works
from gateway.model.errors import GatewayError, Refused, ScannerFailed, StoreUnavailable, UpstreamError

MOST: Final = 32 << 20
"""Bytes of an answer with texts, as sent and after decoding. Google exports at most 10 MB of a document (Drive API, files.export)."""
IN_THREAD_ABOVE: Final = 16 << 10
"""Bytes of an answer from which on it is read beside the event loop."""
_SNIFFED: Final = 4096
"""Bytes that tell whether an answer of a type nobody reads is text all the same."""
_GOOD: Final = range(200, 300)


def labelled(works: Works, call: Call, answer: Answer) -> AsyncIterator[bytes]:
    """Give an answer's body, reading along where its operation's answers are labelled.

    Raises (while it is read):
        UpstreamError: the vendor broke off; or ``answer_unlabelled``.
    """
    if not call.review.answers or answer.status not in _GOOD:
        return answer.chunks
    return _read_along(works, call, answer)


async def _read_along(works: Works, call: Call, answer: Answer) -> AsyncIterator[bytes]:
    headers = {name.lower(): value for name, value in answer.headers}
    copy = _Copy(works.budget, headers.get("content-type", ""), headers.get("content-encoding", ""))
    last = b""
    try:
        async for chunk in answer.chunks:
            if last:
                yield last
            copy.take(chunk)
            last = chunk
        await _register(works, call, copy, file_name(headers.get("content-disposition", "")))
    except (Refused, ScannerFailed, StoreUnavailable) as error:
        raise UpstreamError("answer_unlabelled", _why(error), sent=True) from error
    finally:
        copy.release()
    if last:
        yield last


def _why(error: GatewayError) -> str:
    return error.detail if isinstance(error, Refused) else "the store of registered texts can not be used"


async def _register(works: Works, call: Call, copy: "_Copy", name: str) -> None:
    tenant = call.context.tenant if call.context else ""
    if copy.size > IN_THREAD_ABOVE:
        texts = await asyncio.to_thread(copy.texts)
    else:
        texts = copy.texts()
    everything = tuple(dict.fromkeys(chain((name,) if name else (), texts)))
    if everything:
        await works.registry.learn(tenant, call.review.answers, everything)


class _Copy:
    """The bytes of one answer that hold texts; they count against the budget of all bodies."""

    __slots__ = ("_budget", "_coding", "_pieces", "_reads", "_type", "size")

    def __init__(self, budget: Budget, content_type: str, coding: str) -> None:
        self._budget, self._type, self._coding = budget, content_type, coding
        self._pieces: list[bytes] = []
        self._reads: bool | None = reads(content_type) or None  # None: its first bytes will tell
        self.size = 0

    def take(self, chunk: bytes) -> None:
        """Keep a piece.

        Raises:
            Refused: ``body_too_large``, ``capacity_reached``.
        """
        if self._reads is None:
            self._reads = bool(self._coding) or _is_text(chunk[:_SNIFFED])
        if not self._reads:
            return
        if self.size + len(chunk) > MOST:
            raise Refused("body_too_large", f"an answer with texts has more than {MOST} bytes; fetch it in ranges")
        self._budget.acquire(len(chunk))
        self.size += len(chunk)
        self._pieces.append(chunk)

    def texts(self) -> tuple[str, ...]:
        """Read the whole answer.

        Raises:
            Refused: its content coding can not be undone, or it is too large without it.
        """
        if not self._pieces:
            return ()
        body = decode_content(b"".join(self._pieces), self._coding, MOST)
        if reads(self._type):
            return tuple(passages(body, self._type))
        return tuple(passages(body, "text/plain")) if _is_text(body[:_SNIFFED]) else ()

    def release(self) -> None:
        """Forget the answer."""
        self._budget.release(self.size)
        self._pieces.clear()


def _is_text(start: bytes) -> bool:
    """No NUL, and UTF-8 but for a character the sample cuts."""
    if b"\0" in start:
        return False
    try:
        start.decode()
    except UnicodeDecodeError as error:
        return error.start >= len(start) - 3
    return True
