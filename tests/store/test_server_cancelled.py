"""Starting a server happens in a thread, which nobody can cancel: what it starts after all must be stopped."""

import asyncio
from pathlib import Path

import pytest

from gateway.store import server


async def run_server(data_dir: Path) -> None:
    async with server.embedded(data_dir):
        pytest.fail("it was cancelled before")


async def test_a_start_that_is_cancelled_leaves_no_server_behind(tmp_path, monkeypatch):
    loop, begun, start = asyncio.get_running_loop(), asyncio.Event(), server.start

    def start_and_tell(data_dir: Path) -> server.Server:
        loop.call_soon_threadsafe(begun.set)
        return start(data_dir)

    monkeypatch.setattr(server, "start", start_and_tell)
    running = asyncio.ensure_future(run_server(tmp_path))
    await begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (tmp_path / "postgres" / "PG_VERSION").exists(), "the thread went on to its end"
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()
