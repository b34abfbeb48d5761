"""Runs an SDK in a process of its own. Law: it is told nothing that a user could not set."""

import asyncio
import contextlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from gateway.demo.door import Door
from gateway.demo.scenes import Scene, Way

SENTRY_KEY: Final = "0123456789abcdef0123456789abcdef"
SENTRY_HOST: Final = "o42.ingest.sentry.io"
SEGMENT_HOST: Final = "api.segment.io"

_ROOT: Final = Path(__file__).resolve().parents[2]
_SECONDS: Final = 60.0
"""An SDK that takes longer than this hangs."""

NOT_ENDED: Final = 124
"""Exit code of a program that was ended, as ``timeout`` of GNU coreutils reports it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """How an SDK's process gets out: the door, and who it says it is.

    Attributes:
        door: where.
        caller, key: its credentials; empty without a gateway.
    """

    door: Door
    caller: str = ""
    key: str = ""


class Pointing(NamedTuple):
    """What points an SDK at a door.

    Attributes:
        environment: variables its libraries read themselves.
        argument: the program's argument, which it gives to the SDK; empty for none.
        option: how the program gives the argument to the SDK, as code.
    """

    environment: Mapping[str, str]
    argument: str = ""
    option: str = ""

    def shown(self, key: str) -> tuple[str, ...]:
        """What a user would write, one line each, without the key."""
        lines = [f"{name}={value}" for name, value in self.environment.items()]
        lines += [self.option.format(self.argument)] if self.argument else []
        return tuple(line.replace(key, "KEY") if key else line for line in lines)


ARGUMENT: Final = "DEMO_ARGUMENT"
"""The variable a program's argument comes in: a command line is no place for a key, Sentry's SDK sends it along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a process was told and what came of it.

    Attributes:
        settings: what a user would have set, without the key.
        said: the application's own words: what it saw of its call.
        code: exit code.
    """

    settings: tuple[str, ...]
    said: str
    code: int


def pointing(scene: Scene, way_out: Exit) -> Pointing:
    """Say how a scene's SDK is pointed at a door."""
    if scene.way is Way.BASE_URL:
        return _BY_BASE_URL[scene.program](f"{way_out.door.proxy}/~{way_out.key}")
    name = way_out.caller + (f"+feature={scene.feature}" if scene.feature else "")
    credentials = f"{name}:{way_out.key}@" if way_out.key else ""
    environment = {"HTTPS_PROXY": f"http://{credentials}{way_out.door.proxy}", _CA_VARIABLE[scene.program]: str(way_out.door.ca_file)}
    if scene.program != "sentry":
        return Pointing(environment)
    environment |= {"HTTPS_PROXY": f"http://{way_out.door.proxy}", "SENTRY_DSN": f"https://{SENTRY_KEY}@{SENTRY_HOST}/4507"}
    return Pointing(environment, way_out.key, 'sentry_sdk.init(proxy_headers={{"Gateway-Key": "{}"}})')


_CA_VARIABLE: Final[Mapping[str, str]] = {
    "sentry": "SSL_CERT_FILE",
    "segment": "REQUESTS_CA_BUNDLE",
    "harmless": "REQUESTS_CA_BUNDLE",
    "calendar": "HTTPLIB2_CA_CERTS",
    "drive": "HTTPLIB2_CA_CERTS",
    "stranger": "REQUESTS_CA_BUNDLE",
}
"""What each program's HTTP library reads."""

_BY_BASE_URL: Final = {
    "sentry": lambda base: Pointing({"SENTRY_DSN": f"http://{SENTRY_KEY}@{base}/{SENTRY_HOST}/4507"}),
    "segment": lambda base: Pointing({}, f"http://{base}/{SEGMENT_HOST}", 'analytics.host = "{}"'),
}


async def drive(scene: Scene, way_out: Exit) -> Run:
    """Run a scene's program to its end; one that hangs is ended, and says so."""
    pointed = pointing(scene, way_out)
    handed = {ARGUMENT: pointed.argument} if pointed.argument else {}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"gateway.demo.calls.{scene.program}",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        # Nothing of the reader's own environment: a proxy set there would be in the way.
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8", **pointed.environment, **handed},
    )
    code, said = await _ended(process)
    return Run(settings=pointed.shown(way_out.key), said=said, code=code)


async def _ended(process: asyncio.subprocess.Process) -> tuple[int, str]:
    """Wait for a process; its exit code and last line. Whatever happens here, it does not outlive this."""
    try:
        out, err = await asyncio.wait_for(process.communicate(), _SECONDS)
    except TimeoutError:
        return NOT_ENDED, f"it did not end within {_SECONDS:.0f} s"
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()
    code = process.returncode or 0
    lines = (err if code else out).decode("utf-8", "replace").strip().splitlines()
    return code, lines[-1] if lines else ""
