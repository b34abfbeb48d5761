"""Counts how often an item was filed under a key. Law: small where every count is one, which is nearly always."""

from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")


class Tally(Generic[T]):
    """For each key the items filed under it.

    Attributes:
        held: key -> its items, each once. Equal tuples are one object, so that an entry costs little more than its key.
    """

    __slots__ = ("_more", "held")

    def __init__(self) -> None:
        self.held: dict[bytes, tuple[T, ...]] = {}
        self._more: dict[tuple[bytes, T], int] = {}

    def add(self, key: bytes, item: T) -> None:
        """File an item under a key, once more if it is there."""
        items = self.held.get(key, ())
        if item in items:
            self._more[key, item] = self._more.get((key, item), 0) + 1
        else:
            self.held[key] = _shared((*items, item))

    def drop(self, key: bytes, item: T) -> None:
        """Take an item away from a key, once. It must be there."""
        more = self._more.pop((key, item), 0)
        if more > 1:
            self._more[key, item] = more - 1
        elif more == 0:
            self._drop_last(key, item)

    def _drop_last(self, key: bytes, item: T) -> None:
        left = tuple(other for other in self.held.pop(key) if other != item)
        if left:
            self.held[key] = _shared(left)


@lru_cache(maxsize=4096)
def _shared(items: tuple[T, ...]) -> tuple[T, ...]:
    return items
