"""The ward's quotas: what is over them is told, or refused where the ward wants it so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.station.model.message import Message, Priority, Say
from broadcaster.station.model.regulation import Quotas, Regulation
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import Station
from broadcaster.timetable.plan.plan import plan, warnings
from broadcaster.timetable.rules.occurrence import Occurrence, Status
from tests.unit.timetable.conftest import MakeStation

MONDAY = datetime(2026, 11, 22, 17, tzinfo=UTC)  # midnight in Vietnam
WEEK = timedelta(days=7)
REFUSE = Regulation(quiet=None, quotas=Quotas.REFUSE)


def limited(station: Station, regulation: Regulation) -> Station:
    return replace(station, settings=replace(station.settings, regulation=regulation))


def week(station: Station, first: datetime = MONDAY, minutes: float = 2) -> list[Occurrence]:
    return plan(station, first, MONDAY + WEEK, lengths=lambda _name: (60 * minutes, False))


def refused(rows: list[Occurrence]) -> list[tuple[str, str | None]]:
    return [(f"{row.start:%a %H}", row.reason) for row in rows if row.status is Status.REFUSED]


def test_third_session_of_a_day_is_refused(make_station: MakeStation) -> None:
    rule = Schedule(id="a", messages=("m",), at=(time(6), time(11), time(17)), days=frozenset({0, 1}))
    rows = week(limited(make_station(rule), REFUSE))
    assert refused(rows) == [(f"{day} 17", "timetable.quota_sessions") for day in ("Mon", "Tue")]
    assert dict(rows[2].facts) == {"most": "2"}


def test_sixth_day_of_a_week_is_refused(make_station: MakeStation) -> None:
    rows = week(limited(make_station(Schedule(id="a", messages=("m",), at=(time(6),))), REFUSE))
    assert refused(rows) == [(f"{day} 06", "timetable.quota_days") for day in ("Sat", "Sun")]


def test_what_would_make_the_session_too_long_is_refused_and_the_rest_airs(make_station: MakeStation) -> None:
    rule = Schedule(id="a", messages=("m", "n", "o"), at=(time(6),), days=frozenset({0}))
    rows = week(limited(make_station(rule), REFUSE), minutes=6)
    assert [row.status for row in rows] == [Status.PLANNED, Status.PLANNED, Status.REFUSED]
    assert rows[2].reason == "timetable.quota_minutes"


def test_what_came_earlier_in_the_day_and_the_week_counts_wherever_the_plan_begins(
    make_station: MakeStation,
) -> None:
    station = limited(
        make_station(Schedule(id="a", messages=("m",), at=(time(6), time(11), time(17)))), REFUSE
    )
    whole = week(station)
    for hours in (7, 12, 30, 100, 150):
        first = MONDAY + timedelta(hours=hours)
        assert week(station, first) == [row for row in whole if row.start >= first]


def test_emergency_neither_counts_nor_is_refused(make_station: MakeStation) -> None:
    alarm = Message(id="x", title="x", parts=(Say(text="x"),), priority=Priority.EMERGENCY)
    rules = (
        Schedule(id="a", messages=("x",), at=(time(6), time(7), time(8))),
        Schedule(id="b", messages=("m",), at=(time(9), time(10)), days=frozenset({0})),
    )
    rows = week(limited(make_station(*rules, messages=[alarm]), REFUSE))
    assert refused(rows) == []


def test_what_is_refused_for_another_reason_uses_nothing_up(make_station: MakeStation) -> None:
    rule = Schedule(id="a", messages=("m",), at=(time(5), time(6), time(7)), days=frozenset({0}))
    regulation = replace(REFUSE, quiet=(time(21), time(5, 30)))
    rows = week(limited(make_station(rule), regulation))
    assert refused(rows) == [("Mon 05", "timetable.quiet_hours")]


@pytest.mark.parametrize("quotas", Quotas)
def test_quotas_that_warn_refuse_nothing_and_tell_the_same(make_station: MakeStation, quotas: Quotas) -> None:
    rule = Schedule(id="a", messages=("m",), at=(time(6), time(11), time(17)))
    station = limited(make_station(rule), replace(REFUSE, quotas=quotas))
    told = warnings(station, MONDAY, MONDAY + WEEK, lengths=lambda _name: (60, False))
    rows = week(station)
    if quotas is Quotas.REFUSE:
        assert told == {}
        return
    assert refused(rows) == []
    strict = week(limited(station, REFUSE))
    assert {row.session: row.reason for row in strict if row.reason} == {
        session: refusal.code for (session, _), refusal in told.items()
    }


@given(
    starts=st.lists(st.tuples(st.integers(0, 23), st.integers(0, 59)), min_size=1, max_size=6),
    days=st.frozensets(st.integers(0, 6)),
    sessions=st.integers(1, 5),
    most_days=st.integers(1, 7),
)
def test_no_week_ever_has_more_than_the_ward_allows(
    make_station: MakeStation,
    starts: list[tuple[int, int]],
    days: frozenset[int],
    sessions: int,
    most_days: int,
) -> None:
    rules = [
        Schedule(id=f"s{number}", messages=("m",), at=(time(*start),), days=days)
        for number, start in enumerate(starts)
    ]
    regulation = replace(REFUSE, sessions_per_day=sessions, days_per_week=most_days)
    rows = week(limited(make_station(*rules), regulation))
    aired = [row for row in rows if row.status is Status.PLANNED]
    by_day = [row.start.date() for row in aired]
    assert all(by_day.count(day) <= sessions for day in by_day)
    assert len(set(by_day)) <= most_days
    assert len(aired) == min(most_days, len(days or range(7))) * min(sessions, len(starts))


@pytest.mark.parametrize(
    ("seconds", "reason"),
    [(900, None), (900.1, "timetable.quota_minutes")],
    ids=["as long as it may be", "longer"],
)
def test_session_may_last_its_minutes_to_the_instant(
    make_station: MakeStation, seconds: float, reason: str | None
) -> None:
    rule = Schedule(id="a", messages=("m",), at=(time(6),), days=frozenset({0}))
    rows = week(limited(make_station(rule), REFUSE), minutes=seconds / 60)
    assert [row.reason for row in rows] == [reason]


def test_plan_that_begins_at_a_refused_session_has_it(make_station: MakeStation) -> None:
    rule = Schedule(id="a", messages=("m",), at=(time(6), time(11), time(17)), days=frozenset({0}))
    station = limited(make_station(rule), REFUSE)
    first = MONDAY + timedelta(hours=17)
    assert refused(week(station, first)) == [("Mon 17", "timetable.quota_sessions")]
    found = warnings(
        limited(station, replace(REFUSE, quotas=Quotas.WARN)),
        first,
        MONDAY + WEEK,
        lengths=lambda _name: (60, False),
    )
    assert [refusal.code for refusal in found.values()] == ["timetable.quota_sessions"]


def test_a_session_that_was_missed_is_not_warned_of_as_if_it_had_been_held(make_station: MakeStation) -> None:
    rule = Schedule(id="a", messages=("m",), at=(time(6), time(11), time(17)), days=frozenset({0}))
    station = limited(make_station(rule), Regulation(quiet=None, quotas=Quotas.WARN))
    noon = MONDAY + timedelta(hours=12)
    rows = plan(station, MONDAY, MONDAY + WEEK, lengths=lambda _: (60.0, False))
    evening = rows[2].session

    def told(unheard: frozenset[str]) -> list[str]:
        over = warnings(station, noon, MONDAY + WEEK, lengths=lambda _: (60.0, False), unheard=unheard)
        return [session for session, _ in over]

    assert told(frozenset()) == [evening]
    assert told(frozenset({rows[0].session})) == []
