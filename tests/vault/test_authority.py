"""The CA: made once, sealed, and its leaves pass the strictest client there is."""

import os
import socket
import ssl
import stat
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID

from gateway.model.errors import ConfigurationError
from gateway.vault import authority as authority_module
from gateway.vault.authority import CA_LIFE, CERTIFICATE_FILE, LEAF_LIFE, RENEW_BEFORE, SEALED_FILE, Authority, issue, open_authority
from gateway.vault.seal import Seal

SEAL = Seal(bytes(range(32)), "k1")
START = datetime(2026, 11, 22, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now.timestamp()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def authority(tmp_path: Path, clock: Clock) -> Authority:
    return open_authority(tmp_path / "ca", SEAL, clock)


def leaf_of(context: ssl.SSLContext, ca: Path, host: str, *, sni: str | None = None) -> x509.Certificate:
    """Shake hands with a context over a socket pair, as Python 3.13 does by default, and give the certificate it showed."""
    ours, theirs = socket.socketpair()
    client = ssl.create_default_context(cafile=str(ca))
    client.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
    client.check_hostname = sni is None

    def serve() -> None:
        try:
            context.wrap_socket(theirs, server_side=True).close()
        except OSError:
            theirs.close()

    server = threading.Thread(target=serve)
    server.start()
    try:
        with ours, client.wrap_socket(ours, server_hostname=sni or host) as encrypted:
            der = encrypted.getpeercert(binary_form=True)
            assert der is not None
            return x509.load_der_x509_certificate(der)
    finally:
        server.join()


def test_the_ca_is_made_once_and_its_key_lies_sealed(tmp_path: Path, clock: Clock) -> None:
    first = open_authority(tmp_path / "ca", SEAL, clock)
    second = open_authority(tmp_path / "ca", SEAL, clock)
    assert first.certificate == second.certificate
    assert sorted(path.name for path in (tmp_path / "ca").iterdir()) == [CERTIFICATE_FILE, SEALED_FILE]
    assert all(b"PRIVATE KEY" not in path.read_bytes() for path in (tmp_path / "ca").iterdir())
    assert stat.S_IMODE((tmp_path / "ca" / CERTIFICATE_FILE).stat().st_mode) == 0o644
    assert stat.S_IMODE((tmp_path / "ca" / SEALED_FILE).stat().st_mode) == 0o600
    assert x509.load_pem_x509_certificate((tmp_path / "ca" / CERTIFICATE_FILE).read_bytes()) == first.certificate


def test_workers_that_start_together_share_one_ca(tmp_path: Path, clock: Clock) -> None:
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: open_authority(tmp_path / "ca", SEAL, clock), range(8)))
    assert len({each.certificate.serial_number for each in opened}) == 1
    assert sorted(path.name for path in (tmp_path / "ca").iterdir()) == [CERTIFICATE_FILE, SEALED_FILE]


def test_a_worker_that_loses_the_race_takes_the_winners_ca(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    create = authority_module._create
    winner: list[Authority] = []

    def slow(now: datetime) -> bytes:
        monkeypatch.setattr(authority_module, "_create", create)
        winner.append(open_authority(tmp_path / "ca", SEAL, clock))
        return create(now)

    monkeypatch.setattr(authority_module, "_create", slow)
    assert open_authority(tmp_path / "ca", SEAL, clock).certificate == winner[0].certificate


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_text("another certificate")], ids=["missing", "changed"])
def test_the_public_certificate_is_put_right_from_the_sealed_one(
    tmp_path: Path, authority: Authority, clock: Clock, spoil: Callable[[Path], object]
) -> None:
    spoil(tmp_path / "ca" / CERTIFICATE_FILE)
    open_authority(tmp_path / "ca", SEAL, clock)
    assert (tmp_path / "ca" / CERTIFICATE_FILE).read_bytes() == authority.certificate.public_bytes(Encoding.PEM)


def test_another_sealing_key_does_not_open_the_ca_and_says_what_to_do(tmp_path: Path, authority: Authority, clock: Clock) -> None:
    with pytest.raises(ConfigurationError, match=SEALED_FILE) as refused:
        open_authority(tmp_path / "ca", Seal(bytes(32), "k2"), clock)
    assert "database whose data key" in refused.value.todo
    assert (tmp_path / "ca" / CERTIFICATE_FILE).read_bytes() == authority.certificate.public_bytes(Encoding.PEM)


def test_a_key_of_another_kind_is_refused(tmp_path: Path, clock: Clock) -> None:
    pem = ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "ca").mkdir()
    (tmp_path / "ca" / SEALED_FILE).write_bytes(SEAL.seal(pem, aad=b"integro-gateway/ca/1", nonce=bytes(12)))
    with pytest.raises(ConfigurationError, match="elliptic-curve"):
        open_authority(tmp_path / "ca", SEAL, clock)


def test_a_ca_that_has_ended_stops_the_start(tmp_path: Path, authority: Authority, clock: Clock) -> None:
    clock.now += CA_LIFE
    with pytest.raises(ConfigurationError, match="has ended") as refused:
        open_authority(tmp_path / "ca", SEAL, clock)
    assert "trust the new" in refused.value.todo


def test_the_ca_certificate_may_sign_certificates_and_nothing_else(authority: Authority) -> None:
    extensions = authority.certificate.extensions
    constraints = extensions.get_extension_for_class(x509.BasicConstraints)
    usage = extensions.get_extension_for_class(x509.KeyUsage)
    assert (constraints.critical, constraints.value.ca, constraints.value.path_length) == (True, True, 0)
    assert (usage.critical, usage.value.key_cert_sign, usage.value.digital_signature) == (True, True, False)
    assert extensions.get_extension_for_class(x509.SubjectKeyIdentifier)


def test_a_leaf_is_for_one_host_short_lived_and_linked_to_its_ca(authority: Authority) -> None:
    _, leaf = issue("a.test", authority._key, authority.certificate, START)
    leaf.verify_directly_issued_by(authority.certificate)
    extensions = leaf.extensions
    assert extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName) == ["a.test"]
    assert list(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [ExtendedKeyUsageOID.SERVER_AUTH]
    issuer = authority.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    assert extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier == issuer
    assert extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    assert extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert leaf.not_valid_before_utc < START < leaf.not_valid_after_utc
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= timedelta(days=199)


@pytest.mark.parametrize("host", ["a.test", "x" * 63 + "." + "y" * 63 + "." + "z" * 63 + ".test"])
def test_a_strict_client_takes_the_leaf(tmp_path: Path, host: str) -> None:
    real = open_authority(tmp_path / "ca", SEAL, lambda: datetime.now(UTC).timestamp())
    leaf = leaf_of(real.context_for(host), tmp_path / "ca" / CERTIFICATE_FILE, host)
    assert leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(x509.DNSName) == [host]


def test_a_client_that_names_another_host_gets_no_certificate(tmp_path: Path) -> None:
    real = open_authority(tmp_path / "ca", SEAL, lambda: datetime.now(UTC).timestamp())
    with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
        leaf_of(real.context_for("a.test"), tmp_path / "ca" / CERTIFICATE_FILE, "a.test", sni="b.test")
    assert leaf_of(real.context_for("a.test"), tmp_path / "ca" / CERTIFICATE_FILE, "a.test", sni="A.test")


def test_a_context_is_kept_until_its_certificate_is_due(authority: Authority, clock: Clock) -> None:
    first = authority.context_for("a.test")
    assert authority.context_for("a.test") is first
    clock.now += LEAF_LIFE - RENEW_BEFORE - timedelta(seconds=1)
    assert authority.context_for("a.test") is first
    clock.now += timedelta(seconds=1)
    assert authority.context_for("a.test") is not first


def test_the_least_recently_used_context_makes_room(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authority_module, "CONTEXTS", 2)
    first, second = authority.context_for("a.test"), authority.context_for("b.test")
    assert authority.context_for("a.test") is first
    authority.context_for("c.test")
    assert len(authority._contexts) == 2
    assert authority.context_for("a.test") is first
    assert authority.context_for("b.test") is not second


def test_a_context_speaks_tls_12_or_later_only(authority: Authority) -> None:
    assert authority.context_for("a.test").minimum_version == ssl.TLSVersion.TLSv1_2


def test_no_leaf_key_is_left_on_disk_or_in_an_open_file(tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = set(tmp_path.rglob("*")), len(list(Path("/proc/self/fd").iterdir()))
    authority.context_for("a.test")
    assert (set(tmp_path.rglob("*")), len(list(Path("/proc/self/fd").iterdir()))) == before


def test_without_memory_files_a_private_file_serves_and_is_gone_at_once(
    tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "memfd_create")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = set(tmp_path.rglob("*"))
    assert authority.context_for("a.test").cert_store_stats()["x509"] == 0
    assert set(tmp_path.rglob("*")) == before
