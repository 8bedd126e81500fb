"""The signature of an alert: who made it, and what it is over. The only module that imports signxml."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from cryptography import x509
from cryptography.x509 import verification
from cryptography.x509.oid import NameOID

from broadcaster.alerts.cap.xml import SIGNATURE, Element, parsed, without_spaces
from broadcaster.core.errors import AlertsError

try:
    from signxml.algorithms import SignatureConstructionMethod
    from signxml.verifier import SignatureConfiguration, XMLVerifier
except ImportError as error:
    raise AlertsError("alerts.not_installed", extra="alerts") from error

_DS = SIGNATURE.removesuffix("Signature")
_MOST_TRANSFORMS = 4
_MOST_ELEMENTS = 100  # of a signature; that of a weather service has 18
MOST_CERTIFICATES = 10  # in one signature; a chain has three

_Extension = TypeVar("_Extension", bound=x509.ExtensionType)

log = logging.getLogger(__name__)


def certificates_in(root: Element) -> tuple[x509.Certificate, ...]:
    """The certificates that an alert brings; what is none is left out."""
    return tuple(_loaded(root.find(f"{SIGNATURE}/{_DS}KeyInfo")))


def _loaded(info: Element) -> Iterator[x509.Certificate]:
    written = [] if info is None else info.findall(f"{_DS}X509Data/{_DS}X509Certificate")
    for one in written[:MOST_CERTIFICATES]:
        try:
            found = x509.load_der_x509_certificate(base64.b64decode(one.text or ""))
            _ = (
                _names(found),
                found.not_valid_before_utc,
                found.not_valid_after_utc,
            )  # read when first asked for
        except Exception:  # what a stranger wrote makes the library raise anything, of no common root
            log.debug("no certificate", exc_info=True)
        else:
            yield found


def certificates_of(pem: str) -> tuple[x509.Certificate, ...]:
    """The certificates that a ward pinned. Raises ValueError: there is none, or one is damaged."""
    return tuple(x509.load_pem_x509_certificates(pem.encode()))


def certified(
    leaf: x509.Certificate,
    others: Sequence[x509.Certificate],
    authorities: Sequence[x509.Certificate],
    subject: str,
    at: datetime,
) -> bool:
    """True if the authorities certified this subject, by way of the others.

    That the certificate itself is over, or does not hold yet, is told by `is_over` alone.
    """
    if subject not in _names(leaf):
        return False
    permit = verification.ExtensionPolicy.permit_all()
    must = verification.Criticality.AGNOSTIC
    policy = (
        verification.PolicyBuilder()
        .store(verification.Store([*authorities]))
        .time(min(max(at.astimezone(UTC), leaf.not_valid_before_utc), leaf.not_valid_after_utc))
        .extension_policies(
            ee_policy=permit, ca_policy=permit.require_present(x509.BasicConstraints, must, None)
        )
    )
    try:
        _, *above = policy.build_client_verifier().verify(leaf, [*others]).chain
    except (verification.VerificationError, ValueError):
        return False
    # The library holds these names, and no others, to what an authority may certify.
    return all(
        _may_certify(one) and (_extension(one, x509.NameConstraints) is None or subject in _hosts(leaf))
        for one in above
    )


def _may_certify(authority: x509.Certificate) -> bool:
    usage = _extension(authority, x509.KeyUsage)
    return usage is None or usage.key_cert_sign


def _names(certificate: x509.Certificate) -> set[str]:
    common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    names = {certificate.subject.rfc4514_string(), *(str(one.value) for one in common)}
    return names | _hosts(certificate)


def _hosts(certificate: x509.Certificate) -> set[str]:
    also = _extension(certificate, x509.SubjectAlternativeName)
    return set() if also is None else {*also.get_values_for_type(x509.DNSName)}


def _extension(certificate: x509.Certificate, kind: type[_Extension]) -> _Extension | None:
    found = (one.value for one in certificate.extensions)
    return next((one for one in found if isinstance(one, kind)), None)


def signed_by(raw: bytes, certificate: x509.Certificate) -> bytes | None:
    """What of an alert a certificate signed, which must be all of it; None if the signature is not its.

    It is read as it is, and then once without white space between elements: some senders indent afterwards.
    The dates of the certificate are not looked at.
    """
    for bare in (False, True):
        root = parsed(raw, whole=True)
        if bare:
            without_spaces(root)
        if is_over_all(root) and (signed := _verified(root, certificate)):
            return signed
    return None


def is_over_all(root: Element) -> bool:
    """True for one signature over the whole alert: around what is over a part, anything could stand.

    It is small too, and has few transforms: each of them costs as much as all the rest, whoever signed.
    """
    references = root.findall(f"{SIGNATURE}/{_DS}SignedInfo/{_DS}Reference")
    found = root.findall(SIGNATURE)
    if not len(found) == len(references) == 1 or sum(1 for _ in found[0].iter()) > _MOST_ELEMENTS:
        return False
    transforms = [one.get("Algorithm") for one in references[0].iter(f"{_DS}Transform")]
    enveloped = SignatureConstructionMethod.enveloped.value in transforms
    return references[0].get("URI") == "" and enveloped and len(transforms) <= _MOST_TRANSFORMS


def _verified(root: Element, certificate: x509.Certificate) -> bytes | None:
    config = SignatureConfiguration(location="./", verification_time=certificate.not_valid_before_utc)
    try:
        return bytes(XMLVerifier().verify(root, x509_cert=certificate, expect_config=config).signed_data)
    except Exception:  # as above
        log.debug("the signature does not hold", exc_info=True)
        return None


def is_over(certificate: x509.Certificate, at: datetime) -> bool:
    """True if a certificate has expired."""
    return bool(at.astimezone(UTC) > certificate.not_valid_after_utc)
