"""The kernel under random input: for seconds here, for minutes by ``make fuzz``; the C one also under sanitizers."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from hatch_build import FOLDER, compiled, file_name
from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parent.parent.parent
SANITIZERS = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-O1", "-g", "-fno-omit-frame-pointer")
SECONDS = "4"


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("seed", range(4))
def test_random_bytes_are_no_trouble(name: str, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - the same each time
    for _ in range(25):
        TARGETS[name](random.randbytes(random.choice((0, 4, 60, 250))))


def library(name: str) -> str:
    """Where the compiler keeps a library; empty: nowhere."""
    compiler = shutil.which("gcc")
    if not compiler:
        return ""
    found = subprocess.run([compiler, f"-print-file-name={name}"], capture_output=True, text=True, check=True).stdout.strip()
    return found if Path(found).is_absolute() else ""


@pytest.mark.skipif(not library("libasan.so"), reason="needs gcc with libasan: apt-get install gcc libc6-dev")
def test_the_c_kernel_reads_and_writes_only_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "gcc")
    extension = tmp_path / file_name()
    assert compiled(ROOT / FOLDER / "c" / "module.c", extension, *SANITIZERS) == ""
    surroundings = {
        **os.environ,
        "LD_PRELOAD": f"{library('libasan.so')} {library('libubsan.so')}",
        "ASAN_OPTIONS": "detect_leaks=0",  # the interpreter itself does not free everything at its end
        "PYTHONMALLOC": "malloc",  # so that what Python hands over has guarded edges, too
        "PYTHONPATH": str(ROOT),
    }
    call = [sys.executable, "-m", "tests.fuzz.sanitized", str(extension), SECONDS, "1"]
    done = subprocess.run(call, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    assert int(done.stdout) > 0
