"""One tenant's registered texts, ready for scanning. Law: the cost of a scan does not depend on how many texts there are.

The kernel reads the text once and asks tables of fingerprints for every run of up to six words. What it says may be there, some one run of
10,000, is looked up by its keyed digest; then ``index.judge`` says whether it counts.
"""

from collections.abc import Sequence

from gateway.detect import kernel
from gateway.detect.index.delta import Delta
from gateway.detect.index.form import OWN, Label
from gateway.detect.index.judge import Find, judged
from gateway.detect.index.keys import OPEN, Secrets, digest_of, keys_of
from gateway.detect.index.spans import spans_of
from gateway.detect.index.table import KeyTable
from gateway.detect.index.tiers import DEFAULT, Tiers
from gateway.model.decision import Span

_new = tuple.__new__
"""Makes a named tuple from a plain one, in half the time its own constructor takes."""


class TermIndex:
    """Implements ``gateway.model.decision.Scanner``. ``len()`` is the number of texts that were put and not dropped since it was made.

    Args:
        secrets: the tenant's; the default is for an index that is only in memory.
        tables: what was built before, if anything.
        tiers: how much a find must tell to count.

    Attributes:
        delta: what changed since the tables were built.
    """

    __slots__ = ("_secrets", "_tables", "_tiers", "delta")

    def __init__(self, secrets: Secrets = OPEN, tables: Sequence[KeyTable] = (), tiers: Tiers = DEFAULT) -> None:
        self._secrets, self._tables, self._tiers = secrets, tuple(tables), tiers
        self.delta = Delta()

    def __len__(self) -> int:
        return len(self.delta)

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to find: no table, and nothing put since."""
        return not self._tables and not len(self.delta)

    def add(self, term_id: str, kind: str, text: str, origin: str = OWN) -> bool:
        """Register a text, or replace the one of this id.

        Args:
            term_id: unique in this index.
            kind: key of ``KINDS``; may be empty where the origin is a vendor.
            text: the text.
            origin: member of ``model.category.ORIGINS``.

        Returns:
            False when the text has no letter or digit, so that it can not be found.

        Raises:
            Refused: the kind or the origin is unknown.
        """
        rows = keys_of(text, kind, origin, self._secrets)
        self.put(term_id, rows)
        return bool(rows)

    def put(self, term_id: str, rows: bytes, in_tables: bytes = b"") -> None:
        """Make these the rows of a text. Doing it again changes nothing.

        Args:
            term_id: unique for the tenant.
            rows: as ``keys_of`` makes them with this tenant's secrets.
            in_tables: the rows this text has in the tables, if it is there: they count no more.
        """
        self.delta.put(term_id, rows, in_tables)

    def remove(self, term_id: str, in_tables: bytes = b"") -> None:
        """Forget a text; an unknown id is no fault. ``in_tables`` as for ``put``."""
        self.delta.drop(term_id, in_tables)

    def scan(self, text: str, keys: bytes = b"") -> list[Span]:
        """Find every registered text that counts.

        Args:
            text: leaves joined by U+001F.
            keys: one byte for each leaf, 1: it is a key that is data; missing ones are 0.

        Raises:
            ScannerFailed: a table is damaged.
        """
        views = [*(table.view for table in self._tables), *self.delta.views]
        if not views:  # a probe would cut and hash the text all the same
            return []
        finds = [
            _new(Find, (start, end, digest, label, flags))
            for start, end, value, letters, _, flags in kernel.probe(text, keys, self._secrets.filter, views)
            for digest in [digest_of(letters, self._secrets)]
            for label in self._labels(value, digest)
        ]
        return spans_of(judged(finds, text, self._tiers), text, keys) if finds else []

    def _labels(self, value: int, digest: int) -> list[Label]:
        """What a key means, counting the texts of all tables and what changed since."""
        texts = dict(self.delta.net(digest))  # a copy: changes may come from another thread
        if not texts and len(self._tables) == 1:  # nearly always
            return [label for label, _ in self._tables[0].find(value, digest)]
        for table in self._tables:
            for label, count in table.find(value, digest):
                texts[label] = texts.get(label, 0) + count
        return [label for label, count in texts.items() if count > 0]
