"""Where the key comes from, and when the gateway refuses to go on without one."""

import base64
import stat
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gateway.model.errors import ConfigurationError
from gateway.vault.keyring import Keyring, load

KEY = bytes(range(32))
TEXT = base64.b64encode(KEY).decode()


def test_the_setting_wins_over_the_file_and_the_data_directory(tmp_path: Path) -> None:
    file = tmp_path / "kek"
    file.write_text(base64.b64encode(bytes(32)).decode())
    assert load(kek=TEXT, kek_file=file, data_dir=tmp_path, production=True).key == KEY
    assert not (tmp_path / "dev.kek").exists()


def test_the_file_is_read_with_its_line_end(tmp_path: Path) -> None:
    file = tmp_path / "kek"
    file.write_text(TEXT + "\n")
    assert load(kek=None, kek_file=file, data_dir=tmp_path, production=True).key == KEY


def test_production_without_a_key_does_not_start_and_leaves_no_key_behind(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(kek=None, kek_file=None, data_dir=tmp_path, production=True)
    assert "GATEWAY_KEK" in caught.value.what
    assert "token_bytes(32)" in caught.value.todo
    assert list(tmp_path.iterdir()) == []


def test_development_makes_a_key_once_keeps_it_private_and_says_so_each_time(tmp_path: Path) -> None:
    data_dir = tmp_path / "not" / "yet"
    with capture_logs() as logs:
        first = load(kek=None, kek_file=None, data_dir=data_dir, production=False)
        second = load(kek=None, kek_file=None, data_dir=data_dir, production=False)
    assert first == second
    assert stat.S_IMODE((data_dir / "dev.kek").stat().st_mode) == 0o600
    assert [(log["event"], log["log_level"]) for log in logs] == [("development_key_in_use", "warning")] * 2
    assert [path.name for path in data_dir.iterdir()] == ["dev.kek"]


def test_two_new_instances_have_different_keys(tmp_path: Path) -> None:
    keys = {load(kek=None, kek_file=None, data_dir=tmp_path / name, production=False).key for name in "ab"}
    assert len(keys) == 2


def test_the_first_of_two_processes_that_make_a_key_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "dev.kek"
    path.write_text(TEXT)
    path.chmod(0o600)
    answers = iter([False])
    real = Path.exists
    monkeypatch.setattr(Path, "exists", lambda self: next(answers) if self == path else real(self))
    assert load(kek=None, kek_file=None, data_dir=tmp_path, production=False).key == KEY
    assert [entry.name for entry in tmp_path.iterdir()] == ["dev.kek"]


def test_a_development_key_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "dev.kek"
    path.write_text(TEXT)
    path.chmod(0o644)
    with pytest.raises(ConfigurationError, match="read by others"):
        load(kek=None, kek_file=None, data_dir=tmp_path, production=False)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("not base64!", "not base64"),
        ("ключ", "not base64"),
        ("", "0 bytes"),
        (base64.b64encode(KEY[:31]).decode(), "31 bytes"),
        (base64.b64encode(KEY + b"x").decode(), "33 bytes"),
    ],
)
def test_a_key_of_the_wrong_form_is_refused_without_being_shown(text: str, what: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=what) as caught:
        load(kek=text, kek_file=None, data_dir=tmp_path, production=False)
    assert not text or text not in str(caught.value)
    assert caught.value.where == "GATEWAY_KEK"


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_a_key_file_that_can_not_be_read_is_named(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "kek"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match="can not be read") as caught:
        load(kek=None, kek_file=path, data_dir=tmp_path, production=True)
    assert caught.value.where == str(path)


def test_a_keyring_does_not_show_its_key(tmp_path: Path) -> None:
    ring = load(kek=TEXT, kek_file=None, data_dir=tmp_path, production=True)
    assert repr(ring) == f"Keyring(key_id='{ring.key_id}')"
    assert ring.key_id not in KEY.hex()


def test_each_use_has_its_own_key_and_the_seal_carries_the_id() -> None:
    ring = Keyring(KEY, "id")
    assert len({ring.derive("a"), ring.derive("b"), KEY}) == 3
    sealed = ring.seal().seal(b"x", aad=b"p", nonce=bytes(12))
    assert ring.seal().open(sealed, aad=b"p") == b"x"
    assert ring.seal().key_id == "id"
