"""A gateway as its users run it: process, ports and database of its own. Law: tests wait for conditions, never for time."""

import contextlib
import json
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import asyncpg

from gateway.store import server
from tests.e2e.exchange import Answer, apart, exchange, until
from tests.e2e.gateway_settings import KEY, settings, toml
from tests.e2e.sdk_process import Ran, clean_environment, ran_apart

__all__ = ["KEY", "Answer", "Gateway", "Ran", "apart", "exchange", "ran_apart", "settings", "toml", "until"]

START_SECONDS: Final = 60
STOP_SECONDS: Final = 40


@dataclass(slots=True)
class Gateway:
    """A gateway in a folder. ``start`` it; afterwards its ports are known. ``close`` ends it, and its database with its data.

    Attributes:
        folder: gateway.toml and stderr.log lie here.
        settings: what gateway.toml says; change it before ``start``.
        environment: environment variables besides.
        arguments: of ``gateway serve``, besides ``--config``.
        egress, admin, inbound: its ports.
    """

    folder: Path
    settings: dict[str, Any]
    environment: dict[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()
    egress: int = 0
    admin: int = 0
    inbound: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _data: Path | None = None

    @property
    def data_dir(self) -> Path:
        """Its data directory.

        Not below pytest's own folder: each session of pytest closes that one to other users again, and a database server started
        by root runs as another user.
        """
        self._data = self._data or Path(tempfile.mkdtemp(prefix="gateway-e2e-"))
        return self._data / "var"

    @property
    def ca_file(self) -> Path:
        return self.data_dir / "ca" / "ca.pem"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """Of the last process that was started; None while it runs."""
        return self._process.poll() if self._process else None

    @property
    def stderr(self) -> str:
        """Everything the gateway wrote to stdout and stderr, over all its starts."""
        file = self.folder / "stderr.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def log_lines(self) -> list[dict[str, Any]]:
        """The structured log, over all starts."""
        return [json.loads(line) for line in self.stderr.splitlines() if line.startswith("{")]

    def launch(self) -> None:
        """Start the process without waiting for it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "gateway.toml").write_text(toml({"data_dir": str(self.data_dir), **self.settings}))
        with (self.folder / "stderr.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gateway", "serve", "--config", str(self.folder / "gateway.toml"), *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=clean_environment() | {"PYTHONPATH": str(Path(__file__).parents[2])} | self.environment,
                cwd=self.folder,
            )

    def start(self) -> "Gateway":
        """Start the process and wait until /readyz says 200."""
        before = len(self.log_lines())
        self.launch()
        until(lambda: self._listening(before), START_SECONDS, what=lambda: f"the gateway does not start: {self.stderr[-2000:]}")
        until(lambda: self.ask("GET", "/readyz").status == 200, START_SECONDS, what=lambda: f"not ready: {self.stderr[-2000:]}")
        return self

    def _listening(self, before: int) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise AssertionError(f"the gateway ended with {self._process.returncode}: {self.stderr[-2000:]}")
        said = {
            line["listener"]: int(line["address"].rpartition(":")[2])
            for line in self.log_lines()[before:]
            if line.get("event") == "listening"
        }
        if len(said) < 3:
            return False
        self.egress, self.admin, self.inbound = said["egress"], said["admin"], said["inbound"]
        return True

    def signal(self, number: int = signal.SIGTERM) -> None:
        """Send a signal and return at once."""
        assert self._process is not None
        self._process.send_signal(number)

    def wait(self, seconds: float = STOP_SECONDS) -> int:
        """Wait for the process to end; its exit code."""
        assert self._process is not None
        return self._process.wait(seconds)

    def stop(self) -> int:
        """SIGTERM, and wait for the drain to end."""
        self.signal()
        return self.wait()

    def kill(self) -> None:
        """SIGKILL. The database server lives on, as after any crash of the gateway alone."""
        self.signal(signal.SIGKILL)
        self.wait()

    def close(self) -> None:
        """End the process, whatever state it is in, and its database, and remove its data."""
        if self.running:
            self.signal()
            try:
                self.wait()
            except subprocess.TimeoutExpired:
                self.kill()
        if self._data and (self.data_dir / "postgres" / "postmaster.pid").exists():
            server.start(self.data_dir).stop()
        if self._data:
            shutil.rmtree(self._data, ignore_errors=True)
            self._data = None

    # -- asking it ---------------------------------------------------------------------------------------------------------------

    def ask(self, method: str, path: str, body: bytes | str = b"", *, key: str = KEY) -> Answer:
        """Ask the admin interface."""
        return exchange(self.admin, method, path, {"Authorization": f"Bearer {key}"}, body)

    def put_terms(self, lines: str, tenant: str = "acme") -> Answer:
        return self.ask("PUT", f"/v1/tenants/{tenant}/terms", lines)

    def put_provenance(self, lines: str, tenant: str = "acme") -> Answer:
        return self.ask("PUT", f"/v1/tenants/{tenant}/provenance", lines)

    def transfers(self, **query: str) -> list[dict[str, Any]]:
        """Records of ``GET /v1/transfers``, newest first; the first page (of 200 unless ``limit`` says otherwise)."""
        asked = "&".join(f"{name}={value}" for name, value in ({"limit": "200"} | query).items())
        answer = self.ask("GET", f"/v1/transfers?{asked}")
        assert answer.status == 200, answer.body
        return list(answer.json()["transfers"])

    def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric's samples that have these labels."""
        total = 0.0
        for line in self.ask("GET", "/metrics").body.decode().splitlines():
            head, _, value = line.rpartition(" ")
            if head.partition("{")[0] == name and all(f'{label}="{text}"' in head for label, text in labels.items()):
                total += float(value)
        return total

    def call(
        self, method: str, host: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None, *, key: str | None = KEY
    ) -> Answer:
        """Send a request by the base URL, with the key in a header."""
        own = {"Gateway-Key": key} if key is not None else {}
        return exchange(self.egress, method, f"/{host}{target}", own | dict(headers or {}), body)

    # -- looking into its database -----------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def database(self) -> Iterator[str]:
        """The URL of its database, which is started if it does not run, for the time of the block."""
        running = server.start(self.data_dir)
        try:
            yield running.dsn
        finally:
            running.stop()

    def select(self, sql: str, *arguments: object) -> list[asyncpg.Record]:
        """Ask its database directly. Can be called inside a running event loop, too."""
        with self.database() as dsn:
            return apart(lambda: _select(dsn, sql, arguments))

    def leaves(self) -> list[dict[str, Any]]:
        """Every entry of the log, in order."""
        return [json.loads(row["entry"]) for row in self.select("SELECT entry FROM log_leaf ORDER BY log, idx")]

    def stored(self) -> bytes:
        """Every value of every table: what a search of the database for planted strings goes through."""
        tables = self.select("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1")
        with self.database() as dsn:
            rows = [row for (name,) in tables for row in apart(lambda name=name: _select(dsn, f"TABLE {name}", ()))]
        return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row.values())

    # -- driving SDKs through it -------------------------------------------------------------------------------------------------

    def proxy(self, user: str = "erp", key: str = KEY) -> str:
        """What HTTPS_PROXY has to say; ``user`` may carry context, as in ``erp+purpose=analytics``."""
        return f"http://{user}:{key}@127.0.0.1:{self.egress}"

    def sdk_environment(self, way: str, user: str = "erp", key: str = KEY) -> dict[str, str]:
        """The environment an SDK needs: way ``connect`` (proxy and CA), or ``base`` (the script reads BASE_URL)."""
        if way == "base":
            return {"WAY": way, "BASE_URL": f"http://127.0.0.1:{self.egress}/~{key}"}
        ca = str(self.ca_file)
        proxy = self.proxy(user, key)
        return {
            "WAY": way,
            "HTTPS_PROXY": proxy,
            "HTTP_PROXY": proxy,
            "SSL_CERT_FILE": ca,
            "REQUESTS_CA_BUNDLE": ca,
            "HTTPLIB2_CA_CERTS": ca,
        }

    def run_sdk(self, script: str, way: str, *, user: str = "erp", key: str = KEY, **environment: str) -> Ran:
        """Run ``sdk/{script}.py`` in a process of its own. It prints one JSON object: its report.

        Args:
            script: name in the folder ``sdk``.
            way: ``connect`` or ``base``.
            user, key: caller credentials.
            environment: more variables for the script.
        """
        return ran_apart(script, self.sdk_environment(way, user, key) | environment, self.folder)


async def _select(dsn: str, sql: str, arguments: tuple[object, ...]) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(dsn)
    try:
        return list(await connection.fetch(sql, *arguments))
    finally:
        await connection.close()
