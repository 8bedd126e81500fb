"""The web console's certificate: who trusts it, for what, and what is left of its authority."""

from __future__ import annotations

import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from broadcaster.core.errors import ServiceError
from broadcaster.station.model.office import CERTIFICATE
from broadcaster.upkeep.certificate import file, issuer
from broadcaster.upkeep.certificate.file import CertificateFile

NOW = datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)
NAMES = ("dai", "dai.local", "192.0.2.7", "localhost", "::1")
STATION = "Đài truyền thanh phường Tân Phong"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    issuer.make(tmp_path, NAMES, STATION, NOW)
    return tmp_path


def test_the_certificate_holds_for_its_names_and_as_long_as_telephones_take_it(state: Path) -> None:
    kept = CertificateFile(state).certificate()
    assert kept is not None
    assert kept.names == NAMES
    assert kept.until == NOW + issuer.LASTS
    assert timedelta(days=365) < issuer.LASTS <= timedelta(days=825)


def test_it_is_one_private_file_with_the_key_of_the_server_alone(state: Path) -> None:
    written = state / CERTIFICATE
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert [each.name for each in state.iterdir()] == [CERTIFICATE]
    text = written.read_text("ascii")
    assert text.count("PRIVATE KEY") == 2  # one key: its first and its last line
    server, authority = x509.load_pem_x509_certificates(text.encode())
    key = text[: text.index("-----BEGIN CERTIFICATE")].encode()
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    assert load_pem_private_key(key, None).public_key() == server.public_key() != authority.public_key()


def test_the_authority_may_vouch_for_the_names_of_the_station_only_and_for_servers_only(state: Path) -> None:
    authority = x509.load_pem_x509_certificates((state / CERTIFICATE).read_bytes())[1]
    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    permitted = {str(each.value) for each in constraints.value.permitted_subtrees}
    assert permitted == {"dai", "dai.local", "192.0.2.7/32", "localhost", "::1/128"}
    basic = authority.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (basic.critical, basic.value.ca, basic.value.path_length) == (True, True, 0)


@pytest.mark.parametrize("name", ["evil.example", "192.0.2.8", "2001:db8::1", "localhost.evil.example"])
def test_a_certificate_of_the_authority_for_another_name_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / CERTIFICATE).write_bytes(forged(NAMES, name))
    with pytest.raises(ServiceError, match=r"certificate\.damaged.*permitted subtree violation"):
        CertificateFile(tmp_path).certificate()


def forged(names: tuple[str, ...], name: str, now: datetime = NOW) -> bytes:
    """As if the authority's key had not been deleted: key, certificate for `name`, authority."""
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    lasts = (now - timedelta(days=1), now + timedelta(days=100))
    authority = issuer._authority(authority_key, names, STATION, lasts)
    server = issuer._certificate(key, authority, authority_key, (name,), lasts)
    return issuer._as_pem(key, server, authority)


def test_the_end_is_told_thirty_days_ahead(state: Path) -> None:
    kept = CertificateFile(state).certificate()
    assert kept is not None
    assert not kept.ends_soon(kept.until - timedelta(days=31))
    assert kept.ends_soon(kept.until - timedelta(days=30))
    assert not kept.over(kept.until - timedelta(seconds=1))
    assert kept.over(kept.until)


def test_a_new_one_is_taken_without_a_restart_and_a_damaged_one_changes_nothing(state: Path) -> None:
    kept = CertificateFile(state)
    first, context = kept.known, kept.context()
    assert kept.context() is context
    issuer.make(state, NAMES, STATION, NOW)
    second = kept.known
    assert first is not None
    assert second is not None
    assert second.fingerprint != first.fingerprint
    (state / CERTIFICATE).write_bytes(b"-----BEGIN CERTIFICATE-----")
    assert kept.known == second
    with pytest.raises(ServiceError, match=r"certificate\.damaged"):
        kept.certificate()


def test_a_key_of_another_certificate_is_refused(state: Path, tmp_path: Path) -> None:
    old = (state / CERTIFICATE).read_text("ascii")
    issuer.make(state, NAMES, STATION, NOW)
    new = (state / CERTIFICATE).read_text("ascii")
    at = "-----BEGIN CERTIFICATE-----"
    (state / CERTIFICATE).write_text(old[: old.index(at)] + new[new.index(at) :], "ascii")
    with pytest.raises(ServiceError, match=r"certificate\.damaged"):
        CertificateFile(state).certificate()


def test_nothing_is_kept_at_first(tmp_path: Path) -> None:
    kept = CertificateFile(tmp_path)
    assert kept.certificate() is None
    assert kept.context() is None


def test_old_kinds_of_encryption_are_not_spoken(state: Path) -> None:
    context = CertificateFile(state).context()
    assert context is not None
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_a_certificate_that_is_over_is_read_so_that_this_can_be_told(tmp_path: Path) -> None:
    issuer.make(tmp_path, NAMES, STATION, datetime(2020, 1, 1, tzinfo=UTC))
    kept = CertificateFile(tmp_path).certificate()
    assert kept is not None
    assert kept.over(NOW)
    assert kept.fingerprint.count(":") == 31
    assert timedelta(days=30) == file.SOON
