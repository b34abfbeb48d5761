"""``gateway serve``: one process, or a parent of several. Law: SIGTERM drains; nothing in flight is cut off, no record is lost."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Sequence

import structlog
import uvloop

from gateway.app import running
from gateway.parts import make_data_dir
from gateway.settings import Settings
from gateway.store.server import embedded
from gateway.telemetry import configure_logs, make_metrics

_log = structlog.get_logger(__name__)
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def run(settings: Settings, *, worker: int | None, arguments: Sequence[str]) -> int:
    """Serve until told to stop.

    Args:
        settings: checked settings.
        worker: number of this process under a parent; None for the first process.
        arguments: the command line, for the workers.

    Returns:
        Exit code: 0 after a drain; a failed worker's own otherwise, or 1 where a signal ended it.

    Raises:
        ConfigurationError, StoreUnavailable: it can not start.
    """
    if settings.workers > 1 and worker is None:
        return uvloop.run(_parent(settings, arguments))
    return uvloop.run(_single(settings, worker or 0, orphan=worker is not None))


async def _single(settings: Settings, worker: int, *, orphan: bool) -> int:
    """Serve; ``orphan`` says that this process has a parent, and must not outlive it."""
    metrics = make_metrics()
    configure_logs(metrics)
    with _stopping() as stop:
        if orphan:
            _stop_without_parent(stop)
        async with running(settings, worker=worker, metrics=metrics) as up:
            for listener, port in (("egress", up.egress), ("admin", up.admin), ("inbound", up.inbound)):
                _log.info("listening", listener=listener, address=f"{getattr(settings.listen, listener).host}:{port}", worker=worker)
            _warn(settings)
            await stop.wait()
            _log.info("draining", worker=worker)
    _log.info("stopped", worker=worker)
    return 0


def _warn(settings: Settings) -> None:
    if settings.allow_local_upstreams:
        _log.warning("local_upstreams_allowed", count=len(settings.upstreams))


async def _parent(settings: Settings, arguments: Sequence[str]) -> int:
    """Keep the embedded database up, start the workers, pass the signal on, and wait for all."""
    configure_logs(make_metrics())
    with _stopping() as stop:
        async with _database(settings):
            workers = [await _start(number, arguments) for number in range(settings.workers)]
            codes = [asyncio.ensure_future(each.wait()) for each in workers]
            told = asyncio.ensure_future(stop.wait())
            await asyncio.wait([told, *codes], return_when=asyncio.FIRST_COMPLETED)
            told.cancel()
            for each in workers:
                with contextlib.suppress(ProcessLookupError):
                    each.send_signal(signal.SIGTERM)
            return verdict(await asyncio.gather(*codes), told=stop.is_set())


async def _start(number: int, arguments: Sequence[str]) -> asyncio.subprocess.Process:
    """Start a worker. Its standard input never says anything; it ends when this process does, however that happens."""
    command = (sys.executable, "-m", "gateway", *arguments, "--worker", str(number))
    return await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE)


def _stop_without_parent(stop: asyncio.Event) -> None:
    """Stop when the parent has gone: workers it left behind would go on serving beside those of the next start."""
    loop, end = asyncio.get_running_loop(), sys.stdin.fileno()

    def ended() -> None:
        loop.remove_reader(end)
        stop.set()

    loop.add_reader(end, ended)


def verdict(codes: Sequence[int], *, told: bool) -> int:
    """The exit code of all from the workers' own.

    Args:
        codes: negative where a signal ended a worker.
        told: the workers were to stop; one that was still starting is ended by that signal itself.
    """
    expected = {0, -signal.SIGTERM} if told else {0}
    failed = [code for code in codes if code not in expected]
    return max(*failed, 1) if failed else 0


@contextlib.asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[None]:
    if settings.database_url is not None:
        yield
        return
    make_data_dir(settings.data_dir)
    async with embedded(settings.data_dir):
        yield


@contextlib.contextmanager
def _stopping() -> Iterator[asyncio.Event]:
    """An event that the first SIGTERM or SIGINT sets."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in _SIGNALS:
        loop.add_signal_handler(number, stop.set)
    try:
        yield stop
    finally:
        for number in _SIGNALS:
            loop.remove_signal_handler(number)
