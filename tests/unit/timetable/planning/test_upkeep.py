"""Nightly upkeep, and that only a station with a timetable pays for the scheduler."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock, SystemClock
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain
from broadcaster.journal.log.journal import Journal
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.upkeep.doctor.finding import Finding, fail, ok, warn
from broadcaster.upkeep.monitoring import chores

MEGABYTE = 1_000_000


@pytest.fixture
def station(tmp_path: Path) -> Station:
    settings = Settings(name="Đài thử")
    settings = replace(settings, sound=replace(settings.sound, cache=4))
    return Station(root=tmp_path, settings=settings, messages={}, schedules={})


def fill(folder: Path, count: int) -> None:
    """Some old files of half a megabyte each, the first the oldest."""
    folder.mkdir(parents=True)
    for number in range(count):
        path = folder / f"{number}.wav"
        path.write_bytes(bytes(MEGABYTE // 2))


def age(folder: Path) -> None:
    for number, path in enumerate(sorted(folder.iterdir())):
        os.utime(path, (1_600_000_000 + number, 1_600_000_000 + number))


def test_caches_over_their_limit_lose_what_was_used_least_lately(station: Station) -> None:
    programmes = station.root / "audio_cache" / "programmes"
    clips = station.root / "audio_cache" / "clips" / "ab"
    for folder in (programmes, clips):
        fill(folder, 8)
        age(folder)
    (programmes / ".draft-of-a-killed-process.wav").write_bytes(b"")
    age(programmes)
    chores.prune(station, SystemClock())
    # A quarter of 4 MB is for clips; a tenth of each share is left free.
    assert sorted(path.name for path in clips.iterdir()) == ["7.wav"]
    assert sorted(path.name for path in programmes.iterdir()) == ["3.wav", "4.wav", "5.wav", "6.wav", "7.wav"]


def test_caches_under_their_limit_are_left_alone(station: Station) -> None:
    chores.prune(station, SystemClock())  # none made yet
    programmes = station.root / "audio_cache" / "programmes"
    fill(programmes, 4)
    chores.prune(station, SystemClock())
    assert len(list(programmes.iterdir())) == 4


def test_what_doctor_calls_bad_of_the_disk_is_reported(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk(_folder: Path, _settings: Settings) -> Iterator[Finding]:
        yield warn("doctor.disk_low", free=500)
        yield fail("doctor.disk_low", free=50)
        yield ok("doctor.disk", free=50)

    monkeypatch.setattr(chores, "disk", disk)
    monkeypatch.setenv("BROADCASTER_LANG", "en")
    faults: list[BroadcasterError] = []
    journal = Journal.in_memory(FakeClock(datetime(2026, 11, 26, tzinfo=UTC)))
    chores.examine_disk(station, journal, faults.append)
    journal.close()
    assert [explain(fault) for fault in faults] == [
        "Disk: only 50 MB free (free some space or lower sound.cache)"
    ]


def test_journal_is_examined(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal.in_memory(FakeClock(datetime(2026, 11, 26, tzinfo=UTC)))
    examined = []
    monkeypatch.setattr(journal.repairer, "examine", lambda: examined.append(True))
    chores.examine_disk(station, journal, lambda _fault: None)
    journal.close()
    assert examined == [True]


def test_only_a_station_with_a_timetable_imports_the_scheduler() -> None:
    program = (
        "import sys\n"
        "import broadcaster.cli.airing.airing, broadcaster.cli.running.station\n"
        "import broadcaster.api.transport.server\n"
        "import broadcaster.app.station.assembly\n"
        "print('apscheduler' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
