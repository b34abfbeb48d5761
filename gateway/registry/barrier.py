"""Who reads indexes, and how a change waits for all of them. Law: heard is enough, silence is not trust.

1. A reader writes that it lives, and that is committed, **before** it asks which versions there are; both every other second.
2. Its lease runs from before it wrote. Within the lease it uses what is in its memory; outside it asks the database before every use.
3. Whoever hears of a version, by notification or by asking, uses nothing older of that tenant from that moment on, and says so.
4. A change, once committed, reads who lives. It is answered when each of them has said that it heard, or has been silent so long that
   its lease is over.

So once a change is answered, no reader decides by an older index. One that was alive when the change looked has either said that it
heard, or has no lease. One that came to life after the change looked had, by 1, not asked for versions before then, so it has found
the change. One that lost its connection gives up its lease, and lives again under another name, so that nobody waits for what the
lost connection would have told it. Only the pace of clocks is compared, never their time; ``MARGIN_S`` is what they may differ by
within one lease.
"""

import asyncio
import secrets
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from gateway.model.errors import Refused
from gateway.store.pool import Connection, Pool, translated

BEAT_S: Final = 2.0
"""Seconds between two signs of life."""
LEASE_S: Final = 6.0
"""Seconds a sign of life is good for: two may be late."""
MARGIN_S: Final = 1.0
"""Seconds two clocks may differ by after one lease: a thousand times what quartz does."""
PATIENCE_S: Final = 30.0
"""Seconds after which a change is answered with ``terms_pending``: somebody lives, and hears nothing."""
LOOK_S: Final = 0.5
"""Seconds between looks at who still lives."""
APPLIED: Final = "gateway_applied"
"""Rung by readers: who has heard of which version of which tenant."""
_BEAT: Final = (
    "INSERT INTO index_readers (reader, seen_at) VALUES ($1, clock_timestamp())"
    " ON CONFLICT (reader) DO UPDATE SET seen_at = EXCLUDED.seen_at"
)
_SWEEP: Final = "DELETE FROM index_readers WHERE seen_at < now() - interval '1 hour'"
_LEAVE: Final = "DELETE FROM index_readers WHERE reader = $1"
_LIVE: Final = "SELECT reader FROM index_readers WHERE reader <> $1 AND seen_at > clock_timestamp() - make_interval(secs => $2)"
_SAY: Final = "SELECT pg_notify($1, said) FROM unnest($2::text[]) AS said"


class Barrier:
    """This process among the readers.

    Attributes:
        reader: its name; another one each time it joins.
    """

    __slots__ = ("_awaited", "_bell", "_heard", "reader")

    def __init__(self) -> None:
        self.reader = secrets.token_hex(8)
        self._bell = asyncio.Event()
        self._awaited: Counter[str] = Counter()
        self._heard: defaultdict[str, dict[str, int]] = defaultdict(dict)

    async def join(self, connection: Connection) -> None:
        """Begin to live, under another name than before; those long dead are swept away. The connection must be listening already."""
        await self.leave(connection)
        self.reader = secrets.token_hex(8)
        await connection.execute(_SWEEP)
        await self.beat(connection)

    async def beat(self, connection: Connection) -> None:
        """Give a sign of life; it is committed when this returns."""
        await connection.execute(_BEAT, self.reader)

    async def leave(self, connection: Connection) -> None:
        """Live no longer, so that nobody waits. The lease must have been given up before."""
        await connection.execute(_LEAVE, self.reader)

    async def say(self, connection: Connection, heard: dict[str, int]) -> None:
        """Say which versions of which tenants have been heard of."""
        await connection.execute(_SAY, APPLIED, [f"{self.reader} {version} {tenant}" for tenant, version in heard.items()])

    def listen(self, said: str) -> None:
        """Take note of what a reader said."""
        reader, version, tenant = said.split(" ", 2)
        if self._awaited[tenant]:
            self._heard[tenant][reader] = max(self._heard[tenant].get(reader, 0), int(version))
            self._bell.set()

    def overheard(self, _connection: object, _pid: int, _channel: str, said: object) -> None:
        """``listen``, in the form the driver calls it."""
        self.listen(str(said))

    @asynccontextmanager
    async def expecting(self, pool: Pool, tenant: str, *, following: bool) -> AsyncIterator[None]:
        """Take note of what readers say about a tenant, for the time of the block. A change must be committed inside it.

        Args:
            pool: the database.
            tenant: name.
            following: what is said arrives here anyway. Where it does not, a connection is opened to hear it.
        """
        self._awaited[tenant] += 1
        try:
            async with AsyncExitStack() as stack:
                if not following:
                    connection = await pool.dedicated()
                    stack.callback(connection.terminate)
                    with translated():
                        await connection.add_listener(APPLIED, self.overheard)
                yield
        finally:
            self._awaited[tenant] -= 1
            if not self._awaited[tenant]:
                del self._awaited[tenant]
                self._heard.pop(tenant, None)

    async def passed(self, pool: Pool, tenant: str, version: int) -> None:
        """Wait until no other reader can decide by an older version.

        Raises:
            Refused: ``terms_pending``: one lives, and does not say that it heard. The change is durable all the same.
        """
        try:
            async with asyncio.timeout(PATIENCE_S):
                silent = self._silent(await self._live(pool), tenant, version)
                while silent:
                    await self._wait()
                    silent = self._silent(silent & await self._live(pool), tenant, version)
        except TimeoutError:
            raise Refused("terms_pending", "It is stored, but a worker has not said that it took it up; send it again.") from None

    async def _live(self, pool: Pool) -> set[str]:
        return {row["reader"] for row in await pool.fetch(_LIVE, self.reader, LEASE_S + MARGIN_S)}

    def _silent(self, readers: set[str], tenant: str, version: int) -> set[str]:
        heard = self._heard[tenant]
        return {each for each in readers if heard.get(each, 0) < version}

    async def _wait(self) -> None:
        self._bell.clear()
        try:
            async with asyncio.timeout(LOOK_S):
                await self._bell.wait()
        except TimeoutError:
            return
