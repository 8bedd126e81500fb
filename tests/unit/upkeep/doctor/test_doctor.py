"""The examination names what is broken and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock, SystemClock
from broadcaster.journal.log.journal import Journal
from broadcaster.station.model.settings import Settings
from broadcaster.timetable.guard import clock_sources
from broadcaster.timetable.guard.clock_sources import FakeTimeSource
from broadcaster.timetable.rules.clock_verdict import AWAY, PROOFS, Observation
from broadcaster.upkeep.doctor import machine as doctor_clock
from broadcaster.upkeep.doctor.examination import examine
from broadcaster.upkeep.doctor.finding import Grade
from tests.fakes import vieneu_models
from tests.house import SETTINGS, local


def levels(folder: Path) -> dict[str, Grade]:
    return {finding.code: finding.level for finding in examine(folder)}


def test_good_station_has_no_fault(tmp_path: Path) -> None:
    (tmp_path / "station.yaml").write_text(SETTINGS)
    Journal.open(tmp_path / "state/journal.db", SystemClock()).close()
    found = levels(tmp_path)
    assert found["doctor.station"] is Grade.OK
    assert found["doctor.engine"] is Grade.OK
    assert found["doctor.journal"] is Grade.OK
    assert found["doctor.output_silent"] is Grade.WARN
    assert Grade.FAIL not in found.values()


@pytest.mark.parametrize(("work", "code"), [(0.4, "doctor.voice_work"), (1.7, "doctor.voice_slow")])
def test_how_long_an_installed_voice_works_is_told(tmp_path: Path, work: float, code: str) -> None:
    (tmp_path / "station.yaml").write_text(SETTINGS)
    vieneu_models.shelve(tmp_path / "voices", work=work)
    (found,) = [each for each in examine(tmp_path) if each.code.startswith("doctor.voice_")]
    assert (found.code, found.facts) == (code, {"voice": "vieneu:v3nano", "work": work})
    assert found.level is (Grade.WARN if work > 1 else Grade.OK)


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
    assert levels(tmp_path)[code] is Grade.FAIL


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
    clock_sources.write_clock_file(tmp_path, clock_sources.ClockFile(observations=seen))
    clock_sources.write_proof(tmp_path, clock.now())
    found = [f.code for f in doctor_clock.examine(tmp_path, Settings(name="A"), clock, source)]
    assert found == codes
    assert clock_sources.has_proof(tmp_path) == ("doctor.rtc_unproven" not in codes)
