"""The tree keeps its own rules. Law: a rule of CONTRIBUTING.md that a machine can check is checked here."""

import ast
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINES_MAX = 300

ELSEWHERE = {
    "connectors/": "tests/connectors/test_conformance.py",
    "gateway/__main__.py": "tests/test_cli.py",
    "gateway/admin/application.py": "tests/admin/test_openapi.py",
    "gateway/admin/desk.py": "tests/admin/test_routes.py",
    "gateway/admin/guard.py": "tests/admin/test_routes.py",
    "gateway/codecs/decoded.py": "tests/codecs/test_codecs.py",
    "gateway/demo/": "tests/demo/test_demo.py",
    "gateway/detect/default.py": "tests/detect/test_event.py",
    "gateway/detect/identifiers_check.py": "tests/detect/test_identifiers.py",
    "gateway/detect/identifiers_vat.py": "tests/detect/test_identifiers.py",
    "gateway/detect/index/": "tests/detect/index/test_terms.py",
    "gateway/detect/kernel/letters.py": "tests/detect/kernel/test_kernels_agree.py",
    "gateway/detect/kernel/vector.py": "tests/detect/kernel/test_kernels_agree.py",
    "gateway/detect/personal_devices.py": "tests/detect/test_personal_more.py",
    "gateway/detect/personal_people.py": "tests/detect/test_personal_more.py",
    "gateway/detect/personal_places.py": "tests/detect/test_personal_more.py",
    "gateway/detect/special_cues.py": "tests/detect/test_special.py",
    "gateway/detect/special_sentence.py": "tests/detect/test_special.py",
    "gateway/detect/views/": "tests/detect/views/test_views_found.py",
    "gateway/pipeline/walk/plain.py": "tests/pipeline/test_walk.py",
    "gateway/pipeline/": "tests/pipeline/test_review.py",
    "gateway/policy/examples.py": "tests/policy/test_check.py",
    "gateway/registry/following.py": "tests/registry/test_live.py",
    "gateway/registry/news.py": "tests/registry/test_live.py",
    "gateway/registry/publishing.py": "tests/registry/test_words.py",
    "gateway/registry/rows.py": "tests/registry/test_live.py",
    "gateway/settings_schema.py": "tests/test_settings.py",
    "gateway/vault/table.py": "tests/vault/test_vault.py",
    "gateway/vault/wrapping.py": "tests/vault/test_vault.py",
    "policies/": "tests/policy/test_load.py",
}
"""Modules, and whole rooms, that another file's tests try, because they do nothing by themselves or only together."""

SOURCES = [path for room in ("gateway", "connectors", "policies") for path in sorted((ROOT / room).rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def has_functions(path: Path) -> bool:
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not is_empty(node) for node in ast.walk(parsed(path)))


def is_empty(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Only a docstring: a Protocol's method."""
    return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in function.body)


def mirror(path: Path) -> Path:
    """Where a module's tests are: the same place under tests, without ``gateway``; a package's own stand beside it."""
    inner = path.relative_to(ROOT / "gateway") if path.is_relative_to(ROOT / "gateway") else path.relative_to(ROOT)
    named = inner.parent if inner.name == "__init__.py" else inner.with_suffix("")
    return ROOT / "tests" / named.with_name(f"test_{named.name}.py")


def where_tested(path: Path) -> Path:
    if mirror(path).exists():
        return mirror(path)
    whole = (key for key in ELSEWHERE if name(path) == key or (key.endswith("/") and name(path).startswith(key)))
    return ROOT / ELSEWHERE[key] if (key := next(whole, "")) else mirror(path)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_module_s_first_line_states_its_law(path: Path) -> None:
    docstring = ast.get_docstring(parsed(path))
    assert docstring
    assert "Law" in docstring.splitlines()[0]


@pytest.mark.parametrize("path", TESTS, ids=name)
def test_a_test_file_says_on_its_first_line_what_it_is_about(path: Path) -> None:
    assert ast.get_docstring(parsed(path))


@pytest.mark.parametrize("path", [*SOURCES, *TESTS], ids=name)
def test_no_file_is_too_long_to_read(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LINES_MAX


@pytest.mark.parametrize("path", [path for path in SOURCES if has_functions(path)], ids=name)
def test_every_module_with_functions_has_a_test_file(path: Path) -> None:
    assert where_tested(path).exists(), f"write {name(mirror(path))}, or say in ELSEWHERE which tests try it"


def test_the_table_of_tests_elsewhere_names_only_what_is_there_and_has_none_of_its_own() -> None:
    for module, tests in ELSEWHERE.items():
        assert (ROOT / module).exists(), module
        assert (ROOT / tests).exists(), tests
        assert module.endswith("/") or not mirror(ROOT / module).exists(), f"{module} has tests of its own now"


def test_every_folder_of_tests_mirrors_a_room() -> None:
    own = {"benchmarks", "data", "e2e", "fuzz", "plugins", "recall"}
    for folder in {path.parent.relative_to(ROOT / "tests") for path in TESTS}:
        if folder.parts and folder.parts[0] not in own:
            assert (ROOT / "gateway" / folder).is_dir() or (ROOT / folder).is_dir(), folder


def test_every_family_of_connectors_is_under_the_contract_of_independence() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    listed = next(contract["modules"] for contract in contracts if contract["type"] == "independence")
    families = {f"connectors.{path.parent.name}" for path in (ROOT / "connectors").glob("*/__init__.py")}
    assert set(listed) == families


@pytest.mark.parametrize(
    "file",
    [
        *("Makefile", "Dockerfile", ".ci/run", ".ci/lookalikes", "hatch_build.py"),
        *sorted(name(path) for pattern in ("store/migrations/*.sql", "*/*/c/*.[ch]") for path in (ROOT / "gateway").glob(pattern)),
    ],
)
def test_other_files_state_their_law_too(file: str) -> None:
    lines = (ROOT / file).read_text("utf-8").splitlines()
    assert any("Law:" in line for line in lines[:3])
    assert len(lines) <= LINES_MAX or file.endswith(".sql")


def test_nothing_names_an_address_packages_come_from() -> None:
    for file in ("constraints.txt", "pyproject.toml", "Dockerfile", "Makefile", ".ci/run", ".ci/lock"):
        text = (ROOT / file).read_text("utf-8")
        assert "://" not in text.replace("http://127.0.0.1", ""), file
        assert "index-url" not in text, file
