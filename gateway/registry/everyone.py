"""What vendors answered any tenant. Law: a long text one tenant obtained is known in the calls of all others, and not theirs to send.

Only long texts are kept here, those that are cut into pieces: a name or an address that two tenants know is no leak from one to the other,
a paragraph is. Which tenant a text came from is not kept.
"""

from collections.abc import Iterable
from typing import Final

from gateway.detect.index import TermIndex
from gateway.detect.index.form import ROW, Role
from gateway.model.category import OTHER_TENANT
from gateway.model.decision import Span, TermScanner

EVERYONE: Final = "*"
"""Names the shelf all tenants share; no tenant can have this name."""

_PIECES: Final = frozenset({Role.SHINGLE, Role.WINNOWED})


def is_shared(rows: bytes) -> bool:
    """Whether a text's rows are those of a long text."""
    return any(role in _PIECES for _, _, role, *_ in ROW.iter_unpack(rows))


class Everyones:
    """A tenant's own texts, and what the other tenants obtained. Implements ``gateway.model.decision.TermScanner``.

    Args:
        own: the tenant's index.
        shared: the index of what any tenant obtained.
    """

    __slots__ = ("own", "shared")

    def __init__(self, own: TermIndex, shared: TermIndex) -> None:
        self.own, self.shared = own, shared

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to find in any text."""
        return self.own.is_empty and self.shared.is_empty

    def scan(self, text: str, keys: bytes = b"") -> Iterable[Span]:
        """Find the tenant's own texts, and those only others obtained: these twice, by where they came from and as others'."""
        own = self.own.scan(text, keys)
        shared = self.shared.scan(text, keys)
        obtained = [span for span in own if span.origin != "integro"] if shared else []
        foreign = [span for span in shared if not any(mine.start <= span.start and span.end <= mine.end for mine in obtained)]
        return [*own, *foreign, *(span._replace(origin=OTHER_TENANT) for span in foreign)]


def with_everyones(own: TermIndex, shared: TermIndex, held: TermScanner | None) -> TermScanner:
    """Join a tenant's index and the shared one; the same object for the same two, because facts are remembered by it."""
    if shared.is_empty:
        return own
    if isinstance(held, Everyones) and held.own is own and held.shared is shared:
        return held
    return Everyones(own, shared)
