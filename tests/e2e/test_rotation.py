"""Keys are rotated beside a gateway that serves. Law: no call fails, nothing becomes unreadable, and a kill at any moment costs nothing."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from gateway.demo.standin import StandIn
from tests.e2e.gateway_process import Gateway
from tests.e2e.sdk_process import clean_environment
from tests.e2e.traffic import send, track

ROOT = Path(__file__).parents[2]
TERM = "Quiet Otter Rehearsal"
LINES = json.dumps({"id": "t1", "kind": "task", "text": TERM}) + "\n"
NEW = json.dumps({"region": "IE", "mode": "strict"})
KILLED = """
import os, signal, sys
from gateway import cli
from gateway.vault import table
rewrap, left = table.rewrap, {left}
async def dying(*what):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    await rewrap(*what)
table.rewrap = dying
sys.argv = ["gateway", "keys", "rotate", "--config", {config!r}]
cli.main()
"""


def run(*command: str) -> subprocess.CompletedProcess[bytes]:
    environment = clean_environment() | {"COLUMNS": "200", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, timeout=90, env=environment)


def rotated(own: Gateway) -> str:
    done = run(sys.executable, "-m", "gateway", "keys", "rotate", "--config", str(own.folder / "gateway.toml"))
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.fixture
def own(make_gateway: Callable[..., Gateway], stand_in: StandIn) -> Iterator[Gateway]:
    made = make_gateway(stand_in.url).start()
    assert made.put_terms(LINES).status == 200
    return made


def keys_in(own: Gateway) -> list[str]:
    return (own.data_dir / "dev.kek").read_text().split()


def leaks(own: Gateway, stand_in: StandIn) -> bool:
    """Whether a registered title leaves."""
    stand_in.received.clear()
    assert send(own, body=track(event=f"Opened {TERM}")).status in {200, 403}
    return any(TERM.encode() in each.body for each in stand_in.received)


def test_rotation_under_load_fails_no_call_and_the_old_key_is_gone(own: Gateway, stand_in: StandIn) -> None:
    (old,), certificate = keys_in(own), own.ca_file.read_bytes()
    config, enough = str(own.folder / "gateway.toml"), Event()
    grants = ("--tenant", "*", "--purpose", "analytics", "--role", "admin", "--config", config)
    admin = run(sys.executable, "-m", "gateway", "caller", "add", "console", *grants).stdout.decode().strip()

    def calls() -> list[int]:
        statuses = []
        while not enough.is_set():
            statuses.append(send(own).status)
        return statuses

    with ThreadPoolExecutor(3) as threads:
        loads = [threads.submit(calls) for _ in range(3)]
        said = rotated(own)
        enough.set()
        statuses = [status for load in loads for status in load.result()]
    assert set(statuses) == {200}
    assert own.ask("PUT", "/v1/tenants/newcomer", NEW, key=admin).status == 200
    assert own.ask("PUT", "/v1/tenants/newcomer/terms", LINES, key=admin).status == 200
    assert "data keys are wrapped under local/" in said
    (new,) = keys_in(own)
    assert new != old
    assert not leaks(own, stand_in)
    own.stop()
    own.start()
    assert send(own).status == 200
    assert not leaks(own, stand_in)
    assert own.ca_file.read_bytes() == certificate
    assert not any(key.encode() in own.stored() for key in (old, new))


def test_killed_at_any_step_it_goes_on_when_started_again(own: Gateway, stand_in: StandIn) -> None:
    (old,) = keys_in(own)
    for left in (0, 1, 1):
        done = run(sys.executable, "-c", KILLED.format(left=left, config=str(own.folder / "gateway.toml")))
        assert done.returncode == -9, done.stderr.decode()
        assert (len(keys_in(own)), keys_in(own)[1]) == (2, old)
        assert send(own).status == 200
    own.stop()
    own.start()
    assert not leaks(own, stand_in)
    rotated(own)
    assert old not in keys_in(own)
    own.stop()
    own.start()
    assert send(own).status == 200
    assert not leaks(own, stand_in)
