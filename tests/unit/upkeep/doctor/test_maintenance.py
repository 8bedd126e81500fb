"""A test sound obeys quiet hours and is told in the journal, however it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import NoOutput, ServiceError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.journal.rows.names import BENCH
from broadcaster.station.model.equipment import Output, OutputKind
from broadcaster.station.model.settings import Settings
from broadcaster.upkeep.doctor.bench import sounding
from tests.house import local

DAY, NIGHT = "2026-11-23T09:00", "2026-11-23T20:59:30"


def run(folder: Path, at: str, settings: Settings, *, fails: bool = False) -> None:
    clock = FakeClock(local(at))
    with sounding(folder, settings, 60, what="(thu)", who="an", clock=clock):
        clock.advance(10)
        if fails:
            raise NoOutput("playout.no_device", device="x", reason="y")


def test_sound_is_one_row_with_who_and_when(tmp_path: Path) -> None:
    run(tmp_path, DAY, Settings(name="A"))
    with Journal.open(tmp_path / "state/journal.db", FakeClock(local(DAY))) as journal:
        (airing,) = journal.airings()
    assert (airing.kind, airing.message, airing.who) == (AiringKind.MAINTENANCE, "(thu)", "an")
    assert airing.outcome is Outcome.AIRED
    assert airing.ended is not None
    assert airing.started is not None
    assert (airing.ended - airing.started).total_seconds() == 10


def test_sound_that_fails_is_told_as_cut(tmp_path: Path) -> None:
    with pytest.raises(NoOutput):
        run(tmp_path, DAY, Settings(name="A"), fails=True)
    with Journal.open(tmp_path / "state/journal.db", FakeClock(local(DAY))) as journal:
        (airing,) = journal.airings()
    assert airing.outcome is Outcome.CUT
    assert airing.reason is not None
    assert airing.reason.code == "playout.no_device"


@pytest.mark.parametrize(
    ("at", "settings", "code"),
    [
        (NIGHT, Settings(name="A"), "service.quiet_now"),
        (DAY, Settings(name="A", output=Output(kind=OutputKind.NONE)), "service.no_device_to_test"),
    ],
    ids=["ends inside quiet hours", "no device"],
)
def test_sound_is_refused(tmp_path: Path, at: str, settings: Settings, code: str) -> None:
    with pytest.raises(ServiceError) as caught:
        run(tmp_path, at, settings)
    assert caught.value.code == code
    assert not (tmp_path / "state/journal.db").exists()


def test_bench_on_the_loudspeakers_is_maintenance(tmp_path: Path) -> None:
    (tmp_path / "station.yaml").write_text(
        "name: A\nregulation: {quiet: none}\noutput: {device: khong-co-thiet-bi-nay, listen: khong-co}\n"
    )
    program = "from broadcaster.cli import main; main()"
    command = [sys.executable, "-c", program, "--station", str(tmp_path), "bench", "start", "--starts", "2"]
    done = subprocess.run(command, capture_output=True)
    assert done.returncode == 1
    with Journal.open(tmp_path / "state/journal.db", FakeClock(local(DAY))) as journal:
        (airing,) = journal.airings()
    assert (airing.kind, airing.message, airing.outcome) == (AiringKind.MAINTENANCE, BENCH, Outcome.CUT)
