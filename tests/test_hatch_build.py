"""The build hook: it compiles where it can, says so where it can not, and does nothing where it is not asked to."""

import sysconfig
from pathlib import Path
from typing import Any

import pytest
from hatchling.bridge.app import Application

from hatch_build import FOLDERS, KERNEL, SWITCH, Hook, compiled, file_name

ROOT = Path(__file__).parent.parent


class Said(Application):
    """Keeps what it is told to display."""

    def __init__(self) -> None:
        super().__init__()
        self.warnings: list[str] = []

    def display_warning(self, message: str = "", **_: Any) -> None:
        self.warnings.append(message)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree with extensions of one line."""
    for folder in FOLDERS:
        source = tmp_path / folder / "c" / "module.c"
        source.parent.mkdir(parents=True)
        source.write_text("int one(void) { return 1; }\n")
    return tmp_path


def build(root: Path, target: str = "wheel") -> tuple[dict[str, Any], list[str]]:
    said, data = Said(), {"pure_python": True, "artifacts": []}
    Hook(str(root), {}, None, None, "", target, said).initialize("standard", data)
    return data, said.warnings


def test_a_wheel_gets_the_extension_and_is_of_this_platform(root: Path) -> None:
    data, warnings = build(root)
    assert warnings == []
    assert all((root / folder / file_name()).exists() for folder in FOLDERS)
    assert data == {"pure_python": False, "infer_tag": True, "artifacts": [f"/{folder}/{file_name()}" for folder in FOLDERS]}


@pytest.mark.parametrize("compiler", ["/there/is/none", "false"])
def test_without_a_compiler_there_is_a_warning_and_no_stale_extension(root: Path, monkeypatch: pytest.MonkeyPatch, compiler: str) -> None:
    monkeypatch.setenv("CC", compiler)
    (root / KERNEL / file_name()).write_bytes(b"stale")
    data, warnings = build(root)
    assert data["pure_python"] is True
    assert "numpy" in warnings[0]
    assert not (root / KERNEL / file_name()).exists()


def test_a_fault_in_the_source_is_a_warning_that_names_it(root: Path) -> None:
    (root / KERNEL / "c" / "module.c").write_text("int kernel(void) { return nothing; }\n")
    assert "nothing" in build(root)[1][0]


def test_the_switch_leaves_it_out(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "1")
    assert build(root) == ({"pure_python": True, "artifacts": []}, [])
    assert not (root / KERNEL / file_name()).exists()


def test_a_source_distribution_is_not_compiled_for(root: Path) -> None:
    assert build(root, "sdist") == ({"pure_python": True, "artifacts": []}, [])


@pytest.mark.parametrize("folder", FOLDERS, ids=str)
def test_the_real_source_compiles_without_a_warning(folder: Path, tmp_path: Path) -> None:
    assert compiled(ROOT / folder / "c" / "module.c", tmp_path / file_name(), "-Werror") == ""


def test_the_compiler_is_the_one_python_was_built_with(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setattr(sysconfig, "get_config_var", {"CC": "/there/is/none -pthread", "EXT_SUFFIX": ".so"}.get)
    assert "FileNotFoundError" in build(root)[1][0]
