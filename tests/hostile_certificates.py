"""Certificates for the hostile server, each wrong in one way, and the authority that signed them."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Certificates:
    """The authority to trust, and a server context for each kind of certificate."""

    authority: Path
    contexts: dict[str, ssl.SSLContext]


def make_certificates(folder: Path, now: datetime | None = None) -> Certificates:
    """Write an authority and its certificates to ``folder``: only ``trusted`` is in order."""
    now = now or datetime.now(UTC)
    key, name = ec.generate_private_key(ec.SECP256R1()), _name("Hostile Test Authority")
    signed = _signed(name, key, name, key, (now - _DAY, now + 10 * _DAY), authority=True)
    authority = folder / "authority.pem"
    authority.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    own = ec.generate_private_key(ec.SECP256R1())
    stranger = _name("127.0.0.1")
    good, past = (now - _DAY, now + 10 * _DAY), (now - 20 * _DAY, now - 10 * _DAY)
    made = {
        "trusted": _signed(stranger, own, name, key, good),
        "expired": _signed(stranger, own, name, key, past),
        "wrong_host": _signed(stranger, own, name, key, good, address="198.51.100.7"),
        "self_signed": _signed(stranger, own, stranger, own, good),
    }
    contexts = {kind: _context(folder / kind, made[kind], own) for kind in made}
    return Certificates(authority, contexts)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _signed(  # noqa: PLR0913 - whose, by whom, when, for what
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    valid: tuple[datetime, datetime],
    *,
    address: str = "127.0.0.1",
    authority: bool = False,
) -> x509.Certificate:
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False
        )
    )
    return made.sign(issuer_key, hashes.SHA256())


def _context(
    stem: Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey
) -> ssl.SSLContext:
    pem = stem.with_suffix(".pem")
    pem.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context
