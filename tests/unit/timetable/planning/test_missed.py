"""What is aired late after an absence, and what is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import Station
from broadcaster.timetable.plan.plan import plan
from broadcaster.timetable.planning.sessions import Backlog, missed
from broadcaster.timetable.rules.occurrence import Occurrence

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SIX = datetime(2026, 3, 2, 6, tzinfo=VIETNAM)
MakeStation = Callable[..., Station]


def back(
    station: Station,
    last_seen: datetime,
    now: datetime,
    knows: Callable[[Occurrence], bool] = lambda _: False,
) -> Backlog:
    rows = plan(station, last_seen, now + timedelta(hours=1), lengths=lambda _: (30.0, False))
    return missed(rows, last_seen=last_seen, now=now, schedules=station.schedules, knows=knows)


def shown(rows: tuple[Occurrence, ...]) -> list[str]:
    return [f"{row.start:%H:%M:%S} {row.message}" for row in rows]


def test_missed_when_two_sessions_are_late_catches_up_only_the_latest(make_station: MakeStation) -> None:
    schedule = Schedule(id="s", messages=("a", "b"), at=(time(6, 10), time(6, 20)), catch_up=1800.0)
    found = back(make_station(schedule), SIX, SIX + timedelta(minutes=25))
    assert shown(found.catch_up) == ["06:20:00 a", "06:20:32 b"]
    assert shown(found.missed) == ["06:10:00 a", "06:10:32 b"]


def test_missed_when_nothing_may_be_caught_up_loses_all_but_what_is_due_now(
    make_station: MakeStation,
) -> None:
    station = make_station(Schedule(id="s", messages=("a",), at=(time(6, 10), time(6, 20))))
    found = back(station, SIX, SIX + timedelta(minutes=20))
    assert shown(found.catch_up) == ["06:20:00 a"]
    assert shown(found.missed) == ["06:10:00 a"]


def test_missed_when_journal_knows_a_row_leaves_it_alone(make_station: MakeStation) -> None:
    schedule = Schedule(id="s", messages=("a", "b"), at=(time(6, 10),), catch_up=1800.0)
    found = back(make_station(schedule), SIX, SIX + timedelta(minutes=15), lambda row: row.message == "a")
    assert found == Backlog(catch_up=found.catch_up)
    assert shown(found.catch_up) == ["06:10:32 b"]


def test_missed_when_row_is_as_old_as_catch_up_still_airs(make_station: MakeStation) -> None:
    station = make_station(Schedule(id="s", messages=("a",), at=(time(6, 10),), catch_up=600.0))
    assert back(station, SIX, SIX + timedelta(minutes=20)).missed == ()
    assert back(station, SIX, SIX + timedelta(minutes=20, microseconds=1)).catch_up == ()


def test_missed_when_row_would_not_have_aired_is_told_as_refused(make_station: MakeStation) -> None:
    schedule = Schedule(id="s", messages=("a",), at=(time(5, 10),), catch_up=3600.0)
    found = back(make_station(schedule, quiet=(time(21), time(6))), SIX - timedelta(hours=1), SIX)
    assert found == Backlog(refused=found.refused)
    assert shown(found.refused) == ["05:10:00 a"]


@given(
    seen=st.integers(0, 240),
    away=st.integers(0, 240),
    catch_up=st.integers(0, 7200),
    known=st.frozensets(st.integers(0, 30)),
)
def test_missed_when_station_returns_puts_each_unknown_row_in_exactly_one_place(
    make_station: MakeStation, seen: int, away: int, catch_up: int, known: frozenset[int]
) -> None:
    station = make_station(
        Schedule(id="s", messages=("a", "b"), every=600.0, between=(time(6), time(10)), catch_up=catch_up),
        Schedule(id="t", messages=("c",), every=900.0, between=(time(6), time(10)), catch_up=catch_up / 2),
        quiet=(time(8), time(8, 30)),
    )
    last_seen = SIX + timedelta(minutes=seen)
    now = last_seen + timedelta(minutes=away)
    rows = plan(station, SIX, SIX + timedelta(hours=9), lengths=lambda _: (30.0, False))
    unknown = [row for k, row in enumerate(rows) if k not in known]
    found = missed(
        rows, last_seen=last_seen, now=now, schedules=station.schedules, knows=lambda r: r not in unknown
    )
    placed = [*found.catch_up, *found.missed, *found.refused]
    assert sorted(placed, key=rows.index) == [row for row in unknown if last_seen < row.start <= now]
    for name, limit in (("s", catch_up), ("t", catch_up / 2)):
        late = [row for row in found.catch_up if row.schedule == name]
        assert len({row.session for row in late}) <= 1
        assert all((now - row.start).total_seconds() <= limit for row in late)
        lost = [r for r in found.missed if r.schedule == name and (now - r.start).total_seconds() <= limit]
        assert all(r.session < late[0].session for r in lost) if late else not lost
