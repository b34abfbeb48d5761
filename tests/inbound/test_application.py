"""The inbound listener before anything may call back: the same words for everybody."""

import pytest
from aiohttp import ClientSession

from gateway.admin.listening import listening
from gateway.inbound.application import inbound_application


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/oauth/callback?state=planted"), ("PUT", "/planted")])
async def test_whatever_is_asked_for_is_not_found_and_not_repeated(method: str, path: str) -> None:
    async with listening(inbound_application(), "127.0.0.1", 0) as port, ClientSession(f"http://127.0.0.1:{port}") as session:
        response = await session.request(method, path)
        assert response.status == 404
        assert "planted" not in await response.text()
