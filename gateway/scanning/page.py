"""What a scan found, as a person reads it. Law: places and categories, never values, but in what would leave."""

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson
from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from gateway.codecs.coding import decode_content
from gateway.scanning.destination import Destination

WIDTH: Final = 140
"""Columns where the output is no terminal."""
_SHOWN: Final = 64 * 1024
"""Bytes of a body that are printed; ``--json`` has all of it."""
MANY: Final = 4
"""Findings from which on those that look alike are one line."""
_ITEM: Final = re.compile(r"\[\d+\]")
_COLOUR: Final[Mapping[str, str]] = {"permit": "green", "redact": "yellow", "deny": "red"}
_SAYS: Final[Mapping[str, str]] = {
    "permit": "leaves as it is",
    "redact": "leaves without what is listed here",
    "deny": "nothing leaves",
}


def print_page(name: str, destination: Destination, answer: Mapping[str, Any]) -> None:
    """Print it to stdout.

    Args:
        name: of the file.
        destination: the call it was judged as.
        answer: what the review said, as ``gateway.egress.simulate.told`` writes it.
    """
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=WIDTH)
    console.print(Group(*_page(name, destination, answer)), soft_wrap=False)


def _page(name: str, destination: Destination, answer: Mapping[str, Any]) -> Iterator[RenderableType]:
    decision = answer["decision"]
    yield Text.assemble((name, "bold"), "  ->  ", (destination.shown, "cyan"))
    if destination.assumed:
        yield Text(f"Read as {destination.assumed}; say --host and --path for another call.", "dim")
    yield Text.assemble((decision, f"bold {_COLOUR[decision]}"), f": {_SAYS[decision]}{_reason(answer)}")
    if answer["findings"]:
        yield _findings(answer["findings"])
    if answer["policies"]:
        yield Text("decided by  " + ", ".join(answer["policies"]), "dim")
    if answer["outbound"]:
        yield from _outbound(answer["outbound"])


def _reason(answer: Mapping[str, Any]) -> str:
    dropped = answer.get("dropped_items", 0)
    parts = [answer["reason"], answer["detail"], f"{dropped} items of the batch are left out" if dropped else ""]
    said = "; ".join(part for part in parts if part)
    return f" ({said})" if said else ""


def _findings(findings: list[dict[str, str]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in ("place", "category", "from", "found by", "done"):
        table.add_column(head, overflow="fold")
    for (pattern, *rest), places in _alike(findings).items():
        for place in places if len(places) < MANY else [f"{pattern}  ({len(places)} places)"]:
            table.add_row(Text(place), *map(Text, rest))
    return table


def _alike(findings: list[dict[str, str]]) -> dict[tuple[str, ...], list[str]]:
    """Findings that differ in nothing but the number of a list's item: a hundred breadcrumbs are one thing to know."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for each in findings:
        rest = (each[name] for name in ("category", "origin", "detector", "action"))
        groups.setdefault((_ITEM.sub("[]", each["place"]), *rest), []).append(each["place"])
    return groups


def _outbound(outbound: Mapping[str, Any]) -> Iterator[RenderableType]:
    yield Text("\nwhat would leave", "bold")
    yield Text(f"{outbound['method']} {outbound['url']}")
    headers = dict(outbound["headers"])
    yield from (Text(f"{name}: {value}") for name, value in headers.items())
    coding = next((value for name, value in headers.items() if name.lower() == "content-encoding"), None)
    plain = decode_content(base64.b64decode(outbound["body_b64"]), coding, 1 << 30)
    yield Text("\n" + _readable(plain))


def _readable(plain: bytes) -> str:
    """JSON with one member per line, any other text as it is."""
    try:
        shown = orjson.dumps(orjson.loads(plain), option=orjson.OPT_INDENT_2)
    except orjson.JSONDecodeError:
        shown = plain
    more = f"\n... and {len(shown) - _SHOWN} bytes more" if len(shown) > _SHOWN else ""
    return shown[:_SHOWN].decode(errors="replace") + more
