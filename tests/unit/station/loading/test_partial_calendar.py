"""calendar.yaml that is broken or takes a day away: the accepted one stays, and so do the schedules."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.station.loading import archive
from broadcaster.station.loading.loader import load
from broadcaster.station.loading.partial import Whole, whole
from broadcaster.station.loading.sources import FolderSource
from tests.unit.station.conftest import Make

CALENDAR = "days: {hoi-lang: {title: Hội làng, dates: [2026-11-30]}}\nswaps: [{off: 2026-12-01}]\n"
SCHEDULE = "message: m\nat: ['17:00']\nexcept: {holidays: true, named: [hoi-lang]}\n"


@pytest.fixture
def folder(make: Make, clock: FakeClock) -> Path:
    made = make(
        {
            "messages/m.yaml": "title: x\nparts: [{say: chào}]\n",
            "schedules/s.yaml": SCHEDULE,
            "calendar.yaml": CALENDAR,
        }
    )
    archive.keep(load(made, clock=clock), made / "state")
    return made


def taken(folder: Path, clock: FakeClock) -> Whole:
    return whole(FolderSource(folder), archive.opened(folder / "state", folder), clock=clock)


@pytest.mark.parametrize("written", ["days: [broken\n", "swaps: [{work: 2026-12-01}]\n", "days: {}\n", None])
def test_the_accepted_calendar_stays(folder: Path, clock: FakeClock, written: str | None) -> None:
    if written is None:
        (folder / "calendar.yaml").unlink()
    else:
        (folder / "calendar.yaml").write_text(written)

    found = taken(folder, clock)

    assert found.loaded.station is not None
    assert [one.off for one in found.loaded.station.calendar.swaps] == [date(2026, 12, 1)]
    assert found.loaded.station.schedules["s"].exceptions.named == ("hoi-lang",)
    assert "calendar.yaml" in found.stays
    assert found.left_out == ()
    assert found.problems != ()


def test_day_that_no_schedule_names_goes(folder: Path, clock: FakeClock) -> None:
    (folder / "calendar.yaml").write_text("days: {}\n")
    (folder / "schedules/s.yaml").write_text("message: m\nat: ['17:00']\n")

    found = taken(folder, clock)

    assert found.loaded.station is not None
    assert found.loaded.station.calendar.days == ()
    assert found.stays == ()


def test_new_schedule_of_a_day_that_nobody_knows_is_left_out(folder: Path, clock: FakeClock) -> None:
    (folder / "schedules/t.yaml").write_text(SCHEDULE.replace("hoi-lang", "le-hoi"))

    found = taken(folder, clock)

    assert found.left_out == ("schedules/t.yaml",)
    assert found.stays == ()
