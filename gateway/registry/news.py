"""What other processes changed. Law: news says where to look, never what is there."""

import asyncio
from types import TracebackType
from typing import Final, Self

import asyncpg

from gateway.registry.barrier import APPLIED, Barrier
from gateway.registry.rows import read_epoch
from gateway.store.pool import Pool, translated

REGISTRY: Final = "gateway_registry"
"""Rung by a trigger when anything of the snapshot changed."""
TERMS: Final = "gateway_terms"
"""Rung by a trigger when a tenant's texts changed; says to which version, and which tenant's."""


class News:
    """Listens on a connection of its own for as long as the block runs.

    Args:
        pool: where to get the connection.
        barrier: is told what other readers say.

    Attributes:
        connection: for short statements of whoever waits here.
    """

    __slots__ = ("_barrier", "_bell", "_pool", "_versions", "connection")

    connection: "asyncpg.Connection[asyncpg.Record]"

    def __init__(self, pool: Pool, barrier: Barrier) -> None:
        self._pool, self._barrier = pool, barrier
        self._bell = asyncio.Event()
        self._versions: dict[str, int] = {}

    async def __aenter__(self) -> Self:
        self.connection = await self._pool.dedicated()
        self.connection.add_termination_listener(self._hang_up)
        with translated():
            await self.connection.add_listener(REGISTRY, self._ring)
            await self.connection.add_listener(TERMS, self._ring)
            await self.connection.add_listener(APPLIED, self._barrier.overheard)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.connection.terminate()

    async def wait(self, seconds: float) -> dict[str, int]:
        """Wait for news, or for so many seconds.

        Returns:
            Names of the tenants whose texts changed, and to which version.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        except TimeoutError:
            return {}
        self._bell.clear()
        versions, self._versions = self._versions, {}
        return versions

    async def epoch(self) -> int:
        """Read how often the registry has changed; this also proves that the connection lives.

        Raises:
            StoreUnavailable: it does not.
        """
        with translated():
            return await read_epoch(self.connection)

    def _ring(self, _connection: object, _pid: int, channel: str, payload: object) -> None:
        if channel == TERMS:
            version, tenant = str(payload).split(" ", 1)
            self._versions[tenant] = max(int(version), self._versions.get(tenant, 0))
        self._bell.set()

    def _hang_up(self, _connection: object) -> None:
        self._bell.set()
