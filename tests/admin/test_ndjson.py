"""Lines as they arrive, however they are cut."""

import asyncio
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.admin import ndjson
from gateway.admin.ndjson import LINE_MAX, numbered
from gateway.model.errors import Refused


class Chunks:
    """A body that arrives in given pieces and then ends, or then falls silent."""

    def __init__(self, chunks: Iterable[bytes], *, silent: bool = False) -> None:
        self._chunks, self._silent = [chunk for chunk in chunks if chunk], silent

    async def readany(self) -> bytes:
        if self._chunks:
            return self._chunks.pop(0)
        if self._silent:
            await asyncio.Event().wait()
        return b""


async def cut(*chunks: bytes) -> list[tuple[int, bytes]]:
    return [line async for lines in numbered(Chunks(chunks)) for line in lines]


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ([], []),
        ([b"\n\n \r\n"], []),
        ([b"a\nb\n"], [(1, b"a"), (2, b"b")]),
        ([b"a\n\nb"], [(1, b"a"), (3, b"b")]),
        ([b"a", b"b\nc", b"\n", b"d"], [(1, b"ab"), (2, b"c"), (3, b"d")]),
        ([b"a\r\nb"], [(1, b"a\r"), (2, b"b")]),
    ],
)
async def test_lines_are_counted_from_one_and_blank_ones_left_out(chunks: list[bytes], expected: list[tuple[int, bytes]]) -> None:
    assert await cut(*chunks) == expected


@given(st.binary(max_size=60), st.lists(st.integers(1, 7), max_size=30))
def test_where_a_body_is_cut_makes_no_difference(body: bytes, sizes: list[int]) -> None:
    chunks, at = [], 0
    for size in sizes:
        chunks.append(body[at : at + size])
        at += size
    assert asyncio.run(cut(*chunks, body[at:])) == asyncio.run(cut(body))


@pytest.mark.parametrize("end", [b"", b"\n", b"\nb"])
async def test_a_line_may_have_its_largest_size_and_not_a_byte_more(end: bytes) -> None:
    assert (await cut(b"a" * LINE_MAX + end))[0] == (1, b"a" * LINE_MAX)
    with pytest.raises(Refused, match="line 1: longer") as caught:
        await cut(b"a" * (LINE_MAX + 1) + end)
    assert caught.value.reason == "body_too_large"


@pytest.mark.parametrize("limit", ["IDLE_S", "TOTAL_S"])
async def test_a_silent_sender_is_cut_off(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ndjson, limit, 0.01)
    with pytest.raises(Refused, match="body_timeout"):
        [line async for line in numbered(Chunks([b"a\n"], silent=True))]
