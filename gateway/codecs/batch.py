"""Calls that travel inside one call. Law: each inner call is a request of its own and is judged alone."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar
from urllib.parse import unquote

from gateway.model.errors import Refused
from gateway.model.request import Request

Inner = TypeVar("Inner")


class Batch(NamedTuple):
    """A batch taken apart.

    Attributes:
        parts: the inner calls in order.
        join: takes what became of each part, in the same order (None where it may not leave), and gives body and Content-Type.
            A part that did not change is written as it came. Raises ``Refused("nothing_left")`` where no part is left.
        needs: for each part the numbers of the parts it depends on; empty where the format has no dependences.
    """

    parts: tuple[Request, ...]
    join: Callable[[Sequence[Request | None]], tuple[bytes, str]]
    needs: tuple[frozenset[int], ...] = ()


def keep(inners: Sequence[Inner], kept: Sequence[Request | None]) -> list[tuple[Inner, Request]]:
    """Pair what is known of each inner call with what became of it, leaving out those that may not leave.

    Raises:
        Refused: none is left.
    """
    pairs = [(inner, request) for inner, request in zip(inners, kept, strict=True) if request is not None]
    if not pairs:
        raise Refused("nothing_left", "no call of the batch may leave")
    return pairs


def climbs(path: str) -> bool:
    """Say whether a path has a dot segment (RFC 3986 section 5.2.4), encoded or not: the vendor would read it as another path."""
    return any(segment in {".", ".."} for segment in unquote(path).replace("\\", "/").split("/"))
