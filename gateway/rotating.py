"""``gateway keys rotate``. Law: it says how far it has come and what is left to do; stopped anywhere, it is simply started again."""

import asyncio
from typing import Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from gateway.parts import key_sources, store, vault
from gateway.settings import Settings
from gateway.store.pool import Pool
from gateway.vault.kek import Keks
from gateway.vault.rotation import Progress as Rotated
from gateway.vault.rotation import destroy_previous, rotate
from gateway.vault.sources import load, renew

NOT_SO: Final = 1


def run(settings: Settings, *, destroy_old: bool) -> int:
    """Rotate.

    Args:
        settings: whose store, and whose key-encryption keys.
        destroy_old: destroy the previous keys when nothing is wrapped under them any more.

    Returns:
        Exit code: 0, or 1 where a data key could not be re-wrapped.

    Raises:
        ConfigurationError: a key-encryption key is missing or wrong.
        GatewayError: the store or a key-encryption key can not be used; what was done stays done.
    """
    return asyncio.run(_run(settings, destroy_old=destroy_old))


async def _run(settings: Settings, *, destroy_old: bool) -> int:
    sources = key_sources(settings)
    async with store(settings) as pool:
        own = await asyncio.to_thread(renew, sources)
        await vault(settings, pool)
        keks = await asyncio.to_thread(load, sources)
        came_to = await _shown(pool, keks)
        if not came_to.complete:
            left = came_to.total - came_to.done
            typer.echo(f"error: {left} of {came_to.total} data keys are still wrapped under another key", err=True)
            typer.echo(
                "   do: Give the missing key as GATEWAY_KEK_PREVIOUS, or see in the log why one does not open; run it again.", err=True
            )
            return NOT_SO
        typer.echo(f"{came_to.total} data keys are wrapped under {keks.current.id}.")
        await _end(pool, keks, destroy=destroy_old or own)
        return 0


async def _shown(pool: Pool, keks: Keks) -> Rotated:
    columns = (TextColumn("re-wrapping data keys"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    came_to = Rotated(0, 0, 0)
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=None)
        async for came_to in rotate(pool, keks):
            bar.update(task, completed=came_to.done, total=came_to.total)
    return came_to


async def _end(pool: Pool, keks: Keks, *, destroy: bool) -> None:
    if not keks.previous:
        typer.echo("No previous key is given. `gateway keys rotate --help` says how to change to another one.")
    elif destroy:
        for name, outcome in await destroy_previous(pool, keks):
            typer.echo(f"{name}: {outcome}.")
    else:
        names = ", ".join(each.id for each in keks.previous)
        typer.echo(f"Nothing is wrapped under {names} any more: take it out of the settings and destroy it (see --destroy-old).")
