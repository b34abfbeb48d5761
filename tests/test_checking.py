"""The short commands: what they say, and that they serve and send nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import policies
from gateway import checking
from gateway.model.category import Purpose
from gateway.model.errors import Refused
from gateway.registry.live import Registry
from gateway.settings import Settings, load

GOOD = """\
allow_local_upstreams = true
[tenants.acme]
region = "IE"
[callers.erp]
key = "dev-key-erp"
tenants = ["acme"]
purposes = ["analytics"]
[upstreams]
"*" = "http://127.0.0.1:9"
"""


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "gateway.toml"
        path.write_text(text)
        return path

    return write


@pytest.fixture
def settings(file: Callable[[str], Path], dsn: str, tmp_path: Path) -> Settings:
    """Settings with a database of their own."""
    return load(file(GOOD), {"GATEWAY_DATABASE_URL": dsn, "GATEWAY_DATA_DIR": str(tmp_path / "var")})


def test_everything_sound_is_zero_and_says_what_was_checked(file: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert checking.run(file(GOOD), as_json=False) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert [line.split(maxsplit=1)[0] for line in said.out.splitlines()] == ["ok", "LOUD", "LOUD", "ok", "ok", "ok", "ok"]
    assert "dev-key-erp" not in said.out


def test_nothing_loud_in_plain_settings(capsys: pytest.CaptureFixture[str]) -> None:
    assert checking.run(None, as_json=False) == 0
    assert "LOUD" not in capsys.readouterr().out


@pytest.mark.parametrize(("native", "state", "named"), [(True, "ok", ": C"), (False, "LOUD", ": numpy")])
def test_the_kernel_in_use_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], native: bool, state: str, named: str
) -> None:
    monkeypatch.setattr(checking, "NATIVE", native)
    assert checking.run(None, as_json=False) == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if "kernel of detection" in line)
    assert line.startswith(state)
    assert named in line


def test_production_s_register_is_said_to_be_empty(
    file: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GATEWAY_KEK", "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=")
    assert checking.run(file('environment = "production"\n'), as_json=False) == 0
    assert "register: empty until vendors are entered" in capsys.readouterr().out


def test_machines_get_the_same_lines(file: Callable[[str], Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert checking.run(file(GOOD), as_json=True) == 0
    told = json.loads(capsys.readouterr().out)
    assert [line["state"] for line in told] == ["ok", "LOUD", "LOUD", "ok", "ok", "ok", "ok"]


@pytest.mark.parametrize("as_json", [False, True])
def test_a_fault_in_the_settings_is_one(file: Callable[[str], Path], capsys: pytest.CaptureFixture[str], as_json: bool) -> None:
    path = file('environment = "prod"\n')
    assert checking.run(path, as_json=as_json) == checking.NOT_SO
    said = capsys.readouterr()
    text = json.loads(said.out)[-1]["what"] if as_json else said.err
    assert f"{path}:1: environment" in text


def test_a_fault_in_a_policy_names_its_file_and_line(
    file: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = dict(policies.texts()) | {"purposes.cedar": "permit (principal, action, resource) when { context.purpos };\n"}
    monkeypatch.setattr(policies, "texts", lambda: broken)
    assert checking.run(file(GOOD), as_json=False) == 1
    what, todo = capsys.readouterr().err.splitlines()
    assert what.startswith("fault purposes.cedar:1: ")
    assert todo.startswith("   do: ")


def test_the_ca_lines_say_whether_there_is_a_certificate_yet(settings: Settings) -> None:
    path = settings.data_dir / "ca" / "ca.pem"
    assert "made at the first" in checking.ca_lines(settings).splitlines()[0]
    path.parent.mkdir(parents=True)
    path.write_text("")
    first, *rest = checking.ca_lines(settings).splitlines()
    assert first == f"# {path}"
    assert all(line.startswith(("export ", "#")) for line in rest)
    assert f"export REQUESTS_CA_BUNDLE={path} " in rest[2]


async def test_an_added_caller_is_known_by_its_key_alone(settings: Settings) -> None:
    key = await checking.add_caller(settings, "crm", ["acme"], [Purpose.ANALYTICS], ["egress", "auditor"])
    async with checking.store(settings) as pool:
        ring = await checking.vault(settings, pool)
        registry = await Registry.open(pool, ring, checking.declared(settings, ring))
        found = registry.snapshot.caller_by_key(key)
        rows = await pool.fetch("SELECT * FROM callers")
    assert found is not None
    assert (found.name, found.tenants, found.purposes) == ("crm", {"acme"}, {Purpose.ANALYTICS})
    assert {role.value for role in found.roles} == {"egress", "auditor"}
    assert key not in str(rows)


async def test_a_caller_may_act_for_every_tenant(settings: Settings) -> None:
    assert await checking.add_caller(settings, "all", ["*"], [Purpose.ANALYTICS], ["egress"])


@pytest.mark.parametrize(
    ("name", "tenant", "role", "reason"),
    [("erp", "acme", "egress", "caller_exists"), ("crm", "acmee", "egress", "bad_input"), ("crm", "acme", "king", "bad_input")],
)
async def test_a_caller_that_can_not_be_is_refused(settings: Settings, name: str, tenant: str, role: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        await checking.add_caller(settings, name, [tenant], [Purpose.ANALYTICS], [role])
    assert refused.value.reason == reason
