"""What other processes changed. Law: news says where to look, never what is there."""

import asyncio
from types import TracebackType
from typing import Final, Self

import asyncpg

from gateway.registry.rows import read_epoch
from gateway.store.pool import Pool, translated

REGISTRY: Final = "gateway_registry"
"""Rung by a trigger when anything of the snapshot changed."""
TERMS: Final = "gateway_terms"
"""Rung by a trigger when a tenant's texts changed; says which tenant's."""


class News:
    """Listens on a connection of its own for as long as the block runs.

    Args:
        pool: where to get the connection.
    """

    __slots__ = ("_bell", "_connection", "_pool", "_tenants")

    _connection: "asyncpg.Connection[asyncpg.Record]"

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._bell = asyncio.Event()
        self._tenants: set[str] = set()

    async def __aenter__(self) -> Self:
        self._connection = await self._pool.dedicated()
        self._connection.add_termination_listener(self._hang_up)
        with translated():
            await self._connection.add_listener(REGISTRY, self._ring)
            await self._connection.add_listener(TERMS, self._ring)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.terminate()

    async def wait(self, seconds: float) -> frozenset[str]:
        """Wait for news, or for so many seconds.

        Returns:
            Names of the tenants whose texts changed.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._bell.wait()
        except TimeoutError:
            return frozenset()
        self._bell.clear()
        tenants = frozenset(self._tenants)
        self._tenants.clear()
        return tenants

    async def epoch(self) -> int:
        """Read how often the registry has changed; this also proves that the connection lives.

        Raises:
            StoreUnavailable: it does not.
        """
        with translated():
            return await read_epoch(self._connection)

    def _ring(self, _connection: object, _pid: int, channel: str, payload: object) -> None:
        if channel == TERMS:
            self._tenants.add(str(payload))
        self._bell.set()

    def _hang_up(self, _connection: object) -> None:
        self._bell.set()
