"""Plays the scenes: without the gateway, then through it. Law: one after the other.

So it is certain which call a request and a record belong to.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from gateway.demo.auditor import Record
from gateway.demo.door import recording_door
from gateway.demo.driving import Exit, Run, drive
from gateway.demo.scenes import BARE, SCENES, Scene
from gateway.demo.stage import CREDENTIALS, Stage
from gateway.demo.standin import Received, StandIn
from gateway.demo.vendors import answer

Bare: TypeAlias = Mapping[str, tuple[Received, ...]]
"""Program -> what its SDK sends where no gateway is in between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A scene as it went.

    Attributes:
        scene: what was to come of it.
        run: the SDK's process.
        sent: what the program sends without the gateway.
        left: what the stand-in got through the gateway.
        noted: per request in ``left``, the id of the open record the stand-in found while it held the request; empty where there was none.
        records: the records of its transfers, with proofs.
    """

    scene: Scene
    run: Run
    sent: tuple[Received, ...]
    left: tuple[Received, ...] = ()
    noted: tuple[str, ...] = ()
    records: tuple[Record, ...] = ()


async def without_gateway(directory: Path, note: Callable[[str], None]) -> Bare:
    """Run each program once with nothing in between.

    Args:
        directory: where the stand-in's CA may lie.
        note: is told each step before it begins.
    """
    recorded: dict[str, tuple[Received, ...]] = {}
    stand_in = StandIn(credentials=CREDENTIALS, answer=answer)
    async with recording_door(stand_in, directory) as door:
        for scene in BARE:
            note(f"without a gateway: {scene.sdk} {scene.title}")
            before = len(stand_in.received)
            await drive(scene, Exit(door=door))
            recorded[scene.program] = tuple(stand_in.received[before:])
    return recorded


async def through_gateway(stage: Stage, bare: Bare, note: Callable[[str], None]) -> AsyncIterator[Act]:
    """Play every scene through the gateway.

    Yields:
        Each, once it is over and its records are read.
    """
    known: set[str] = set()
    for scene in SCENES:
        note(f"through the gateway: {scene.sdk} {scene.title}")
        before = len(stage.stand_in.received)
        run = await drive(scene, stage.way_out)
        fresh = [each for each in await stage.auditor.ids() if each not in known]
        known |= set(fresh)
        yield Act(
            scene=scene,
            run=run,
            sent=bare[scene.program],
            left=tuple(stage.stand_in.received[before:]),
            noted=tuple(stage.witness.noted[before:]),
            records=tuple([await stage.auditor.record(each) for each in fresh]),
        )
