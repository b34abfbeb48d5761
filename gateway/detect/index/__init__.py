"""Finds a tenant's registered texts. Law: no text is kept, only keyed digests; what was registered is found, however it is written.

``keys_of`` makes rows of a text, ``build`` a table of rows, ``KeyTable`` opens one, ``TermIndex`` scans with tables and what changed since.
"""

from gateway.detect.index.building import build
from gateway.detect.index.form import DETECTOR, KINDS, OWN, ROW
from gateway.detect.index.keys import Secrets, check_kind, check_rows, keys_of
from gateway.detect.index.table import KeyTable
from gateway.detect.index.terms import TermIndex
from gateway.detect.index.tiers import Tiers

__all__ = ["DETECTOR", "KINDS", "OWN", "ROW", "KeyTable", "Secrets", "TermIndex", "Tiers", "build", "check_kind", "check_rows", "keys_of"]
