"""The examination names what is broken and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.clock import FakeClock, SystemClock
from broadcaster.journal import Journal
from broadcaster.service.clock_trust import clockfile
from broadcaster.service.clock_trust.timesource import FakeTimeSource
from broadcaster.service.doctor import clock as doctor_clock
from broadcaster.service.doctor.doctor import examine
from broadcaster.service.doctor.finding import Level
from broadcaster.station.model import Settings
from broadcaster.timetable.guard.trust import AWAY, PROOFS, Observation

from ..conftest import SETTINGS, local


def levels(folder: Path) -> dict[str, Level]:
    return {finding.code: finding.level for finding in examine(folder)}


def test_good_station_has_no_fault(tmp_path: Path) -> None:
    (tmp_path / "station.yaml").write_text(SETTINGS)
    Journal.open(tmp_path / "state/journal.db", SystemClock()).close()
    found = levels(tmp_path)
    assert found["doctor.station"] is Level.OK
    assert found["doctor.engine"] is Level.OK
    assert found["doctor.journal"] is Level.OK
    assert found["doctor.output_silent"] is Level.WARN
    assert Level.FAIL not in found.values()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("station.yaml", "name: [\n", "doctor.station_bad"),
        ("station.yaml", "name: A\noutput: {device: no such device}\n", "doctor.no_output"),
        (
            "station.yaml",
            "name: A\nkeying: {type: serial, port: /dev/no-such-port}\n",
            "doctor.keying_no_device",
        ),
        ("audio_cache", "in the way", "doctor.not_writable"),
        ("state/journal.db", "no database " * 200, "doctor.journal_damaged"),
    ],
)
def test_what_is_broken_is_named(tmp_path: Path, name: str, content: str, code: str) -> None:
    (tmp_path / "station.yaml").write_text(SETTINGS)
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content)
    assert levels(tmp_path)[code] is Level.FAIL


@pytest.mark.parametrize(
    ("network", "errors", "codes"),
    [
        (True, None, ["doctor.clock"]),
        (False, [], ["doctor.clock_unsynchronised", "doctor.rtc_unproven"]),
        (True, [1.0] * PROOFS, ["doctor.clock", "doctor.rtc_proven"]),
        (True, [*[1.0] * PROOFS, -90.0], ["doctor.clock", "doctor.rtc_unproven"]),
    ],
)
def test_battery_clock_is_proven_by_what_was_seen_at_several_boots(
    tmp_path: Path, network: bool, errors: list[float] | None, codes: list[str]
) -> None:
    clock = FakeClock(local("2026-11-23T08:00"))
    source = FakeTimeSource(network=network, rtc=None if errors is None else clock.now())
    seen = tuple(
        Observation(boot=f"b{number}", at=clock.now(), error=error, away=AWAY)
        for number, error in enumerate(errors or [])
    )
    clockfile.write(tmp_path, clockfile.ClockFile(observations=seen))
    clockfile.write_proof(tmp_path, clock.now())
    found = [f.code for f in doctor_clock.examine(tmp_path, Settings(name="A"), clock, source)]
    assert found == codes
    assert clockfile.has_proof(tmp_path) == ("doctor.rtc_unproven" not in codes)
