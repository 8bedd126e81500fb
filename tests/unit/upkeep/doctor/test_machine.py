"""The machine's examination: what would stop a station in years is found today."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from broadcaster.station.model.equipment import Ups
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.sound import Sound
from broadcaster.upkeep.doctor import machine as doctor_machine
from broadcaster.upkeep.doctor.finding import Grade
from broadcaster.upkeep.host.lock import StationLock, is_held

A = Settings(name="A")


def test_cache_that_would_fill_the_disk_is_foreseen(tmp_path: Path) -> None:
    huge = Settings(name="A", sound=Sound(cache=10**9))
    (finding,) = doctor_machine.disk(tmp_path, huge)
    assert (finding.code, finding.level) == ("doctor.disk_forecast", Grade.WARN)


def test_cache_that_has_grown_already_is_not_counted_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_machine, "LOW_DISK", 0)
    (tmp_path / "audio_cache").mkdir()
    with (tmp_path / "audio_cache/a.wav").open("wb") as file:
        os.truncate(file.fileno(), 64_000_000)
    (finding,) = doctor_machine.disk(tmp_path, Settings(name="A", sound=Sound(cache=64)))
    assert finding.code == "doctor.disk"


def test_ups_that_is_named_and_silent_is_a_fault_and_else_not_spoken_of(unused_port: int) -> None:
    named = Settings(name="A", ups=Ups(host="127.0.0.1", port=unused_port))
    (finding,) = doctor_machine.mains(Path(), named)
    assert (finding.code, finding.level) == ("doctor.ups_silent", Grade.FAIL)


def test_machine_that_lives_in_another_zone_is_told() -> None:
    far = Settings(name="A", timezone=ZoneInfo("Pacific/Kiritimati"))
    codes = [finding.code for finding in doctor_machine.zone(Path(), far)]
    assert codes == ["doctor.other_zone"]


def test_lock_is_seen_from_outside_only_while_it_is_held(tmp_path: Path) -> None:
    state = tmp_path / "state"
    assert not is_held(state)
    with StationLock(state):
        assert is_held(state)
    assert not is_held(state)


@pytest.fixture
def unused_port() -> int:
    import socket

    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])
