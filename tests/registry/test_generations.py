"""Tables on disk: whole, proven, or thrown away."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.detect.index.building import build
from gateway.detect.index.keys import Secrets, keys_of
from gateway.model.errors import StoreUnavailable
from gateway.registry.generations import Generations, Home

SECRETS = Secrets(bytes(24), bytes(32))
HOME = Home("tenant", SECRETS.digest)
ROWS = keys_of("Project Falcon Zanzibar", "task", "integro", SECRETS)


def table(version: int, key: bytes = SECRETS.digest) -> bytearray:
    return build(ROWS, key, version)


def files(folder: Path) -> set[str]:
    return {path.name for path in (folder / HOME.name).iterdir()}


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    (tmp_path / HOME.name).mkdir()
    return Generations(tmp_path)


def test_what_is_kept_is_found_by_others_and_the_newest_alone_stays(generations: Generations, tmp_path: Path) -> None:
    for version in (3, 20):
        assert generations.keep(HOME, version, table(version)).mark == version
    assert files(tmp_path) == {f"{20:016x}.tbl"}
    found = Generations(tmp_path).find(HOME, 20)
    assert found is not None
    assert (found.mark, found.keys) == (20, len(ROWS) // 20)


def test_one_that_is_too_old_or_nobody_s_is_not_found(generations: Generations) -> None:
    assert generations.find(HOME, 0) is None
    assert generations.find(Home("nobody", b"k"), 0) is None
    generations.keep(HOME, 3, table(3))
    assert generations.find(HOME, 4) is None
    assert generations.find(HOME, 3) is not None


def flipped(path: Path, at: int) -> None:
    raw = bytearray(path.read_bytes())
    raw[at] ^= 1
    path.write_bytes(raw)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "empty": lambda path: path.write_bytes(b""),
    "its first byte": lambda path: flipped(path, 0),
    "a fingerprint": lambda path: flipped(path, 66),
    "its last byte": lambda path: flipped(path, -1),
    "another tenant's": lambda path: path.write_bytes(table(3, bytes(31) + b"x")),
    "another version's": lambda path: path.write_bytes(table(4)),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_one_that_does_not_prove_itself_is_thrown_away(generations: Generations, tmp_path: Path, damage: str) -> None:
    generations.keep(HOME, 3, table(3))
    DAMAGE[damage](tmp_path / HOME.name / f"{3:016x}.tbl")
    assert generations.find(HOME, 0) is None
    assert files(tmp_path) == set()


@pytest.mark.parametrize("at", [66, -1], ids=["a fingerprint", "its last byte"])
def test_one_that_was_sound_is_looked_at_again_when_it_has_changed(generations: Generations, tmp_path: Path, at: int) -> None:
    generations.keep(HOME, 3, table(3))
    assert generations.find(HOME, 0) is not None
    flipped(tmp_path / HOME.name / f"{3:016x}.tbl", at)
    assert generations.find(HOME, 0) is None


def test_what_is_no_table_is_left_alone(generations: Generations, tmp_path: Path) -> None:
    for name in ("lock", "notes.tbl", f"{3:016x}.4711"):
        (tmp_path / HOME.name / name).touch()
    assert generations.find(HOME, 0) is None
    assert len(files(tmp_path)) == 3


def test_where_nothing_can_be_written_the_table_is_kept_in_memory(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    assert Generations(tmp_path / "taken").keep(HOME, 3, table(3)).mark == 3
    assert Generations(None).keep(HOME, 3, table(3)).mark == 3


def test_without_a_folder_nothing_is_found_or_thrown_away() -> None:
    Generations(None).drop(HOME)
    assert Generations(None).find(HOME, 0) is None


def test_a_tenant_s_files_are_thrown_away_on_request(generations: Generations, tmp_path: Path) -> None:
    mapped = generations.keep(HOME, 3, table(3))
    generations.drop(HOME)
    assert files(tmp_path) == set()
    assert mapped.keys


async def test_one_builds_and_the_others_wait_for_a_bounded_time(generations: Generations, tmp_path: Path) -> None:
    async with generations.building(HOME, 1.0):
        with pytest.raises(StoreUnavailable):
            async with Generations(tmp_path).building(HOME, 0.05):
                pass
        waiting = asyncio.ensure_future(_turn(Generations(tmp_path)))
        await asyncio.wait([waiting], timeout=0.1)
        assert not waiting.done()
    async with asyncio.timeout(10):
        await waiting


async def _turn(generations: Generations) -> None:
    async with generations.building(HOME, 10.0):
        pass


async def test_a_folder_that_can_not_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(StoreUnavailable):
        await _turn(Generations(tmp_path / "taken"))


async def test_without_a_folder_nobody_waits() -> None:
    memory = Generations(None)
    async with memory.building(HOME, 0.01):
        await _turn(memory)


def test_a_home_does_not_show_its_key() -> None:
    assert "k" * 32 not in repr(Home("tenant", b"k" * 32))
