"""Feeds every target with random bytes for some minutes each: python -m tests.fuzz MINUTES [TARGET ...].

Under atheris, which watches branches taken and seeks new ones. A fault is written to a file and named; feed it again with
python -m tests.fuzz 0 TARGET FILE.
"""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

FAULTS = Path("var/fuzz")
"""Where inputs are put that were at fault."""

INPUT_MAX = 4096
"""Bytes of an input: enough to meet every edge, little enough to be fast."""

SLOW = 10
"""Seconds an input may take: more is a fault."""


def main(arguments: list[str]) -> int:
    """Run a process for each target, because the fuzzer ends its own."""
    targets = import_module("tests.fuzz.targets").TARGETS
    minutes, *names = arguments or ["10"]
    if len(names) == 2 and Path(names[1]).is_file():
        targets[names[0]](Path(names[1]).read_bytes())
        return 0
    calls = ([sys.executable, "-m", "tests.fuzz", "--one", name, minutes] for name in names or targets)
    return max(subprocess.run(call, check=False).returncode for call in calls)


def one(name: str, minutes: str) -> None:
    """Fuzz one target in this process; does not return."""
    import atheris  # noqa: PLC0415 - only here: it is an extra

    with atheris.instrument_imports(include=["gateway"]):  # what is imported before is not watched
        target = import_module("tests.fuzz.targets").TARGETS[name]
    FAULTS.mkdir(parents=True, exist_ok=True)
    options = [
        f"-artifact_prefix={FAULTS}/",
        f"-max_total_time={int(float(minutes) * 60)}",
        f"-max_len={INPUT_MAX}",
        f"-timeout={SLOW}",
        "-len_control=10",
    ]
    atheris.Setup([name, *options], target)
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(*sys.argv[2:4])
    sys.exit(main(sys.argv[1:]))
