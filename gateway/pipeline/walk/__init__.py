"""The walk that gives every leaf its field. Law: whichever implementation runs, its answers are those of ``plain``."""

from typing import Final

from gateway.pipeline.walk.plain import DATA_KEY

try:
    from gateway.pipeline.walk._native import numbers_in, places_of, walk
except ImportError:
    from gateway.pipeline.walk.plain import numbers_in, places_of, walk

    _is_native = False
else:
    _is_native = True

NATIVE: Final = _is_native
"""Whether the C extension runs; it is built with the package when a compiler is there."""

__all__ = ["DATA_KEY", "NATIVE", "numbers_in", "places_of", "walk"]
