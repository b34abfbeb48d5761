"""A request as lines a person can read: where, and what stands there. Law: decoded by the gateway's own codecs, and nothing is left out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from gateway.codecs import CODECS
from gateway.demo.planted import Hit, hits
from gateway.demo.standin import Received
from gateway.model.errors import Refused
from gateway.model.request import Tree

Lines: TypeAlias = dict[str, str]
"""Place -> text, in the order of the request."""

_CODECS: Final = (
    ("application/x-sentry-envelope", "sentry_envelope"),
    ("application/json", "json"),
    ("multipart/related", "multipart_related"),
)
_SHORTER: Final = ("body.", "items[0].event.payload.", "exception.values[0].stacktrace.", "metadata.body.", "media.")
"""Beginnings of places that tell a reader nothing, outermost first."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line before and after.

    Attributes:
        place: where.
        before: as the SDK sent it.
        after: as it left; None where it did not.
        found: planted values in ``before``.
    """

    place: str
    before: str
    after: str | None
    found: tuple[Hit, ...]

    @property
    def names(self) -> frozenset[str]:
        """Names of the planted values in it."""
        return frozenset(hit.name for hit in self.found)


def lines_of(got: Received) -> Lines:
    """Take a request apart: request line, then every leaf of the body, keys with planted data included by their line's place."""
    content_type = next((value for name, value in got.headers if name.lower() == "content-type"), "")
    found = {"request line": f"{got.method} {got.target}"}
    for place, text in _leaves(_tree(got.plain, content_type), ""):
        found[short(place)] = text
    return found


def _tree(plain: bytes, content_type: str) -> Tree:
    codec = next((name for kind, name in _CODECS if content_type.startswith(kind)), "text")
    try:
        return CODECS[codec](plain, content_type, {}).tree
    except Refused:
        return plain.decode("utf-8", "replace")


def _leaves(value: Tree, place: str) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for key, child in value.items():
                yield from _leaves(child, f"{place}.{key}" if place else key)
        case list():
            for index, child in enumerate(value):
                yield from _leaves(child, f"{place}[{index}]")
        case bytes():
            yield place, value.decode("utf-8", "replace")
        case _:
            yield place, str(value)


def short(place: str) -> str:
    """A place without the beginnings all of them share."""
    for beginning in _SHORTER:
        place = place.removeprefix(beginning)
    return place


def changes(sent: Received, left: Received | None) -> list[Change]:
    """Every line of a request that held planted data, before and after.

    Args:
        sent: without the gateway.
        left: through it; None where nothing did.
    """
    after = lines_of(left) if left is not None else {}
    found = ((place, text, tuple(hits(text))) for place, text in lines_of(sent).items())
    return [Change(place, text, after.get(place), there) for place, text, there in found if there]


def telling(found: Sequence[Change], limit: int) -> list[Change]:
    """Choose the lines that show most, in their order: first those with a planted value not shown yet, then the others."""
    chosen: list[int] = []
    shown: set[str] = set()
    for at, change in enumerate(found):
        if not change.names <= shown:
            chosen.append(at)
            shown |= change.names
    chosen += [at for at in range(len(found)) if at not in chosen]
    return [found[at] for at in sorted(chosen[:limit])]
