"""`broadcaster run` as systemd runs it: ready, alive, stopping; its log in journald's own form."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.end_to_end.conftest import PATIENCE, Broadcaster, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.lab]  # whole stations against the clock


def listen(door: socket.socket, until: str) -> list[str]:
    """The lines told up to and with one that begins with `until`."""
    door.settimeout(PATIENCE)
    lines: list[str] = []
    while not any(line.startswith(until) for line in lines):
        lines += door.recv(4096).decode().splitlines()
    return lines


def test_systemd_hears_ready_then_signs_of_life_then_stopping(station: Broadcaster, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door, log.open("wb") as err:
        door.bind(str(tmp_path / "notify"))
        about = os.fstat(err.fileno())
        environment = station.environment | {
            "NOTIFY_SOCKET": str(tmp_path / "notify"),
            "WATCHDOG_USEC": "2000000",
            "JOURNAL_STREAM": f"{about.st_dev}:{about.st_ino}",
        }
        with subprocess.Popen(station.command("run"), env=environment, stderr=err) as process:
            assert "READY=1" in listen(door, "READY")
            listen(door, "WATCHDOG")
            assert station("play", "ngan").returncode == 0
            assert "STATUS=on air: ngan" in listen(door, "STATUS=on air")
            process.send_signal(signal.SIGTERM)
            assert "STOPPING=1" in listen(door, "STOPPING")
            assert process.wait(PATIENCE) == 0
    lines = log.read_text().splitlines()
    assert any(line.startswith("<6>") and " aired: " in line and line.endswith(" ngan") for line in lines)


def test_supervisor_is_told_by_the_exit_code_whether_all_is_well(station: Broadcaster) -> None:
    assert station("status", "--check").returncode == 1
    with station.running():
        assert station("status", "--check").returncode == 0
    assert station("status").returncode == 0


def test_hung_station_gives_no_sign(station: Broadcaster, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.bind(str(tmp_path / "notify"))
        station.environment |= {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "2000000"}
        with station.running() as process:
            listen(door, "WATCHDOG")
            process.send_signal(signal.SIGSTOP)
            time.sleep(0.2)
            door.setblocking(False)
            while readable(door):
                pass
            door.settimeout(2.5)
            silent = not readable(door)
            process.send_signal(signal.SIGCONT)
            assert silent
            wait_for(lambda: readable(door))


def readable(door: socket.socket) -> bool:
    try:
        return bool(door.recv(4096))
    except (BlockingIOError, TimeoutError):
        return False
