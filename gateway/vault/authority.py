"""The gateway's own certificate authority, for CONNECT tunnels. Law: the CA key lies on a disk only sealed, a leaf key not at all."""

import os
import ssl
import tempfile
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from gateway.model.errors import ConfigurationError
from gateway.vault.seal import NONCE_BYTES, Seal, SealBroken

CERTIFICATE_FILE: Final = "ca.pem"
SEALED_FILE: Final = "ca.sealed"

CA_LIFE: Final = timedelta(days=3650)
LEAF_LIFE: Final = timedelta(days=30)
"""Far below the 199 days that browsers and SDKs still take in 2026 (CA/Browser Forum ballot SC-081v3: 200 days from 2026-03-15)."""
RENEW_BEFORE: Final = timedelta(days=10)
BACKDATED: Final = timedelta(hours=24)
"""A client's clock may be behind ours."""
CONTEXTS: Final = 512
"""Cached TLS contexts, 20 KB each (measured)."""

_AAD: Final = b"integro-gateway/ca/1"
_LEAF_NAME: Final = "Integro gateway, on behalf of the named host"


class Authority:
    """Issues certificates for vendor hosts and keeps the TLS contexts that use them.

    Args:
        key: the CA's private key.
        certificate: the CA's certificate.
        clock: UTC seconds since the epoch.
    """

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, clock: Callable[[], float]) -> None:
        self._key, self.certificate, self._clock = key, certificate, clock
        self._contexts: OrderedDict[str, tuple[ssl.SSLContext, datetime]] = OrderedDict()

    def context_for(self, host: str) -> ssl.SSLContext:
        """Give the TLS context that speaks for a host: issued on first use, renewed well before its certificate ends.

        Args:
            host: an allow-listed host name, lower case.
        """
        now = datetime.fromtimestamp(self._clock(), UTC)
        held = self._contexts.get(host)
        if held is None or held[1] <= now:
            held = (_context(host, *issue(host, self._key, self.certificate, now)), now + LEAF_LIFE - RENEW_BEFORE)
            self._contexts[host] = held
        self._contexts.move_to_end(host)
        if len(self._contexts) > CONTEXTS:
            self._contexts.popitem(last=False)
        return held[0]


def open_authority(directory: Path, seal: Seal, clock: Callable[[], float]) -> Authority:
    """Open the CA of a data directory; make it first where there is none. Any number of workers may do so at once.

    Args:
        directory: ``<data_dir>/ca``; ``ca.pem`` in it is for clients to trust.
        seal: seals the private key.
        clock: UTC seconds since the epoch.

    Raises:
        ConfigurationError: the CA can not be opened with this key, or has ended.
    """
    directory.mkdir(mode=0o755, parents=True, exist_ok=True)
    sealed = directory / SEALED_FILE
    now = datetime.fromtimestamp(clock(), UTC)
    if not sealed.exists():
        _write_once(sealed, seal.seal(_create(now), aad=_AAD, nonce=os.urandom(NONCE_BYTES)))
    key, certificate = _unseal(sealed, seal)
    if certificate.not_valid_after_utc <= now:
        raise ConfigurationError(
            "the gateway's CA certificate has ended", todo=f"move {directory} away, start again, trust the new {CERTIFICATE_FILE}"
        )
    _publish(directory / CERTIFICATE_FILE, certificate.public_bytes(Encoding.PEM))
    return Authority(key, certificate, clock)


def issue(
    host: str, ca_key: ec.EllipticCurvePrivateKey, ca: x509.Certificate, now: datetime
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Issue a leaf certificate with a key of its own, as Python 3.13's VERIFY_X509_STRICT wants it (RFC 5280 4.2.1.1, 4.2.1.2).

    Args:
        host: goes into the subject alternative name; clients read nothing else (RFC 9525 section 6.3).
        ca_key: the issuer's private key.
        ca: the issuer's certificate.
        now: UTC.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    issuer_id = ca.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = (
        _certificate(_LEAF_NAME, ca.subject, key, now, LEAF_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_id), critical=False)
    )
    return key, builder.sign(ca_key, hashes.SHA256())


def _create(now: datetime) -> bytes:
    """Make a CA: its private key and certificate as PEM, one after the other, so that they can never part."""
    key = ec.generate_private_key(ec.SECP256R1())
    # Two gateways' CAs may stand in one trust store: the name tells them apart.
    mark = x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest.hex()[:8]
    name = f"Integro gateway CA {mark}"
    certificate = (
        _certificate(name, _named(name), key, now, CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signature=False), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _pem(key) + certificate.public_bytes(Encoding.PEM)


def _certificate(name: str, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, life: timedelta) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, signature: bool) -> x509.KeyUsage:
    """A leaf signs handshakes, a CA signs certificates, neither does the other's work."""
    return x509.KeyUsage(
        digital_signature=signature,
        key_cert_sign=not signature,
        crl_sign=not signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _context(host: str, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])

    def refuse_other_names(_: ssl.SSLObject, name: str | None, __: ssl.SSLContext) -> int | None:
        """A client that names another host inside the tunnel than in its CONNECT is not served (RFC 6066 section 3)."""
        return None if name is None or name.lower() == host else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME

    context.sni_callback = refuse_other_names
    _load(context, _pem(key) + certificate.public_bytes(Encoding.PEM))
    return context


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _load(context: ssl.SSLContext, pem: bytes) -> None:
    """Give a context its certificate and key. The ssl module reads them from a path only: an anonymous file in memory has one on Linux."""
    if not hasattr(os, "memfd_create"):
        _load_from_disk(context, pem)
        return
    descriptor = os.memfd_create("leaf", os.MFD_CLOEXEC)
    try:
        os.write(descriptor, pem)
        context.load_cert_chain(f"/proc/self/fd/{descriptor}")
    finally:
        os.close(descriptor)


def _load_from_disk(context: ssl.SSLContext, pem: bytes) -> None:
    """The same where there is no memfd, the one exception to this file's law: a private file in a private directory, gone at once."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "leaf.pem")
        path.touch(mode=0o600)
        path.write_bytes(pem)
        context.load_cert_chain(path)


def _unseal(sealed: Path, seal: Seal) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    try:
        pem = seal.open(sealed.read_bytes(), aad=_AAD)
    except SealBroken as error:
        todo = "start with the database whose data key it was sealed under, or move the file away and trust the new certificate"
        raise ConfigurationError(f"the CA key does not open: {error}", todo=todo, where=str(sealed)) from error
    key = load_pem_private_key(pem, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ConfigurationError("the CA key is not an elliptic-curve key", todo="restore the file from a backup", where=str(sealed))
    return key, x509.load_pem_x509_certificate(pem)


def _write_once(path: Path, content: bytes) -> None:
    """Write a file unless there is one: of several workers that start together, the first one's CA counts for all."""
    draft = _draft(path, content, 0o600)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _publish(path: Path, content: bytes) -> None:
    """Write the public certificate beside it, whole or not at all, wherever it is missing or is another one."""
    if not path.exists() or path.read_bytes() != content:
        _draft(path, content, 0o644).replace(path)


def _draft(path: Path, content: bytes, mode: int) -> Path:
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft = Path(name)
    draft.chmod(mode)
    return draft
