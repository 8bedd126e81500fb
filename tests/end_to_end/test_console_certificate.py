"""The console for other computers: closed without a certificate, with one trusted for its names only."""

from __future__ import annotations

import http.server
import os
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from broadcaster.upkeep.certificate.file import CertificateFile
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.unit.upkeep.certificate.test_certificate import forged

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM, CERTUTIL = shutil.which("chromium"), shutil.which("certutil")
BEGIN = b"-----BEGIN CERTIFICATE-----"
pytestmark = pytest.mark.patient


@pytest.fixture
def port(station: Broadcaster) -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found = int(free.getsockname()[1])
    station.write("station.yaml", f'{SETTINGS}console: {{listen: "0.0.0.0:{found}"}}\n')
    return found


def curl(authority: Path, address: str, *options: str) -> subprocess.CompletedProcess[str]:
    """What curl gets that trusts the authority alone."""
    known = ("--cacert", str(authority), "--max-time", "10")
    return subprocess.run(["curl", "-s", "-S", *known, *options, address], capture_output=True, text=True)


def authority_of(folder: Path, written: Path) -> Path:
    kept = CertificateFile(folder).certificate()
    assert kept is not None
    written.write_text(ssl.DER_cert_to_PEM_cert(kept.authority), "ascii")
    return written


def open_port(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.lab
def test_it_opens_to_the_network_when_there_is_a_certificate_and_not_before(
    station: Broadcaster, port: int, tmp_path: Path
) -> None:
    assert "console.needs_tls" in station("check", "--format", "json").stdout
    with station.running("--trust-clock"):
        assert not open_port(port)
        assert station.json("status")["console"]["refused"]
        made = station("console", "certificate", "--name", "dai.example")
        assert made.returncode == 0, made.stderr
        wait_for(lambda: open_port(port))
        authority = authority_of(station.folder / "state", tmp_path / "ca.pem")
        for name in ("localhost", "127.0.0.1", "dai.example"):
            there = ("--resolve", f"dai.example:{port}:127.0.0.1")
            got = curl(authority, f"https://{name}:{port}/sign-in", *there, "-D", "-")
            assert got.stdout.startswith("HTTP/1.1 200"), (name, got.stderr)
            assert "Secure" in got.stdout
            assert "strict-transport-security" not in got.stdout.lower()
        # Who does not trust it, and who asks by another name, gets nothing.
        assert curl(Path("/etc/ssl/certs/ca-certificates.crt"), f"https://localhost:{port}/").returncode == 60
        other = curl(
            authority, f"https://evil.example:{port}/", "--resolve", f"evil.example:{port}:127.0.0.1"
        )
        assert other.returncode == 60
        # The name of another site that leads here is refused inside of the encryption too.
        strange = curl(authority, f"https://localhost:{port}/", "-H", "Host: evil.example", "-D", "-")
        assert strange.stdout.startswith("HTTP/1.1 403")
        # A form from plain pages at the same name is another origin.
        crossed = curl(
            authority,
            f"https://localhost:{port}/stop",
            "-X",
            "POST",
            "-H",
            f"Origin: http://localhost:{port}",
            "-D",
            "-",
        )
        assert crossed.stdout.startswith("HTTP/1.1 403")
        shown = station.json("status")["console"]
        assert shown["refused"] is None
        assert f"https://dai.example:{port}" in shown["addresses"]
        assert not shown["certificate_ends_soon"]
    assert "console.needs_tls" not in station("check", "--format", "json").stdout


@pytest.mark.lab
def test_again_without_a_yes_changes_nothing_while_it_holds(station: Broadcaster, port: int) -> None:
    assert station("console", "certificate").returncode == 0
    first = station.json("console", "show")["fingerprint"]
    assert station("console", "certificate").returncode == 1
    assert station.json("console", "show")["fingerprint"] == first
    assert station("console", "certificate", "--yes").returncode == 0
    assert station.json("console", "show")["fingerprint"] != first


@contextmanager
def chromium(home: Path, authority: Path) -> Iterator[Any]:
    """Chromium whose user trusts the authority and nobody else beside the usual ones."""
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    assert CERTUTIL is not None
    database = ("-d", f"sql:{store}")
    subprocess.run([CERTUTIL, *database, "-N", "--empty-password"], check=True)
    subprocess.run([CERTUTIL, *database, "-A", "-t", "C,,", "-n", "dai", "-i", str(authority)], check=True)
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch_persistent_context(
            str(home / "profile"),
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--host-resolver-rules=MAP *.example 127.0.0.1"],
            env={**os.environ, "HOME": str(home)},
        )
        yield opened
        opened.close()


@contextmanager
def serving(pem: bytes, folder: Path) -> Iterator[int]:
    """A server with another certificate of the authority, as if its key had been kept."""
    (folder / "forged.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "forged.pem")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.mark.skipif(CHROMIUM is None or CERTUTIL is None, reason="Chromium or certutil is not installed")
@pytest.mark.lab
def test_chromium_trusts_the_station_and_refuses_what_its_authority_may_not_vouch_for(
    station: Broadcaster, port: int, tmp_path: Path
) -> None:
    assert station("console", "certificate", "--name", "dai.example").returncode == 0
    authority = authority_of(station.folder / "state", tmp_path / "ca.pem")
    with station.running("--trust-clock"), chromium(tmp_path / "home", authority) as browser:
        page = browser.new_page()
        answer = page.goto(f"https://dai.example:{port}/sign-in")
        assert answer.ok
        assert page.evaluate("isSecureContext")  # so it gives its microphone
    for name, trusted in (("dai.example", True), ("evil.example", False)):
        folder = tmp_path / name
        folder.mkdir()
        pem = forged(("dai.example",), name, datetime.now(UTC))
        (folder / "authority.pem").write_bytes(BEGIN + pem.split(BEGIN)[-1])
        with serving(pem, folder) as at, chromium(folder, folder / "authority.pem") as browser:
            page = browser.new_page()
            if trusted:
                assert page.goto(f"https://{name}:{at}/").ok
            else:
                with pytest.raises(playwright.Error, match="ERR_CERT"):
                    page.goto(f"https://{name}:{at}/")
