"""systemd hears signs of life only from a director that turns over an air that is tended."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from broadcaster.app.station.supervision import SystemdHeartbeat, state_of
from broadcaster.core.clock import FakeClock
from broadcaster.playout.links.air import AirDoor
from broadcaster.station.model.settings import Settings
from broadcaster.upkeep.host.systemd import notify, watchdog

START = datetime(2026, 11, 25, tzinfo=UTC)


class Life:
    """A heartbeat with its switches and what it told."""

    def __init__(self, span: float | None = 20.0) -> None:
        self.tended = True
        self.state = "silent"
        self.told: list[str] = []
        self.clock = FakeClock(START)
        self.beat = SystemdHeartbeat(
            cast(AirDoor, self), lambda: self.state, span, self.clock, self.told.append
        )


def test_signs_come_four_times_in_each_span() -> None:
    life = Life()
    for _ in range(60):
        life.beat()
        life.clock.advance(1)
    assert life.told.count("WATCHDOG=1") == 12


def test_state_is_told_in_the_words_of_the_station() -> None:
    director = SimpleNamespace(output="", desk=SimpleNamespace(on_air=None))
    upcoming = SimpleNamespace(message="bluezone", start=START)
    parts: Any = SimpleNamespace(
        director=director,
        timetable=SimpleNamespace(planner=SimpleNamespace(next=upcoming)),
        files=SimpleNamespace(station=SimpleNamespace(settings=Settings(name="x"))),
    )
    assert state_of(parts) == "mất đầu ra âm thanh, đang thử mở lại"
    director.output = "loa"
    assert state_of(parts) == "đang im lặng; buổi phát tới: bluezone lúc 07:00:00 25/11/2026"
    director.desk.on_air = SimpleNamespace(item=SimpleNamespace(message="(live)"))
    assert state_of(parts) == "đang phát: Nói trực tiếp"


def test_no_sign_while_nobody_tends_the_air() -> None:
    life = Life()
    life.tended = False
    life.beat()
    assert "WATCHDOG=1" not in life.told
    life.tended = True
    life.beat()
    assert "WATCHDOG=1" in life.told


def test_state_is_told_when_it_changes_even_without_a_watchdog() -> None:
    life = Life(span=None)
    life.beat()
    life.beat()
    life.state = "on air: bluezone"
    life.beat()
    assert life.told == ["STATUS=silent", "STATUS=on air: bluezone"]


@pytest.mark.parametrize("abstract", [False, True], ids=["path", "abstract"])
def test_datagram_reaches_the_socket_that_systemd_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, abstract: bool
) -> None:
    name = f"@broadcaster-test-{os.getpid()}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.bind(name.replace("@", "\0", 1))
        monkeypatch.setenv("NOTIFY_SOCKET", name)
        notify("READY=1", "STATUS=silent")
        assert door.recv(100) == b"READY=1\nSTATUS=silent"


def test_nobody_listening_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as other:
        other.bind(str(tmp_path / "other"))
        other.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
        notify("READY=1")
        monkeypatch.delenv("NOTIFY_SOCKET")
        notify("READY=1")
        assert [path.name for path in tmp_path.iterdir()] == ["other"]
        with pytest.raises(BlockingIOError):
            other.recv(1)


@pytest.mark.parametrize(
    ("pid", "usec", "span"),
    [("", "20000000", 20.0), (str(os.getpid()), "1000000", 1.0), ("1", "20000000", None), ("", "", None)],
    ids=["any", "ours", "another's", "none"],
)
def test_watchdog_span_is_for_the_process_that_systemd_started(
    monkeypatch: pytest.MonkeyPatch, pid: str, usec: str, span: float | None
) -> None:
    monkeypatch.setenv("WATCHDOG_PID", pid)
    monkeypatch.setenv("WATCHDOG_USEC", usec)
    assert watchdog() == span
