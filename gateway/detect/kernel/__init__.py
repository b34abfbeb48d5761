"""Folds, tokenises, hashes and probes a text in one pass. Law: whichever implementation runs, its answers are those of ``plain``."""

from typing import Final

from gateway.detect.kernel.form import CROSSES, INSIDE, KEY, SECRET_BYTES, WHOLE, Candidate, Table
from gateway.detect.kernel.table import buckets_of, check, keys_of

try:
    from gateway.detect.kernel._native import build_table, payloads, probe, run_hash, tokenise
except ImportError:
    from gateway.detect.kernel.plain import run_hash
    from gateway.detect.kernel.table import build_table, payloads
    from gateway.detect.kernel.vector import probe, tokenise

    _is_native = False
else:
    _is_native = True

NATIVE: Final = _is_native
"""Whether the C extension runs; it is built with the package when a compiler is there."""

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
