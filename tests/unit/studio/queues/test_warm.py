"""The render process of emergencies is kept ready, and is not started endlessly where it cannot live."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.sound import Siren, Stroke
from broadcaster.station.model.station import FakeInForce, Station
from broadcaster.studio.queues.warm_keeper import LONGEST_PAUSE, SHORT, WarmKeeper


@dataclass
class Process:
    """Counts its starts."""

    pid: int | None = None
    starts: int = 0

    def warm(self, station: Station) -> None:
        self.starts += 1
        self.pid = self.starts


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2021, 2, 3, 6, 30, tzinfo=UTC))


@pytest.fixture
def process() -> Process:
    return Process()


@pytest.fixture
def keeper(process: Process, clock: FakeClock) -> WarmKeeper:
    station = Station(root=Path(), settings=Settings(name="x"), messages={}, schedules={})
    return WarmKeeper(process, FakeInForce(station), clock)


def test_process_that_is_there_is_left_and_one_that_ended_is_replaced_at_once(
    keeper: WarmKeeper, process: Process, clock: FakeClock
) -> None:
    keeper.look()
    keeper.look()
    assert process.starts == 1
    clock.advance(SHORT + 1)
    process.pid = None
    keeper.look()
    assert process.starts == 2


def test_process_that_ends_again_and_again_is_started_ever_more_rarely(
    keeper: WarmKeeper, process: Process, clock: FakeClock
) -> None:
    for _ in range(3600):  # seconds
        keeper.look()
        process.pid = None
        clock.advance(1)
    assert 3600 / LONGEST_PAUSE < process.starts < 25
    clock.advance(LONGEST_PAUSE)
    keeper.look()
    assert process.pid is not None
    clock.advance(LONGEST_PAUSE + SHORT + 1)  # it lived: the next one is started at once
    process.pid = None
    keeper.look()
    assert process.pid is not None


def test_process_is_made_ready_anew_once_where_the_siren_changed(process: Process, clock: FakeClock) -> None:
    airs = FakeInForce(Station(root=Path(), settings=Settings(name="x"), messages={}, schedules={}))
    keeper = WarmKeeper(process, airs, clock)
    for _ in range(3):
        keeper.look()
    assert process.starts == 1
    pattern = Siren(steps=(Stroke(first=400, last=400, length=20),))
    settings = replace(airs.station.settings, sirens={"xa-lu": pattern})
    airs.station = replace(airs.station, settings=settings)
    for _ in range(3):
        keeper.look()
    assert process.starts == 2
