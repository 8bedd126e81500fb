"""Faults on the terminal of a running station: each once, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from broadcaster.cli.running.station_terminal import TerminalFaults
from broadcaster.core.errors import PlayoutError
from broadcaster.playout.director.faults import FaultLog


def test_fault_is_told_once_and_again_only_after_a_pause() -> None:
    told: list[str] = []
    screen, faults, now = TerminalFaults(told.append), FaultLog(), datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    for second in (0, 1, 30, 60, 200):
        faults.keep(PlayoutError("playout.air_lost"), now + timedelta(seconds=second))
        screen.look(tuple(faults), UTC)
        screen.look(tuple(faults), UTC)
    assert told == ["Sự cố lúc 09:00:00: mất đầu ra âm thanh", "Sự cố lúc 09:03:20: mất đầu ra âm thanh"]
