"""Registering terms over a real socket, durable and effective when answered. Law: titles of the sizes people give, none twice."""

import http.client
import json
import random
import tempfile
import time
from itertools import accumulate
from pathlib import Path

import orjson
import psutil

from gateway.detect.index.strength import word_table
from tests.benchmarks.table import table as written
from tests.benchmarks.throughput import running

SETS = (10_000, 100_000)
SEED = 20260301
RARER = 0.6
"""How much of a word's rarity in the table counts: titles hold more rare words than running text, where it would be all of it."""


def lines(count: int) -> bytes:
    """Titles of two to six words, the frequent ones more often than the rare."""
    draw, table = random.Random(SEED), {word: bits for word, bits in word_table().items() if word.isascii()}  # noqa: S311 - no secret is drawn
    weights = list(accumulate(2.0 ** (-RARER * bits) for bits in table.values()))
    words = draw.choices(list(table), cum_weights=weights, k=count * 6)
    titles = (" ".join(words[at : at + draw.randint(2, 6)]).capitalize() for at in range(0, count * 6, 6))
    return b"".join(orjson.dumps({"id": f"tsk_{at:07}", "kind": "task", "text": title}) + b"\n" for at, title in enumerate(titles))


def table() -> str:
    """Register sets of several sizes into a new gateway each, then the same once more, then all of it instead of all of it."""
    rows = []
    for count in SETS:
        body = lines(count)
        with tempfile.TemporaryDirectory() as scratch, running(Path(scratch), 9) as (process, admin, _):
            for what, path in (("new", ""), ("the same again", ""), ("the same with replace=all", "?replace=all")):
                rows.append((f"{count:,}, {what}", *_put(process, admin, path, body, count)))
    return written(
        "Registering terms, one worker, durable and effective when answered (at least 50,000 a second)",
        ("", "terms per second", "CPU us per term, gateway", "seconds"),
        rows,
    )


def _put(process: psutil.Process, admin: int, path: str, body: bytes, count: int) -> tuple[str, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", admin, timeout=120)
    before, start = sum(process.cpu_times()[:2]), time.perf_counter()
    connection.request("PUT", f"/v1/tenants/acme/terms{path}", body, {"Authorization": "Bearer bench-key-erp"})
    answer = connection.getresponse()
    told = json.loads(answer.read())
    wall = time.perf_counter() - start
    if answer.status != 200 or told["registered"] != count:
        message = f"the gateway did not register: {told}"
        raise RuntimeError(message)
    spent = sum(process.cpu_times()[:2]) - before
    connection.close()
    return f"{count / wall:,.0f}", f"{1e6 * spent / count:.1f}", f"{wall:.2f}"
