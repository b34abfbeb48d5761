"""``gateway scan``: the whole of it on a real store, and each part of it. Law: what is printed of a finding is never its value."""

import asyncio
import base64
import gzip
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gateway import checking, cli, scanning, telemetry
from gateway.model.errors import Refused
from gateway.registry.intake import Line
from gateway.registry.live import Registry
from gateway.settings import Settings, load

TITLE = "Rewire the lantern barges before dress rehearsal"
GOOD = """\
[tenants.acme]
region = "IE"
consents = ["analytics", "linked_service"]
[[integrations]]
tenant = "acme"
connector = "*"
"""


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes) -> Path:
        path = tmp_path / "payload"
        path.write_bytes(content)
        return path

    return write


@pytest.fixture
async def settings(dsn: str, tmp_path: Path) -> Settings:
    """Settings with a database of their own, in which tenant acme registered one task."""
    config = tmp_path / "gateway.toml"
    config.write_text(GOOD)
    made = load(config, {"GATEWAY_DATABASE_URL": dsn, "GATEWAY_DATA_DIR": str(tmp_path / "var")})

    async def terms():
        yield [Line("t1", "task", "integro", TITLE)]

    async with checking.store(made) as pool:
        ring = await checking.vault(made, pool)
        registry = await Registry.open(pool, ring, checking.declared(made, ring))
        await registry.put_terms("acme", terms())
    return made


def batch(**properties: object) -> bytes:
    return json.dumps({"batch": [{"type": "track", "event": "Moved", "userId": "u_1", "properties": properties}]}).encode()


def answered(capsys) -> dict[str, Any]:
    """What was printed for machines, after the log lines of a test run."""
    said = capsys.readouterr().out
    return json.loads(said[said.index("{\n") :])


async def test_what_is_found_and_what_would_leave_is_shown(settings: Settings, file: Callable[[bytes], Path], capsys) -> None:
    assert (
        await asyncio.to_thread(scanning.run, settings, file(batch(detail=TITLE, layout="burndown")), scanning.Asked("acme"), as_json=False)
        == 0
    )
    said = capsys.readouterr().out
    found, _, left = said.partition("what would leave")
    assert "POST https://api.segment.io/v1/batch" in found
    assert "a Segment batch" in found
    assert "redact" in found
    assert "integro.task" in found
    assert "burndown" in left
    assert "barges" not in said


async def test_machines_are_told_the_same(settings: Settings, file: Callable[[bytes], Path], capsys) -> None:
    assert (
        await asyncio.to_thread(scanning.run, settings, file(gzip.compress(batch(detail=TITLE))), scanning.Asked("acme"), as_json=True) == 0
    )
    said = answered(capsys)
    assert (said["decision"], said["connector"], said["assumed"]) == ("redact", "segment", "a Segment batch")
    assert [each["category"] for each in said["findings"]] == ["integro.task"]
    assert b"barges" not in gzip.decompress(base64.b64decode(said["outbound"]["body_b64"]))


async def test_a_call_that_may_not_be_made_is_one(settings: Settings, file: Callable[[bytes], Path], capsys) -> None:
    asked = scanning.Asked("acme", host="api.nobody.example")
    assert await asyncio.to_thread(scanning.run, settings, file(batch()), asked, as_json=False) == scanning.NOT_SO
    assert "host_unknown" in capsys.readouterr().out


async def test_a_file_sent_to_a_linked_service_is_judged_by_what_was_authorised(
    settings: Settings, file: Callable[[bytes], Path], capsys
) -> None:
    event = json.dumps({"summary": TITLE, "start": {"date": "2026-11-22"}, "end": {"date": "2026-11-23"}}).encode()
    assert await asyncio.to_thread(scanning.run, settings, file(event), scanning.Asked("acme"), as_json=True) == 0
    said = answered(capsys)
    assert (said["connector"], said["stopped"]) == ("google", ["integro.task"])


async def test_an_unknown_tenant_is_refused(settings: Settings, file: Callable[[bytes], Path]) -> None:
    with pytest.raises(Refused, match="no tenant 'nobody'"):
        await asyncio.to_thread(scanning.run, settings, file(batch()), scanning.Asked("nobody"), as_json=False)


def test_the_command_passes_its_options_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys) -> None:
    calls: list[tuple[Path, scanning.Asked, bool]] = []

    def fake(settings: Settings, file: Path, asked: scanning.Asked, *, as_json: bool) -> int:
        calls.append((file, asked, as_json))
        if asked.tenant == "nobody":
            raise Refused("bad_input", "There is no tenant 'nobody'.")
        return 1

    monkeypatch.setattr(scanning, "run", fake)
    monkeypatch.setattr(telemetry, "configure_logs", lambda metrics: None)  # the logs of this process are the test run's
    payload = tmp_path / "x.json"
    payload.write_text("{}")
    options = [
        "--host",
        "a.example",
        "--method",
        "put",
        "--path",
        "/x",
        "--content-type",
        "text/plain",
        "--purpose",
        "analytics",
        "--feature",
        "f",
    ]
    assert ended(monkeypatch, "scan", str(payload), "--tenant", "acme", *options, "--json") == 1
    assert calls == [(payload, scanning.Asked("acme", "a.example", "PUT", "/x", "text/plain", "analytics", "f"), True)]
    assert ended(monkeypatch, "scan", str(payload), "--tenant", "nobody") == 2
    assert capsys.readouterr().err.splitlines()[-2] == "error: There is no tenant 'nobody'."
    assert ended(monkeypatch, "scan", str(tmp_path / "none"), "--tenant", "acme") == 2


def ended(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["gateway", *arguments])
    with pytest.raises(SystemExit) as exit_code:
        cli.main()
    return int(exit_code.value.code or 0)
