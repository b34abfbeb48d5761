"""An SDK script in a process of its own. Law: the environment is all it is told, and nothing else in it points anywhere."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

SDK_SECONDS: Final = 90
SDK_FOLDER: Final = Path(__file__).parent / "sdk"


class Ran(NamedTuple):
    """What an SDK script did: its JSON report on stdout, and everything it wrote to stderr."""

    report: dict[str, Any]
    stderr: str


def ran_apart(script: str, environment: Mapping[str, str], folder: Path) -> Ran:
    """Run ``sdk/{script}.py`` in a process of its own, in a folder, with only this environment pointing it anywhere."""
    done = subprocess.run(
        [sys.executable, str(SDK_FOLDER / f"{script}.py")],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SDK_SECONDS,
        env=clean_environment() | environment,
        cwd=folder,
    )
    stderr = done.stderr.decode(errors="replace")
    assert done.returncode == 0, f"{script} ended with {done.returncode}: {stderr[-3000:]}"
    return Ran(json.loads(done.stdout.splitlines()[-1]), stderr)


def clean_environment() -> dict[str, str]:
    """The environment without anything that would point a process elsewhere, or change the gateway's settings."""
    unwanted = ("GATEWAY_", "SENTRY_", "PG", "PYTEST", "COV_")
    proxies = {"http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "requests_ca_bundle", "httplib2_ca_certs"}
    return {name: value for name, value in os.environ.items() if not name.startswith(unwanted) and name.lower() not in proxies}
