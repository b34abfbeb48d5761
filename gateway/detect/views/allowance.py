"""How much may be decoded for one call. Law: no clock; work is counted before it is believed to be over."""

from typing import Final

from gateway.model.errors import ScannerFailed

CHARACTERS: Final = 4 << 20
GROWTH: Final = 8
"""All that is decoded may have this many characters, and this many times those of the leaves. A picture in base64 needs three."""

VIEWS: Final = 4096
DENSITY: Final = 32
"""So many views may be made, and one for so many characters of the leaves."""


class Allowance:
    """What may be decoded yet.

    Args:
        size: characters of the leaves.
    """

    __slots__ = ("_characters", "_views")

    def __init__(self, size: int) -> None:
        self._characters = max(CHARACTERS, GROWTH * size)
        self._views = VIEWS + size // DENSITY

    def take(self, characters: int, views: int = 0) -> None:
        """Take some of it.

        Raises:
            ScannerFailed: there is no more.
        """
        self._characters -= characters
        self._views -= views
        if self._characters < 0 or self._views < 0:
            raise too_much()


def too_much() -> ScannerFailed:
    """Nobody will know what else there was."""
    return ScannerFailed("texts hold more in disguise than may be decoded; send smaller bodies, or what they hold as it is")
