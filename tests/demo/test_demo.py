"""The command itself, as a newcomer types it."""

import importlib.util
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from gateway.demo import showing
from gateway.demo.planted import PLANTED
from gateway.demo.scenes import REFERENCE, SCENES
from gateway.model.errors import ConfigurationError

COMMAND = [sys.executable, "-m", "gateway", "demo"]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def temporary(tmp_path_factory) -> Path:
    """Where the demo's directory is made; near the root, because PostgreSQL's socket path must be short."""
    with tempfile.TemporaryDirectory(prefix="d") as short:
        Path(short).chmod(0o755)
        yield Path(short)


@pytest.mark.timeout(240)
def test_gateway_demo_once_stops_what_was_planted_and_exits_0(temporary):
    done = subprocess.run(
        [*COMMAND, "--once"],
        capture_output=True,
        text=True,
        timeout=200,
        cwd=ROOT,
        check=False,
        env={"TMPDIR": str(temporary), "LC_ALL": "C.UTF-8"},
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout[-3000:]
    text = done.stdout
    assert text.count("inclusion proof verified") == len(SCENES)
    assert text.count("durable before sending") == len(SCENES) - 2, "two calls are refused"
    for each in PLANTED:
        row = next(line for line in text.splitlines() if each.name in line and each.text in line)
        without, through = (cell.strip() for cell in row.split("│")[3:5])
        assert int(without) >= 1
        assert through == (f"1 ({REFERENCE})" if each.name == "task title" else "0")
    assert "9: 1 left as they came, 6 left redacted, 2 refused" in text
    assert re.search(r"9 transfers in 16 log entries; 0 without an end", text)
    assert "Nothing planted left but what was authorised" in text
    assert max(map(len, text.splitlines())) <= 100
    assert list(temporary.glob("gateway-demo-*")) == [], "it leaves nothing behind"


@pytest.mark.timeout(120)
def test_sigterm_takes_down_whatever_is_up(temporary):
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, cwd=ROOT, env={"TMPDIR": str(temporary), "LC_ALL": "C.UTF-8"}) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if b"Recorded what" in line:
                break
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        assert process.wait(60) == showing.STOPPED
    assert list(temporary.glob("gateway-demo-*")) == []


def test_missing_sdks_are_named_in_one_line(monkeypatch):
    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in {"socks", "sentry_sdk"} else real(name))
    with pytest.raises(ConfigurationError) as refused:
        showing.run(once=True)
    assert str(refused.value) == "the demo drives real SDKs; not installed: PySocks, sentry-sdk"
    assert refused.value.todo == "pip install -e '.[demo]'"
