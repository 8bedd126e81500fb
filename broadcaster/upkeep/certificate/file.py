"""The web console's certificate in its file, and where the console is open. Standard library only.

The file has mode 0600 and lies in the station's folder: the server's key, its certificate, the authority's.
"""

from __future__ import annotations

import hashlib
import logging
import re
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from broadcaster.core.errors import Phrase, ServiceError
from broadcaster.station.model.office import CERTIFICATE
from broadcaster.upkeep.certificate.names import normal

SOON = timedelta(days=30)  # before its end people are told
_BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_ANY_TIME = 0x200000  # X509_V_FLAG_NO_CHECK_TIME of OpenSSL, which `ssl` does not name
_ROUNDS = 10  # of a handshake; it takes three

log = logging.getLogger(__name__)
_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What people need to know of the certificate."""

    names: tuple[str, ...]  # names and addresses for which it holds, in their one form
    until: datetime
    authority: bytes = field(repr=False)  # DER: what a telephone installs

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the authority's certificate, as devices show it."""
        return hashlib.sha256(self.authority).digest().hex(":").upper()

    def ends_soon(self, now: datetime) -> bool:
        """True from `SOON` before its end on."""
        return now >= self.until - SOON

    def over(self, now: datetime) -> bool:
        """True when browsers refuse it for its age."""
        return now >= self.until


class CertificateFile:
    """Reads the certificate, again when it is another one. From any thread."""

    def __init__(self, state: Path) -> None:
        self.path = state / CERTIFICATE
        self._lock = threading.Lock()
        self._stamp: _Stamp | None = None
        self._known: tuple[Certificate, ssl.SSLContext] | None = None

    def certificate(self) -> Certificate | None:
        """What is kept now; None if nothing is. Raises ServiceError: `certificate.damaged`."""
        known = self._look()
        return None if known is None else known[0]

    @property
    def known(self) -> Certificate | None:
        """What is in use: a damaged file leaves the one before in its place."""
        known = self._kept()
        return None if known is None else known[0]

    def context(self) -> ssl.SSLContext | None:
        """What a server encrypts with; see `known`."""
        known = self._kept()
        return None if known is None else known[1]

    def _kept(self) -> tuple[Certificate, ssl.SSLContext] | None:
        try:
            return self._look()
        except ServiceError as error:
            log.warning("the certificate is not taken: %s", error)
            return self._known

    def _look(self) -> tuple[Certificate, ssl.SSLContext] | None:
        with self._lock:
            stamp = _stamp(self.path)
            if stamp is None:
                return None
            if stamp != self._stamp or self._known is None:
                self._known = _read(self.path)
                self._stamp = stamp
                log.info("the certificate with the fingerprint %s is in use", self._known[0].fingerprint)
            return self._known


def _stamp(path: Path) -> _Stamp | None:
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino


def _read(path: Path) -> tuple[Certificate, ssl.SSLContext]:
    try:
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.minimum_version = ssl.TLSVersion.TLSv1_2
        server.set_alpn_protocols(["http/1.1"])
        server.load_cert_chain(path)
        authority = ssl.PEM_cert_to_DER_cert(_BLOCK.findall(path.read_text("ascii"))[-1])
        return _certificate(_as_browsers_see(server, authority), authority), server
    except (OSError, ValueError, LookupError) as error:
        raise ServiceError("certificate.damaged", path=path, reason=str(error)) from error


def _certificate(seen: dict[str, Any], authority: bytes) -> Certificate:
    """What `ssl` tells of a certificate: see `ssl.SSLSocket.getpeercert`."""
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(seen["notAfter"]), UTC)
    return Certificate(
        names=tuple(normal(name) for _, name in seen["subjectAltName"]), until=until, authority=authority
    )


def _as_browsers_see(server: ssl.SSLContext, authority: bytes) -> dict[str, Any]:
    """The server's certificate as one sees it who trusts the authority alone, at any time.

    So it is known that the key fits and that the authority may vouch for these names.

    Raises:
        OSError: it would be refused.
    """
    browser = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    browser.check_hostname = False
    browser.verify_flags |= _ANY_TIME
    browser.load_verify_locations(cadata=authority)
    there, here = ssl.MemoryBIO(), ssl.MemoryBIO()
    asks = browser.wrap_bio(here, there)
    answers = server.wrap_bio(there, here, server_side=True)
    for _ in range(_ROUNDS):
        if _stepped(asks) and _stepped(answers):
            break
        _stepped(answers)
    return dict(asks.getpeercert() or {})


def _stepped(side: ssl.SSLObject) -> bool:
    """True when a side has done its part of the handshake."""
    try:
        side.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True


class ConsoleDoor:
    """Filled by the console, shown in `status`. From any thread."""

    def __init__(self, state: Path) -> None:
        self.certificate = CertificateFile(state)
        self.addresses: tuple[str, ...] = ()
        """Where a browser finds the console: first at the station's own screen; empty where it is closed."""
        self.refused: Phrase | None = None
        """Why the address of station.yaml is not open; None if it is."""
