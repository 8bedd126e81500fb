"""Makes a certificate and the authority behind it. The only user of cryptography: imported for this alone."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from broadcaster.core import whole_files
from broadcaster.station.model.office import CERTIFICATE
from broadcaster.upkeep.certificate.names import is_address

LASTS = timedelta(days=820)
"""How long it holds. Apple's devices take no server's certificate of more than 825 days."""

_EARLIER = timedelta(days=1)  # a telephone's clock may be slow
_LONGEST_NAME = 64  # characters of a subject's name (X.520)


def make(state: Path, names: Sequence[str], station: str, now: datetime) -> None:
    """Put a new certificate in the place of an older one.

    The authority's key is used once and kept nowhere, so nobody can make a second certificate that those who
    trust the authority take. The authority may vouch for `names` and for nothing else.

    Args:
        names: checked names and addresses; at least one.
        station: its name, which people read in the list of authorities that a device trusts.

    Raises:
        StoreError: the disk does not take it.
    """
    whole_files.write_bytes(state / CERTIFICATE, made(names, station, now), durable=True)


def made(names: Sequence[str], station: str, now: datetime) -> bytes:
    """Key, certificate and authority's certificate as PEM, in the order in which a server reads them."""
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    from_, until = now.astimezone(UTC) - _EARLIER, now.astimezone(UTC) + LASTS
    title = f"{station[: _LONGEST_NAME - 11]} {now:%Y-%m-%d}"
    authority = _authority(authority_key, names, title, (from_, until))
    certificate = _certificate(key, authority, authority_key, names, (from_, until))
    return _as_pem(key, certificate, authority)


def _as_pem(key: EllipticCurvePrivateKey, *certificates: x509.Certificate) -> bytes:
    private: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return b"".join([private, *(each.public_bytes(Encoding.PEM) for each in certificates)])


def _authority(
    key: EllipticCurvePrivateKey, names: Sequence[str], title: str, lasts: tuple[datetime, datetime]
) -> x509.Certificate:
    """The authority: it vouches for these names only, and for servers only."""
    subject = _subject(title)
    permitted = [_constraint(name) for name in names]
    return (
        _begun(subject, subject, key, lasts)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.NameConstraints(permitted, excluded_subtrees=None), critical=True)
        .sign(key, _hash())
    )


def _certificate(
    key: EllipticCurvePrivateKey,
    authority: x509.Certificate,
    authority_key: EllipticCurvePrivateKey,
    names: Sequence[str],
    lasts: tuple[datetime, datetime],
) -> x509.Certificate:
    """The server's certificate."""
    alternatives = x509.SubjectAlternativeName([_general(name) for name in names])
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    return (
        _begun(_subject(names[0][:_LONGEST_NAME]), authority.subject, key, lasts)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(alternatives, critical=False)
        .add_extension(above, critical=False)
        .sign(authority_key, _hash())
    )


def _begun(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey, lasts: tuple[datetime, datetime]
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(lasts[0])
        .not_valid_after(lasts[1])
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _subject(title: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, title)])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _general(name: str) -> x509.GeneralName:
    return x509.IPAddress(ipaddress.ip_address(name)) if is_address(name) else x509.DNSName(name)


def _constraint(name: str) -> x509.GeneralName:
    """A name as a constraint: an address is a network of one."""
    return x509.IPAddress(ipaddress.ip_network(name)) if is_address(name) else x509.DNSName(name)


def _hash() -> object:
    return SHA256()
