"""Our own rate limit: one bucket per caller, filled by time that comes in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.egress.rate import Buckets
from gateway.model.errors import Refused


def taken(buckets: Buckets, times: list[float], caller: str = "erp") -> int:
    """How many of the calls at these times are let through."""
    count = 0
    for now in times:
        try:
            buckets.take(caller, now)
        except Refused:
            continue
        count += 1
    return count


def test_no_limit_lets_everything_through() -> None:
    assert taken(Buckets(0.0), [1.0] * 1000) == 1000


def test_a_burst_may_be_one_second_s_worth() -> None:
    assert taken(Buckets(5.0), [100.0] * 20) == 5


def test_a_bucket_fills_with_time_and_never_beyond_a_second_s_worth() -> None:
    buckets = Buckets(5.0)
    assert taken(buckets, [100.0] * 20) == 5
    assert taken(buckets, [100.4] * 20) == 2
    assert taken(buckets, [9999.0] * 20) == 5


def test_a_limit_below_one_a_second_still_lets_one_call_through() -> None:
    buckets = Buckets(0.5)
    assert taken(buckets, [0.0, 0.0, 1.0, 1.9]) == 1
    assert taken(buckets, [2.0, 2.0]) == 1


def test_one_caller_does_not_use_up_another_s_bucket() -> None:
    buckets = Buckets(1.0)
    assert taken(buckets, [1.0, 1.0], "erp") == 1
    assert taken(buckets, [1.0, 1.0], "crm") == 1


def test_refused_calls_cost_nothing_more() -> None:
    buckets = Buckets(1.0)
    assert taken(buckets, [0.0]) == 1
    with pytest.raises(Refused, match="rate_limited"):
        buckets.take("erp", 0.5)
    assert taken(buckets, [1.0]) == 1


@given(st.floats(0.1, 50), st.lists(st.floats(0, 30), min_size=1, max_size=200))
def test_over_any_time_no_more_get_through_than_the_rate_and_one_burst(rate: float, times: list[float]) -> None:
    times.sort()
    allowed = max(rate, 1.0) + (times[-1] - times[0]) * rate
    assert taken(Buckets(rate), times) <= allowed + 1e-6
