"""Record, send, stream back, record again. Law: the intent is durable before the vendor sees a byte, and every intent gets its end."""

from collections.abc import AsyncIterator

import structlog
from aiohttp import web
from multidict import CIMultiDict

from gateway.egress.labelling import labelled
from gateway.egress.upstream import Answer
from gateway.egress.whole import Whole
from gateway.egress.works import Call, Works
from gateway.model.errors import Refused, StoreUnavailable, UpstreamError
from gateway.model.request import Request
from gateway.model.transfer import Completion, Outcome, Transfer

_log = structlog.get_logger(__name__)
_SMALL = 64 * 1024
"""Bytes of an answer that is read before its head is passed on; one connection's socket buffer holds as much."""
_BODILESS = frozenset({204, 304})
_FAILED = 400
"""From this status on the vendor says it did not take what it got (RFC 9110 section 15)."""


class Ending:
    """What is known about how a transfer ends, while it is under way."""

    __slots__ = ("outcome", "reason", "received", "sent", "status")

    def __init__(self) -> None:
        self.outcome, self.reason = Outcome.UNKNOWN, ""
        self.status = self.sent = self.received = 0

    def answered(self, status: int, sent: int) -> None:
        """The vendor has the request and said so."""
        self.status, self.sent = status, sent
        self.outcome = Outcome.FAILURE if status >= _FAILED else Outcome.SUCCESS

    def failed(self, error: UpstreamError, size: int) -> None:
        """The vendor could not be reached, or broke off."""
        self.reason = error.reason
        if not self.status:
            self.outcome = Outcome.UNKNOWN if error.sent else Outcome.NOT_SENT
            self.sent = size if error.sent else 0

    def refused(self, refusal: Refused) -> None:
        """Our own client would not write it."""
        self.outcome, self.reason = Outcome.NOT_SENT, refusal.reason


async def send(works: Works, call: Call, request: web.BaseRequest, outbound: Request, transfer: Transfer) -> web.StreamResponse:
    """Make the transfer and stream the vendor's answer back.

    Raises:
        StoreUnavailable: the intent can not be recorded; nothing was sent.
        UpstreamError: the vendor failed before its answer began.
    """
    started = works.clock()
    call.intent = await works.log.intent(transfer)
    durable = works.clock()
    works.metrics.append_seconds.observe(durable - started)
    ending = Ending()
    try:
        async with works.upstream.send(outbound) as answer:
            ending.answered(answer.status, len(outbound.body))
            response = await _stream(call, request, answer, labelled(works, call, answer), ending)
            works.metrics.answered(call.review.verdict.value, call.review.connector, "")
            return response
    except UpstreamError as error:
        ending.failed(error, len(outbound.body))
        raise
    except Refused as refusal:
        ending.refused(refusal)
        raise
    finally:
        works.metrics.exchanged(call.review.connector, works.clock() - durable)
        _complete(works, call, ending)


async def _stream(call: Call, request: web.BaseRequest, answer: Answer, chunks: AsyncIterator[bytes], ending: Ending) -> web.StreamResponse:
    headers = CIMultiDict(answer.headers)
    headers["Gateway-Transfer-Id"] = call.id
    headers["Gateway-Decision"] = call.review.verdict.value
    headers["Gateway-Answered-By"] = "vendor"
    if _is_small(request, answer, headers):
        return await _pass_on(request, answer, headers, chunks, ending)
    response = web.StreamResponse(status=answer.status, reason=answer.reason, headers=headers)
    try:
        await response.prepare(request)
        async for chunk in chunks:
            ending.received += len(chunk)
            await response.write(chunk)
        await response.write_eof()
    except UpstreamError as error:
        ending.failed(error, ending.sent)
        _cut_off(request, response)
    except ConnectionError:
        ending.reason = "client_gone"
    return response


def _is_small(request: web.BaseRequest, answer: Answer, headers: CIMultiDict[str]) -> bool:
    """Most answers are a few bytes: written together with their head they cost one packet, and one system call, less."""
    length = headers.get("Content-Length", "")
    return length.isdecimal() and int(length) <= _SMALL and request.method != "HEAD" and answer.status not in _BODILESS


async def _pass_on(
    request: web.BaseRequest, answer: Answer, headers: CIMultiDict[str], pieces: AsyncIterator[bytes], ending: Ending
) -> web.StreamResponse:
    """Read a small answer whole, then write it whole. One that breaks off has not been begun, so it can still be refused."""
    chunks = []
    async for chunk in pieces:
        ending.received += len(chunk)
        chunks.append(chunk)
    response = Whole(answer.status, answer.reason, headers, b"".join(chunks))
    try:
        await response.prepare(request)
    except ConnectionError:
        ending.reason = "client_gone"
    return response


def _cut_off(request: web.BaseRequest, response: web.StreamResponse) -> None:
    """The answer's head is out already: the only honest way to say that the rest will not come is to end the connection."""
    response.force_close()
    if request.transport is not None:
        request.transport.abort()


def _complete(works: Works, call: Call, ending: Ending) -> None:
    """Record the end. Where the log fails now, the intent stays open and the next start closes it as unknown."""
    if call.intent is None:
        return
    completion = Completion(
        transfer_id=call.id,
        intent_index=call.intent,
        at_ms=works.now_ms(),
        outcome=ending.outcome,
        status=ending.status,
        bytes_sent=ending.sent,
        bytes_received=ending.received,
        reason=ending.reason,
    )
    try:
        works.log.end(completion)
    except StoreUnavailable:
        _log.error("completion_not_recorded", transfer_id=call.id)
