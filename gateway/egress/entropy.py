"""Random bytes for transfer ids, many from one system call. Law: no byte is given twice, not even on both sides of a fork.

For ids only: a salt keeps a person's name secret for years, so it comes from the system when it is needed.
"""

import os
from typing import Final

_AT_ONCE: Final = 4096


class Entropy:
    """A stock of random bytes. One per process, used from one event loop."""

    __slots__ = ("_at", "_stock")

    def __init__(self) -> None:
        self._stock, self._at = b"", 0
        os.register_at_fork(after_in_child=self._forget)

    def take(self, count: int) -> bytes:
        """Give random bytes.

        Args:
            count: at most 4096.
        """
        start = self._at
        end = self._at = start + count
        if end > len(self._stock):
            self._stock, self._at = os.urandom(_AT_ONCE), count
            return self._stock[:count]
        return self._stock[start:end]

    def _forget(self) -> None:
        self._stock, self._at = b"", 0
