"""Random input for whatever reads foreign bytes: for seconds here, for minutes by ``make fuzz``; the C also under sanitizers."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import psutil
import pytest

from gateway.detect import kernel
from gateway.detect.dictionary import DEFAULT
from gateway.model.field import FREE_TEXT
from gateway.pipeline.fieldmap import Node, whole
from gateway.pipeline.transform import build
from gateway.pipeline.walk import NATIVE, walk
from hatch_build import KERNEL, WALK, compiled, file_name
from tests.fuzz.targets import TARGETS
from tests.fuzz.walk import Rewriting, some_map, some_step

ROOT = Path(__file__).parent.parent.parent
SANITIZERS = ("-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-O1", "-g", "-fno-omit-frame-pointer")
SECONDS = "4"


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("seed", range(4))
def test_random_bytes_are_no_trouble(name: str, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - the same each time
    for _ in range(25):
        TARGETS[name](random.randbytes(random.choice((0, 4, 60, 250))))


@pytest.mark.skipif(not kernel.NATIVE, reason="the package was built without a C compiler (gcc)")
def test_the_c_kernel_gives_its_memory_back() -> None:
    secret, process = bytes(range(24)), psutil.Process()
    built = kernel.build_table(kernel.run_hash("acmeroadmap", secret).to_bytes(8, "little"), bytes(4), 20_000)
    table, none = kernel.check(built or b""), kernel.Table(memoryview(b""))
    text = "Acme roadmap \x1f\u6771\u4eac xacmeroadmapx " * 2_000
    before = 0
    for number in range(120):  # each call takes some megabytes, so that a few lost ones would show
        kernel.probe(text, b"\1", secret, [table])
        kernel.tokenise(text)
        kernel.build_table(bytes(80), bytes(40), 20_000)
        with pytest.raises(ValueError, match="not checked"):
            kernel.probe(text, b"", secret, [table, none])
        before = process.memory_info().rss if number == 20 else before
    assert process.memory_info().rss - before < 20_000_000


@pytest.mark.skipif(not NATIVE, reason="the package was built without a C compiler (gcc)")
def test_the_c_walk_gives_its_memory_back() -> None:
    process, before = psutil.Process(), 0
    tree = {"a": [{"project": str(number), "b": [["task", 10**12]]} for number in range(5_000)]}
    root = some_map(Random(1))  # noqa: S311 - the same each time
    for number in range(120):
        for nodes in (root, whole(FREE_TEXT)):
            ends = walk(tree, nodes, DEFAULT, [], [], {})[3]
            build(tree, nodes, [(5, some_step(Random(number), FREE_TEXT))], ends, DEFAULT, Rewriting())  # noqa: S311 - the same each time
        with pytest.raises(TypeError):
            walk([tree, 1], Node(item=1), DEFAULT, [], [], {})  # type: ignore[arg-type]  # no node
        before = process.memory_info().rss if number == 20 else before
    assert process.memory_info().rss - before < 20_000_000


def library(name: str) -> str:
    """Where the compiler keeps a library; empty: nowhere."""
    compiler = shutil.which("gcc")
    if not compiler:
        return ""
    found = subprocess.run([compiler, f"-print-file-name={name}"], capture_output=True, text=True, check=True).stdout.strip()
    return found if Path(found).is_absolute() else ""


@pytest.mark.skipif(not library("libasan.so"), reason="needs gcc with libasan: apt-get install gcc libc6-dev")
@pytest.mark.parametrize(("target", "folder"), [("kernel", KERNEL), ("walk", WALK)])
def test_the_c_reads_and_writes_only_its_own(target: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "gcc")
    extension = tmp_path / file_name()
    assert compiled(ROOT / folder / "c" / "module.c", extension, *SANITIZERS) == ""
    surroundings = {
        **os.environ,
        "LD_PRELOAD": f"{library('libasan.so')} {library('libubsan.so')}",
        "ASAN_OPTIONS": "detect_leaks=0",  # the interpreter itself does not free everything at its end
        "PYTHONMALLOC": "malloc",  # so that what Python hands over has guarded edges, too
        "PYTHONPATH": str(ROOT),
    }
    call = [sys.executable, "-m", "tests.fuzz.sanitized", target, str(extension), SECONDS, "1"]
    done = subprocess.run(call, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    assert int(done.stdout) > 0
