"""Getting to a vendor: every address, name and certificate that must not lead to a connection."""

import asyncio
import contextlib
import datetime as dt
import socket
import ssl
import warnings
from collections.abc import AsyncIterator, Iterator, Sequence
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway.egress import dial as dial_module
from gateway.egress import resolver as resolver_module
from gateway.egress.addresses import forbidden
from gateway.egress.dial import Dialler, Target
from gateway.egress.resolver import AddrInfo
from gateway.egress.upstream import Upstream
from gateway.egress.wire import Deadlines
from gateway.model.errors import Refused, UpstreamError
from gateway.model.request import Request

VECTORS = [
    line.split("\t")
    for line in (Path(__file__).parent.parent / "data" / "ssrf.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
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


@pytest.fixture
def sockets(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every address a socket would have been made for. None is: tests do not reach out."""
    tried: list[str] = []

    def refuse(wanted: AddrInfo) -> socket.socket:
        tried.append(wanted[4][0])
        raise OSError

    monkeypatch.setattr(dial_module, "_unchecked", refuse)
    monkeypatch.setattr(dial_module, "_verifying", lambda _file: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    return tried


async def test_a_loop_that_can_not_use_a_socket_is_an_unreachable_vendor(monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> socket.socket:
        raise RuntimeError

    monkeypatch.setattr(dial_module, "start_connection", broken)
    async with upstream(Names("93.184.216.34"), "allowed.test") as client:
        assert await refusal(client, request("allowed.test")) == ("vendor_unreachable", False)


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


def rows(kind: str) -> list[str]:
    return [row[1] for row in VECTORS if row[0] == kind]


# ---- names and addresses


@pytest.mark.parametrize("host", [*rows("host"), *rows("publicdns")])
async def test_no_spelling_of_a_host_gets_past_the_allow_list(host: str, sockets: list[str]) -> None:
    async with upstream(Names("93.184.216.34"), "allowed.test") as client:
        assert await refusal(client, request(host)) == ("address_refused", False)
    assert sockets == []


@pytest.mark.parametrize("host", [*rows("host"), *rows("publicdns")])
async def test_no_spelling_of_a_host_gets_a_socket_even_without_an_allow_list(host: str, sockets: list[str]) -> None:
    for spelled in (host, host.strip("[]")):
        async with upstream(Names("127.0.0.1")) as client:
            reason, sent = await refusal(client, request(spelled))
        assert (reason in {"address_refused", "malformed_request"}, sent) == (True, False)
    assert sockets == []


@pytest.mark.parametrize("hostport", rows("hostport"))
async def test_only_the_connectors_own_port_is_contacted(hostport: str, sockets: list[str]) -> None:
    host, _, port = hostport.rpartition(":")
    async with upstream(Names("93.184.216.34"), "allowed.test") as client:
        assert await refusal(client, request(host, int(port) if port.isascii() else 0)) == ("address_refused", False)
    assert sockets == []


@pytest.mark.parametrize("url", rows("url"))
async def test_no_part_of_a_confusing_url_gets_a_socket(url: str, sockets: list[str]) -> None:
    text = url.replace("\\t", "\t").replace("\\r", "\r").replace("\\n", "\n")
    scheme, _, rest = text.partition(":")
    authority = rest.removeprefix("//").split("/")[0]
    for host in (authority, authority.rpartition("@")[2], text):
        async with upstream(Names("127.0.0.1")) as client:
            assert (await refusal(client, request(host, scheme=scheme)))[1] is False
    assert sockets == []


@pytest.mark.parametrize("row", rows("dns"))
async def test_whatever_an_allowed_name_resolves_to_no_forbidden_address_is_contacted(row: str, sockets: list[str]) -> None:
    name, _, answer = row.partition("=")
    names = Names(answer)
    async with upstream(names, name) as client:
        seen = [await refusal(client, request(name)) for _ in range(answer.count("|") + 1)]
    assert all(not sent for _, sent in seen)
    assert [address for address in sockets if forbidden(address)] == []
    assert len(names.asked) == len(seen)
    last = {"NXDOMAIN": "vendor_unreachable", "TIMEOUT": "vendor_timeout"}.get(answer, "address_refused")
    assert seen[-1][0] == last


async def test_an_address_is_looked_at_again_when_its_socket_is_made(monkeypatch: pytest.MonkeyPatch, sockets: list[str]) -> None:
    monkeypatch.setattr(resolver_module, "forbidden", lambda _address: None)
    async with upstream(Names("127.0.0.1,10.0.0.1"), "allowed.test") as client:
        assert await refusal(client, request("allowed.test")) == ("address_refused", False)
    assert sockets == []


async def test_a_vendors_name_that_leads_back_to_this_machine_is_refused_after_connecting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A public address of our own stands in no table; here loopback plays its part."""
    for module in (resolver_module, dial_module):
        monkeypatch.setattr(module, "forbidden", lambda _address: None)
    got = bytearray()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.extend(await reader.read())
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        made = Upstream(allowed=lambda *_: True, overrides={}, deadlines=CONNECT, lookup=Names("127.0.0.1"))
        await made.start()
        assert await refusal(made, request("allowed.test", port, "http")) == ("address_refused", False)
        await made.close()
    assert got == b""


async def test_a_second_address_is_tried_when_the_first_does_not_answer() -> None:
    async with await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        dialler = Dialler(deadlines=CONNECT, ca_file=None, own_ports=frozenset(), lookup=Names("127.0.0.2,127.0.0.1"))
        await dialler.dial(Target("stand-in", port, tls=False, stand_in=True))
        await dialler.close()


# ---- certificates


class Authority:
    """A certificate authority of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test authority")])
        self.certificate = self._builder(name, name, self.key).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.certificate = self.certificate.sign(self.key, hashes.SHA256())
        self.file = folder / "ca.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def _builder(self, subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int = 1) -> x509.CertificateBuilder:
        now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        ends = now + dt.timedelta(days=3650 if days > 0 else 1)
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
        return made.serial_number(x509.random_serial_number()).not_valid_before(now).not_valid_after(ends)

    def context(self, name: str, days: int = 1) -> ssl.SSLContext:
        """A server's context with a certificate for a name."""
        key = ec.generate_private_key(ec.SECP256R1())
        alternative: x509.GeneralName = x509.DNSName(name) if not name[0].isdigit() else x509.IPAddress(ip_address(name))
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        built = self._builder(subject, self.certificate.subject, key, days)
        built = built.add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        signed = built.sign(self.key, hashes.SHA256())
        private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        file = self.folder / f"{signed.serial_number}.pem"
        file.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + private)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    return Authority(tmp_path_factory.mktemp("ca"))


async def exchange(server_tls: ssl.SSLContext | None, ca_file: Path | None, got: bytearray) -> int | tuple[str, bool]:
    """Send one request to an https stand-in called localhost; give its status, or how it failed."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            got.extend(await reader.readuntil(b"\r\n\r\n"))
            tls = writer.get_extra_info("ssl_object")
            writer.write(f"HTTP/1.1 200 {tls.version()} {tls.selected_alpn_protocol()}\r\nContent-Length: 0\r\n\r\n".encode())
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0, ssl=server_tls) as server:
        url = f"https://localhost:{server.sockets[0].getsockname()[1]}"
        made = Upstream(
            allowed=lambda *_: True, overrides={"*": url}, deadlines=Deadlines(connect=1.0), ca_file=ca_file, lookup=Names("127.0.0.1")
        )
        await made.start()
        try:
            async with made.send(request("allowed.test")) as answer:
                got.extend(answer.reason.encode())
                return answer.status
        except UpstreamError as error:
            return error.reason, error.sent
        finally:
            await made.close()


async def test_a_verified_vendor_gets_the_request_over_tls(authority: Authority) -> None:
    got = bytearray()
    tls = authority.context("localhost")
    tls.set_alpn_protocols(["h2", "http/1.1"])
    assert await exchange(tls, authority.file, got) == 200
    assert got.endswith(b"TLSv1.3 http/1.1")


async def test_tls_1_2_is_still_spoken(authority: Authority) -> None:
    got = bytearray()
    tls = authority.context("localhost")
    tls.maximum_version = ssl.TLSVersion.TLSv1_2
    assert await exchange(tls, authority.file, got) == 200
    assert b"TLSv1.2" in got


@pytest.mark.parametrize("name", ["other.test", "*.localhost", "127.0.0.1", "localhost.evil.test"])
async def test_a_certificate_for_another_name_is_refused_before_the_request(authority: Authority, name: str) -> None:
    got = bytearray()
    assert await exchange(authority.context(name), authority.file, got) == ("vendor_unreachable", False)
    assert got == b""


async def test_a_certificate_of_an_unknown_authority_is_refused_before_the_request(authority: Authority) -> None:
    got = bytearray()
    assert await exchange(authority.context("localhost"), None, got) == ("vendor_unreachable", False)
    assert got == b""


async def test_an_expired_certificate_is_refused_before_the_request(authority: Authority) -> None:
    got = bytearray()
    assert await exchange(authority.context("localhost", days=-1), authority.file, got) == ("vendor_unreachable", False)
    assert got == b""


async def test_tls_1_1_is_refused_before_the_request(authority: Authority) -> None:
    got = bytearray()
    tls = authority.context("localhost")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        tls.minimum_version, tls.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    tls.set_ciphers("ALL:@SECLEVEL=0")
    assert await exchange(tls, authority.file, got) == ("vendor_unreachable", False)
    assert got == b""


async def test_a_vendor_that_speaks_no_tls_where_it_should_gets_nothing(authority: Authority) -> None:
    got = bytearray()
    async with await asyncio.start_server(
        lambda _reader, writer: writer.write(b"HTTP/1.1 200 OK\r\n\r\n") or writer.close(), "127.0.0.1", 0
    ) as server:
        url = f"https://localhost:{server.sockets[0].getsockname()[1]}"
        made = Upstream(allowed=lambda *_: True, overrides={"*": url}, deadlines=CONNECT, ca_file=authority.file, lookup=Names("127.0.0.1"))
        await made.start()
        assert await refusal(made, request("allowed.test")) == ("vendor_unreachable", False)
        await made.close()
    assert got == b""


async def test_a_handshake_that_does_not_end_is_given_up_in_time(authority: Authority) -> None:
    silent = socket.create_server(("127.0.0.1", 0))
    with contextlib.closing(silent):
        url = f"https://localhost:{silent.getsockname()[1]}"
        made = Upstream(allowed=lambda *_: True, overrides={"*": url}, deadlines=CONNECT, ca_file=authority.file, lookup=Names("127.0.0.1"))
        await made.start()
        assert await refusal(made, request("allowed.test")) == ("vendor_timeout", False)
        await made.close()


async def test_a_connection_closed_before_it_is_used_has_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dial_module.Wire, "usable", property(lambda _wire: False))
    async with await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        made = Upstream(allowed=lambda *_: True, overrides={"*": url}, deadlines=CONNECT)
        await made.start()
        assert await refusal(made, request("allowed.test", 80, "http")) == ("vendor_unreachable", False)
        await made.close()


async def test_a_vendors_socket_is_made_for_a_global_address_only() -> None:
    with pytest.raises(PermissionError):
        dial_module._checked(info("10.0.0.1", 443))
    with contextlib.closing(dial_module._checked(info("93.184.216.34", 443))) as made:
        assert not made.getblocking()
