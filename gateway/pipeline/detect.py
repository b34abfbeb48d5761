"""All leaves of a request are read by each detector in one scan. Law: every string and every key that is data is read."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import TypeAlias

from gateway.model.decision import Scanner, Span
from gateway.model.field import Field, Kind

SEPARATOR = "\x1f"
"""Between leaves: U+001F INFORMATION SEPARATOR ONE. No finding may span it."""

TERMS = "terms"
"""The only detector that reads a vendor's own credential: the key looks like a secret, but it must not carry a task title."""

Spans: TypeAlias = Mapping[int, Sequence[Span]]
"""Leaf number -> spans, in characters of that leaf's text. Leaves without a finding are missing."""


def scan(texts: Sequence[str], scanners: Iterable[Scanner]) -> Spans:
    """Read all texts at once.

    Raises:
        ScannerFailed: a detector can not vouch for its answer.
    """
    joined = _join(texts)
    found = [span for scanner in scanners for span in scanner.scan(joined)]
    return _by_leaf(found, texts) if found else {}


def scan_again(texts: Sequence[str], scanners: Iterable[Scanner], seen: Mapping[str, Sequence[Span]]) -> Spans:
    """Read outbound texts; those the first scan read already are not read twice, since no span crosses leaves.

    A new text is read together with the one before it, which is its key where it has one.

    Args:
        texts: as in ``scan``.
        scanners: as in ``scan``.
        seen: from ``remember``.
    """
    spans = {number: found for number, text in enumerate(texts) if (found := seen.get(text))}
    new = [number for number, text in enumerate(texts) if text not in seen]
    if new:
        numbers = sorted({*new, *(number - 1 for number in new if number)})
        again = scan([texts[number] for number in numbers], scanners)
        spans.update({numbers[at]: found for at, found in again.items()})
    return spans


def remember(texts: Sequence[str], spans: Spans) -> dict[str, Sequence[Span]]:
    """What the first scan said about each text; a text that stands in several places is remembered with a finding if it had one."""
    seen: dict[str, Sequence[Span]] = dict.fromkeys(texts, ())
    seen.update((texts[number], found) for number, found in spans.items())
    return seen


def meant(spans: Spans, fields: Sequence[Field]) -> Spans:
    """Leave out what detectors say about a vendor's own credential, but for registered terms."""
    kept: dict[int, Sequence[Span]] = {}
    for number, found in spans.items():
        held = [span for span in found if span.detector == TERMS] if fields[number].kind is Kind.CREDENTIAL else found
        if held:
            kept[number] = held
    return kept


def _join(texts: Sequence[str]) -> str:
    joined = SEPARATOR.join(texts)
    if joined.count(SEPARATOR) != max(len(texts) - 1, 0):
        # A leaf that holds the separator itself would hide a phrase that goes across it.
        joined = SEPARATOR.join(text.replace(SEPARATOR, " ") for text in texts)
    return joined


def _by_leaf(found: Iterable[Span], texts: Sequence[str]) -> dict[int, list[Span]]:
    starts = [0, *accumulate(map(len, texts))]
    starts = [start + number for number, start in enumerate(starts)]
    spans: dict[int, list[Span]] = {}
    for span in found:
        leaf = bisect_right(starts, span.start) - 1
        offset = starts[leaf]
        spans.setdefault(leaf, []).append(span._replace(start=span.start - offset, end=span.end - offset))
    return spans
