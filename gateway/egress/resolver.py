"""Host name to addresses. Law: one lookup for one connection, and one forbidden address refuses the whole answer.

Taking the first allowed address of a mixed answer would let a name that is half ours and half an attacker's pass.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, TypeAlias

from gateway.egress.addresses import forbidden, forbidden_name
from gateway.model.errors import UpstreamError

AddrInfo: TypeAlias = tuple[int, int, int, str, tuple[Any, ...]]
"""As ``socket.getaddrinfo`` gives it: family, type, protocol, canonical name, socket address."""
Lookup: TypeAlias = Callable[[str, int], Awaitable[Sequence[AddrInfo]]]

_MOST_ADDRESSES: Final = 64
"""Large vendors publish about ten. An answer beyond this is an attack, or broken."""


async def system_lookup(host: str, port: int) -> Sequence[AddrInfo]:
    """Ask the operating system's resolver."""
    return await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)


async def resolve(host: str, port: int, *, lookup: Lookup) -> Sequence[AddrInfo]:
    """Find a vendor's addresses.

    The caller bounds the time.

    Raises:
        UpstreamError: the name may not be asked for, does not resolve, or leads to an address that may not be contacted.
    """
    if why := forbidden_name(host):
        raise UpstreamError("address_refused", f"the host is {why}", sent=False)
    try:
        found = await lookup(host, port)
    except (OSError, UnicodeError):
        raise UpstreamError("vendor_unreachable", "the vendor's name does not resolve", sent=False) from None
    if not 1 <= len(found) <= _MOST_ADDRESSES:
        raise UpstreamError("vendor_unreachable", f"the vendor's name has {len(found)} addresses", sent=False)
    for *_, sockaddr in found:
        check(sockaddr[0])
    return found


def check(address: str) -> None:
    """Refuse an address that may not be contacted.

    Raises:
        UpstreamError: with the kind of address, never the address itself: it may be one of the caller's making.
    """
    if why := forbidden(address):
        raise UpstreamError("address_refused", f"the vendor's name leads to an address that is {why}", sent=False)
