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
MEDIAN: Final = 6_400
SHAPE: Final = 0.8562
KEYS_PER_TEXT: Final = 1.355
"""Different keys per title, measured by ``one_tenant`` on drawn titles."""

KINDS: Final = (0.02, 0.6, 0.25, 0.1, 0.03)
"""Shares of projects, tasks, comments, attachments and teams."""

OPEN_BYTES: Final = 320 << 20
"""Tables that are kept open: least recently used ones are closed."""

CALLS: Final = 3_000


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
    titles = list(words.titles(MILLION))
    rows, registering = _cpu(lambda: [keys_of(title, "task", "integro", SECRETS) for title in titles])
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
        return Opened(pages, TermIndex(SECRETS, [KeyTable(pages, SECRETS.digest, whole=False)]))

    def _close(self, _: int, opened: Opened) -> None:
        self._bytes -= len(opened.pages)


def many_tenants() -> str:
    """2,000 tenants with 58.1 million texts, one table each, of random keys; calls go to tenants by Zipf's law."""
    process = psutil.Process()
    with tempfile.TemporaryDirectory(dir=os.environ.get("INDEX_BENCH_FOLDER")) as name:
        folder = Path(name)
        sizes, labels = tenant_sizes(), _labels()
        on_disk, building = _cpu(lambda: sum(_write(folder, number, size, labels) for number, size in enumerate(sizes)))
        payloads = [Words(11).payload() for _ in range(100)]
        tenants = Tenants(folder)
        gc.collect()
        before = process.memory_info().rss
        times, most = _calls(tenants, payloads, process)
    (p50, p99), (_, cpu99) = _percentiles([wall for wall, _ in times]), _percentiles([cpu for _, cpu in times])
    return written(
        f"{len(sizes):,} tenants, {sum(sizes):,} texts (random keys), tables cold on disk, {OPEN_BYTES >> 20} MB of them open",
        ("tables built in s", "MB on disk", "resident MB more", "scan p50 ms", "p99 ms", "p99 CPU ms"),
        [
            (
                f"{building:.0f}",
                f"{on_disk / 1e6:.0f}",
                f"{(most - before) / 1e6:.0f}",
                f"{p50:.3f}",
                f"{p99:.3f}",
                f"{cpu99:.3f}",
            )
        ],
    )


def tenant_sizes() -> list[int]:
    """Pareto: median 6,400, at most a million (13 tenants), 58.1 million texts in all."""
    least = MEDIAN / 2 ** (1 / SHAPE)
    return [min(MILLION, int(least * ((number + 0.5) / TENANTS) ** (-1 / SHAPE))) for number in range(TENANTS)]


def _labels() -> np.ndarray:
    """Labels as titles have them, without their kind: it is drawn apart."""
    rows = b"".join(keys_of(title, "", "google.basic", SECRETS) for title in Words(9).titles(20_000))
    return np.frombuffer(rows, "<u4")[4::5] & np.uint32(0xFFFF)


def _write(folder: Path, number: int, texts: int, labels: np.ndarray) -> int:
    random_numbers = np.random.default_rng(number)
    keys = int(texts * KEYS_PER_TEXT)
    rows = np.zeros(keys, np.dtype([("hash", "<u8"), ("digest", "<u8"), ("label", "<u4")]))
    rows["hash"], rows["digest"] = (random_numbers.integers(0, 1 << 64, keys, np.uint64) for _ in range(2))
    rows["label"] = random_numbers.choice(labels, keys)
    rows["label"] += random_numbers.choice(np.arange(1, 6, dtype=np.uint32), keys, p=KINDS) << 16
    buffer = build(rows.tobytes(), SECRETS.digest)
    with (folder / f"{number}.tbl").open("wb") as file:
        file.write(buffer)
        file.flush()
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return len(buffer)


def _calls(tenants: Tenants, payloads: Sequence[str], process: Any) -> tuple[list[tuple[float, float]], int]:
    """Scan for tenants by Zipf's law, opening their tables: seconds by the clock, the disk included, and of CPU; largest size."""
    ranks = np.random.default_rng(5).permutation(TENANTS)
    chosen = np.random.default_rng(6).zipf(1.2, 4 * CALLS)
    numbers = [int(ranks[rank - 1]) for rank in chosen if rank <= TENANTS][:CALLS]
    times, most = [], 0
    for at, number in enumerate(numbers):
        start, cpu = time.perf_counter(), time.thread_time()
        tenants.get(number).scan(payloads[at % len(payloads)])
        times.append((time.perf_counter() - start, time.thread_time() - cpu))
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
