"""An alert is a sender's if its signature holds; whatever was not signed is not read."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from broadcaster.alerts.cap.reading import read_alert
from broadcaster.alerts.cap.xml import parsed
from broadcaster.alerts.proof.model import Provenance, SignatureState
from broadcaster.alerts.proof.provenance import provenance
from broadcaster.alerts.proof.signature import certificates_in
from broadcaster.people.roles.senders import AlertSender, SenderProof
from tests.unit.alerts.certificates import DAYS, NOW, Identity, signed
from tests.unit.alerts.samples import info, made, raw_of

ROOT = Identity("Cục chứng thực", authority=True)
BETWEEN = Identity("Trung gian", ROOT, authority=True)
SERVICE = Identity("www.nchmf.example.vn", BETWEEN)
OTHER = Identity("www.evil.example", BETWEEN)
SELF = Identity("www.nchmf.example.vn")
RAW = made(info(headline="Bão số 3"))
SPACED = RAW.replace(b"><", b">\n  <")


def sender(key: str, subject: str | None = None, name: str = "nchmf") -> AlertSender:
    return AlertSender(id=name, name=name, proof=SenderProof.SIGNATURE, key=key, subject=subject)


PINNED = sender(SERVICE.pem)
CERTIFIED = sender(ROOT.pem, "www.nchmf.example.vn")


def found(raw: bytes, *known: AlertSender, days: int = 0, named: AlertSender | None = None) -> Provenance:
    return provenance(raw, known, NOW + timedelta(days=days), named)


@pytest.mark.parametrize("known", [PINNED, CERTIFIED], ids=["pinned", "certified"])
@pytest.mark.parametrize("bare", [False, True], ids=["as_it_is", "without_spaces"])
def test_a_sender_is_known_by_its_signature(known: AlertSender, bare: bool) -> None:
    raw = signed(SPACED, SERVICE, bare=bare)
    for one in (found(raw, known), found(raw, named=known), found(raw, sender(OTHER.pem), known)):
        assert (one.signature, one.sender, one.proven) == (SignatureState.GOOD, known, known)
        read = read_alert(one.raw).alert
        assert read is not None
        assert read.infos[0].headline == "Bão số 3"


def changed(raw: bytes, old: bytes, new: bytes) -> bytes:
    assert old in raw
    return raw.replace(old, new)


def stripped(raw: bytes) -> bytes:
    return re.sub(rb"<ds:Signature .*</ds:Signature>", b"", raw, flags=re.DOTALL)


def wrapped(raw: bytes) -> bytes:
    """The signed alert inside a forged one, which has the signature too."""
    (signature,) = re.findall(rb"<ds:Signature .*</ds:Signature>", raw, flags=re.DOTALL)
    evil = made(info(headline="Giả"))
    return changed(evil, b"</alert>", stripped(raw).split(b"?>")[-1] + signature + b"</alert>")


def over_a_part(raw: bytes) -> bytes:
    """A real signature, over one element alone."""
    return signed(changed(stripped(raw), b"<info>", b'<info Id="x">'), SERVICE, reference_uri="#x")


def renamed(raw: bytes) -> bytes:
    return changed(raw, b"</alert>", b"<note>x</note></alert>")


@pytest.mark.parametrize(
    "forge",
    [
        lambda raw: changed(raw, "Bão số 3".encode(), "Bão số 4".encode()),
        lambda raw: changed(raw, b"<severity>Extreme", b"<severity>Severe"),
        wrapped,
        renamed,
        lambda raw: re.sub(rb"<ds:DigestValue>....", b"<ds:DigestValue>AAAA", raw),
        lambda raw: re.sub(rb"<ds:SignatureValue>....", b"<ds:SignatureValue>AAAA", raw),
        lambda raw: re.sub(rb"<ds:SignatureValue>[^<]*", b"<ds:SignatureValue>", raw),
        lambda raw: changed(raw, b"ecdsa-sha256", b"hmac-sha256"),
        lambda raw: changed(raw, b"ecdsa-sha256", b"ecdsa-sha1"),
    ],
    ids=["text", "word", "wrapped", "added", "digest", "value", "no_value", "hmac", "sha1"],
)
def test_what_was_changed_after_it_was_signed_is_bad(forge: Callable[[bytes], bytes]) -> None:
    raw = forge(signed(RAW, SERVICE))
    for one in (found(raw, PINNED), found(raw, CERTIFIED), found(raw, named=PINNED), found(raw)):
        assert one.signature is SignatureState.BAD
        assert one.proven is None


@pytest.mark.parametrize(
    "odd",
    [
        over_a_part,
        lambda raw: re.sub(rb"(<ds:Transform .*?/>)", rb"\1" * 3, raw),
        lambda raw: re.sub(rb"(<ds:Signature .*</ds:Signature>)", rb"\1\1", raw, flags=re.DOTALL),
    ],
    ids=["part", "transforms", "two"],
)
def test_an_odd_signature_proves_no_sender_and_is_not_looked_into(odd: Callable[[bytes], bytes]) -> None:
    raw = odd(signed(RAW, SERVICE))
    for one in (found(raw, PINNED), found(raw, CERTIFIED), found(raw, named=PINNED)):
        assert (one.signature, one.proven) == (SignatureState.BAD, None)
    assert found(raw).signature is SignatureState.UNPROVEN, "of a stranger's nobody can tell"


def test_what_was_signed_by_another_is_not_the_senders() -> None:
    raw = signed(RAW, OTHER)
    for known in (PINNED, CERTIFIED):
        named = found(raw, named=known)
        assert (named.signature, named.stranger, named.proven) == (SignatureState.BAD, True, None)
        assert found(raw, known) == Provenance(raw=raw, signature=SignatureState.UNPROVEN)


def test_the_right_name_without_the_authority_is_not_the_senders() -> None:
    assert found(signed(RAW, SELF), CERTIFIED).signature is SignatureState.UNPROVEN
    fake = Identity("www.nchmf.example.vn", Identity("Cục chứng thực", authority=True))
    assert found(signed(RAW, fake), CERTIFIED).signature is SignatureState.UNPROVEN


def test_a_certificate_that_may_not_certify_certifies_nobody() -> None:
    """Whoever has one of the authority for another name must not make more."""
    assert found(signed(RAW, Identity("www.nchmf.example.vn", OTHER)), CERTIFIED).proven is None


NO_USAGE = dict.fromkeys(
    (
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ),
    False,
)
EVIL = x509.NameConstraints(permitted_subtrees=[x509.DNSName("evil.example")], excluded_subtrees=None)
NCHMF = x509.NameConstraints(permitted_subtrees=[x509.DNSName("nchmf.example.vn")], excluded_subtrees=None)
HOST = x509.SubjectAlternativeName([x509.DNSName("www.nchmf.example.vn")])


@pytest.mark.parametrize(
    ("authority", "leaf", "proves"),
    [
        ((x509.KeyUsage(digital_signature=True, **NO_USAGE),), (), False),
        ((EVIL,), (), False),
        ((EVIL,), (HOST,), False),
        ((NCHMF,), (), False),
        ((NCHMF,), (HOST,), True),
        ((), (HOST,), True),
    ],
    ids=["signs no certificates", "other names", "other hosts", "a name beside hosts", "its hosts", "all"],
)
def test_an_authority_certifies_the_names_alone_that_it_may(
    authority: tuple[x509.ExtensionType, ...], leaf: tuple[x509.ExtensionType, ...], proves: bool
) -> None:
    between = Identity("Trung gian khác", ROOT, authority=True, extensions=authority)
    service = Identity("www.nchmf.example.vn", between, extensions=leaf)
    assert (found(signed(RAW, service), CERTIFIED).proven is not None) is proves


def test_an_alert_that_was_stripped_of_its_signature_proves_nothing() -> None:
    raw = stripped(signed(RAW, SERVICE))
    assert found(raw, named=PINNED).signature is SignatureState.NONE
    assert found(raw, named=PINNED).proven is None


def test_a_bare_key_proves_nothing() -> None:
    raw = signed(RAW, SERVICE, always_add_key_value=True)
    bare = re.sub(rb"<ds:X509Data>.*</ds:X509Data>", b"", raw, flags=re.DOTALL)
    assert found(bare, CERTIFIED).proven is None
    assert found(bare).signature is SignatureState.UNPROVEN


def test_a_pinned_certificate_need_not_be_in_the_alert() -> None:
    raw = re.sub(rb"<ds:KeyInfo>.*</ds:KeyInfo>", b"", signed(RAW, SERVICE), flags=re.DOTALL)
    several = sender(OTHER.pem + SERVICE.pem)
    assert found(raw, several).proven == several
    assert found(raw, sender(OTHER.pem), PINNED).proven == PINNED, "whichever sender is tried first"
    assert found(raw, sender(OTHER.pem)).signature is SignatureState.UNPROVEN
    assert found(raw, named=sender(OTHER.pem)).signature is SignatureState.BAD


@pytest.mark.parametrize("known", [PINNED, CERTIFIED], ids=["pinned", "certified"])
def test_an_expired_certificate_proves_nothing_and_is_told(known: AlertSender) -> None:
    raw = signed(RAW, SERVICE)
    (good, over) = (found(raw, known, days=days) for days in (DAYS - 31, DAYS - 29))
    assert good.proven == known
    assert (over.signature, over.expired, over.proven) == (SignatureState.UNPROVEN, True, None)


@pytest.mark.parametrize("key", ["x", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"])
def test_a_damaged_key_costs_only_its_own_sender(key: str) -> None:
    raw = signed(RAW, SERVICE)
    assert found(raw, sender(key, name="hong"), PINNED).proven == PINNED


def test_only_what_was_signed_is_read() -> None:
    """An instruction or a comment beside the alert is signed by nobody."""
    raw = changed(signed(RAW, SERVICE), b"<alert", b"<?x y?><!-- z --><alert")
    one = found(raw, PINNED)
    assert one.proven == PINNED
    assert b"z" not in one.raw.split(b"<alert")[0]
    assert b"Signature" not in one.raw


def test_a_feed_proves_what_it_brings_without_a_signature() -> None:
    feed = AlertSender(id="feed", name="feed", proof=SenderProof.FEED, key="https://a.example")
    assert found(RAW, named=feed).proven == feed
    assert found(signed(RAW, OTHER), named=feed).proven == feed
    assert found(RAW, feed).proven is None, "a file that nobody says to be of the feed"


def test_public_alerts_whose_signers_indented_afterwards_hold() -> None:
    for name in ("ipaws-signed-26k.xml", "ipaws-signed-small.xml", "wmo-sc-valid.xml", "wmo-tg-valid.xml"):
        raw = raw_of(name)
        (first, *_) = certificates_in(parsed(raw, whole=True))
        one = sender(first.public_bytes(Encoding.PEM).decode())
        read = read_alert(raw).alert
        assert read is not None
        assert provenance(raw, [one], read.key.sent).proven == one


def test_a_certificate_whose_name_cannot_be_read_is_none() -> None:
    der = SERVICE.certificate.public_bytes(Encoding.DER)
    raw = signed(RAW, SERVICE)
    broken = base64.b64encode(der.replace(b"www.nchmf", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff"))
    raw = re.sub(rb"<ds:X509Certificate>[^<]*", b"<ds:X509Certificate>" + broken, raw)
    assert certificates_in(parsed(raw, whole=True)) == ()
    assert found(raw, CERTIFIED).proven is None


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "<ds:SignedInfo/>",
        "<ds:SignedInfo><ds:CanonicalizationMethod Algorithm='x'/></ds:SignedInfo>",
        "<ds:KeyInfo><ds:X509Data><ds:X509Certificate>!!!</ds:X509Certificate></ds:X509Data></ds:KeyInfo>",
        "<ds:KeyInfo>" + "<ds:X509Data><ds:X509Certificate/></ds:X509Data>" * 9_000 + "</ds:KeyInfo>",
    ],
    ids=["empty", "no_method", "unknown_method", "no_certificate", "many"],
)
def test_a_signature_of_nonsense_is_no_ones(signature: str) -> None:
    node = f'<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#">{signature}</ds:Signature>'
    raw = changed(RAW, b"</alert>", f"{node}</alert>".encode())
    assert found(raw, PINNED, CERTIFIED).proven is None
    assert found(raw, named=PINNED).signature is SignatureState.BAD
