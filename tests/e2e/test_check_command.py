"""The command line, run as users run it. Law: two lines say what is wrong and what to do, and exit codes are the contract's."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from gateway.demo.standin import StandIn
from gateway.settings import SCALARS
from tests.e2e.gateway_process import KEY, Gateway, settings, toml, until
from tests.e2e.sdk_process import clean_environment
from tests.e2e.traffic import send

ROOT = Path(__file__).parents[2]


class Ran(NamedTuple):
    """What a command did."""

    code: int
    stdout: str
    stderr: str


def run(*arguments: str, environment: dict[str, str] | None = None, cwd: Path = ROOT) -> Ran:
    """Run ``gateway ARGUMENTS`` in a terminal wide enough not to wrap."""
    done = subprocess.run(
        [sys.executable, "-m", "gateway", *arguments],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=90,
        env=clean_environment() | {"COLUMNS": "400", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)} | (environment or {}),
        cwd=cwd,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., str]:
    """Write a settings file; gives its path."""

    def write(text: str | None = None, **changes: object) -> str:
        file = tmp_path / "gateway.toml"
        file.write_text(toml({"data_dir": str(tmp_path / "var")} | settings("http://127.0.0.1:9", **changes)) if text is None else text)
        return str(file)

    return write


def assert_two_lines(stderr: str) -> tuple[str, str]:
    """An error is one line what, one line what to do."""
    what, todo = stderr.splitlines()
    assert what.startswith("error: ")
    assert todo.startswith("   do: ")
    return what, todo


# -- check -----------------------------------------------------------------------------------------------------------------------


def test_check_finds_nothing_wrong_and_says_loudly_what_is_for_development_only(written: Callable[..., str]) -> None:
    ran = run("check", "--config", written())
    assert (ran.code, ran.stderr) == (0, "")
    states = [line.split()[0] for line in ran.stdout.splitlines()]
    assert states.count("LOUD") == 2
    assert set(states) == {"ok", "LOUD"}
    assert {"settings:", "policies:", "connectors:", "register:"} <= set(ran.stdout.split())
    assert KEY not in ran.stdout


def test_check_says_the_same_to_machines(written: Callable[..., str]) -> None:
    ran = run("check", "--json", "--config", written())
    assert (ran.code, ran.stderr) == (0, "")
    told = json.loads(ran.stdout)
    assert {frozenset(line) for line in told} == {frozenset({"state", "what", "todo"})}
    assert {line["state"] for line in told} == {"ok", "LOUD"}


def test_check_needs_no_file() -> None:
    assert run("check").code == 0


FAULTS = [
    ("a word that is none of the choices", 'environment = "prodution"\n', ":1: environment"),
    ("no TOML", 'environment = "development"\n[listen\n', ":2: not TOML"),
    ("an unknown key", "[limits]\nmax_body_byte = 1\n", ":2: limits.max_body_byte"),
    ("a tenant nobody declared", '[[integrations]]\ntenant = "acme"\nconnector = "*"\n', ":2: there is no tenant 'acme'"),
    ("a secret in the file", 'kek = "AAAA"\n', ":1: a secret does not belong"),
    ("production without its secret", 'environment = "production"\n', ": there is no key-encryption key"),
    (
        "stand-ins in production",
        'environment = "production"\nallow_local_upstreams = true\n',
        ":2: local upstreams are for development only",
    ),
]


@pytest.mark.parametrize(("text", "where"), [row[1:] for row in FAULTS], ids=[row[0].replace(" ", "-") for row in FAULTS])
def test_a_fault_is_told_with_file_and_line_and_stops_check_and_start(written: Callable[..., str], text: str, where: str) -> None:
    file = written(text)
    checked = run("check", "--config", file)
    assert checked.code == 1
    what, todo = checked.stderr.splitlines()[-2:]
    assert what.startswith(f"fault {file}{where}")
    assert todo.startswith("   do: ")
    machine = run("check", "--json", "--config", file)
    assert (machine.code, machine.stderr) == (1, "")
    assert json.loads(machine.stdout)[-1]["state"] == "fault"
    started = run("serve", "--config", file)
    assert (started.code, started.stdout) == (3, "")
    assert assert_two_lines(started.stderr)[0].startswith(f"error: {file}{where}")


def test_a_connector_nobody_has_is_a_fault(written: Callable[..., str]) -> None:
    file = written(integrations=[{"tenant": "acme", "connector": "sentri"}])
    checked = run("check", "--config", file)
    assert checked.code == 1
    assert "there is no connector 'sentri'" in checked.stderr
    assert run("serve", "--config", file).code == 3


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    ran = run("serve", "--config", str(tmp_path / "none.toml"))
    assert ran.code == 3
    assert "can not be read" in assert_two_lines(ran.stderr)[0]


def test_a_wrong_variable_is_named_and_its_value_is_not(written: Callable[..., str]) -> None:
    ran = run("serve", "--config", written(), environment={"GATEWAY_WORKERS": "planted-many"})
    assert ran.code == 3
    assert assert_two_lines(ran.stderr)[0].startswith("error: GATEWAY_WORKERS")
    assert "planted-many" not in ran.stderr


CANNOT = [
    ("a port that is taken", "listen.egress", "{taken}", "error: can not listen on {taken}: address already in use"),
    ("a host nobody has", "listen.admin", "nowhere.invalid:1", "error: can not listen on nowhere.invalid:1: "),
    ("a data directory nobody can make", "data_dir", "/dev/null/var", "error: the data directory /dev/null/var can not be made: "),
    (
        "authorities nobody can read",
        "vendor_ca_file",
        "/dev/null/ca.pem",
        "error: the vendors' certificate authorities can not be read from ",
    ),
    ("a database URL that is none", "database_url", "postgres-at-home", "error: the database URL can not be read"),
    ("a key file that is not there", "kek_file", "/dev/null/kek", "error: /dev/null/kek: the key file can not be read"),
]


@pytest.mark.parametrize(("name", "value", "says"), [row[1:] for row in CANNOT], ids=[row[0].replace(" ", "-") for row in CANNOT])
def test_what_only_the_start_can_find_out_is_told_in_two_lines(
    written: Callable[..., str], stand_in: StandIn, name: str, value: str, says: str
) -> None:
    taken = stand_in.url.removeprefix("http://")
    variable = "GATEWAY_" + name.upper().replace(".", "_")
    ran = run("serve", "--config", written(), environment={variable: value.format(taken=taken)})
    assert ran.code == 3
    lines = [line for line in ran.stderr.splitlines() if not line.startswith("{")]
    assert assert_two_lines("\n".join(lines))[0].startswith(says.format(taken=taken))


# -- usage -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ("bogus",),
        ("serve", "--bogus"),
        ("serve", "--workers", "0"),
        ("check", "extra"),
        ("caller", "add"),
        ("caller", "add", "crm", "--tenant", "acme"),
        ("caller", "add", "crm", "--tenant", "acme", "--purpose", "curiosity"),
    ],
    ids=" ".join,
)
def test_what_is_no_command_is_usage(arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert "Usage: " in ran.stderr


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("serve", "--help"), ("check", "--help"), ("demo", "--help"), ("ca", "--help"), ("caller", "add", "--help")],
    ids=" ".join,
)
def test_every_command_explains_itself(arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.stderr) == (0, "")


def test_the_menu_names_every_command() -> None:
    words = run("--help").stdout.split()
    assert {"serve", "check", "demo", "ca", "caller"} <= set(words)


def test_serve_lists_every_setting_with_its_variable_and_meaning() -> None:
    shown = " ".join(run("serve", "--help").stdout.split())
    for row in SCALARS:
        assert f"{row.name} ({row.env}, {row.default}): {row.meaning}" in shown, row.name


# -- ca, caller add --------------------------------------------------------------------------------------------------------------


def test_ca_prints_the_path_and_the_lines_for_each_kind_of_sdk(written: Callable[..., str], tmp_path: Path) -> None:
    ran = run("ca", "--config", written(listen={"egress": "127.0.0.1:18099"}))
    assert (ran.code, ran.stderr) == (0, "")
    path = tmp_path / "var" / "ca" / "ca.pem"
    assert ran.stdout.startswith(f"# {path}")
    assert "HTTPS_PROXY=http://CALLER:KEY@127.0.0.1:18099" in ran.stdout
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "HTTPLIB2_CA_CERTS"):
        assert f"export {name}={path}" in ran.stdout


@pytest.fixture(scope="module")
def serving(the_stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    own = Gateway(tmp_path_factory.mktemp("serving"), settings(the_stand_in.url))
    try:
        yield own.start()
    finally:
        own.close()


def add(own: Gateway, name: str, *more: str) -> Ran:
    return run("caller", "add", name, "--tenant", "acme", "--purpose", "analytics", "--config", str(own.folder / "gateway.toml"), *more)


def test_a_caller_added_beside_a_running_gateway_may_call_without_a_restart(serving: Gateway, stand_in: StandIn) -> None:
    ran = add(serving, "crm")
    assert ran.code == 0
    (key,) = ran.stdout.splitlines()
    assert key not in ran.stderr
    until(lambda: send(serving, key=key).status == 200, 10)
    (record, *_) = serving.transfers(limit="1")
    assert record["opening"]["entry"]["caller"] == "crm"
    assert key.encode() not in serving.stored()
    assert key not in serving.stderr
    assert serving.ask("GET", "/v1/transfers", key=key).status == 403  # egress only


def test_a_caller_may_be_given_roles(serving: Gateway) -> None:
    ran = add(serving, "desk", "--role", "auditor")
    key = ran.stdout.strip()
    until(lambda: serving.ask("GET", "/v1/transfers", key=key).status == 200, 10)
    assert send(serving, key=key).status == 403


@pytest.mark.parametrize(
    ("name", "more", "what"),
    [
        ("erp", (), "Another caller has this name."),
        ("one", ("--tenant", "acmee"), "There is no tenant 'acmee'."),
        ("two", ("--role", "king"), "'king' is no role; use egress, admin or auditor."),
    ],
)
def test_a_caller_that_can_not_be_added_is_not(serving: Gateway, name: str, more: tuple[str, ...], what: str) -> None:
    ran = add(serving, name, *more)
    assert (ran.code, ran.stdout) == (1, "")
    lines = [line for line in ran.stderr.splitlines() if not line.startswith("{")]
    assert assert_two_lines("\n".join(lines))[0] == f"error: {what}"
