"""What every end-to-end test starts from. Law: a real gateway process and a strict stand-in; nothing between them is faked."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from gateway.demo.standin import StandIn, listening
from gateway.demo.vendors import answer
from tests.e2e.gateway_process import Gateway, settings
from tests.e2e.planted import ISSUED, PROVENANCE_LINES, TERM_LINES


@pytest.fixture(scope="session")
def the_stand_in() -> Iterator[StandIn]:
    """Every vendor at once, for the session; tests use ``stand_in``."""
    with listening(StandIn(ISSUED, answer)) as running:
        yield running


@pytest.fixture
def stand_in(the_stand_in: StandIn) -> StandIn:
    """Every vendor at once, with nothing received yet."""
    the_stand_in.received.clear()
    return the_stand_in


@pytest.fixture(scope="session")
def gateway(the_stand_in: StandIn, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """The gateway most tests share: everything switched on, planted terms registered. Leave its settings and terms alone."""
    changes = {
        "authorisations": [
            {"tenant": "acme", "connector": "google", "feature": "calendar-sync", "categories": ["integro.task"], "reference": "DEV-1"},
            {"tenant": "acme", "connector": "google", "feature": "drive-copy", "categories": ["integro.attachment"], "reference": "DEV-2"},
        ]
    }
    shared = Gateway(tmp_path_factory.mktemp("gateway"), settings(the_stand_in.url, **changes))
    try:
        registered(shared.start())
        yield shared
    finally:
        shared.close()


def registered(gateway: Gateway) -> Gateway:
    """Register the planted terms and provenance of tenant acme."""
    assert gateway.put_terms(TERM_LINES).status == 200
    assert gateway.put_provenance(PROVENANCE_LINES).status == 200
    return gateway


@pytest.fixture
def make_gateway(tmp_path: Path) -> Iterator[Callable[..., Gateway]]:
    """Make gateways of one's own: ``make_gateway(upstream_url, tenants={...}, limits={...})``, not started yet.

    Keywords replace top-level tables of ``gateway_process.settings``; ``environment`` and ``arguments`` go to the process.
    """
    with ExitStack() as stack:
        made: list[Gateway] = []

        def make(upstream: str, *, environment: dict[str, str] | None = None, arguments: tuple[str, ...] = (), **changes: Any) -> Gateway:
            fresh = Gateway(tmp_path / f"gateway{len(made)}", settings(upstream, **changes), environment or {}, arguments)
            made.append(fresh)
            stack.callback(fresh.close)
            return fresh

        yield make


@pytest.fixture
def make_stand_in() -> Iterator[Callable[..., StandIn]]:
    """Run stand-ins of one's own: ``make_stand_in(answer=..., credentials=...)``, listening until the test ends."""
    with ExitStack() as stack:

        def make(answer: Callable[..., Any] = answer, credentials: tuple[str, ...] = ISSUED) -> StandIn:
            return stack.enter_context(listening(StandIn(credentials, answer)))

        yield make
