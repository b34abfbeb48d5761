"""What is fed with random bytes. A target takes them, and raises where something is not as it must be."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.fuzz.kernel import kernel

TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {"kernel": kernel}
"""Name -> target. Whatever reads foreign bytes belongs here."""
