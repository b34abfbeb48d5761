"""What tests of getting to a vendor share: a name service by hand, a client that asks it, a request, and how it was refused."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence

import pytest

from gateway.egress.resolver import AddrInfo
from gateway.egress.upstream import Upstream
from gateway.egress.wire import Deadlines
from gateway.model.errors import Refused, UpstreamError
from gateway.model.request import Request

CONNECT = Deadlines(connect=0.2)


def info(address: str, port: int) -> AddrInfo:
    return (socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))


class Names:
    """A name service by hand: ``a,b`` is one answer, ``a|b`` are answers one after another."""

    def __init__(self, answers: str) -> None:
        self.answers = answers.split("|")
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[AddrInfo]:
        self.asked.append(host)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        match answer:
            case "TIMEOUT":
                await asyncio.Event().wait()
            case "NXDOMAIN":
                raise socket.gaierror(-2, "Name or service not known")
        return [info(address, port) for address in answer.split(",")]


@contextlib.asynccontextmanager
async def upstream(names: Names, *allowed: str) -> AsyncIterator[Upstream]:
    """A client that allows these hosts, or (none given) everything: the addresses must hold even if the allow-list does not."""
    permit = (lambda host, port: host in allowed and port == 443) if allowed else (lambda _host, _port: True)
    made = Upstream(allowed=permit, overrides={}, deadlines=CONNECT, lookup=names)
    await made.start()
    yield made
    await made.close()


def request(host: str, port: int = 443, scheme: str = "https") -> Request:
    return Request(scheme=scheme, host=host, port=port, method="GET", path="/", query="", headers=(), body=b"")


async def refusal(client: Upstream, asked: Request) -> tuple[str, bool]:
    with pytest.raises((UpstreamError, Refused)) as caught:
        await client.send(asked).__aenter__()
    error = caught.value
    return (error.reason, error.sent) if isinstance(error, UpstreamError) else (error.reason, False)
