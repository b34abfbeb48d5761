"""Prints what detection finds and misses: ``python -m tests.recall [samples|transformed|chance|harmless]``. Law: misses are named."""

import sys
import tempfile
from pathlib import Path

from tests.recall import chance, harmless, transformed
from tests.recall.samples import replay
from tests.recall.scoring import named, score, tables


def samples() -> str:
    """Recorded requests of real SDKs, through a running gateway."""
    with tempfile.TemporaryDirectory() as folder:
        scores = [score(each) for each in replay(Path(folder))]
    return f"{tables(scores)}\n{named(scores)}"


TABLES = {"samples": samples, "transformed": transformed.full_table, "chance": chance.full_table, "harmless": harmless.full_table}

if __name__ == "__main__":
    for name in sys.argv[1:] or TABLES:
        print(f"\n{TABLES[name]()}", flush=True)
