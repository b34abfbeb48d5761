"""Two processes that share a database and, where there are files, a machine."""

from pathlib import Path

import pytest

from gateway.registry.indexing import Indexing
from gateway.store.pool import Pool
from tests.registry.processes import Process, process


@pytest.fixture(params=["memory", "files"])
def indexing(request: pytest.FixtureRequest, tmp_path: Path) -> Indexing:
    return Indexing(folder=tmp_path / "index" if request.param == "files" else None)


@pytest.fixture
def here(pool: Pool, indexing: Indexing) -> Process:
    return process(pool, indexing)


@pytest.fixture
def elsewhere(pool: Pool, indexing: Indexing) -> Process:
    """The same texts in another process of the same machine."""
    return process(pool, indexing)
