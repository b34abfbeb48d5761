"""Which walk is chosen. Law: C where it was built, Python where not; both find the same leaves."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from random import Random
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.pipeline import build, walk
from gateway.pipeline.transform import transform
from gateway.pipeline.walk import plain
from tests.fuzz.walk import agree, agree_on_building, builder, misused, native


def fresh(monkeypatch: pytest.MonkeyPatch, extension: ModuleType | None, of: ModuleType = walk) -> ModuleType:
    """A module as it is imported where the extension is, or is not, there."""
    monkeypatch.setitem(sys.modules, "gateway.pipeline.walk._native", extension)
    spec = spec_from_file_location("again", of.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_without_the_extension_python_does_its_work(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = fresh(monkeypatch, None)
    assert chosen.NATIVE is False
    assert (chosen.walk, chosen.numbers_in, chosen.places_of) == (plain.walk, plain.numbers_in, plain.places_of)
    assert fresh(monkeypatch, None, sys.modules[transform.__module__]).build is build.build


@pytest.mark.skipif(not walk.NATIVE, reason="the package was built without a C compiler (gcc)")
def test_with_the_extension_it_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = fresh(monkeypatch, native())
    assert chosen.NATIVE is True
    assert chosen.walk is native().walk
    assert fresh(monkeypatch, native(), sys.modules[transform.__module__]).build is native().build


@given(st.integers())
def test_every_walk_finds_the_same(seed: int) -> None:
    agree(native(), Random(seed))  # noqa: S311 - nothing here is secret


@pytest.mark.parametrize("one", {plain, native()}, ids=str)
def test_what_can_not_be_walked_is_an_exception(one: ModuleType) -> None:
    misused(one)


def test_in_python_the_walk_is_its_own_measure() -> None:
    for seed in range(300):
        agree(plain, Random(seed))  # noqa: S311 - likewise


@given(st.integers())
def test_every_building_makes_the_same(seed: int) -> None:
    agree_on_building(builder(), Random(seed))  # noqa: S311 - likewise


def test_in_python_building_is_its_own_measure() -> None:
    for seed in range(300):
        agree_on_building(build, Random(seed))  # noqa: S311 - likewise
