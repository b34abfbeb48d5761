"""``gateway demo``: the whole show. Law: exit code 0 says that every promise was looked at and held, nothing less."""

import asyncio
import contextlib
import importlib.util
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import uvloop
from rich.console import Console

import policies
from gateway.audit.verify import verify_log
from gateway.demo import closing
from gateway.demo.acts import Act, Bare, through_gateway, without_gateway
from gateway.demo.judging import Evidence, faults
from gateway.demo.panels import Style, panel
from gateway.demo.stage import LOG, Stage, staged
from gateway.model.errors import ConfigurationError, StoreUnavailable
from gateway.policy.load import load

NOT_SO: Final = 1
STOPPED: Final = 130
"""128 + SIGINT, as a shell reports it."""

WIDTHS: Final = (80, 110)
"""Narrowest and widest: beyond it lines are hard to read."""

SDKS: Final = {
    "sentry_sdk": "sentry-sdk",
    "segment": "segment-analytics-python",
    "googleapiclient": "google-api-python-client",
    "socks": "PySocks",
}
"""Module -> package of the extra [demo]."""


def run(*, once: bool) -> int:
    """Show the gateway at work.

    Args:
        once: end when done; without a terminal nobody can look around, so then it ends too.

    Returns:
        Exit code: 0, 1 when a promise was broken, 130 when it was stopped.

    Raises:
        ConfigurationError: an SDK is missing, or the gateway can not start here.
        StoreUnavailable: the embedded database can not start.
    """
    _demand_sdks()
    try:
        return uvloop.run(_show(_console(), stay=not once and sys.stdout.isatty()))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return STOPPED


def _demand_sdks() -> None:
    missing = sorted(package for module, package in SDKS.items() if importlib.util.find_spec(module) is None)
    if missing:
        raise ConfigurationError(f"the demo drives real SDKs; not installed: {', '.join(missing)}", todo="pip install -e '.[demo]'")


def _console() -> Console:
    console = Console(highlight=False, emoji=False, markup=False)
    wide = console.width if console.is_terminal else WIDTHS[1] - 10
    console.width = min(max(wide, WIDTHS[0]), WIDTHS[1])
    return console


async def _show(console: Console, *, stay: bool) -> int:
    started = time.monotonic()
    console.print(closing.opening(marks=console.color_system is None))
    with _until_told(), contextlib.ExitStack() as cleaning:
        directory = Path(tempfile.mkdtemp(prefix="gateway-demo-"))
        cleaning.callback(shutil.rmtree, directory, ignore_errors=True)
        try:
            found = await _perform(console, directory, started, stay=stay)
        except StoreUnavailable:
            cleaning.pop_all()  # its message names a log file in there
            raise
        if found:
            cleaning.pop_all()
            console.print(f"Kept for you to look at: {directory}")
    return NOT_SO if found else 0


async def _perform(console: Console, directory: Path, started: float, *, stay: bool) -> list[str]:
    with console.status("") as status:
        bare = await without_gateway(directory / "stand-in", status.update)
        console.print(f"Recorded what {len(bare)} programs send without a gateway ({time.monotonic() - started:.1f} s).")
        async with staged(directory, status.update) as stage:
            console.print(f"The gateway is up ({time.monotonic() - started:.1f} s).\n")
            acts = await _play(console, stage, bare, status.update)
            status.stop()
            evidence = await _evidence(stage, acts)
            found = faults(evidence)
            console.print(closing.planted_table(evidence), closing.numbers(evidence, time.monotonic() - started), closing.verdict(found))
            console.print(closing.around(stage, evidence) if stay else closing.was_at(stage), soft_wrap=stay)
            if stay:
                with contextlib.suppress(asyncio.CancelledError):  # a signal says that the reader has seen enough
                    await asyncio.Event().wait()
    return found


async def _play(console: Console, stage: Stage, bare: Bare, note: Callable[[str], None]) -> list[Act]:
    style = Style(rules={rule.id: rule for rule in load(policies.texts()).rules}, marks=console.color_system is None)
    acts: list[Act] = []
    async for act in through_gateway(stage, bare, note):
        acts.append(act)
        console.print(panel(len(acts), act, style))
    return acts


async def _evidence(stage: Stage, acts: list[Act]) -> Evidence:
    """Read everything again, now that the log is at rest."""
    return Evidence(
        acts=acts,
        records=[await stage.auditor.record(each) for each in await stage.auditor.ids()],
        verification=await verify_log(stage.gateway.pool, stage.gateway.log_id),
        written=await asyncio.to_thread(_written, stage.directory),
        key=stage.key,
    )


def _written(directory: Path) -> str:
    """Everything in log files, ours and the database server's."""
    return "".join(file.read_text("utf-8", "replace") for file in (directory / LOG, *directory.rglob("server.log")))


@contextlib.contextmanager
def _until_told() -> Iterator[None]:
    """Take SIGINT and SIGTERM for the end of the show: whatever is up is taken down in order."""
    loop, show = asyncio.get_running_loop(), asyncio.current_task()
    assert show is not None  # noqa: S101 - a coroutine of uvloop.run is a task
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, show.cancel)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
