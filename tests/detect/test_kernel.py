"""Which kernel is chosen. Law: C where it was built, numpy where not; the answers are the same."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import pytest

from gateway.detect import kernel


def fresh(monkeypatch: pytest.MonkeyPatch, native: ModuleType | None) -> ModuleType:
    """The room as it is imported where the extension is, or is not, there."""
    monkeypatch.setitem(sys.modules, "gateway.detect.kernel._native", native)
    spec = spec_from_file_location("kernel_again", kernel.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_without_the_extension_numpy_does_its_work(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = fresh(monkeypatch, None)
    assert chosen.NATIVE is False
    assert chosen.probe.__module__ == "gateway.detect.kernel.vector"
    secret = bytes(range(24))
    table = chosen.check(chosen.build_table(chosen.run_hash("acmeroadmap", secret).to_bytes(8, "little"), bytes(4), 2))
    assert chosen.probe("the acme roadmap", b"", secret, [table]) == kernel.probe("the acme roadmap", b"", secret, [table]) != []


@pytest.mark.skipif(not kernel.NATIVE, reason="the package was built without a C compiler (gcc)")
def test_with_the_extension_it_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = fresh(monkeypatch, sys.modules["gateway.detect.kernel._native"])
    assert chosen.NATIVE is True
    assert chosen.probe is sys.modules["gateway.detect.kernel._native"].probe
