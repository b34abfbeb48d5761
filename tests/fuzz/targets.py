"""What is fed with random bytes. A target takes them, and raises where something is not as it must be."""

from collections.abc import Callable, Mapping
from typing import Final

from tests.fuzz.codecs import codecs, coding
from tests.fuzz.kernel import kernel
from tests.fuzz.views import decoders, views
from tests.fuzz.walk import walk

TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "codecs": codecs,
    "coding": coding,
    "decoders": decoders,
    "kernel": kernel,
    "views": views,
    "walk": walk,
}
"""Name -> target. Whatever reads foreign bytes belongs here."""
