"""Bodies read whole: bounded in size and in time."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.admin import answers, application


async def test_a_body_over_its_size_is_refused(api: Any) -> None:
    async def large() -> AsyncIterator[bytes]:
        for _ in range(application.BODY_MAX // 2**20 + 1):
            yield b" " * 2**20

    response = await api.call("POST", "/v1/policy/simulate", data=large())
    assert (response.status, (await response.json())["reason"]) == (413, "body_too_large")


async def test_a_body_that_does_not_arrive_is_not_waited_for(api: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "BODY_S", 0.05)
    answered = asyncio.Event()

    async def halting() -> AsyncIterator[bytes]:
        yield b"{"
        await answered.wait()

    response = await api.call("POST", "/v1/callers", data=halting())
    answered.set()
    assert (response.status, (await response.json())["reason"]) == (408, "body_timeout")
    assert await api.pool.fetchval("SELECT status FROM admin_events") == 408
