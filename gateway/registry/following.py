"""Follows what other processes change. Law: what was missed is read before anything is trusted again; see ``registry.barrier``."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import Final

import structlog

from gateway.detect.index.strength import word_table
from gateway.model.errors import Refused, ScannerFailed, StoreUnavailable
from gateway.registry import shelf as shelves
from gateway.registry.barrier import BEAT_S, LEASE_S
from gateway.registry.news import News
from gateway.registry.words import Words
from gateway.store.pool import Pool, translated

RETRY_S: Final = 1.0
"""Seconds between attempts to listen again."""
TIDY_S: Final = 5.0
"""Seconds between looks at whose changes ought to be merged."""
_log = structlog.get_logger(__name__)


async def follow(pool: Pool, words: Words, keep_up: Callable[[int], Awaitable[None]]) -> None:
    """Follow the changes other processes make, until cancelled. A lost connection is replaced, and what was missed is read.

    Args:
        pool: the database.
        words: is told what it must not be older than, and trusted for as long as that is sure.
        keep_up: is told the registry's epoch, again and again.
    """
    await asyncio.to_thread(word_table)  # some 0.1 s that no text that is registered has to wait for
    while True:
        try:
            async with News(pool, words.barrier) as news, asyncio.TaskGroup() as group:
                group.create_task(_tidy(words))
                await _heed(news, words, keep_up, group)
        except* StoreUnavailable as errors:
            _log.warning("registry_not_following", reason=str(errors.exceptions[0]))
        finally:
            words.lease = 0.0
            with suppress(StoreUnavailable):
                async with pool.connection() as connection:
                    await words.barrier.leave(connection)
        await asyncio.sleep(RETRY_S)


async def _heed(news: News, words: Words, keep_up: Callable[[int], Awaitable[None]], group: asyncio.TaskGroup) -> None:
    with translated():
        await words.barrier.join(news.connection)
    due = monotonic()
    while True:
        if monotonic() >= due:
            due = monotonic() + BEAT_S
            await _take_up(news, words, await _beat(news, words), group)
        await keep_up(await news.epoch())
        await _take_up(news, words, await news.wait(max(0.0, due - monotonic())), group)


async def _beat(news: News, words: Words) -> dict[str, int]:
    """Live on: write it, then ask what there is, then trust what is here, and nothing that is older than what there is."""
    started = monotonic()
    with translated():
        await words.barrier.beat(news.connection)
        versions = await shelves.versions(news.connection, words.in_use())
    newer = {tenant: version for tenant, version in versions.items() if words.hear(tenant, version)}
    words.lease = started + LEASE_S
    return newer


async def _take_up(news: News, words: Words, versions: dict[str, int], group: asyncio.TaskGroup) -> None:
    """Hear first, say so, and read it meanwhile."""
    if not versions:
        return
    for tenant, version in versions.items():
        words.hear(tenant, version)
    with translated():
        await words.barrier.say(news.connection, versions)
    for tenant in versions:
        group.create_task(words.heed(tenant))


async def _tidy(words: Words) -> None:
    while True:
        await asyncio.sleep(TIDY_S)
        for tenant in words.due():
            with suppress(Refused, ScannerFailed, StoreUnavailable):
                await words.merge(tenant)
