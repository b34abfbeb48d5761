"""Getting to a vendor over TLS: every certificate and handshake that must not lead to a request."""

import asyncio
import contextlib
import datetime as dt
import socket
import ssl
import warnings
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway.egress.upstream import Upstream
from gateway.egress.wire import Deadlines
from gateway.model.errors import UpstreamError
from tests.egress.dialling import CONNECT, Names, refusal, request


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
