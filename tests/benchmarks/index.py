"""The index of registered texts: speed, bytes, and thousands of tenants. Law: what is synthetic is called so beside the figure.

Titles are drawn from the shipped words by rank (1 to 9 words, 23 characters on average), so that texts made of the same words hold runs of
them by chance, as in detection anchors 3.6. The many tenants' keys are random numbers, as keys are; how many a text has is measured.
"""

import gc
import itertools
import mmap
import os
import random
import statistics
import tempfile
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import psutil

from gateway.detect.index import ROW, KeyTable, Secrets, TermIndex, build, keys_of
from gateway.detect.index.strength import word_table
from tests.benchmarks.table import table as written

SECRETS: Final = Secrets(bytes(range(24)), bytes(range(32)))
PAYLOAD: Final = 12_700
MILLION: Final = 1_000_000

LENGTHS: Final = ((1, 2, 3, 4, 5, 6, 7, 8, 9), (8, 30.5, 26, 17, 9, 5, 2.5, 1.2, 0.8))
"""Words of a title, and in how many of 100."""

TENANTS: Final = 2_000
TERMS: Final = 58_100_000
LARGEST: Final = 15
OPEN_BYTES: Final = 64 << 20
"""Tables that are kept open: least recently used ones are closed."""

CALLS: Final = 3_000
WARM_UP: Final = 300


class Words:
    """Draws titles and payloads from the shipped words, the commoner the oftener."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - the same texts in every run
        bits = word_table()
        self._words = sorted((word for word in bits if len(word) > 3 and word.isascii()), key=lambda word: (bits[word], word))
        self._weights = list(itertools.accumulate((rank + 3) ** -0.7 for rank in range(len(self._words))))

    def text(self, words: int) -> str:
        return " ".join(self._random.choices(self._words, cum_weights=self._weights, k=words))

    def titles(self, count: int) -> Iterator[str]:
        lengths = self._random.choices(*LENGTHS, k=count)
        return map(self.text, lengths)

    def payload(self) -> str:
        """Leaves of 1 to 30 words, 12.7 KB in all."""
        leaves: list[str] = []
        while sum(map(len, leaves)) + len(leaves) < PAYLOAD:
            leaves.append(self.text(self._random.randint(1, 30)))
        return "\x1f".join(leaves)[:PAYLOAD]


def table() -> str:
    """Both tables."""
    return one_tenant() + "\n" + many_tenants()


def one_tenant() -> str:
    """10,000 and 1,000,000 titles: registering, building, scanning."""
    words = Words(7)
    rows, registering = _cpu(lambda: [keys_of(title, "task", "integro", SECRETS) for title in words.titles(MILLION)])
    payloads = [words.payload() for _ in range(200)]
    return written(
        "The index of one tenant, CPU time, titles and payloads of 12.7 KB drawn from the same words",
        (
            "titles",
            "registered per s",
            "keys per title",
            "table built in s",
            "bytes per title",
            "scan p50 ms",
            "scan p99 ms",
            "finds per payload",
        ),
        [_line(rows[:count], MILLION / registering, payloads) for count in (10_000, MILLION)],
    )


def _line(rows: Sequence[bytes], per_second: float, payloads: Sequence[str]) -> tuple[str, ...]:
    joined = b"".join(rows)
    buffer, building = _cpu(lambda: build(joined, SECRETS.digest))
    index = TermIndex(SECRETS, [KeyTable(buffer, SECRETS.digest)])
    times, finds = [], 0
    for payload in payloads:
        spans, seconds = _cpu(lambda payload=payload: index.scan(payload))  # type: ignore[misc]  # a bound default
        times.append(seconds)
        finds += len(spans)
    p50, p99 = _percentiles(times[len(times) // 10 :])
    keys = len(joined) / ROW.size / len(rows)
    return (
        f"{len(rows):,}",
        f"{per_second:,.0f}",
        f"{keys:.2f}",
        f"{building:.2f}",
        f"{len(buffer) / len(rows):.1f}",
        f"{p50:.3f}",
        f"{p99:.3f}",
        f"{finds / len(payloads):.1f}",
    )


class Opened(NamedTuple):
    """A tenant's table, mapped."""

    pages: mmap.mmap
    index: TermIndex


class Tenants:
    """Maps tables when they are asked for, and forgets those that were not asked for lately."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._open, self._bytes = folder, OrderedDict[int, Opened](), 0

    def get(self, number: int) -> TermIndex:
        if number in self._open:
            self._open.move_to_end(number)
        else:
            self._open[number] = self._map(number)
            self._bytes += len(self._open[number].pages)
        while self._bytes > OPEN_BYTES and len(self._open) > 1:
            self._close(*self._open.popitem(last=False))
        return self._open[number].index

    def _map(self, number: int) -> Opened:
        with (self._folder / f"{number}.tbl").open("rb") as file:
            pages = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        pages.madvise(mmap.MADV_RANDOM)
        return Opened(pages, TermIndex(SECRETS, [KeyTable(pages, SECRETS.digest)]))

    def _close(self, _: int, opened: Opened) -> None:
        self._bytes -= len(opened.pages)


def many_tenants() -> str:
    """2,000 tenants with 58.1 million texts, one table each, of random keys; calls go to tenants by Zipf's law."""
    process = psutil.Process()
    with tempfile.TemporaryDirectory(dir=os.environ.get("INDEX_BENCH_FOLDER")) as name:
        folder = Path(name)
        sizes = tenant_sizes()
        on_disk, building = _cpu(lambda: sum(_write(folder, number, size) for number, size in enumerate(sizes)))
        payloads = [Words(11).payload() for _ in range(100)]
        tenants = Tenants(folder)
        gc.collect()
        before = process.memory_info().rss
        times, most = _calls(tenants, payloads, process)
    p50, p99 = _percentiles(times)
    return written(
        f"{len(sizes):,} tenants, {sum(sizes):,} texts (random keys), tables cold on disk, {OPEN_BYTES >> 20} MB of them open",
        ("tables built in s", "MB on disk", "resident MB more", "scan p50 ms", "scan p99 ms", "worst ms"),
        [
            (
                f"{building:.0f}",
                f"{on_disk / 1e6:.0f}",
                f"{(most - before) / 1e6:.0f}",
                f"{p50:.3f}",
                f"{p99:.3f}",
                f"{max(times) * 1000:.1f}",
            )
        ],
    )


def tenant_sizes() -> list[int]:
    """Pareto: median 6,400, no more than a million, 58.1 million in all."""
    shares = np.sort(np.random.default_rng(3).pareto(0.9, TENANTS))
    sizes = np.minimum(shares / np.median(shares) * 6_400 + 50, MILLION)
    over = sizes > 6_400
    sizes[over] = np.minimum(
        6_400 + (sizes[over] - 6_400) * (TERMS - sizes[~over].sum() - 6_400 * over.sum()) / (sizes[over] - 6_400).sum(), MILLION
    )
    return [int(size) for size in sizes]


def _write(folder: Path, number: int, texts: int) -> int:
    random_numbers = np.random.default_rng(number)
    keys = int(texts * KEYS_PER_TEXT)
    rows = np.zeros(keys, np.dtype([("hash", "<u8"), ("digest", "<u8"), ("role", "u1"), ("bits", "u1"), ("kind", "u1"), ("origin", "u1")]))
    rows["hash"], rows["digest"] = (random_numbers.integers(0, 1 << 64, keys, np.uint64) for _ in range(2))
    rows["role"], rows["bits"] = random_numbers.integers(0, 3, keys), random_numbers.integers(2, 16, keys) * 4
    rows["kind"] = 1 + random_numbers.integers(0, 5, keys)
    buffer = build(rows.tobytes(), SECRETS.digest)
    with (folder / f"{number}.tbl").open("wb") as file:
        file.write(buffer)
        file.flush()
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return len(buffer)


KEYS_PER_TEXT: Final = 1.355
"""Different keys per title, measured by ``one_tenant`` on drawn titles."""


def _calls(tenants: Tenants, payloads: Sequence[str], process: Any) -> tuple[list[float], int]:
    """Scan for tenants by Zipf's law: seconds of wall clock for each call, waiting for the disk included, and the largest resident size."""
    ranks = np.random.default_rng(5).permutation(TENANTS)
    chosen = np.random.default_rng(6).zipf(1.2, 4 * CALLS)
    numbers = [int(ranks[rank - 1]) for rank in chosen if rank <= TENANTS][:CALLS]
    times, most = [], 0
    for at, number in enumerate(numbers):
        start = time.perf_counter()
        tenants.get(number).scan(payloads[at % len(payloads)])
        times.append(time.perf_counter() - start)
        if at % 50 == 0:
            most = max(most, process.memory_info().rss)
    return times, most


def _cpu(call: Any) -> tuple[Any, float]:
    start = time.process_time()
    result = call()
    return result, time.process_time() - start


def _percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """Median and 99th percentile, in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100)
    return cuts[49] * 1000, cuts[98] * 1000
