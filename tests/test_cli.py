"""The command line: arguments in, one function called, exit codes out. As users run it: tests/e2e/test_check_command.py."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway import checking, cli, rotating, serving, telemetry
from gateway.model.category import Purpose
from gateway.model.errors import ConfigurationError, GatewayError, Refused, StoreUnavailable
from gateway.settings import SCALARS

FILE = 'data_dir = "here"\n[tenants.acme]\nregion = "IE"\n'
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run ``gateway ARGUMENTS``; gives exit code, stdout and stderr. ``CONFIG`` stands for a settings file."""
    file = tmp_path / "gateway.toml"
    file.write_text(FILE)
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.setenv("NO_COLOR", "1")

    def go(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["gateway", *(str(file) if each == "CONFIG" else each for each in arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return go


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What would have been served."""
    calls: list[Any] = []

    def fake(settings: Any, *, worker: int | None, arguments: list[str]) -> int:
        calls.append((settings, worker, arguments))
        return 0

    monkeypatch.setattr(serving, "run", fake)
    return calls


def test_serve_takes_the_file_and_the_options_over_it(run: Run, served: list[Any]) -> None:
    assert run("serve", "--config", "CONFIG")[0] == 0
    assert run("serve", "--config", "CONFIG", "--data-dir", "/elsewhere", "--workers", "3")[0] == 0
    (plain, first, _), (changed, second, arguments) = served
    assert (plain.data_dir, plain.workers, first) == (Path("here"), 1, None)
    assert (changed.data_dir, changed.workers, second) == (Path("/elsewhere"), 3, None)
    assert arguments[0] == "serve"
    assert arguments[-2:] == ["--workers", "3"]


def test_a_worker_is_told_its_number(run: Run, served: list[Any]) -> None:
    assert run("serve", "--workers", "2", "--worker", "1")[0] == 0
    assert served[0][1] == 1


@pytest.mark.parametrize(
    ("error", "code", "lines"),
    [
        (ConfigurationError("it is wrong", todo="Mend it.", where="file:3"), 3, ["error: file:3: it is wrong", "   do: Mend it."]),
        (ConfigurationError("it is wrong", todo="Mend it."), 3, ["error: it is wrong", "   do: Mend it."]),
        (StoreUnavailable("no database"), 1, ["error: no database", "   do: Look at the store and its log, then try again."]),
        (GatewayError("odd"), 1, ["error: odd", "   do: Look at the store and its log, then try again."]),
    ],
)
def test_an_error_of_ours_is_two_lines_and_an_exit_code(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int, lines: list[str]
) -> None:
    def fail(*_: Any, **__: Any) -> int:
        raise error

    monkeypatch.setattr(serving, "run", fail)
    found, out, err = run("serve")
    assert (found, out, err.splitlines()) == (code, "", lines)


@pytest.mark.parametrize(("arguments", "as_json"), [((), False), (("--json",), True)])
def test_check_passes_its_exit_code_on(run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], as_json: bool) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(checking, "run", lambda config, *, as_json: asked.append((config, as_json)) or 1)
    assert run("check", *arguments)[0] == 1
    assert asked == [(None, as_json)]


def test_ca_prints_lines(run: Run) -> None:
    code, out, err = run("ca", "--config", "CONFIG", "--data-dir", "/elsewhere")
    assert (code, err) == (0, "")
    assert out.startswith("# /elsewhere/ca/ca.pem")


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the log of the test run as it is."""
    monkeypatch.setattr(telemetry, "configure_logs", lambda _: None)


@pytest.mark.usefixtures("quiet")
def test_caller_add_prints_the_key_and_nothing_else(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    async def add(settings: Any, *what: Any) -> str:
        asked.append(what)
        return "gwk_new"

    monkeypatch.setattr(checking, "add_caller", add)
    code, out, err = run("caller", "add", "crm", "--tenant", "acme", "--tenant", "beta", "--purpose", "analytics", "--config", "CONFIG")
    assert (code, out, err) == (0, "gwk_new\n", "")
    assert asked == [("crm", ["acme", "beta"], [Purpose.ANALYTICS], ["egress"])]
    run("caller", "add", "crm", "--tenant", "acme", "--purpose", "analytics", "--role", "admin")
    assert asked[1][3] == ["admin"]


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(("arguments", "destroy"), [((), False), (("--destroy-old",), True)])
def test_keys_rotate_passes_its_exit_code_on(run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], destroy: bool) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(rotating, "run", lambda settings, *, destroy_old: asked.append((settings.data_dir, destroy_old)) or 1)
    assert run("keys", "rotate", "--config", "CONFIG", *arguments)[0] == 1
    assert asked == [(Path("here"), destroy)]


def test_keys_rotate_s_help_says_how_to_give_both_keys(run: Run) -> None:
    said = " ".join(run("keys", "rotate", "--help")[1].split())
    for part in ("GATEWAY_KEK_PREVIOUS", "first line of kek_file", "kek_kms_previous", "restart them one by one"):
        assert part in said


@pytest.mark.usefixtures("quiet")
def test_a_caller_that_is_refused_is_two_lines(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def add(*_: Any) -> str:
        raise Refused("caller_exists", "Another caller has this name.")

    monkeypatch.setattr(checking, "add_caller", add)
    code, out, err = run("caller", "add", "crm", "--tenant", "acme", "--purpose", "analytics")
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "error: Another caller has this name.",
        "   do: Run it again with a free name, known tenants and known roles.",
    ]


@pytest.mark.parametrize("arguments", [("bogus",), ("serve", "--workers", "none"), ("caller", "add"), ()], ids=" ".join)
def test_what_is_no_command_is_exit_code_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == 2


def test_serve_s_help_lists_every_setting_as_it_is_written(run: Run) -> None:
    code, out, _ = run("serve", "--help")
    assert code == 0
    for row in SCALARS:
        assert f"{row.name} ({row.env}, {row.default}): {row.meaning}" in " ".join(out.split()), row.name


def test_the_package_runs_as_a_module_and_its_menu_loads_no_database_driver() -> None:
    code = "import sys; sys.argv = ['gateway', '--help']\ntry:\n    import gateway.__main__\nexcept SystemExit as e:\n"
    code += "    assert not e.code\nassert 'asyncpg' not in sys.modules and 'aiohttp' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, cwd=Path(__file__).parent.parent)
    assert done.returncode == 0, done.stderr.decode()
    assert b"serve" in done.stdout
