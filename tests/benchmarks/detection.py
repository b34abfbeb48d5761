"""Detection alone, beside presidio, Aho-Corasick and sentry-relay. Law: same texts, same process, CPU time; late events count."""

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from gateway.detect.dictionary_text import NamedValues
from gateway.detect.views import read_views
from gateway.model.decision import Span
from gateway.model.facts import Facts
from gateway.model.request import Request
from gateway.pipeline.classify import Leaves, classify
from gateway.pipeline.decide import ground_of, opening_question
from gateway.pipeline.decode import decode
from gateway.pipeline.detect import Detectors, scan
from gateway.pipeline.identify import identify
from gateway.pipeline.rulebook import Rulebook
from tests.benchmarks.detection_corpus import events, index, phrases, prose, texts
from tests.benchmarks.review import facts, rulebook
from tests.benchmarks.review import table as review_table
from tests.benchmarks.table import table as written
from tests.recall.phrases import everyday
from tests.recall.phrases import titles as real_titles

MANY, FEW = 1_000_000, 10_000
LIKELY = 100_000
"""Titles as people write them, which are rare in other texts; the million are made of the events' own words."""
SIZES = (12_700, 20_000)
EVENTS, ROUNDS = 150, 8
AIMS = {12_700: (0.6, 1.2), 20_000: (1.0, 1.8)}
"""Bytes -> milliseconds, median and 99th percentile."""
PRESIDIO_EVENTS = 5
COLLECT = (100_000, 20, 20)
"""As ``gateway.app`` sets it when it has started."""


class Figure(NamedTuple):
    """CPU milliseconds per event, and megabytes per CPU-second."""

    median: float
    late: float
    rate: float


def table() -> str:
    """Measure everything and print it."""
    titles = phrases(MANY)
    many, few = index(titles), index(titles[:FEW])
    book, base = rulebook(), facts("analytics", terms=0)
    rows, ours = [], {}
    kinds = [(f"{size / 1000:g} KB", size, events(EVENTS, size, titles)) for size in SIZES]
    likely = index([*real_titles(LIKELY // 2), *everyday(LIKELY // 2)])
    tenants = {f"{MANY:,}": many, f"{FEW:,}": few}
    cases = [(*each, tenants) for each in kinds] + [("12.7 KB of real text", SIZES[0], prose(EVENTS), {f"{LIKELY:,} likely ones": likely})]
    for kind, size, bodies, tenants in cases:
        for name, terms in tenants.items():
            judge = Judge(book, replace(base, terms=terms))
            alone, whole = measured([judge.detection(body) for body in bodies]), measured([judge.everything(body) for body in bodies])
            ours[kind, name] = alone
            median, late = AIMS[size]
            rows.append((kind, name, _ms(alone), f"{median} / {late}", _ms(whole), f"{alone.rate:.1f}"))
    first, _, bodies = kinds[0]
    parts = Judge(book, replace(base, terms=many)).parts(bodies)
    ratio = ours[first, f"{MANY:,}"].median / ours[first, f"{FEW:,}"].median
    detection = written(
        "Detection of an event, personal data and secrets included, CPU ms (median / 99th percentile)",
        ("event", "registered titles", "detection", "at most", "with reading and walking", "MB per CPU-second"),
        (*rows, ("", "a million / ten thousand", f"{ratio:.2f}", "1.1", "", ""), *((f"of {first}", *row) for row in parts)),
    )
    return "\n".join((detection, _peers(bodies, titles, ours[first, f"{MANY:,}"]), review_table()))


class Judge:
    """Makes calls that detect, for one tenant."""

    def __init__(self, book: Rulebook, known: Facts) -> None:
        self.rulebook, self.facts = book, known
        self.detectors = Detectors(known.terms, (*book.scanners, NamedValues(book.names)))

    def everything(self, body: bytes) -> tuple[Callable[[], object], int]:
        """Read, walk and detect."""
        return lambda: self._scan(self._walked(body)), len(body)

    def detection(self, body: bytes) -> tuple[Callable[[], object], int]:
        """Detect in what was read and walked before."""
        leaves = self._walked(body)
        return lambda: self._scan(leaves), len(body)

    def _scan(self, leaves: Leaves) -> object:
        return scan(leaves.texts, leaves.fields, self.detectors)

    def _walked(self, body: bytes) -> Leaves:
        request = _request(body)
        identified = identify(request, self.rulebook)
        operation, found = identified.compiled.operation, identified.found
        ground = ground_of(operation, opening_question(found, self.facts, "https"), found.compiled.connector.family, self.rulebook)
        return classify(decode(request, operation, identified.params, 1 << 24).tree, ground.root, self.rulebook.names)

    def parts(self, bodies: Sequence[bytes]) -> list[tuple[str, ...]]:
        """Each detector by itself, and looking for disguises with nobody to read them."""
        joined = ["\x1f".join(texts(body)) for body in bodies]
        each = [("titles", self.facts.terms.scan), *((type(one).__name__, one.scan) for one in self.detectors.scanners)]
        each.append(("disguises", lambda text: read_views(text, b"", _nobody)))
        rows = []
        for name, read in each:
            figure = measured([(partial(read, text), len(text)) for text in joined])
            found = sum(len(list(read(text))) for text in joined) / len(joined)
            rows.append((f"{name}: {found:.1f} findings", _ms(figure), "", "", f"{figure.rate:.1f}"))
        return rows


def _nobody(_text: str, _keys: bytes) -> list[Span]:
    return []


def _request(body: bytes) -> Request:
    headers = (("Content-Type", "application/json"), ("Authorization", "Basic YmVuY2htYXJrLXdyaXRlLWtleTo="))
    return Request(scheme="https", host="api.segment.io", port=443, method="POST", path="/v1/batch", query="", headers=headers, body=body)


def measured(calls: Sequence[tuple[Callable[[], object], int]], rounds: int = ROUNDS) -> Figure:
    """CPU time of each call, every call several times; the collector runs as the gateway lets it."""
    for call, _ in calls:
        call()
    gc.collect()
    gc.freeze()
    before = gc.get_threshold()
    gc.set_threshold(*COLLECT)
    spent = []
    for _ in range(rounds):
        for call, _ in calls:
            start = time.thread_time_ns()
            call()
            spent.append(time.thread_time_ns() - start)
    gc.unfreeze()
    gc.set_threshold(*before)
    ordered = sorted(spent)
    size = sum(size for _, size in calls) * rounds
    return Figure(ordered[len(ordered) // 2] / 1e6, ordered[int(len(ordered) * 0.99)] / 1e6, size / sum(spent) * 1e3)


def _ms(figure: Figure) -> str:
    return f"{figure.median:.2f} / {figure.late:.2f}"


def _peers(bodies: Sequence[bytes], titles: Sequence[str], ours: Figure) -> str:
    """The peers read the same strings, joined by line ends."""
    plain = ["\n".join(texts(body)) for body in bodies]
    presidio = measured([(_presidio(text), len(text)) for text in plain[:PRESIDIO_EVENTS]], rounds=1)
    automaton = _automaton(titles)
    aho = measured([(lambda text=text: automaton.find_matches_as_indexes(text.lower()), len(text)) for text in plain])
    return written(
        f"Peers on the same {SIZES[0] / 1000:g} KB events, CPU ms (median / 99th percentile)",
        ("", "finds", "per event", "gateway is faster by"),
        (
            ("gateway, detection", f"{MANY:,} titles however written, personal data, secrets", _ms(ours), ""),
            (
                "presidio-analyzer, regular expressions only, no model",
                "personal data",
                _ms(presidio),
                f"{presidio.median / ours.median:.0f} (50)",
            ),
            ("ahocorasick_rs", f"{MANY:,} titles in the same letters", _ms(aho), f"{aho.median / ours.median:.1f}"),
        ),
    )


def _presidio(text: str) -> Callable[[], object]:
    """All English recognisers that need no language model, without the context rules that would cost more."""
    recognisers = _recognisers()
    return lambda: [each.analyze(text, each.supported_entities, None) for each in recognisers]


def _recognisers() -> list[Any]:
    import tldextract  # noqa: PLC0415 - comes with [bench], like the next
    from presidio_analyzer import RecognizerRegistry  # noqa: PLC0415

    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)  # its own copy of the list: nothing is downloaded here

    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"])
    return [each for each in registry.recognizers if type(each).__name__ != "SpacyRecognizer"]


def _automaton(titles: Sequence[str]) -> Any:
    import ahocorasick_rs  # noqa: PLC0415 - likewise

    return ahocorasick_rs.AhoCorasick([title.lower() for title in titles], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
