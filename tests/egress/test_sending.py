"""Record, send, stream, record again: how each way of ending stands in the record."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.model.errors import Refused, StoreUnavailable, UpstreamError
from gateway.model.transfer import Outcome
from tests.egress.shell import CONNECTOR, NOW_MS, Shell, raw

BODY = b'{"events":[{"id":"e1","name":"opened"}]}'


@pytest.fixture
async def shell() -> AsyncIterator[Shell]:
    async with Shell().listening() as running:
        yield running


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, "success"), (204, "success"), (302, "success"), (399, "success"), (400, "failure"), (429, "failure"), (503, "failure")],
)
async def test_the_vendor_s_status_says_whether_it_took_what_it_got(shell: Shell, status: int, outcome: str) -> None:
    shell.upstream.status = status
    shell.upstream.pieces = []
    answer = await shell.call(BODY)
    assert (answer.status, answer.headers["gateway-answered-by"]) == (status, "vendor")
    ending = shell.only("completion")
    assert (ending.outcome, ending.status, ending.reason, ending.at_ms) == (outcome, status, "", NOW_MS)
    assert (ending.bytes_sent, ending.bytes_received) == (len(BODY), 0)


async def test_the_vendor_s_answer_passes_with_its_headers(shell: Shell) -> None:
    shell.upstream.headers = (("Content-Type", "text/plain"), ("X-A", "1"), ("X-A", "2"), ("Content-Length", "6"))
    shell.upstream.pieces = [b"abc", b"def"]
    raw_answer = await shell.say(raw(BODY))
    head, _, body = raw_answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 Fine\r\n")
    assert [line for line in head.split(b"\r\n") if line.startswith(b"X-A")] == [b"X-A: 1", b"X-A: 2"]
    assert body == b"abcdef"
    assert shell.only("completion").bytes_received == 6


async def test_the_time_with_the_vendor_is_measured_once_for_each_exchange(shell: Shell) -> None:
    for number in range(1, 3):
        await shell.call(BODY)
        assert f'gateway_upstream_seconds_count{{connector="{CONNECTOR.name}"}} {number}.0' in shell.metrics.render().decode()


@pytest.mark.parametrize(
    ("error", "status", "outcome", "sent"),
    [
        (UpstreamError("vendor_unreachable", "x", sent=False), 502, Outcome.NOT_SENT, 0),
        (UpstreamError("vendor_unreachable", "x", sent=True), 502, Outcome.UNKNOWN, len(BODY)),
        (UpstreamError("vendor_protocol", "x", sent=True), 502, Outcome.UNKNOWN, len(BODY)),
        (UpstreamError("vendor_timeout", "x", sent=False), 504, Outcome.NOT_SENT, 0),
        (UpstreamError("vendor_timeout", "x", sent=True), 504, Outcome.UNKNOWN, len(BODY)),
        (UpstreamError("address_refused", "x", sent=False), 403, Outcome.NOT_SENT, 0),
        (Refused("malformed_request", "x"), 400, Outcome.NOT_SENT, 0),
    ],
    ids=lambda value: f"{value.reason}-{getattr(value, 'sent', '')}" if isinstance(value, Exception) else "",
)
async def test_a_vendor_that_fails_before_its_answer(shell: Shell, error: Any, status: int, outcome: Outcome, sent: int) -> None:
    shell.upstream.crash = error
    answer = await shell.call(BODY)
    assert (answer.status, answer.reason) == (status, error.reason)
    assert (answer.headers["gateway-decision"], answer.headers["gateway-answered-by"]) == ("permit", "gateway")
    assert shell.kinds() == ["intent", "sent", "completion"]  # the intent stands for it: there is no denial besides
    ending = shell.only("completion")
    assert (ending.outcome, ending.reason, ending.status) == (outcome, error.reason, 0)
    assert (ending.bytes_sent, ending.bytes_received) == (sent, 0)
    assert answer.headers["gateway-transfer-id"] == ending.transfer_id


async def test_a_vendor_that_breaks_off_ends_the_caller_s_connection(shell: Shell) -> None:
    shell.upstream.pieces = [b"abc", UpstreamError("vendor_timeout", "x", sent=True), b"never"]
    try:
        answer = await shell.say(raw(BODY))
    except ConnectionResetError:
        answer = b""
    assert b"0\r\n\r\n" not in answer  # the last chunk, which would make it a whole answer
    assert b"never" not in answer
    await shell.until(lambda: "completion" in shell.kinds())
    ending = shell.only("completion")
    assert (ending.outcome, ending.status, ending.reason, ending.bytes_received) == (Outcome.SUCCESS, 200, "vendor_timeout", 3)


@pytest.mark.parametrize(("length", "reason"), [("10", "vendor_timeout"), ("100000", "")])
async def test_an_answer_that_breaks_off_is_counted_once(shell: Shell, length: str, reason: str) -> None:
    """A small one is refused, a large one is cut off."""
    shell.upstream.headers = (("Content-Length", length),)
    shell.upstream.pieces = [b"abc", UpstreamError("vendor_timeout", "x", sent=True)]
    with contextlib.suppress(ConnectionResetError):
        await shell.say(raw(BODY))
    await shell.until(lambda: bool(shell.counted()))
    assert shell.counted() == {("permit", "vendor", reason): 1}


@pytest.mark.parametrize("before_the_head", [True, False])
async def test_a_caller_that_leaves_is_no_failure_of_ours(shell: Shell, before_the_head: bool) -> None:
    gone = asyncio.Event()
    if before_the_head:
        shell.upstream.crash = gone
    shell.upstream.pieces = [b"abc", gone, *[b"x" * 65536] * 64]
    reader, writer = await asyncio.open_connection("127.0.0.1", shell.port)
    writer.write(raw(BODY))
    if not before_the_head:
        await reader.readuntil(b"abc")
    await shell.until(lambda: "sent" in shell.kinds())
    writer.transport.abort()
    with capture_logs() as lines:
        gone.set()
        await shell.until(lambda: "completion" in shell.kinds())
    assert lines == []
    ending = shell.only("completion")
    assert (ending.outcome, ending.status, ending.reason) == (Outcome.SUCCESS, 200, "client_gone")
    assert shell.kinds().count("denial") == 0


async def test_a_failure_of_ours_after_the_intent_leaves_the_end_unknown(shell: Shell) -> None:
    shell.upstream.crash = ZeroDivisionError("planted")
    with capture_logs() as lines:
        answer = await shell.call(BODY)
    assert (answer.status, answer.reason) == (500, "internal")
    assert answer.headers["gateway-transfer-id"] == shell.only("intent").id
    ending = shell.only("completion")
    assert (ending.outcome, ending.reason, ending.status) == (Outcome.UNKNOWN, "", 0)
    assert "planted" not in str(lines)


async def test_an_end_that_can_not_be_recorded_is_logged_and_the_caller_gets_its_answer(shell: Shell) -> None:
    shell.log.crash["completion"] = StoreUnavailable("planted")
    with capture_logs() as lines:
        answer = await shell.call(BODY)
    assert answer.status == 200
    assert [(line["event"], line["transfer_id"]) for line in lines] == [("completion_not_recorded", shell.only("intent").id)]


async def test_the_connection_to_the_vendor_is_let_go_before_the_end_is_recorded(shell: Shell) -> None:
    await shell.call(BODY)
    assert shell.kinds()[-2:] == ["let go", "completion"]


async def test_a_call_that_is_cut_off_by_a_shutdown_ends_as_unknown() -> None:
    shell = Shell()
    never = asyncio.Event()
    shell.upstream.crash = never
    async with shell.listening(drain=0.05):
        reader, writer = await asyncio.open_connection("127.0.0.1", shell.port)
        writer.write(raw(BODY))
        await shell.until(lambda: "sent" in shell.kinds())
    assert await reader.read() == b""
    writer.close()
    await shell.until(lambda: "completion" in shell.kinds())
    assert shell.only("completion").outcome is Outcome.UNKNOWN
