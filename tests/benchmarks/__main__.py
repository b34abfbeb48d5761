"""Prints the benchmark tables: ``python -m tests.benchmarks``. Law: every figure stands beside a peer's from the same run."""

import sys

from tests.benchmarks import detection, index, registering, review, tenants, throughput

TABLES = {
    "detection": detection.table,
    "index": index.table,
    "registering": registering.table,
    "review": review.table,
    "tenants": tenants.table,
    "throughput": throughput.table,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or TABLES:
        print(TABLES[name](), flush=True)
