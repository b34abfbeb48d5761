"""Tables of keys on disk, shared by all workers of a machine. Law: a file is a cache; one that does not prove itself is as good as none.

A tenant's table lies in ``index/<tenant>/<version>.tbl``, where ``<tenant>`` is a digest. It is written under another name, flushed and
renamed, so it is whole or not there, and it vouches for itself under the tenant's key (see ``detect.index.table``): a file that was cut
short, changed, moved from another tenant or made by another release is thrown away and built anew from the database. One worker builds,
by a file lock; the others wait and map what it wrote. A file is mapped, not read, so all workers share its pages and cold ones cost no
memory.
"""

import asyncio
import fcntl
import mmap
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

import structlog

from gateway.detect.index.table import KeyTable
from gateway.model.errors import ScannerFailed, StoreUnavailable

LOCK_POLL_S: Final = 0.02
"""Seconds between looks at a lock another process holds: a wait that can be cancelled, unlike ``flock``'s own."""
_SUFFIX: Final = ".tbl"
_log = structlog.get_logger(__name__)


class Home(NamedTuple):
    """Where a tenant's files lie, and the key they vouch for themselves with."""

    name: str
    key: bytes

    def __repr__(self) -> str:
        return f"Home({self.name!r})"


class Generations:
    """The tables on this machine.

    Args:
        folder: where they lie; None keeps each in the memory of who builds it.
    """

    __slots__ = ("_checked", "_folder")

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._checked: dict[Path, tuple[int, int, int]] = {}

    def find(self, home: Home, least: int) -> KeyTable | None:
        """Map the newest table of a version, at least ``least``; None where there is none, or none that proves itself."""
        if self._folder is None:
            return None
        for version, path in _files(self._folder / home.name):
            if version < least:
                return None
            try:
                return self._mapped(path, version, home.key)
            except (OSError, ValueError, ScannerFailed) as error:
                _log.warning("index_file_discarded", file=str(path), reason=type(error).__name__)
                path.unlink(missing_ok=True)
        return None

    def keep(self, home: Home, version: int, table: bytes | bytearray) -> KeyTable:
        """Write a table and map it. Where it can not be written, it is kept in memory: slower to share, as good to use."""
        if self._folder is None:
            return KeyTable(table, home.key)
        folder = self._folder / home.name
        path = folder / f"{version:016x}{_SUFFIX}"
        try:
            _write(path, table)
            mapped = self._mapped(path, version, home.key)
        except (OSError, ValueError) as error:
            _log.warning("index_file_not_written", file=str(path), reason=type(error).__name__)
            return KeyTable(table, home.key)
        for older, stale in _files(folder):
            if older < version:
                self._checked.pop(stale, None)
                stale.unlink(missing_ok=True)
        return mapped

    def _mapped(self, path: Path, version: int, key: bytes) -> KeyTable:
        """Map a file. It is read from end to end the first time; then for as long as it is the same file, by what the system says of it."""
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            same = status.st_ino, status.st_mtime_ns, status.st_size
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        table = KeyTable(mapped, key, whole=self._checked.get(path) != same)
        if table.mark != version:
            raise ScannerFailed("A table of registered terms lies under another version's name. Build it anew from the database.")
        self._checked[path] = same
        return table

    def drop(self, home: Home) -> None:
        """Throw a tenant's files away; who has them mapped keeps what is mapped."""
        if self._folder is not None:
            for _, path in _files(self._folder / home.name):
                path.unlink(missing_ok=True)

    @asynccontextmanager
    async def building(self, home: Home, seconds: float) -> AsyncIterator[None]:
        """Be the one process of this machine that builds a tenant's table, for the time of the block.

        Raises:
            StoreUnavailable: another one has been building for so many seconds, or the folder can not be used.
        """
        if self._folder is None:
            yield
            return
        with _lock_file(self._folder / home.name) as descriptor:
            try:
                async with asyncio.timeout(seconds):
                    while not _locked(descriptor):  # noqa: ASYNC110 - what another process holds rings no bell here
                        await asyncio.sleep(LOCK_POLL_S)
            except TimeoutError:
                raise StoreUnavailable("another worker has been building a tenant's index for too long; look at its log") from None
            yield


def _files(folder: Path) -> list[tuple[int, Path]]:
    """The tables in a folder, newest first."""
    found: list[tuple[int, Path]] = []
    with suppress(FileNotFoundError):
        for path in folder.iterdir():
            with suppress(ValueError):
                if path.suffix == _SUFFIX:
                    found.append((int(path.stem, 16), path))
    return sorted(found, reverse=True)


def _write(path: Path, table: bytes | bytearray) -> None:
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        with draft.open("wb") as file:
            file.write(table)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _lock_file(folder: Path) -> Iterator[int]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        message = f"the folder of the index can not be used ({type(error).__name__}); look at the data directory"
        raise StoreUnavailable(message) from None
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
