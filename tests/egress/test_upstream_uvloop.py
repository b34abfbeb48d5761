"""The one way out on the other event loop, the one a gateway runs on."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
import uvloop

from tests.egress import test_upstream as passing
from tests.egress import test_upstream_connections as connections
from tests.egress import test_upstream_trouble as trouble


@pytest.mark.parametrize(
    "scenario",
    [
        lambda: connections.test_a_request_lost_on_a_kept_connection_is_never_sent_again("PUT"),
        lambda: trouble.test_a_vendor_that_resets_is_unreachable_and_may_have_the_request(b"HTTP/1.1 200 OK\r\n\r\n12"),
        lambda: trouble.test_ten_gigabytes_stream_through_flat_and_stop_with_their_reader("X-No-Length: 1"),
        lambda: trouble.test_what_is_no_answer_is_refused_and_the_connection_not_used_again(b"SSH-2.0-OpenSSH_9.2\r\n"),
        connections.test_a_connection_serves_one_request_after_another,
        connections.test_a_connection_the_vendor_closed_meanwhile_is_replaced,
        connections.test_bytes_that_come_on_a_free_connection_end_it,
        passing.test_a_large_body_arrives_whole_at_a_slow_vendor,
        passing.test_a_refusal_before_the_whole_body_was_written_is_an_answer_and_ends_the_connection,
        passing.test_a_vendor_that_hangs_up_on_a_large_body_has_got_part_of_it,
        trouble.test_a_vendor_that_stalls_within_its_answer_times_out_after_what_it_gave,
        trouble.test_a_vendor_that_trickles_does_not_hold_us_for_ever,
        trouble.test_a_slow_caller_is_not_the_vendors_stall,
        connections.test_a_caller_that_gives_up_closes_the_connection,
        connections.test_after_close_nothing_is_sent_and_what_was_under_way_fails,
        passing.test_a_stand_in_that_does_not_run_is_unreachable_and_nothing_was_sent,
    ],
    ids=range(16),
)
def test_uvloop_writes_pauses_and_breaks_off_in_another_order_and_it_all_holds_there_too(scenario: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        assert isinstance(asyncio.get_running_loop(), uvloop.Loop)
        await scenario()

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())
