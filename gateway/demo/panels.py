"""One call as a person reads it. Law: every word on it was read from what was recorded; what does not fit is counted, not hidden."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from gateway.demo.acts import Act
from gateway.demo.auditor import Record, proven
from gateway.demo.lines import Change, changes, lines_of, short, telling
from gateway.demo.scenes import Way
from gateway.model.decision import Verdict
from gateway.model.reasons import REASONS
from gateway.policy.load import Rule

LINES, AGAIN, FINDINGS = 8, 3, 6
"""Most changed lines of a panel, of one that repeats another call in another way, and most findings."""

PLANTED: Final = "bold white on red"
_COLOUR: Final[Mapping[str, str]] = {Verdict.PERMIT: "green", Verdict.REDACT: "yellow", Verdict.DENY: "red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How to write.

    Attributes:
        rules: policy id -> what people are told about it.
        marks: put planted values in ``«»``: for where there are no colours.
    """

    rules: Mapping[str, Rule]
    marks: bool


def panel(number: int, act: Act, style: Style) -> Panel:
    """One call: how the SDK was pointed at the gateway, before and after, why, and the proof."""
    verdict = ", ".join(dict.fromkeys(record["opening"]["entry"]["decision"] for record in act.records)) or "no record"
    grid = Table.grid(padding=(0, 2), expand=True)
    grid.add_column(style="bold", no_wrap=True, width=11)
    grid.add_column(ratio=1, overflow="fold")
    for name, content in _rows(act, style):
        grid.add_row(name, content)
    title = Text.assemble((f" {number} ", "bold"), (act.scene.sdk, "bold cyan"), f" {act.scene.title} ")
    colour = _COLOUR.get(verdict, "red")
    return Panel(
        grid, title=title, title_align="left", subtitle=Text(f" {verdict} ", f"bold {colour}"), subtitle_align="right", border_style=colour
    )


def _rows(act: Act, style: Style) -> Iterator[tuple[str, RenderableType]]:
    found = changes(act.sent[0], act.left[0] if act.left else None) if act.sent else []
    limit = AGAIN if act.scene.way is Way.BASE_URL else LINES
    yield "settings", Text("\n".join(act.run.settings), "dim")
    yield "- sent\n+ left", _before_and_after(found, limit, act, style)
    if kept := _kept(act):
        yield "untouched", kept
    for record in act.records:
        entry = record["opening"]["entry"]
        yield "decision", _decision(entry)
        if entry["policies"]:
            yield "because", _policies(entry["policies"], style.rules, short=act.scene.way is Way.BASE_URL)
        if entry["findings"] and act.scene.way is not Way.BASE_URL:
            yield "findings", _findings(entry["findings"])
        yield "record", _record(record, act)
    yield "program saw", Text(act.run.said, "italic")


def _before_and_after(found: list[Change], limit: int, act: Act, style: Style) -> RenderableType:
    if not found:
        return Text("nothing planted in it")
    shown = telling(found, limit)
    lines = [line for change in shown for line in _change(change, act, style)]
    if rest := [change for change in found if change not in shown]:
        lines.append(Text(f"... and {len(rest)} more places with planted values, {_stopped(rest)} of them held back", "dim"))
    if not act.left:
        lines.append(Text("+ ", "green") + Text("(nothing left)", "italic green"))
    return Group(*lines)


def _stopped(found: list[Change]) -> int:
    return sum(change.after != change.before for change in found)


def _change(change: Change, act: Act, style: Style) -> Iterator[Text]:
    gone = act.left and change.after is None
    yield Text(change.place, "cyan") + Text("  (gone)" if gone else "", "italic green")
    yield Text("- ", "red") + _marked(change.before, change, style)
    if change.after == change.before:
        refs = sorted({ref for record in act.records for ref in record["opening"]["entry"]["authorisation_refs"]})
        yield Text("+ ", "green") + _marked(change.before, change, style) + Text(f"  authorised by {', '.join(refs)}", "bold yellow")
    elif change.after is not None:
        yield Text("+ ", "green") + _bracketed(change.after)


def _marked(text: str, change: Change, style: Style) -> Text:
    """The text with planted values made visible."""
    shown, at = Text(), 0
    for hit in change.found:
        if hit.start >= at:
            value = text[hit.start : hit.end]
            shown.append(text[at : hit.start]).append(f"«{value}»" if style.marks else value, PLANTED)
            at = hit.end
    return shown.append(text[at:])


def _bracketed(text: str) -> Text:
    shown = Text(text)
    shown.highlight_regex(r"\[[a-z_.]+\]", "bold green")
    return shown


def _kept(act: Act) -> Text | None:
    """Harmless fields that arrived as they were sent."""
    after = lines_of(act.left[0]) if act.left else {}
    pairs = [f"{place} = {after[place]}" for place in act.scene.kept if place in after]
    return Text(" · ".join(pairs), "dim") if pairs else None


def _decision(entry: Mapping[str, object]) -> Text:
    verdict, reason = str(entry["decision"]), str(entry["reason"])
    shown = Text(verdict, f"bold {_COLOUR[verdict]}")
    if reason:
        return shown.append(f" - {REASONS[reason].title} ({reason}). {REASONS[reason].todo}", "default")
    purpose = f" for the purpose {entry['purpose']}" if entry["purpose"] else ""
    return shown.append(f"{purpose}: {entry['bytes_in']} bytes came in, {entry['bytes_out']} left", "default")


def _policies(ids: list[str], rules: Mapping[str, Rule], *, short: bool) -> RenderableType:
    if short:
        return Text(", ".join(ids))
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column()
    for rule in sorted((rules[each] for each in ids), key=lambda rule: (rule.effect != "permit", rule.id)):
        colour = "green" if rule.effect == "permit" else "red"
        table.add_row(Text(rule.effect, colour), Text(rule.id, colour), rule.reason)
    return table


def _findings(found: list[list[str]]) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    for _ in range(3):
        table.add_column(overflow="fold")
    for place, category, origin, detector, action in found[:FINDINGS]:
        label = category + (f" from {origin}" if origin not in {"", "integro"} else "")
        table.add_row(Text(short(place), "cyan"), label, Text(f"{action} ({detector})", "dim"))
    if len(found) > FINDINGS:
        table.add_row(Text(f"... and {len(found) - FINDINGS} more in the record", "dim"))
    return table


def _record(record: Record, act: Act) -> Text:
    shown = Text(record["id"], "bold").append(f"  entry {record['opening']['index']} of the log\n", "default")
    if record["id"] in act.noted:
        shown.append("durable before sending", "green").append(": the stand-in could read it while it held the request\n", "default")
    if refs := record["opening"]["entry"]["authorisation_refs"]:
        shown.append(f"authorised by {', '.join(refs)}\n", "yellow")
    good = proven(record)
    told = f"inclusion proof verified against the log of {record['tree']['size']} entries, root {record['tree']['root'][:16]}"
    return shown.append(told if good else "INCLUSION PROOF FAILS", "green" if good else PLANTED)
