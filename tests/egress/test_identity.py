"""Transfer ids: UUIDv7, sortable by time, never twice the same."""

import os
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from gateway.egress.identity import transfer_id

MOMENTS = st.integers(0, 2**48 - 1)
ENTROPY = st.binary(min_size=10, max_size=10)


def test_an_id_is_the_example_of_the_rfc() -> None:
    # RFC 9562 appendix A.6: 2022-02-22T19:22:22Z, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F.
    entropy = ((0xCC3 << 68) | 0x18C4DC0C0C07398F).to_bytes(10, "big")
    assert transfer_id(0x017F22E279B0, entropy) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(MOMENTS, ENTROPY)
def test_an_id_is_a_version_7_uuid_that_tells_its_time(now_ms: int, entropy: bytes) -> None:
    parsed = UUID(transfer_id(now_ms, entropy))
    assert (parsed.version, parsed.variant) == (7, RFC_4122)
    assert parsed.int >> 80 == now_ms


@given(MOMENTS, MOMENTS, ENTROPY, ENTROPY)
def test_ids_sort_by_time(first: int, second: int, one: bytes, other: bytes) -> None:
    if first < second:
        assert transfer_id(first, one) < transfer_id(second, other)


def test_ids_of_one_millisecond_differ() -> None:
    assert len({transfer_id(1, os.urandom(10)) for _ in range(1000)}) == 1000
