"""A real Mosquitto, as `centre broker` configures it, with an authority of its own."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

from broadcaster.centre.broker import BrokerFiles
from broadcaster.upkeep.certificate import issuer

PROGRAM = shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
_PART = r"-----BEGIN.*?-----END[^\n]*-----"
_LIMIT = 30.0  # seconds until it listens


class Mosquitto:
    """The broker of a centre; started and killed as often as one likes.

    Args:
        centre: the centre's folder.

    Attributes:
        authority: the file that whoever connects must trust (SSL_CERT_FILE).
    """

    def __init__(self, centre: Path) -> None:
        made = issuer.made(["localhost"], "broker", datetime.now(UTC)).decode()
        key, certificate, authority = (f"{part}\n" for part in re.findall(_PART, made, re.DOTALL))
        self.authority = centre / "authority.pem"
        for name, text in (("key.pem", key), ("certificate.pem", certificate), ("authority.pem", authority)):
            (centre / name).write_text(text)
        with socket.create_server(("localhost", 0)) as free:
            self._port = free.getsockname()[1]
        self.address = f"mqtts://localhost:{self._port}"
        self.files = BrokerFiles(centre)
        self.files.write(self.address, centre / "certificate.pem", centre / "key.pem")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it listens when this returns."""
        assert PROGRAM is not None
        self._process = subprocess.Popen([PROGRAM, "-c", str(self.files.configuration)])
        until = time.monotonic() + _LIMIT
        while True:
            try:
                socket.create_connection(("localhost", self._port), 1).close()
            except OSError:
                assert time.monotonic() < until
                assert self._process.poll() is None
                time.sleep(0.02)
            else:
                return

    def kill(self) -> None:
        """Kill it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
