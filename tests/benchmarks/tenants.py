"""Cost of a review with one tenant and with ten thousand. Law: it must not grow."""

from dataclasses import replace
from itertools import cycle

from gateway.detect.index import TermIndex
from gateway.model.request import Request
from gateway.pipeline import review
from tests.benchmarks.review import facts, pair, rulebook
from tests.benchmarks.table import table as written
from tests.benchmarks.throughput import segment_batch

TENANTS = 10_000


def table() -> str:
    """Measure both, turn by turn; with many tenants every call is another tenant's, so that nothing of it is at hand."""
    book, base = rulebook(), facts("analytics", terms=0)
    tenants = [replace(base, tenant=f"tenant-{number}", terms=_index(number)) for number in range(TENANTS)]
    turn = cycle(tenants)
    request = Request(
        scheme="https",
        host="api.segment.io",
        port=443,
        method="POST",
        path="/v1/batch",
        query="",
        headers=(("Content-Type", "application/json"), ("Authorization", "Basic YmVuY2htYXJrLXdyaXRlLWtleTo=")),
        body=segment_batch(),
    )
    alone, crowded = pair(lambda: review(request, tenants[0], book), lambda: review(request, next(turn), book))
    return written(
        "One review, by number of tenants with 20 registered terms each, CPU time",
        ("tenants", "us per review"),
        (("1", f"{alone:.0f}"), (f"{TENANTS:,}, each call another's", f"{crowded:.0f}"), ("ratio (about 1)", f"{crowded / alone:.2f}")),
    )


def _index(number: int) -> TermIndex:
    index = TermIndex()
    for term in range(20):
        index.add(str(term), "task", f"Tenant {number} replaces bearing {term}")
    return index
