"""How often titles are found where nobody wrote them. Law: the texts are real and know nothing of the titles."""

import random
import site
import sysconfig
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from tests.recall.payloads import Desk, batch, found
from tests.recall.phrases import everyday, gives_titles, summaries, titles
from tests.recall.transformed import index

MEGABYTES: Final = 30
PAYLOAD: Final = 12_700
AT_MOST: Final = 3.0
"""Hits per 1,000 payloads."""

ENDINGS: Final = frozenset({".py", ".md", ".rst", ".txt", ".pyi"})
SHARE: Final = 1_500_000
"""Bytes of one package: generated clients would be most of the text otherwise."""

OWN: Final = ("METADATA", "RECORD", "integro")
"""Not unrelated: packages' metadata holds their summaries."""
LEAST: Final = 200
"""Characters of one text."""
MOST: Final = 200_000
"""Characters of one file."""


class Count(NamedTuple):
    """Payloads read, findings in them, payloads that were refused, and examples of what was hit."""

    titles: int
    payloads: int
    hits: int
    refused: int
    examples: tuple[str, ...]

    @property
    def per_thousand(self) -> float:
        return 1000 * self.hits / self.payloads


def registered() -> list[str]:
    """Some ten thousand titles: everyday ones, packages' own summaries, and invented ones."""
    return list(dict.fromkeys([*everyday(6000), *summaries(), *titles(3000)]))


def files(seed: int = 11) -> Iterator[Path]:
    """Sources and documentation of Python and of installed packages, shuffled; of no package more than ``SHARE`` bytes.

    Of packages whose summaries are titles none.
    """
    roots = [Path(sysconfig.get_path("stdlib")), *map(Path, site.getsitepackages())]
    found_files = sorted(
        {path for root in roots for path in root.rglob("*") if path.suffix in ENDINGS and not any(own in str(path) for own in OWN)}
    )
    random.Random(seed).shuffle(found_files)  # noqa: S311 - the same files in every run
    taken: Counter[str] = Counter()
    for path in found_files:
        package = _package(path)
        if taken[package] < SHARE and not gives_titles(package):
            taken[package] += path.stat().st_size
            yield path


def _package(path: Path) -> str:
    """The folder below ``site-packages``, or below the standard library."""
    parts = path.parts
    at = (
        parts.index("site-packages") if "site-packages" in parts else next(number for number, part in enumerate(parts) if "python3" in part)
    )
    return parts[at + 1]


def payloads(megabytes: float) -> Iterator[bytes]:
    """Real text, paragraph by paragraph, in events of real size."""
    lines: list[str] = []
    size, left = 0, megabytes * 1e6
    for paragraph in _paragraphs(files()):
        lines.append(paragraph)
        size += len(paragraph)
        if size >= PAYLOAD:
            yield batch({"properties": {"lines": lines}})
            left -= size
            lines, size = [], 0
            if left <= 0:
                return


def _paragraphs(paths: Iterable[Path]) -> Iterator[str]:
    """Paragraphs, a short one together with what follows it: a heading that says ``Tests`` is no field an application filled in."""
    for path in paths:
        held = ""
        for part in path.read_text(errors="replace")[:MOST].split("\n\n"):
            held += part.strip() + "\n\n"
            if len(held) >= LEAST:
                yield held[:PAYLOAD]
                held = ""


def run(megabytes: float = MEGABYTES) -> Count:
    """Read real texts for titles that are not in them on purpose."""
    known = registered()
    desk = Desk(index(known))
    count = hits = refused = 0
    examples: list[str] = []
    for body in payloads(megabytes):
        judged = desk.judge(body)
        count += 1
        seen = found(judged)
        hits += seen
        refused += judged.outbound is None
        if seen and len(examples) < 12:
            examples.append(_shown(judged.outbound.body if judged.outbound else b""))
    return Count(len(known), count, hits, refused, tuple(examples))


def _shown(body: bytes) -> str:
    at = body.find(b"[integro.task]")
    return body[max(0, at - 60) : at + 60].decode(errors="replace")


def full_table(megabytes: float = MEGABYTES) -> str:
    count = run(megabytes)
    lines = [
        f"{count.titles:,} registered titles, {count.payloads:,} payloads of {PAYLOAD:,} bytes of unrelated text ({megabytes} MB)",
        f"chance hits: {count.hits} = {count.per_thousand:.2f} per 1,000 payloads (at most {AT_MOST}); refused: {count.refused}",
    ]
    return "\n".join([*lines, *(f"  ...{each}..." for each in count.examples)])
