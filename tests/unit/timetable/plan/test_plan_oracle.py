"""The plan against an oracle that walks through time minute by minute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.station.model.message import Message, Say, Validity
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import Station
from broadcaster.timetable.plan.plan import next_start, plan
from broadcaster.timetable.rules.occurrence import Status

MINUTE = timedelta(minutes=1)
MakeStation = Callable[..., Station]

# A day around which clocks change, and two where they do not: New York in spring and autumn,
# Lord Howe by half an hour, Beirut at midnight, Vietnam never, and a leap day.
PLACES = st.sampled_from(
    [
        ("America/New_York", date(2026, 3, 8)),
        ("America/New_York", date(2026, 11, 1)),
        ("Australia/Lord_Howe", date(2026, 4, 5)),
        ("Asia/Beirut", date(2022, 3, 27)),
        ("Asia/Ho_Chi_Minh", date(2024, 2, 29)),
        ("Asia/Ho_Chi_Minh", date(2025, 12, 31)),
    ]
)
WALLS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
BORDER = st.none() | st.integers(-2, 2)


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, date, list[Schedule], list[Message]]:
    zone, day = draw(PLACES)

    def validity() -> Validity:
        first, until = draw(BORDER), draw(BORDER)
        return Validity(
            first=None if first is None else day + timedelta(days=first),
            until=None if until is None else day + timedelta(days=until),
        )

    messages = [
        Message(id=name, title=name, parts=(Say(text="."),), valid=validity()) for name in ("a", "b", "c")
    ]
    schedules = []
    for name in ("x", "y"):
        every = draw(st.none() | st.integers(7, 200))
        between = sorted([draw(WALLS), draw(WALLS)])
        schedules.append(
            Schedule(
                id=name,
                messages=(draw(st.sampled_from(["a", "b", "c"])),),
                at=tuple(draw(st.lists(WALLS, min_size=1, max_size=3))) if every is None else (),
                every=None if every is None else every * 60.0,
                between=None if every is None else (between[0], between[1]),
                days=draw(st.frozensets(st.integers(0, 6), max_size=4)),
                valid=validity(),
            )
        )
    return zone, day, schedules, messages


def walls_of(schedule: Schedule) -> set[time]:
    if schedule.every is None:
        return set(schedule.at)
    assert schedule.between is not None
    begin, end = (t.hour * 60 + t.minute for t in schedule.between)
    return {time(m // 60, m % 60) for m in range(begin, end + 1) if (m - begin) % (schedule.every // 60) == 0}


def first_showings(zone: ZoneInfo, first: datetime, last: datetime) -> dict[datetime, datetime]:
    """Each minute that the clocks could show (naive) → the instant at which it counts."""
    shown: dict[datetime, datetime] = {}
    moment = first
    while moment < last:
        shown.setdefault(moment.astimezone(zone).replace(tzinfo=None, fold=0), moment)
        moment += MINUTE
    walls = sorted(shown)
    for before, after in pairwise(walls):
        # A hole in what the clocks showed: its minutes count as far after the last one shown.
        hidden = before + MINUTE
        while hidden < after:
            shown[hidden] = shown[before] + (hidden - before)
            hidden += MINUTE
    return shown


def expected(
    station: Station, first: datetime, until: datetime, length: int
) -> list[tuple[datetime, str, str, bool]]:
    zone = station.settings.timezone
    rows = set()
    walls = {schedule.id: walls_of(schedule) for schedule in station.schedules.values()}
    for wall, moment in first_showings(zone, first - timedelta(days=3), until + timedelta(days=3)).items():
        for schedule in station.schedules.values():
            if not first <= moment < until or wall.time() not in walls[schedule.id]:
                continue
            if schedule.days and wall.weekday() not in schedule.days:
                continue
            if not schedule.valid.holds(wall.date()):
                continue
            minutes = [(moment + k * MINUTE).astimezone(zone).date() for k in range(length)]
            name = schedule.messages[0]
            inside = all(
                station.messages[name].valid.holds(day) and schedule.valid.holds(day) for day in minutes
            )
            rows.add((moment, schedule.id, name, inside))
    return sorted(rows)


@settings(max_examples=40, deadline=None)
@given(case=cases(), hours=st.integers(-30, 30), span=st.integers(1, 60), length=st.integers(1, 90))
def test_plan_when_computed_agrees_with_time_walked_minute_by_minute(
    make_station: MakeStation,
    case: tuple[str, date, list[Schedule], list[Message]],
    hours: int,
    span: int,
    length: int,
) -> None:
    zone, day, schedules, messages = case
    station = make_station(*schedules, messages=messages, zone=zone)
    first = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours)
    until = first + timedelta(hours=span)
    rows = plan(station, first, until, lengths=lambda _: (length * 60.0, True))
    found = [
        (row.start.astimezone(UTC), row.schedule, row.message, row.status is Status.PLANNED) for row in rows
    ]
    assert found == expected(station, first, until, length)
    for row in rows:
        assert row.end.astimezone(UTC) - row.start.astimezone(UTC) == length * MINUTE
        assert row.session == f"{row.schedule}@{row.start.astimezone(UTC).isoformat()}"
        assert row.start.tzinfo is row.end.tzinfo is station.settings.timezone


@settings(max_examples=40, deadline=None)
@given(case=cases(), hours=st.integers(-48, 48))
def test_next_start_when_asked_is_the_first_planned_row_of_the_plan(
    make_station: MakeStation, case: tuple[str, date, list[Schedule], list[Message]], hours: int
) -> None:
    zone, day, schedules, messages = case
    station = make_station(*schedules, messages=messages, zone=zone)
    after = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours)
    horizon = timedelta(days=4)
    rows = plan(station, after, after + horizon, lengths=lambda _: (60.0, True))
    wanted = (row for row in rows if row.status is Status.PLANNED and row.start.astimezone(UTC) > after)
    found = next_start(station, after, lengths=lambda _: (60.0, True), horizon=horizon)
    assert found == next(wanted, None)
