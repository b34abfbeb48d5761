"""All leaves of a request are read by each detector in one scan. Law: every string and every key that is data is read."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from gateway.model.decision import Scanner, Span
from gateway.model.field import Field, Kind

SEPARATOR = "\x1f"
"""Between leaves: U+001F INFORMATION SEPARATOR ONE. No finding may span it."""

TERMS = "terms"
"""The only detector that reads a vendor's own credential: the key looks like a secret, but it must not carry a task title."""


def detect(texts: Sequence[str], fields: Sequence[Field], scanners: Iterable[Scanner]) -> Mapping[int, list[Span]]:
    """Scan all texts at once.

    Returns:
        leaf number -> spans, in characters of that leaf's text. Leaves without a finding are missing.

    Raises:
        ScannerFailed: a detector can not vouch for its answer.
    """
    joined = _join(texts)
    found = [span for scanner in scanners for span in scanner.scan(joined)]
    return _by_leaf(found, texts, fields) if found else {}


def _join(texts: Sequence[str]) -> str:
    joined = SEPARATOR.join(texts)
    if joined.count(SEPARATOR) != max(len(texts) - 1, 0):
        # A leaf that holds the separator itself would hide a phrase that goes across it.
        joined = SEPARATOR.join(text.replace(SEPARATOR, " ") for text in texts)
    return joined


def _by_leaf(found: Iterable[Span], texts: Sequence[str], fields: Sequence[Field]) -> dict[int, list[Span]]:
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    spans: dict[int, list[Span]] = {}
    for span in found:
        leaf = bisect_right(starts, span.start) - 1
        if fields[leaf].kind is Kind.CREDENTIAL and span.detector != TERMS:
            continue
        offset = starts[leaf]
        spans.setdefault(leaf, []).append(span._replace(start=span.start - offset, end=span.end - offset))
    return spans
