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

from broadcaster.people.roles.model import Role
from tests.counts import counted
from tests.end_to_end.conftest import SETTINGS, Broadcaster
from tests.fakes.people import TECHNICIAN, found, person, token

EXAMPLES = counted(20)  # of each operation
BOUNDARIES = ("--phases", "coverage,fuzzing")  # those of the schema, and examples
FEW = ("--phases", "fuzzing")  # for each role: its rights are the same at the boundaries
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


def asked_all(port: int, examples: int, tmp_path: Path, *more: str, role: Role | None = None) -> None:
    """Ask all that the OpenAPI allows.

    Each question has a connection of its own: one that is kept may be closed by the station while the next
    question is on its way. How long Schemathesis thinks of a question says nothing about the station.
    """
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run"),
            f"http://127.0.0.1:{port}/api/v1/openapi.json",
            *("--checks", "all", "--max-response-time", "60", "--seed", "1", "--no-color"),
            *("--exclude-path", "/api/v1/events"),  # has no end
            *("--max-examples", str(examples), "--request-timeout", "40", "--workers", "2"),
            *more,
        ],
        env={
            **os.environ,
            "SCHEMATHESIS_HOOKS": "tests.end_to_end.schema_hooks",
            "BROADCASTER_TEST_FILE": str(tmp_path / "tin.wav"),
            "BROADCASTER_TEST_ROLE": role or "",
        },
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    # From the first fault on: a runner shows only the beginning of what is long.
    found = re.search(r"=+ (ERRORS|FAILURES) =+.*", done.stdout, re.DOTALL)
    assert done.returncode == 0, (found[0] if found else done.stdout)[:6000] + done.stderr[-2000:]
    asked = re.search(r"Selected: (\d+)/\d+\s+Tested: (\d+)\b", done.stdout)
    assert asked is not None, done.stdout[-3000:]
    # One that takes nothing, as mourn-end, has a boundary and no example.
    assert int(asked[2]) >= int(asked[1]) - 1, done.stdout[-3000:]


@pytest.fixture
def zoned(station: Broadcaster, tmp_path: Path) -> Broadcaster:
    settings = SETTINGS.replace("output: none", "output: {file: out}")
    station.write("station.yaml", settings + "zones: {trung-tam: {channel: left}}\n")
    assert station("render", "ngan", "-o", str(tmp_path / "tin.wav")).returncode == 0
    return station


@pytest.mark.patient
def test_station_answers_whatever_is_asked_as_its_schema_says(zoned: Broadcaster, tmp_path: Path) -> None:
    with zoned.running(), reachable(zoned.folder / "state" / "api.sock") as port:
        asked_all(port, EXAMPLES, tmp_path, *BOUNDARIES)


@pytest.mark.patient
@pytest.mark.lab  # each right at each door: test_console_rights
def test_no_role_gets_more_than_its_rights_whatever_it_asks(zoned: Broadcaster, tmp_path: Path) -> None:
    persons = {role: TECHNICIAN if role is Role.TECHNICIAN else person(role) for role in Role}
    found(zoned.folder, *(one for role, one in persons.items() if role is not Role.TECHNICIAN))
    with zoned.running(), reachable(zoned.folder / "state" / "api.sock") as port:
        for role, one in persons.items():
            bearer = ("-H", f"Authorization: Bearer {token(zoned.folder, one)}")
            # Who signs out, or has a new password, asks as nobody from then on.
            apart = ("--exclude-path", "/api/v1/sign-out", "--exclude-path", "/api/v1/password")
            asked_all(port, 2, tmp_path, *FEW, *bearer, *apart, role=role)
