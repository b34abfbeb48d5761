"""Folds, tokenises, hashes and probes a text in one pass. Law: whichever implementation runs, its answers are those of ``plain``."""

from typing import Final

from gateway.detect.kernel.form import CROSSES, INSIDE, KEY, SECRET_BYTES, WHOLE, Candidate, Table
from gateway.detect.kernel.plain import probe, run_hash, tokenise
from gateway.detect.kernel.table import buckets_of, build_table, check, keys_of, payloads

NATIVE: Final = False
"""Whether the C extension runs."""

__all__ = [
    "CROSSES",
    "INSIDE",
    "KEY",
    "NATIVE",
    "SECRET_BYTES",
    "WHOLE",
    "Candidate",
    "Table",
    "buckets_of",
    "build_table",
    "check",
    "keys_of",
    "payloads",
    "probe",
    "run_hash",
    "tokenise",
]
