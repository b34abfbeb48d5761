"""``gateway keys rotate`` in words: what was done, what is left to do, and its exit code. As a process beside a gateway: tests/e2e."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from gateway import rotating
from gateway.model.errors import ConfigurationError
from gateway.parts import keks, store, vault
from gateway.settings import Settings, load

Make = Callable[..., Settings]


def text(number: int) -> str:
    return base64.b64encode(bytes([number]) * 32).decode()


class Ran(NamedTuple):
    """What it said."""

    code: int
    out: str
    err: str


Rotate = Callable[..., Awaitable[Ran]]


@pytest.fixture
def settings(tmp_path: Path, dsn: str) -> Make:
    return lambda **environ: load(None, {"GATEWAY_DATABASE_URL": dsn, "GATEWAY_DATA_DIR": str(tmp_path / "var"), **environ})


@pytest.fixture
def rotate(capsys: pytest.CaptureFixture[str]) -> Rotate:
    async def go(made: Settings, *, destroy_old: bool = False) -> Ran:
        capsys.readouterr()
        code = await asyncio.to_thread(rotating.run, made, destroy_old=destroy_old)
        return Ran(code, *capsys.readouterr())

    return go


async def derived(made: Settings) -> bytes:
    async with store(made) as pool:
        opened = await vault(made, pool)
        await opened.prepare(["acme"])
        return opened.tenant("acme").derive("x")


async def test_a_development_key_is_renewed_and_the_old_one_destroyed(settings: Make, rotate: Rotate, tmp_path: Path) -> None:
    made = settings()
    before, old = await derived(made), keks(made).current.id
    ran = await rotate(made)
    new = keks(made).current.id
    assert (ran.code, new != old) == (0, True)
    first, second = (line for line in ran.out.splitlines() if "warning" not in line)
    assert first == f"3 data keys are wrapped under {new}."
    assert second.startswith(f"{old}: it was taken out of {tmp_path / 'var' / 'dev.kek'}")
    assert "3/3" in ran.err
    assert await derived(made) == before


async def test_a_key_of_one_s_own_is_changed_with_both_given(settings: Make, rotate: Rotate) -> None:
    before = await derived(settings(GATEWAY_KEK=text(1)))
    both = settings(GATEWAY_KEK=text(2), GATEWAY_KEK_PREVIOUS=text(1))
    ran = await rotate(both)
    assert ran.code == 0
    assert "Nothing is wrapped under local/" in ran.out
    assert await derived(settings(GATEWAY_KEK=text(2))) == before
    assert "it is the operator's to destroy" in (await rotate(both, destroy_old=True)).out
    assert not any(key in part for key in (text(1), text(2)) for part in (ran.out, ran.err))


async def test_without_a_previous_key_it_says_how_to_change(settings: Make, rotate: Rotate) -> None:
    ran = await rotate(settings(GATEWAY_KEK=text(1)))
    assert ran.code == 0
    assert "--help" in ran.out


async def test_without_the_old_key_it_says_which_is_missing(settings: Make, rotate: Rotate) -> None:
    await derived(settings(GATEWAY_KEK=text(1)))
    with pytest.raises(ConfigurationError, match=r"local/.*is not given"):
        await rotate(settings(GATEWAY_KEK=text(2)))


async def test_a_data_key_that_can_not_be_re_wrapped_is_exit_code_1_and_no_key_is_destroyed(settings: Make, rotate: Rotate) -> None:
    made = settings()
    await derived(made)
    async with store(made) as pool:
        await pool.execute("UPDATE data_keys SET wrapped = 'damaged' WHERE tenant = 'acme'")
    ran = await rotate(made, destroy_old=True)
    assert ran.code == 1
    assert "error: 1 of 3 data keys are still wrapped under another key" in ran.err
    assert "   do: " in ran.err
    assert len(keks(made).previous) == 1
