"""One lookup, and all of its answer or none."""

import socket
from collections.abc import Sequence

import pytest

from gateway.egress.resolver import AddrInfo, resolve, system_lookup
from gateway.model.errors import UpstreamError


class Directory:
    """A name service that answers from a list, and remembers what it was asked."""

    def __init__(self, *addresses: str) -> None:
        self.addresses, self.asked = addresses, []

    async def __call__(self, host: str, port: int) -> Sequence[AddrInfo]:
        self.asked.append((host, port))
        return [
            (socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in self.addresses
        ]


async def test_a_vendors_addresses_are_found_with_one_lookup() -> None:
    directory = Directory("93.184.216.34", "2606:4700::1")
    found = await resolve("allowed.test", 443, lookup=directory)
    assert [info[4] for info in found] == [("93.184.216.34", 443), ("2606:4700::1", 443)]
    assert directory.asked == [("allowed.test", 443)]


@pytest.mark.parametrize("addresses", [("127.0.0.1",), ("93.184.216.34", "10.0.0.1"), ("::ffff:10.0.0.1", "8.8.8.8"), ("fe80::1%eth0",)])
async def test_one_forbidden_address_refuses_the_whole_answer(addresses: tuple[str, ...]) -> None:
    with pytest.raises(UpstreamError) as caught:
        await resolve("allowed.test", 443, lookup=Directory(*addresses))
    assert (caught.value.reason, caught.value.sent) == ("address_refused", False)
    assert not any(address in str(caught.value) for address in addresses)


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "metadata.google.internal", "localhost", "allowed.test."])
async def test_a_name_that_may_not_be_asked_for_is_not(host: str) -> None:
    directory = Directory("93.184.216.34")
    with pytest.raises(UpstreamError) as caught:
        await resolve(host, 443, lookup=directory)
    assert (caught.value.reason, directory.asked) == ("address_refused", [])


@pytest.mark.parametrize("error", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")])
async def test_a_name_that_does_not_resolve_is_unreachable(error: Exception) -> None:
    async def broken(_host: str, _port: int) -> Sequence[AddrInfo]:
        raise error

    with pytest.raises(UpstreamError) as caught:
        await resolve("nx.allowed.test", 443, lookup=broken)
    assert (caught.value.reason, caught.value.sent) == ("vendor_unreachable", False)


@pytest.mark.parametrize("count", [0, 65])
async def test_an_answer_without_addresses_or_with_too_many_is_refused(count: int) -> None:
    addresses = [f"93.184.216.{last}" for last in range(count)]
    with pytest.raises(UpstreamError) as caught:
        await resolve("allowed.test", 443, lookup=Directory(*addresses))
    assert caught.value.reason == "vendor_unreachable"


async def test_the_systems_resolver_gives_stream_addresses() -> None:
    found = await system_lookup("localhost", 80)
    assert {info[1] for info in found} == {socket.SOCK_STREAM}
