"""A skip is a failure in CI, and only there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SKIPPED = "import pytest\n\ndef test_a():\n    pytest.skip('no browser')\n"
FILE = "import pytest\n\npytest.skip('no browser', allow_module_level=True)\n"
EXPECTED = "import pytest\n\n@pytest.mark.xfail(strict=True)\ndef test_a():\n    raise AssertionError\n"


@pytest.mark.parametrize(
    ("ci", "text", "code"), [("true", SKIPPED, 1), ("true", FILE, 2), ("true", EXPECTED, 0), ("", SKIPPED, 0), ("false", SKIPPED, 0)]
)
def test_a_skip_fails_in_ci_only(tmp_path: Path, ci: str, text: str, code: int) -> None:
    (tmp_path / "test_it.py").write_text(text)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.plugins.skips", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)]
    environment = os.environ | {"CI": ci, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([*command, str(tmp_path)], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout
    assert ("no browser" in done.stdout) == (code != 0)
