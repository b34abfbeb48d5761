"""How much may be decoded for one call. Law: no clock; work is counted before it is believed to be over."""

from typing import Final

from gateway.model.errors import ScannerFailed

CHARACTERS: Final = 4 << 20
GROWTH: Final = 8
"""All that is decoded may have this many characters, and this many times those of the leaves. A picture in base64 needs three."""

STEPS: Final = 32768
DENSITY: Final = 4
"""So many steps may be taken, and one for so many characters of the leaves."""

VIEW: Final = 8
CUT: Final = 1
PLACE: Final = 1
"""Steps that a decoded text takes, a piece of a document that is taken as it is, and a place that a finding is traced to."""


class Allowance:
    """What may be decoded yet.

    Args:
        size: characters of the leaves.
    """

    __slots__ = ("_characters", "_steps")

    def __init__(self, size: int) -> None:
        self._characters = max(CHARACTERS, GROWTH * size)
        self._steps = STEPS + size // DENSITY

    def take(self, characters: int, steps: int = 0) -> None:
        """Take some of it.

        Raises:
            ScannerFailed: there is no more.
        """
        self._characters -= characters
        self._steps -= steps
        if self._characters < 0 or self._steps < 0:
            raise too_much()


def too_much() -> ScannerFailed:
    """Nobody will know what else there was."""
    return ScannerFailed("texts hold more in disguise than may be decoded; send smaller bodies, or what they hold as it is")
