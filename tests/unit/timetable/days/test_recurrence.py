"""The days, times and instants at which schedules fire."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.station.model.message import Validity
from broadcaster.station.model.schedule import Exceptions, Once, Schedule
from broadcaster.timetable.days.calendar import DayOff, LunarDay
from broadcaster.timetable.days.recurrence import days, instant, starts, times
from broadcaster.timetable.days.vietnam import VietnamCalendar

VIETNAM = VietnamCalendar()
NEW_YORK = ZoneInfo("America/New_York")
DATES = st.dates(date(2023, 12, 1), date(2024, 4, 30))


class TwoHolidays:
    """A calendar with two holidays and lunar days that are simply the solar ones."""

    def holiday(self, day: date) -> DayOff | None:
        return DayOff(title="lễ") if day in (date(2024, 1, 1), date(2024, 2, 29)) else None

    def named(self, day: date) -> frozenset[str]:
        return frozenset({"hop-dan"}) if day.day == 7 else frozenset()

    def workday(self, day: date) -> bool:
        return day.weekday() < 5 and self.holiday(day) is None

    def lunar(self, day: date) -> LunarDay:
        return LunarDay(year=day.year, month=day.month, day=day.day)


def fires(schedule: Schedule, first: date, last: date) -> list[date]:
    return list(days(schedule, first, last, VIETNAM))


def test_days_without_rule_are_every_day_over_a_leap_day() -> None:
    schedule = Schedule(id="a", messages=("m",))
    assert fires(schedule, date(2024, 2, 28), date(2024, 3, 1)) == [
        date(2024, 2, 28),
        date(2024, 2, 29),
        date(2024, 3, 1),
    ]


def test_days_when_valid_ends_include_the_last_day() -> None:
    schedule = Schedule(
        id="a", messages=("m",), valid=Validity(first=date(2026, 3, 2), until=date(2026, 3, 3))
    )
    assert fires(schedule, date(2026, 2, 1), date(2026, 4, 1)) == [date(2026, 3, 2), date(2026, 3, 3)]


def test_days_when_date_lies_outside_weekdays_are_joined() -> None:
    schedule = Schedule(id="a", messages=("m",), days=frozenset({0}), dates=frozenset({date(2026, 3, 4)}))
    assert fires(schedule, date(2026, 3, 2), date(2026, 3, 8)) == [date(2026, 3, 2), date(2026, 3, 4)]


def test_days_when_holidays_are_excepted_skip_national_day_and_its_neighbour() -> None:
    schedule = Schedule(id="a", messages=("m",), exceptions=Exceptions(holidays=True))
    assert fires(schedule, date(2026, 8, 31), date(2026, 9, 3)) == [date(2026, 8, 31), date(2026, 9, 3)]


@pytest.mark.parametrize(
    ("rule", "around", "expected"),
    [
        pytest.param("01-01", date(2026, 2, 17), [date(2026, 2, 17)], id="new year 2026"),
        pytest.param("12-30", date(2026, 2, 16), [date(2026, 2, 16)], id="new year's eve of a short month"),
        pytest.param("12-30", date(2024, 2, 9), [date(2024, 2, 9)], id="new year's eve of a long month"),
        pytest.param("15", date(2026, 3, 3), [date(2026, 3, 3)], id="full moon"),
        pytest.param("06-15", date(2025, 7, 9), [date(2025, 7, 9)], id="before the leap month"),
        pytest.param("06-15", date(2025, 8, 8), [], id="not in the leap month"),
        pytest.param("06-15+", date(2025, 8, 8), [date(2025, 8, 8)], id="leap month, where it is asked for"),
        pytest.param("06-15+", date(2025, 7, 9), [], id="leap month only"),
        pytest.param("15", date(2025, 8, 8), [date(2025, 8, 8)], id="each month has the leap month too"),
    ],
)
def test_days_when_rule_is_lunar_follow_the_moon(rule: str, around: date, expected: list[date]) -> None:
    schedule = Schedule(id="a", messages=("m",), lunar=(rule,))
    assert fires(schedule, around - timedelta(days=5), around + timedelta(days=5)) == expected


@given(
    weekdays=st.frozensets(st.integers(0, 6), max_size=3),
    dates=st.frozensets(DATES, max_size=4),
    lunar=st.lists(st.sampled_from(["01", "15", "02-29", "30"]), max_size=2, unique=True),
    valid=st.tuples(st.none() | DATES, st.none() | DATES),
    skipped=st.frozensets(DATES, max_size=4),
    holidays=st.booleans(),
    span=st.tuples(DATES, DATES),
)
def test_days_when_rules_combine_agree_with_set_algebra(
    weekdays: frozenset[int],
    dates: frozenset[date],
    lunar: list[str],
    valid: tuple[date | None, date | None],
    skipped: frozenset[date],
    holidays: bool,
    span: tuple[date, date],
) -> None:
    schedule = Schedule(
        id="a",
        messages=("m",),
        days=weekdays,
        dates=dates,
        lunar=tuple(lunar),
        valid=Validity(first=valid[0], until=valid[1]),
        exceptions=Exceptions(holidays=holidays, dates=skipped),
    )
    everything = {span[0] + timedelta(days=k) for k in range((span[1] - span[0]).days + 1)}
    moon = {d for d in everything if f"{d:%d}" in lunar or f"{d:%m-%d}" in lunar}
    wanted = {d for d in everything if d.weekday() in weekdays} | (everything & dates) | moon
    if not (weekdays or dates or lunar):
        wanted = everything
    wanted = {d for d in wanted if valid[0] is None or d >= valid[0]}
    wanted = {d for d in wanted if valid[1] is None or d <= valid[1]} - skipped
    if holidays:
        wanted -= {date(2024, 1, 1), date(2024, 2, 29)}
    assert list(days(schedule, *span, TwoHolidays())) == sorted(wanted)


def test_times_when_every_fits_exactly_include_both_ends() -> None:
    schedule = Schedule(id="a", messages=("m",), every=1800.0, between=(time(7), time(8, 30)))
    assert times(schedule) == (time(7), time(7, 30), time(8), time(8, 30))


def test_times_when_every_does_not_fit_stop_before_the_end() -> None:
    schedule = Schedule(id="a", messages=("m",), every=2400.0, between=(time(23), time(23, 59, 59)))
    assert times(schedule) == (time(23), time(23, 40))


def test_times_when_at_repeats_itself_are_each_once_in_order() -> None:
    schedule = Schedule(id="a", messages=("m",), at=(time(17), time(6, 30, 15), time(17)))
    assert times(schedule) == (time(6, 30, 15), time(17))


def test_instant_when_zone_is_vietnam_is_seven_hours_earlier() -> None:
    vietnam = ZoneInfo("Asia/Ho_Chi_Minh")
    assert instant(date(2026, 3, 2), time(6, 30), vietnam) == datetime(2026, 3, 1, 23, 30, tzinfo=UTC)


def test_instant_when_clocks_skip_it_moves_forward() -> None:
    assert instant(date(2026, 3, 8), time(2, 30), NEW_YORK) == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_instant_when_clocks_show_it_twice_is_the_first() -> None:
    assert instant(date(2026, 11, 1), time(1, 30), NEW_YORK) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "seconds"),
    [
        pytest.param(1.0, [0, 1, 2, 3], id="a second"),
        pytest.param(2.0, [0, 2], id="two seconds"),
        pytest.param(0.2, [0, 1, 2, 3], id="less than a second"),
        pytest.param(0.0, [0, 1, 2, 3], id="nothing"),
    ],
)
def test_times_when_every_is_short_are_a_second_apart_at_least(every: float, seconds: list[int]) -> None:
    schedule = Schedule(id="a", messages=("m",), every=every, between=(time(7), time(7, 0, 3)))
    assert times(schedule) == tuple(time(7, 0, second) for second in seconds)


MOMENTS = st.lists(
    st.builds(Once, DATES, st.sampled_from([time(6, 30), time(9), time(17)])), max_size=4, unique=True
).map(tuple)


@given(first=DATES, span=st.integers(0, 20), own=MOMENTS, left_out=MOMENTS, holidays=st.booleans())
def test_starts_are_the_rule_without_what_it_leaves_out_and_with_single_airings(
    first: date, span: int, own: tuple[Once, ...], left_out: tuple[Once, ...], holidays: bool
) -> None:
    plain = Schedule(
        id="a",
        messages=("m",),
        at=(time(6, 30), time(17)),
        days=frozenset({0, 3}),
        exceptions=Exceptions(holidays=holidays),
    )
    schedule = replace(plain, once=own, exceptions=replace(plain.exceptions, once=left_out))
    last = first + timedelta(days=span)
    regular = {Once(day, wall) for day in days(plain, first, last, TwoHolidays()) for wall in plain.at}
    wanted = (regular - set(left_out)) | {one for one in own if first <= one.day <= last}
    found = list(starts(schedule, first, last, TwoHolidays()))
    assert [Once(day, wall) for day, walls in found for wall in walls] == sorted(wanted)


def test_a_schedule_of_single_airings_starts_only_then() -> None:
    one = Once(date(2026, 11, 27), time(17, 30))
    schedule = Schedule(id="a", messages=("m",), once=(one,))
    assert list(starts(schedule, date(2026, 1, 1), date(2026, 12, 31), VIETNAM)) == [(one.day, (one.wall,))]
