"""Where key-encryption keys come from, and when the gateway refuses to go on without one."""

import base64
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.model.errors import ConfigurationError
from gateway.vault import sources
from gateway.vault.kek import BY_HAND, Keks, Local
from gateway.vault.sources import Sources, load, renew


def text(number: int) -> str:
    return base64.b64encode(bytes([number]) * 32).decode()


def name(number: int) -> str:
    return Local(bytes([number]) * 32, entropy=os.urandom).id


@pytest.fixture
def given(tmp_path: Path) -> Any:
    """Sources in a data directory, in production unless it is said otherwise."""
    return lambda **what: Sources(**({"data_dir": tmp_path, "production": True} | what))


def names(keks: Keks) -> list[str]:
    return [keks.current.id, *(each.id for each in keks.previous)]


def test_the_setting_wins_over_the_file_and_the_data_directory(given: Any, tmp_path: Path) -> None:
    file = tmp_path / "kek"
    file.write_text(text(2))
    assert names(load(given(kek=text(1), kek_file=file))) == [name(1), name(2)]
    assert not (tmp_path / "dev.kek").exists()


def test_a_file_holds_one_key_a_line_the_current_one_first(given: Any, tmp_path: Path) -> None:
    file = tmp_path / "kek"
    file.write_text(f"# since June\n{text(1)}\n\n  {text(2)}  \n")
    assert names(load(given(kek_file=file))) == [name(1), name(2)]


def test_a_previous_key_comes_after_all_that_are_current(given: Any, tmp_path: Path) -> None:
    file = tmp_path / "kek"
    file.write_text(text(2))
    assert names(load(given(kek=text(1), kek_file=file, kek_previous=text(3)))) == [name(1), name(2), name(3)]


def test_a_development_key_is_a_previous_one_once_another_is_given_but_not_in_production(given: Any, tmp_path: Path) -> None:
    (tmp_path / "dev.kek").write_text(text(9))
    assert names(load(given(kek=text(1), production=False))) == [name(1), name(9)]
    assert names(load(given(kek=text(1)))) == [name(1)]


def test_production_without_a_key_does_not_start_and_leaves_no_key_behind(given: Any, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(given(kek_previous=text(1)))
    assert "GATEWAY_KEK" in caught.value.what
    assert "token_bytes(32)" in caught.value.todo
    assert list(tmp_path.iterdir()) == []


def test_development_makes_a_key_once_keeps_it_private_and_says_so_each_time(given: Any, tmp_path: Path) -> None:
    data_dir = tmp_path / "not" / "yet"
    with capture_logs() as logs:
        first, second = (load(given(data_dir=data_dir, production=False)) for _ in range(2))
    assert names(first) == names(second)
    assert stat.S_IMODE((data_dir / "dev.kek").stat().st_mode) == 0o600
    assert [(log["event"], log["log_level"]) for log in logs] == [("development_key_in_use", "warning")] * 2
    assert [path.name for path in data_dir.iterdir()] == ["dev.kek"]


def test_two_new_instances_have_different_keys(given: Any, tmp_path: Path) -> None:
    assert len({names(load(given(data_dir=tmp_path / each, production=False)))[0] for each in "ab"}) == 2


def test_the_first_of_two_processes_that_make_a_key_wins(given: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "dev.kek"
    path.write_text(text(1))
    path.chmod(0o600)
    answers = iter([False, True])
    real = Path.exists
    monkeypatch.setattr(Path, "exists", lambda self: next(answers) if self == path else real(self))
    assert names(load(given(production=False))) == [name(1)]
    assert [entry.name for entry in tmp_path.iterdir()] == ["dev.kek"]


def test_a_development_key_others_can_read_is_refused(given: Any, tmp_path: Path) -> None:
    path = tmp_path / "dev.kek"
    path.write_text(text(1))
    path.chmod(0o644)
    with pytest.raises(ConfigurationError, match="read by others"):
        load(given(production=False))


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ("not base64!", "not base64"),
        ("ключ", "not base64"),
        ("", "0 bytes"),
        (base64.b64encode(bytes(31)).decode(), "31 bytes"),
        (base64.b64encode(bytes(33)).decode(), "33 bytes"),
    ],
)
@pytest.mark.parametrize("setting", ["kek", "kek_previous"])
def test_a_key_of_the_wrong_form_is_refused_without_being_shown(setting: str, wrong: str, what: str, given: Any) -> None:
    with pytest.raises(ConfigurationError, match=what) as caught:
        load(given(**({"kek": text(1)} | {setting: wrong})))
    assert not wrong or wrong not in str(caught.value)
    assert caught.value.where == f"GATEWAY_{setting.upper()}"


@pytest.mark.parametrize(("content", "what"), [(None, "can not be read"), (b"\xff\xfe", "can not be read"), (b"# none\n", "0 bytes")])
def test_a_key_file_that_can_not_be_read_is_named(content: bytes | None, what: str, given: Any, tmp_path: Path) -> None:
    path = tmp_path / "kek"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=what) as caught:
        load(given(kek_file=path))
    assert caught.value.where == str(path)


def test_where_keys_come_from_is_told_without_the_keys(given: Any) -> None:
    assert text(1) not in repr(given(kek=text(1), kek_previous=text(1)))


def test_a_new_development_key_is_put_before_the_old_one_once(given: Any, tmp_path: Path) -> None:
    sought = given(production=False)
    (first,) = names(load(sought))
    assert renew(sought)
    second = names(load(sought))
    assert (len(second), second[1]) == (2, first)
    assert renew(sought)
    assert names(load(sought)) == second
    assert stat.S_IMODE((tmp_path / "dev.kek").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["dev.kek"]


def test_a_key_that_is_given_is_not_the_gateway_s_to_renew(given: Any, tmp_path: Path) -> None:
    assert not renew(given(kek=text(1), production=False))
    assert not renew(given())
    assert list(tmp_path.iterdir()) == []


def test_a_destroyed_key_is_taken_out_of_its_file_and_the_others_stay(given: Any, tmp_path: Path) -> None:
    file = tmp_path / "kek"
    file.write_text(f"{text(1)}\n{text(2)}\n")
    file.chmod(0o640)
    keks = load(given(kek_file=file))
    assert str(file) in keks.previous[0].destroy()
    assert file.read_text() == f"{text(1)}\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_the_last_key_of_a_file_is_left_to_the_operator_but_a_development_file_goes(given: Any, tmp_path: Path) -> None:
    file = tmp_path / "kek"
    file.write_text(text(2))
    (tmp_path / "dev.kek").write_text(text(3))
    lent, own = load(given(kek=text(1), kek_file=file, production=False)).previous
    assert lent.destroy() == BY_HAND
    assert file.exists()
    assert "dev.kek" in own.destroy()
    assert not (tmp_path / "dev.kek").exists()


def test_a_file_that_can_not_be_written_is_left_to_the_operator(given: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write everywhere, so the system is made to say otherwise."""

    def refuse(*_: Any) -> None:
        raise PermissionError

    file = tmp_path / "kek"
    file.write_text(f"{text(1)}\n{text(2)}\n")
    keks = load(given(kek_file=file))
    monkeypatch.setattr(sources, "_replace", refuse)
    assert keks.previous[0].destroy() == BY_HAND
