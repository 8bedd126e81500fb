"""Schemathesis asks a running station all that its OpenAPI allows, and much that it does not."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from .conftest import SETTINGS, Broadcaster

EXAMPLES = 15  # of each operation, beside those that Schemathesis derives from the boundaries of the schema
LIMIT = 1500.0  # seconds


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def _answer(client: socket.socket, path: Path) -> None:
    with client, socket.socket(socket.AF_UNIX) as station:
        station.connect(str(path))
        there = threading.Thread(target=_pump, args=(client, station), daemon=True)
        there.start()
        _pump(station, client)
        there.join(10)


@contextmanager
def reachable(path: Path) -> Iterator[int]:
    """A TCP port that leads to a Unix socket."""
    with socket.create_server(("127.0.0.1", 0), backlog=200) as listener:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    threading.Thread(target=_answer, args=(client, path), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.slow
def test_station_answers_whatever_is_asked_as_its_schema_says(station: Broadcaster, tmp_path: Path) -> None:
    settings = SETTINGS.replace("output: none", "output: {file: out}")
    station.write("station.yaml", settings + "zones: {trung-tam: {channel: left}}\n")
    assert station("render", "ngan", "-o", str(tmp_path / "tin.wav")).returncode == 0
    with station.running(), reachable(station.folder / "state" / "api.sock") as port:
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "schemathesis.cli",
                "run",
                f"http://127.0.0.1:{port}/api/v1/openapi.json",
                *(
                    "--checks",
                    "all",
                    "--exclude-path",
                    "/api/v1/events",  # has no end
                    "--max-response-time",
                    "60",
                    "--max-examples",
                    str(EXAMPLES),
                    "--seed",
                    "1",
                    "--no-color",
                ),
                *("--request-timeout", "40", "--workers", "2"),
            ],
            env={
                **os.environ,
                "SCHEMATHESIS_HOOKS": "tests.end_to_end.schema_hooks",
                "BROADCASTER_TEST_FILE": str(tmp_path / "tin.wav"),
            },
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            timeout=LIMIT,
        )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert re.search(r"Selected: (\d+)/\d+\s+Tested: \1\b", done.stdout), done.stdout[-6000:]
