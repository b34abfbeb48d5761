"""What is shown before and after the calls. Law: numbers are counted from the evidence, commands were tried as they stand."""

import json
from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from gateway.demo.judging import Evidence, found_by_name
from gateway.demo.planted import PLANTED, TASK
from gateway.demo.scenes import REFERENCE
from gateway.demo.stage import CALLER, CREDENTIALS, LOG, SETTINGS, Stage
from gateway.model.decision import Verdict


def opening(*, marks: bool) -> RenderableType:
    """What the reader is about to see."""
    how = "stand in «»" if marks else "are marked red"
    return Group(
        Text("\nThe Integro gateway, shown at work\n", "bold"),
        Text(
            "Real, unmodified vendor SDKs run in processes of their own and carry what an ERP should never tell: projects, tasks, a"
            " customer, a file, a text read from Google, an e-mail address, a password. Each program runs once with nothing in between,"
            f" so that you see what its SDK sends; then through the gateway. Planted values {how}. The vendors are strict stand-ins on"
            " this machine: nothing leaves it.\n"
        ),
    )


def planted_table(evidence: Evidence) -> Table:
    """Planted value x requests it was found in."""
    table = Table(
        title="\nWhat reached the vendors' stand-ins", title_justify="left", title_style="bold", caption=_SEARCHED, caption_justify="left"
    )
    table.add_column("planted")
    table.add_column("value")
    table.add_column("without", justify="right")
    table.add_column("with gateway", justify="right")
    allowed = {name for act in evidence.acts for name in act.scene.allowed}
    counts = found_by_name(evidence)
    for each in PLANTED:
        without, through = counts[each.name]
        table.add_row(each.name, each.text, Text(str(without), "bold red"), _through(through, authorised=each.name in allowed))
    return table


_SEARCHED: Final = "Requests it was found in: any case, slug or punctuation; head and body, as received and decoded."


def _through(count: int, *, authorised: bool) -> Text:
    if not count:
        return Text("0", "bold green")
    return Text(f"{count} ({REFERENCE})", "bold yellow") if authorised else Text(str(count), "bold white on red")


def numbers(evidence: Evidence, seconds: float) -> Table:
    """The run in figures, and the whole log verified."""
    decided = [record["opening"]["entry"]["decision"] for record in evidence.records]
    counts = {verdict: decided.count(verdict.value) for verdict in Verdict}
    checked = evidence.verification
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column()
    shown = ", ".join(f"{counts[verdict]} {word}" for verdict, word in _WORDS.items())
    grid.add_row("calls", f"{len(evidence.acts)}: {shown}")
    grid.add_row("records", f"{len(evidence.records)} transfers in {checked.size} log entries; {checked.open_intents} without an end")
    state = Text("verified", "bold green") if checked.ok else Text(f"DOES NOT VERIFY: {checked.fault}", "bold white on red")
    grid.add_row("log", state + Text(f": {checked.size} entries hashed again, every record proven against root {checked.root.hex()[:16]}"))
    grid.add_row("time", f"{seconds:.1f} s, the embedded PostgreSQL's first start included")
    return grid


_WORDS = {Verdict.PERMIT: "left as they came", Verdict.REDACT: "left redacted", Verdict.DENY: "refused"}


_HELD: Final = "Nothing planted left but what was authorised; every transfer has its record, and the log verifies."


def verdict(faults: Sequence[str]) -> RenderableType:
    """Whether every promise held."""
    if not faults:
        return Panel(Text(_HELD, "bold green"), border_style="green")
    return Panel(Group(*(Text(f"- {fault}", "red") for fault in faults)), title="What is wrong", border_style="red", title_align="left")


def was_at(stage: Stage) -> RenderableType:
    """Where the console was, for a run that ends at once."""
    return Text(f"The console was at {stage.admin_url}. `gateway demo` in a terminal keeps it up, with commands to try.", "dim")


def around(stage: Stage, evidence: Evidence) -> RenderableType:
    """Where to look while it runs. To be printed without wrapping: the commands are to be copied."""
    first = next((record["id"] for record in evidence.records), "")
    return Text.assemble(("\nLook around\n", "bold"), "\n".join(_commands(stage, first)))


def _commands(stage: Stage, transfer: str) -> Iterator[str]:
    proxy, ca_file = stage.way_out.door
    event = {"userId": "u1", "event": "Hi", "properties": {"t": _SLUG}, "writeKey": CREDENTIALS[1]}
    yield f"  console     {stage.admin_url}"
    yield f"  settings    {stage.directory / SETTINGS}"
    yield f"  log file    {stage.directory / LOG}"
    yield f"\nKEY={stage.key}  ADMIN={stage.admin_url}  GATEWAY={proxy}"
    yield f"CA={ca_file}"
    yield "\n# the newest record, and one with its proofs"
    yield 'curl -s -H "Authorization: Bearer $KEY" "$ADMIN/v1/transfers?limit=1" | python3 -m json.tool'
    yield f'curl -s -H "Authorization: Bearer $KEY" $ADMIN/v1/transfers/{transfer} | python3 -m json.tool'
    yield "\n# a call of your own: through the proxy, to a vendor nobody approved"
    yield f'curl -i --cacert "$CA" -x "http://{CALLER}:$KEY@$GATEWAY" https://example.com/'
    yield "\n# a call of your own: by base URL, with a task in it; then ask for the newest record again"
    yield 'curl -i -H "Gateway-Key: $KEY" -H "Content-Type: application/json" \\'
    yield "  http://$GATEWAY/api.segment.io/v1/track \\"
    yield f"  -d '{json.dumps(event)}'"
    yield "\nCtrl-C ends it and removes everything."


_SLUG: Final = TASK.text.lower().replace(" ", "-")
