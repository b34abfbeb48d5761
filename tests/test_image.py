"""The container image: its steps are read from the Dockerfile and done here, where no container engine is needed."""

import platform
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PLATFORM = (sys.version_info[:2], platform.system(), platform.machine())
VENV = "/opt/gateway"


class Step(NamedTuple):
    """One instruction of the Dockerfile."""

    name: str
    rest: str


def steps() -> list[Step]:
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE).replace("\\\n", " ")
    return [Step(*line.split(maxsplit=1)) for line in text.splitlines() if line]


def stages() -> list[list[Step]]:
    found: list[list[Step]] = []
    for step in steps():
        if step.name == "FROM":
            found.append([])
        if found:
            found[-1].append(step)
    return found


def copied() -> set[str]:
    """What the image is built from."""
    return {name for step in stages()[0] if step.name == "COPY" for name in step.rest.split()[:-1]}


def test_only_what_is_copied_is_sent_to_the_build() -> None:
    allowed = {line.removeprefix("!").rstrip("/") for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert allowed == copied()


def test_the_image_runs_as_nobody_special_and_says_whether_it_lives() -> None:
    last = {step.name: step.rest for step in stages()[-1]}
    assert int(last["USER"]) > 0
    assert "/healthz" in last["HEALTHCHECK"]
    assert last["STOPSIGNAL"] == "SIGTERM"


def test_every_dependency_is_pinned_by_hash() -> None:
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert lines
    assert all(re.fullmatch(r"[a-z0-9.-]+==[^ ;]+ --hash=sha256:[0-9a-f]{64}", line) for line in lines)
    assert any("--require-hashes" in step.rest for step in stages()[0] if step.name == "RUN")


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(PLATFORM != ((3, 11), "Linux", "x86_64"), reason="constraints.txt has hashes for CPython 3.11 on Linux x86_64")
def test_the_build_stage_makes_a_gateway_that_runs(tmp_path: Path) -> None:
    venv, work = tmp_path / "venv", tmp_path / "build"
    work.mkdir()
    for step in stages()[0]:
        if step.name == "COPY":
            *names, target = step.rest.split()
            for name in names:
                copy(ROOT / name, work / target / ("" if target == name else name))
        elif step.name == "RUN":
            done = subprocess.run(step.rest.replace(VENV, str(venv)), shell=True, cwd=work, capture_output=True, text=True, check=False)  # noqa: S602
            assert done.returncode == 0, f"{step.rest}\n{done.stdout}\n{done.stderr}"
    helped = subprocess.run([venv / "bin" / "gateway", "--help"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "serve" in helped.stdout
    inside = f"import gateway, sys; assert gateway.__file__.startswith({str(venv)!r}); import policies; assert policies.texts()"
    subprocess.run([venv / "bin" / "python", "-I", "-c", inside], cwd=tmp_path, check=True)


def copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


class Health(BaseHTTPRequestHandler):
    """Answers with the status the test wants."""

    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Health)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_the_health_check_follows_the_answer(listener: HTTPServer, monkeypatch: pytest.MonkeyPatch, status: int, healthy: bool) -> None:
    monkeypatch.setattr(Health, "status", status)
    script = re.search(r'"-c", "(.*)"\]', {step.name: step.rest for step in stages()[-1]}["HEALTHCHECK"])
    assert script
    command = [sys.executable, "-c", script[1].replace("8081", str(listener.server_port))]
    assert (subprocess.run(command, check=False).returncode == 0) is healthy
