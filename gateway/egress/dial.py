"""A new connection to a vendor. Law: name, address and certificate are each checked before the first byte of a request can leave."""

import asyncio
import errno
import socket
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from aiohappyeyeballs import start_connection

from gateway.egress.addresses import forbidden
from gateway.egress.resolver import AddrInfo, Lookup, resolve
from gateway.egress.wire import Deadlines, Wire
from gateway.model.errors import ConfigurationError, UpstreamError


class Target(NamedTuple):
    """Where to connect. A stand-in is a local double of a vendor; development only."""

    host: str
    port: int
    tls: bool
    stand_in: bool


class Dialler:
    """Makes connections, and knows all that are open.

    Args:
        deadlines: see there.
        ca_file: trust these authorities instead of the system's.
        own_ports: ports the gateway listens on.
        lookup: resolves names.
    """

    def __init__(self, *, deadlines: Deadlines, ca_file: Path | None, own_ports: frozenset[int], lookup: Lookup) -> None:
        self._deadlines, self._own_ports, self._lookup = deadlines, own_ports, lookup
        self._tls = _verifying(ca_file)
        self._wires: set[Wire] = set()
        self._none_left = asyncio.Event()

    async def close(self) -> None:
        """Close every connection, and wait until the last one is."""
        self._none_left.clear()
        for wire in tuple(self._wires):
            wire.abort()
        if self._wires:
            await self._none_left.wait()

    async def dial(self, target: Target) -> Wire:
        """Connect.

        Raises:
            UpstreamError: always with ``sent=False``.
        """
        try:
            async with asyncio.timeout(self._deadlines.connect):
                return await self._connect(target)
        except TimeoutError:
            raise UpstreamError("vendor_timeout", "the vendor could not be reached in time", sent=False) from None
        except ssl.SSLCertVerificationError:
            raise UpstreamError("vendor_unreachable", "the vendor's certificate is not valid for it", sent=False) from None
        except ssl.SSLError:
            raise UpstreamError("vendor_unreachable", "the vendor does not speak TLS 1.2 or later", sent=False) from None
        except PermissionError:
            raise UpstreamError("address_refused", "the vendor's address may not be contacted", sent=False) from None
        except (OSError, RuntimeError):  # uvloop raises RuntimeError for sockets it can not connect
            raise UpstreamError("vendor_unreachable", "the connection to the vendor can not be made", sent=False) from None

    async def _connect(self, target: Target) -> Wire:
        connected = await self._socket(target)
        loop = asyncio.get_running_loop()
        _, wire = await loop.create_connection(
            lambda: Wire(loop, self._deadlines, self._gone),
            sock=connected,
            ssl=self._tls if target.tls else None,
            server_hostname=target.host if target.tls else None,
        )
        if wire.usable:
            self._wires.add(wire)
        return wire

    async def _socket(self, target: Target) -> socket.socket:
        found = await self._addresses(target)
        make = _unchecked if target.stand_in else _checked
        connected = await start_connection(found, happy_eyeballs_delay=0.25, interleave=1, socket_factory=make)
        if self._leads_back(target, connected):
            connected.close()
            raise UpstreamError("address_refused", "the vendor's name leads back to the gateway", sent=False)
        return connected

    async def _addresses(self, target: Target) -> Sequence[AddrInfo]:
        if target.stand_in:
            return await self._lookup(target.host, target.port)
        return await resolve(target.host, target.port, lookup=self._lookup)

    def _leads_back(self, target: Target, connected: socket.socket) -> bool:
        """Say whether a connection ended up on this machine. A public address of ours is in no table, but both its ends are the same."""
        host, port, *_ = connected.getpeername()
        here = host == connected.getsockname()[0]
        return here and (not target.stand_in or port in self._own_ports)

    def _gone(self, wire: Wire) -> None:
        self._wires.discard(wire)
        if not self._wires:
            self._none_left.set()


def _verifying(ca_file: Path | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except OSError:  # ssl.SSLError among them
        what = f"the vendors' certificate authorities can not be read from {ca_file}"
        raise ConfigurationError(what, todo="Point vendor_ca_file at a PEM file of certificates.") from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.hostname_checks_common_name = False  # RFC 9525 section 2: only subjectAltName names a server
    context.set_alpn_protocols(["http/1.1"])
    return context


def _checked(info: AddrInfo) -> socket.socket:
    """Make the socket for one address. The last look before a packet leaves: whatever resolved the name, it ends here."""
    if forbidden(info[4][0]):
        raise PermissionError(errno.EACCES, "a forbidden address")
    return _unchecked(info)


def _unchecked(info: AddrInfo) -> socket.socket:
    family, kind, proto, *_ = info
    made = socket.socket(family, kind, proto)
    made.setblocking(False)
    return made
