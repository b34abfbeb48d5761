"""Builds the C with the package. Law: without a compiler the package is still built, and says so; nothing else is run."""

import os
import shlex
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

KERNEL, WALK = Path("gateway/detect/kernel"), Path("gateway/pipeline/walk")
FOLDERS = (KERNEL, WALK)
"""Of the extensions; the C of each is in its folder ``c``."""

SWITCH = "GATEWAY_NO_NATIVE"
"""Set to 1: leave the C out, numpy and Python do its work."""

FLAGS = ("-std=c11", "-O3", "-fPIC", "-shared", "-Wall", "-Wextra", "-Wconversion", "-Wno-sign-conversion")


def command(source: Path, target: Path, *extra: str) -> list[str]:
    """The compiler's call: the one Python was built with, unless CC names another."""
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
    return [*compiler, *FLAGS, *extra, f"-isystem{sysconfig.get_path('include')}", str(source), "-o", str(target)]


def file_name() -> str:
    """What an extension is called for this Python."""
    return f"_native{sysconfig.get_config_var('EXT_SUFFIX')}"


class Hook(BuildHookInterface[Any]):
    """Hatch calls this before it puts a wheel together, also for an editable one."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatch's signature
        """Compile the extensions into the package's folders, and make the wheel one of this platform."""
        if self.target_name == "wheel":
            for folder in FOLDERS:
                self._extend(folder, build_data)

    def _extend(self, folder: Path, build_data: dict[str, Any]) -> None:
        target = Path(self.root) / folder / file_name()
        target.unlink(missing_ok=True)
        if os.environ.get(SWITCH) == "1":
            return
        if fault := compiled(Path(self.root) / folder / "c" / "module.c", target):
            self.app.display_warning(f"{folder} was not compiled; numpy or Python does its work, several times slower. {fault}")
            return
        build_data.update(pure_python=False, infer_tag=True)
        build_data["artifacts"].append(f"/{target.relative_to(self.root).as_posix()}")


def compiled(source: Path, target: Path, *extra: str) -> str:
    """Compile an extension.

    Args:
        source: the C file that includes the others.
        target: what to make of it; not there afterwards if that failed.
        extra: more arguments for the compiler.

    Returns:
        What went wrong; empty: nothing.
    """
    try:
        done = subprocess.run(command(source, target, *extra), capture_output=True, text=True, check=False, timeout=300)  # noqa: S603 - Python's own compiler
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{type(error).__name__}: install a C compiler (gcc or clang) and the headers of Python."
    if done.returncode:
        target.unlink(missing_ok=True)
        return f"The compiler ended with {done.returncode}. {done.stderr[-2000:]}"
    return ""
