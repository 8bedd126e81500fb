"""What the computer itself says of its clocks; and of answers that are none, nothing."""

from __future__ import annotations

import ctypes
import os
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import broadcaster
from broadcaster.timetable.guard import clock_sources
from broadcaster.timetable.guard.clock_sources import SystemTimeSource

SOURCE = SystemTimeSource()


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        ("1795503600\n", datetime(2026, 11, 24, 7, tzinfo=UTC)),
        ("no number", None),
        ("9" * 30, None),
        (None, None),
    ],
)
def test_battery_clock_is_read_to_the_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: str | None, read: datetime | None
) -> None:
    monkeypatch.setattr(clock_sources, "_RTC", tmp_path)
    if shown is not None:
        (tmp_path / "since_epoch").write_text(shown)
    assert SOURCE.hardware() == read


@pytest.mark.parametrize(
    ("answer", "status", "kept"),
    [(0, 0, True), (5, 0x2001, True), (5, 0x40, False), (0, 0x2041, False), (-1, 0, False)],
)
def test_network_keeps_the_clock_unless_the_kernel_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, answer: int, status: int, kept: bool
) -> None:
    def adjtimex(state: Any) -> int:
        assert state._obj.modes == 0, "asked, not set"
        state._obj.status = status
        return answer

    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: SimpleNamespace(adjtimex=adjtimex))
    assert SOURCE.synchronised() is kept


def test_system_that_cannot_be_asked_keeps_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: SimpleNamespace())
    assert not SOURCE.synchronised()


def test_no_clock_is_before_the_files_of_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "__init__.py"
    file.touch()
    os.utime(file, (1_700_000_000, 1_700_000_000))
    monkeypatch.setattr(broadcaster, "__file__", str(file))
    assert SOURCE.built() == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    file.unlink()
    assert SOURCE.built() == datetime(1970, 1, 1, tzinfo=UTC)
