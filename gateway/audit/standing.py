"""An audit log that is opened again when it had to stop. Law: what was open then ends as unknown before anything new is taken.

A commit that failed for good stops a log (see ``log``): the database was read-only for a while, say, because a replica had taken
over. A restart of the gateway would open it again, and so does this, by the same steps. A log that another writer has opened is
left to that writer, and one that does not add up is left alone: both need a person.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, Self

import structlog

from gateway.audit.ledger import Fenced
from gateway.audit.log import AuditLog
from gateway.audit.merkle import Tree
from gateway.model.errors import ConfigurationError, StoreUnavailable
from gateway.model.transfer import Completion, Transfer

RETRY_SECONDS: Final = (0.1, 0.5, 1.0, 5.0)
_log = structlog.get_logger(__name__)


class StandingLog:
    """One log over all its openings. Make it with ``open``; its methods are those of ``AuditLog``.

    Args:
        opener: opens the log.
        log: opened by it.
        pauses: seconds before each attempt to open it again; the last one counts for all that follow.
    """

    def __init__(self, opener: Callable[[], Awaitable[AuditLog]], log: AuditLog, pauses: tuple[float, ...]) -> None:
        self._opener, self._log, self._pauses = opener, log, pauses
        self._since = log.tree.size
        self._keeper = asyncio.get_running_loop().create_task(self._keep(), name="audit-keeper")

    @classmethod
    async def open(cls, opener: Callable[[], Awaitable[AuditLog]], *, pauses: tuple[float, ...] = RETRY_SECONDS) -> Self:
        """Open the log.

        Raises:
            ConfigurationError, StoreUnavailable: as ``AuditLog.open``.
        """
        return cls(opener, await opener(), pauses)

    @property
    def fault(self) -> str:
        """Why new transfers are refused, or an empty string."""
        return self._log.fault

    @property
    def tree(self) -> Tree:
        """The tree over everything that is durable."""
        return self._log.tree

    async def intent(self, transfer: Transfer) -> int:
        """As ``AuditLog.intent``."""
        return await self._log.intent(transfer)

    async def deny(self, transfer: Transfer) -> int:
        """As ``AuditLog.deny``."""
        return await self._log.deny(transfer)

    async def complete(self, ending: Completion) -> int:
        """As ``AuditLog.complete``; StoreUnavailable, too, where the transfer began before the log was opened again."""
        self._check_begun(ending)
        return await self._log.complete(ending)

    def end(self, ending: Completion) -> None:
        """As ``AuditLog.end``; StoreUnavailable, too, where the transfer began before the log was opened again."""
        self._check_begun(ending)
        self._log.end(ending)

    async def close(self) -> None:
        """Write out what is queued, and stop."""
        self._keeper.cancel()
        with suppress(asyncio.CancelledError):
            await self._keeper
        await self._log.close()

    def _check_begun(self, ending: Completion) -> None:
        if ending.intent_index < self._since:
            raise StoreUnavailable("the audit log was opened again meanwhile, and says that the end of this transfer is unknown")

    async def _keep(self) -> None:
        """Open the log again whenever it has stopped, until that can not help."""
        while (error := await self._log.stopped()) is not None:
            _log.error("log_stopped", exception=type(error).__qualname__)
            if isinstance(error, Fenced):
                return
            await self._log.close()
            try:
                self._log = await self._reopened()
            except ConfigurationError as broken:
                _log.error("log_does_not_add_up", reason=broken.what)
                return
            self._since = self._log.tree.size
            _log.warning("log_opened_again")

    async def _reopened(self) -> AuditLog:
        attempt = 0
        while True:
            await asyncio.sleep(self._pauses[min(attempt, len(self._pauses) - 1)])
            attempt += 1
            try:
                return await self._opener()
            except StoreUnavailable as error:
                _log.warning("log_not_opened", exception=type(error).__qualname__)
