"""What was missed in a long absence is written day by day, each once, whatever the disk does meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.core.errors import StoreError
from broadcaster.journal.writer import misses
from broadcaster.journal.writer.misses import BATCH, DAY, Absence
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.timetable.rules.occurrence import Occurrence, Status

START = datetime(2026, 11, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
STATION = Station(root=Path("/x"), settings=Settings(name="Đài"), messages={}, schedules={})


def occurrence(at: datetime) -> Occurrence:
    return Occurrence(
        start=at,
        end=at + HOUR,
        end_estimated=False,
        message="m",
        schedule="s",
        session="s",
        position=0,
        of=1,
        status=Status.PLANNED,
    )


class Ward:
    """An occurrence every hour; what was asked of the plan, and what was written in which pieces."""

    def __init__(self, every: timedelta = HOUR) -> None:
        self.every = every
        self.asked: list[timedelta] = []
        self.written: list[list[datetime]] = []
        self.fails = 0
        self.whole = threading.Event()
        self.absence = Absence(self.plan, self.write)

    def plan(self, station: Station, first: datetime, last: datetime) -> list[Occurrence]:
        assert station is STATION
        self.asked.append(last - first)
        count = -((START - first) // self.every)  # the first that is not before
        at, rows = START + count * self.every, []
        while at < last:
            rows.append(occurrence(at))
            at += self.every
        return rows

    def write(self, station: Station, rows: Sequence[Occurrence]) -> None:
        assert station is STATION
        if self.fails:
            self.fails -= 1
            raise StoreError("store.disk_full", path="journal.db")
        self.written.append([row.start for row in rows])
        self.whole.set()

    @property
    def all(self) -> list[datetime]:
        return [at for piece in self.written for at in piece]


def hours(first: int, last: int) -> list[datetime]:
    return [START + count * HOUR for count in range(first, last)]


@given(spans=st.lists(st.integers(1, 60), max_size=3))
def test_each_span_is_written_once_without_its_first_instant_and_with_its_last(spans: list[int]) -> None:
    ward, at = Ward(), 0
    for length in spans:
        ward.absence.add(STATION, START + at * HOUR, START + (at + length) * HOUR)
        at += length
    while ward.absence.unreported_since is not None:
        assert ward.absence.unreported_since == START + len(ward.all) * HOUR
        assert ward.absence.step()
    assert not ward.absence.step()
    assert ward.all == hours(1, at + 1)
    assert all(span <= DAY for span in ward.asked)
    assert len(ward.asked) == sum(-(-length // 24) for length in spans)


def test_a_day_full_of_airings_is_written_in_pieces_that_let_others_between() -> None:
    ward = Ward(timedelta(minutes=2))
    ward.absence.add(STATION, START, START + timedelta(minutes=2 * (2 * BATCH + 1)))
    assert ward.absence.step()
    assert [len(piece) for piece in ward.written] == [BATCH, BATCH, 1]
    assert not ward.absence.step()


def test_a_day_that_the_disk_did_not_take_stays_unreported() -> None:
    ward = Ward()
    ward.absence.add(STATION, START, START + 30 * HOUR)
    assert ward.absence.step()
    ward.fails = 1
    with pytest.raises(StoreError):
        ward.absence.step()
    assert ward.absence.unreported_since == START + DAY
    assert ward.absence.step()
    assert ward.all == hours(1, 31)


def test_the_thread_reports_what_is_added_and_tries_a_full_disk_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(misses, "AGAIN", 0.001)
    ward = Ward()
    ward.fails = 2
    ward.absence.add(STATION, START, START + HOUR)
    ward.absence.start()
    try:
        assert ward.whole.wait(10)
        ward.whole.clear()
        ward.absence.add(STATION, START + HOUR, START + 2 * HOUR)
        assert ward.whole.wait(10)
    finally:
        ward.absence.close()
    assert ward.all == hours(1, 3)
    assert not ward.absence._thread.is_alive()


def test_the_end_leaves_what_is_not_reported_to_the_next_process() -> None:
    ward = Ward()
    ward.absence.close()  # it never began
    ward.absence.add(STATION, START, START + HOUR)
    ward.absence.start()
    ward.absence.close()
    assert not ward.absence._thread.is_alive()
    assert ward.absence.unreported_since == START
