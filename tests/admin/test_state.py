"""The gateway's own state: what everybody who reaches the listener may see."""

from typing import Any

import pytest


@pytest.mark.parametrize(("changed", "status"), [({}, 200), ({"store": False}, 503)])
async def test_ready_only_when_everything_works(api: Any, changed: dict[str, bool], status: int) -> None:
    api.checks.update(changed)
    response = await api.call("GET", "/readyz", key=None)
    assert response.status == status
    assert await response.json() == {"status": "ready" if status == 200 else "not_ready", "checks": {"store": True, "log": True} | changed}


async def test_alive_without_a_database(api: Any) -> None:
    await api.pool.close()
    assert (await api.call("GET", "/healthz", key=None)).status == 200


async def test_metrics_are_what_prometheus_scrapes(api: Any) -> None:
    response = await api.call("GET", "/metrics", key=None)
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    assert "invented_total 1.0" in await response.text()


async def test_a_person_finds_links_and_no_assets(api: Any) -> None:
    response = await api.call("GET", "/", key=None)
    page = await response.text()
    assert response.content_type == "text/html"
    assert all(f'href="{path}"' in page for path in ("/readyz", "/metrics", "/openapi.json"))
    assert "src=" not in page
