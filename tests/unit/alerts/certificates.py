"""Authorities, senders' certificates and signatures, made for one test."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureMethod
from signxml.signer import XMLSigner

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
DAYS = 89  # as weather services' certificates last


class Identity:
    """A key with its certificate, and those above it."""

    def __init__(
        self,
        name: str,
        above: Identity | None = None,
        *,
        authority: bool = False,
        begin: datetime = NOW - timedelta(days=30),
        extensions: Sequence[x509.ExtensionType] = (),
    ) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        days = 3650 if authority else DAYS
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if above is None else above.certificate.subject)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin - timedelta(days=365 * authority))
            .not_valid_after(begin + timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        for one in extensions:
            builder = builder.add_extension(one, critical=True)
        self.certificate: Any = builder.sign(self.key if above is None else above.key, hashes.SHA256())
        self.chain: list[Any] = [
            self.certificate,
            *(above.chain if above is not None and above.chain else []),
        ]

    @property
    def pem(self) -> str:
        return str(self.certificate.public_bytes(Encoding.PEM).decode())


def signed(raw: bytes, by: Identity, *, bare: bool = False, **more: Any) -> bytes:
    """An alert with a signature; `bare`: made without the white space that the alert has."""
    root = etree.fromstring(raw)
    if bare:
        root = etree.fromstring(raw, etree.XMLParser(remove_blank_text=True))
    signer = XMLSigner(
        signature_algorithm=SignatureMethod.ECDSA_SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    made = signer.sign(root, key=by.key, cert=by.chain, **more)
    if bare:
        etree.indent(made, "  ")
    return bytes(etree.tostring(made, encoding="utf-8"))
