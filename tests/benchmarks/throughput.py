"""The whole gateway beside a bare proxy and mitmdump. Law: same load, same vendor, same run; CPU time of the proxy process."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.benchmarks.table import table as written

HERE = Path(__file__).parent
SECONDS, WARM_UP, ROUNDS = 6.0, 2.0, 3
OTHER_CORE = [max(os.sched_getaffinity(0))]
SETTINGS = """
environment = "development"
data_dir = "{data}"
allow_local_upstreams = true
[listen]
egress = "127.0.0.1:{port}"
admin = "127.0.0.1:{admin}"
inbound = "127.0.0.1:{inbound}"
[tenants.acme]
region = "IE"
consents = ["analytics"]
[callers.erp]
key = "bench-key-erp"
tenants = ["acme"]
purposes = ["analytics"]
roles = ["egress", "admin"]
[[integrations]]
tenant = "acme"
connector = "segment"
[upstreams]
"*" = "http://127.0.0.1:{upstream}"
"""


@dataclass(frozen=True)
class Figure:
    """What one target did: answers, its own CPU seconds, those of its database, and wall seconds."""

    answers: int
    cpu: float
    database: float
    wall: float

    @property
    def per_cpu(self) -> float:
        return self.answers / self.cpu


def segment_batch() -> bytes:
    """A batch of ten events as segment-analytics-python sends it, about 5 KB."""
    events = [
        {
            "type": "track",
            "event": "Report Opened",
            "userId": f"u_{number:05}",
            "anonymousId": f"c0ffee00-1111-4222-8333-{number:012}",
            "messageId": f"97530ec7-1df7-437d-9c98-{number:012}",
            "timestamp": "2026-11-22T09:08:49.519+00:00",
            "integrations": {},
            "context": {
                "library": {"name": "analytics-python", "version": "2.4.0"},
                "page": {"url": "https://app.integro.example/reports", "title": "Reports", "path": "/reports"},
            },
            "properties": {"plan": "business", "rows": number, "source": "web", "layout": "burndown"},
        }
        for number in range(10)
    ]
    return json.dumps({"batch": events, "writeKey": "benchmark-write-key", "sentAt": "2026-11-22T09:08:49.719288+00:00"}).encode()


def request(target: str, host: str, *headers: str) -> bytes:
    """One request, ready to be written."""
    body = segment_batch()
    lines = [
        f"POST {target} HTTP/1.1",
        f"Host: {host}",
        "Content-Type: application/json",
        "User-Agent: analytics-python/2.4.0",
        "Authorization: Basic YmVuY2htYXJrLXdyaXRlLWtleTo=",
        f"Content-Length: {len(body)}",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def table() -> str:
    """Measure the targets in turns and print medians by requests per CPU-second."""
    with tempfile.TemporaryDirectory() as scratch, _upstream(Path(scratch)) as vendor:
        found = {name: [] for name in TARGETS}
        for _ in range(ROUNDS):
            for name, target in TARGETS.items():
                found[name].append(target(Path(scratch), vendor))
    best = {name: sorted(figures, key=lambda figure: figure.per_cpu)[len(figures) // 2] for name, figures in found.items() if figures[0]}
    ours = best["gateway"]
    rows = [
        (
            name,
            f"{figure.per_cpu:.0f}",
            f"{1e6 / figure.per_cpu:.0f}",
            f"{1e6 * figure.database / figure.answers:.0f}" if figure.database else "",
            f"{figure.answers / figure.wall:.0f}",
            f"{ours.per_cpu / figure.per_cpu:.2f}",
        )
        for name, figure in best.items()
    ]
    return written(
        f"POST of a {len(segment_batch())}-byte Segment batch, 64 connections",
        ("", "requests per CPU-second", "CPU us per request", "PostgreSQL CPU us per request", "requests per second", "gateway / this"),
        rows,
    )


def gateway(scratch: Path, vendor: int) -> Figure:
    """Strict mode, full record, durable commit, one worker."""
    data = Path(tempfile.mkdtemp(dir=scratch))
    with running(data, vendor) as (process, _, port):
        sent = request("/api.segment.io/v1/batch", f"127.0.0.1:{port}", "Gateway-Key: bench-key-erp")
        return _measure(process, port, sent, scratch, database=str(data))


@contextlib.contextmanager
def running(data: Path, vendor: int) -> Iterator[tuple[psutil.Process, int, int]]:
    """A gateway with its database in a directory: its process, and its ports for admins and for callers."""
    port, admin, inbound = _port(), _port(), _port()
    settings = data / "gateway.toml"
    settings.write_text(SETTINGS.format(data=data / "var", port=port, admin=admin, inbound=inbound, upstream=vendor))
    with _process([sys.executable, "-m", "gateway", "serve", "--config", str(settings)], admin) as process:
        yield process, admin, port


def bare(scratch: Path, vendor: int) -> Figure:
    """aiohttp and orjson without governance."""
    port = _port()
    sent = request("/v1/batch", f"127.0.0.1:{port}")
    with _process([sys.executable, str(HERE / "peers" / "bare_proxy.py"), str(port), f"http://127.0.0.1:{vendor}"], port) as process:
        return _measure(process, port, sent, scratch)


def mitmdump(scratch: Path, vendor: int) -> Figure | None:
    """mitmdump with a JSON add-on; None where it is not installed."""
    found = os.environ.get("MITMDUMP") or shutil.which("mitmdump", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if found is None:
        return None
    port = _port()
    command = [found, "-q", "--mode", f"reverse:http://127.0.0.1:{vendor}", "-p", str(port), "-s", str(HERE / "peers" / "json_addon.py")]
    with _process([*command, "--set", "flow_detail=0"], port) as process:
        return _measure(process, port, request("/v1/batch", f"127.0.0.1:{port}"), scratch)


TARGETS = {"gateway": gateway, "bare aiohttp + orjson proxy (at least 0.45)": bare, "mitmdump with a JSON add-on (at least 4)": mitmdump}


def _measure(process: psutil.Process, port: int, sent: bytes, scratch: Path, *, database: str = "") -> Figure:
    file = scratch / f"request-{port}"
    file.write_bytes(sent)
    process.cpu_affinity([0])  # alone on its core; database, load and vendor share the other
    _load(port, WARM_UP, file)
    servers = [each for each in psutil.process_iter(["username", "cmdline"]) if database and _belongs(each, database)]
    before, stored, start = _cpu([process]), _cpu(servers), time.monotonic()
    answers = _load(port, SECONDS, file)
    wall = time.monotonic() - start
    return Figure(answers, _cpu([process]) - before, _cpu(servers) - stored, wall)


def _load(port: int, seconds: float, file: Path) -> int:
    command = [sys.executable, "-m", "tests.benchmarks.load", "client", str(port), str(seconds), str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as started:
        psutil.Process(started.pid).cpu_affinity(OTHER_CORE)
        answers = int(started.communicate()[0])
    if answers <= 0:
        message = "the target refused a request; the figures would mean nothing"
        raise RuntimeError(message)
    return answers


def _belongs(process: psutil.Process, directory: str) -> bool:
    """A PostgreSQL process of a data directory: the postmaster's command line names it, its children are its children."""
    with contextlib.suppress(psutil.Error):
        parent = process.parent()
        lines = [process.cmdline(), parent.cmdline() if parent is not None else []]
        return "postgres" in process.name() and any(directory in word for line in lines for word in line)
    return False


def _cpu(processes: list[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        with contextlib.suppress(psutil.Error):
            times = process.cpu_times()
            total += times.user + times.system
    return total


@contextlib.contextmanager
def _upstream(scratch: Path) -> Iterator[int]:
    port = _port()
    with _process([sys.executable, "-m", "tests.benchmarks.load", "upstream", str(port)], port):
        yield port


@contextlib.contextmanager
def _process(command: list[str], port: int) -> Iterator[psutil.Process]:
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    psutil.Process(started.pid).cpu_affinity(OTHER_CORE)  # and so are its children, the database among them
    try:
        _await(port, started)
        yield psutil.Process(started.pid)
    finally:
        started.terminate()
        started.wait(30)


def _await(port: int, started: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and started.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.1)
    message = "the target did not start"
    raise RuntimeError(message)


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
