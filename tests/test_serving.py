"""What serving does beyond the gateway itself: signals, workers, exit codes. The whole of it runs in tests/e2e."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from gateway import serving
from gateway.model.errors import ConfigurationError
from gateway.settings import load

SECONDS = 20


@pytest.mark.parametrize(
    ("codes", "told", "code"),
    [
        ([0, 0], True, 0),
        ([0, 0], False, 0),
        ([0, -signal.SIGTERM], True, 0),  # it was still starting
        ([-signal.SIGTERM, -signal.SIGTERM], True, 0),
        ([0, -signal.SIGTERM], False, 1),
        ([0, -signal.SIGKILL], True, 1),
        ([-signal.SIGKILL, 0], False, 1),
        ([3, 0], False, 3),
        ([0, 1], True, 1),
        ([-signal.SIGKILL, 3], False, 3),
    ],
)
def test_the_exit_code_of_all_follows_from_the_workers_own(codes: list[int], told: bool, code: int) -> None:
    assert serving.verdict(codes, told=told) == code


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_says_stop_and_is_given_back_afterwards(number: int) -> None:
    before = signal.getsignal(number)
    with serving._stopping() as stop:
        assert not stop.is_set()
        os.kill(os.getpid(), number)
        async with asyncio.timeout(SECONDS):
            await stop.wait()
    assert signal.getsignal(number) in {before, signal.SIG_DFL, signal.default_int_handler}


async def test_a_worker_stops_when_its_parent_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = os.pipe()
    with os.fdopen(ours) as standard_input:
        monkeypatch.setattr(sys, "stdin", standard_input)
        stop = asyncio.Event()
        serving._stop_without_parent(stop)
        await asyncio.sleep(0)
        assert not stop.is_set()
        os.close(theirs)
        async with asyncio.timeout(SECONDS):
            await stop.wait()
        assert not asyncio.get_running_loop().remove_reader(ours)  # it listens no more


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the log of the test run as it is."""
    monkeypatch.setattr(serving, "configure_logs", lambda _: None)


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("environ", [{"GATEWAY_DATA_DIR": "/dev/null/var"}, {"GATEWAY_DATA_DIR": "/dev/null/var", "GATEWAY_WORKERS": "2"}])
def test_what_must_not_start_does_not_start(environ: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="can not be made"):
        serving.run(load(None, environ), worker=None, arguments=())


@pytest.mark.usefixtures("quiet")
def test_a_parent_whose_workers_do_not_start_ends_with_their_code(tmp_path: Path) -> None:
    environ = {"GATEWAY_DATA_DIR": str(tmp_path), "GATEWAY_WORKERS": "2", "GATEWAY_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    assert serving.run(load(None, environ), worker=None, arguments=("serve", "--config", str(tmp_path / "none.toml"))) == 3
