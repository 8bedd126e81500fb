"""Schedules that ask for more airings than a plan has room for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.core.clock import FakeClock
from broadcaster.station.acceptance.confirmation import Confirmed
from broadcaster.station.acceptance.intake import take
from broadcaster.station.loading.crowding import MOST_DAILY, MOST_IN_ALL, crowding, daily
from broadcaster.station.loading.loader import load
from broadcaster.station.loading.partial import whole
from broadcaster.station.loading.sources import FolderSource
from broadcaster.station.model.message import Message, Say
from broadcaster.station.model.regulation import ApprovalRule, Regulation
from broadcaster.station.model.schedule import Once, Schedule
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.station.yaml.tree import Place
from broadcaster.timetable.plan.plan import plan

FIRST = datetime(2026, 11, 25, 17, tzinfo=UTC)  # midnight in Vietnam
ALL_DAY = 'between: "00:00-23:59"\n'


def station_of(folder: Path, schedules: Mapping[str, str]) -> Path:
    files = {
        "station.yaml": "name: x\n",
        "messages/m.yaml": "title: x\nparts: [say: hi]\n",
        **{f"schedules/{name}.yaml": f"message: m\n{text}" for name, text in schedules.items()},
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def codes(folder: Path) -> dict[str, str]:
    return {problem.file: problem.code for problem in load(folder).problems}


def test_bell_each_minute_of_the_day_then_is_taken(tmp_path: Path) -> None:
    folder = station_of(tmp_path, {"chuong": f"every: 1m\n{ALL_DAY}"})

    assert codes(folder) == {}


def test_schedule_of_every_ten_seconds_of_an_hour_then_is_taken(tmp_path: Path) -> None:
    folder = station_of(tmp_path, {"chuong": 'every: 10s\nbetween: "07:00-10:59"\n'})

    assert codes(folder) == {}


def test_schedule_of_every_ten_seconds_all_day_then_is_refused_at_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", "en")
    folder = station_of(tmp_path, {"h1": f"every: 10s\n{ALL_DAY}"})

    assert [problem.as_line() for problem in load(folder).problems] == [
        (
            "schedules/h1.yaml:2:8: error: this schedule has 8635 airings a day, more than 1440 "
            "(let it air less often, within a shorter time, or with fewer messages in a session)"
        )
    ]


def test_dense_files_beside_a_ward_then_they_alone_are_set_aside(tmp_path: Path) -> None:
    dense = {f"h{k}": f"every: 10s\n{ALL_DAY}" for k in range(30)}
    minutes = {f"a{k:02}": f"every: 1m\n{ALL_DAY}" for k in range(20)}
    folder = station_of(tmp_path, {**dense, **minutes, "sang": 'at: ["06:30", "17:00"]\n'})

    kept = whole(FolderSource(folder), None, alone=True).loaded.station

    assert kept is not None
    assert set(kept.schedules) == {"sang", *sorted(minutes)[4:]}
    assert sum(map(daily, kept.schedules.values())) <= MOST_IN_ALL


def test_accepted_schedule_that_becomes_too_dense_then_stays_as_it_was(tmp_path: Path) -> None:
    folder, state = station_of(tmp_path, {"sang": 'at: ["06:30"]\n'}), tmp_path / "state"
    state.mkdir()
    clock = FakeClock(FIRST)
    first = take(folder, state, confirmed=Confirmed(state), clock=clock)
    station_of(tmp_path, {"sang": f"every: 10s\n{ALL_DAY}"})

    taken = take(folder, state, confirmed=Confirmed(state), clock=clock, last=first.station)

    assert [problem.code for problem in taken.problems] == ["station.dense_schedule"]
    assert taken.station.schedules["sang"].at == (time(6, 30),)


WALLS = st.times(min_value=time(0), max_value=time(23, 59)).map(lambda wall: wall.replace(microsecond=0))
STEPS = st.sampled_from((10.0, 45.0, 60.0, 95.5, 600.0))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    every = draw(st.none() | STEPS)
    first, last = sorted((draw(WALLS), draw(WALLS)))
    return Schedule(
        id="",
        messages=("m",) * draw(st.integers(1, 3)),
        at=() if every else tuple(draw(st.sets(WALLS, max_size=4))),
        every=every,
        between=(first, last) if every else None,
        once=tuple(draw(st.sets(st.builds(Once, st.just(date(2026, 11, 26)), WALLS), max_size=3))),
        days=draw(st.sampled_from((frozenset[int](), frozenset({3})))),
    )


def set_aside(found: Mapping[str, Schedule]) -> set[str]:
    places = {name: Place(name, None) for name in found}
    return {problem.file for problem in crowding(found, places)}


@given(
    ordinary=st.lists(schedules().filter(lambda one: daily(one) <= 200), max_size=8),
    dense=st.lists(st.integers(1, 3), max_size=60),
)
def test_whatever_dense_schedules_stand_beside_them_then_ordinary_ones_all_air(
    ordinary: list[Schedule], dense: list[int]
) -> None:
    greedy = [Schedule(id="", messages=("m",) * of, every=60.0, between=(time(0), time(12))) for of in dense]
    named = {f"s{k}": one for k, one in enumerate([*greedy, *ordinary])}

    aside = set_aside(named)

    assert not aside & {name for name, one in named.items() if daily(one) <= 200}
    kept = sum(daily(one) for name, one in named.items() if name not in aside)
    assert kept <= MOST_IN_ALL
    crowded = [daily(named[name]) for name in aside if daily(named[name]) <= MOST_DAILY]
    assert not crowded or kept + min(crowded) > MOST_IN_ALL, "one more would have had room"


@given(one=schedules())
def test_count_of_a_schedule_then_no_day_of_its_plan_has_more(one: Schedule) -> None:
    settings = Settings(name="x", approval=ApprovalRule(required=False), regulation=Regulation(quiet=None))
    message = Message(id="m", title="m", parts=(Say(text="m"),))
    station = Station(
        root=Path(),
        settings=settings,
        messages=MappingProxyType({"m": message}),
        schedules=MappingProxyType({"": one}),
    )

    rows = plan(station, FIRST, FIRST + timedelta(days=1), lengths=lambda _: (1.0, False))

    assert len(rows) <= daily(one)
