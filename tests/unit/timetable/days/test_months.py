"""Days of months and years, against a walk through the days of each month."""

from __future__ import annotations

import calendar
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.station.model.schedule import LAST, MonthDay, MonthWeekday, Nearest, Schedule
from broadcaster.timetable.days.recurrence import days, days_of_month, starts
from broadcaster.timetable.days.vietnam import VietnamCalendar
from tests.counts import counted

VIETNAM = VietnamCalendar()
NTH = st.sampled_from([1, 2, 3, 4, 5, LAST])
MONTH_DAYS = st.builds(MonthDay, st.sampled_from([*range(1, 32), LAST])) | st.builds(
    MonthWeekday, weekday=st.integers(0, 6), nth=NTH
)
YEAR_DAYS = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda day: f"{day:%m-%d}")


def rule(**keys: object) -> Schedule:
    return Schedule(id="a", messages=("m",), at=(time(6, 30),), **keys)  # type: ignore[arg-type]


def is_one(day: date, one: MonthDay | MonthWeekday) -> bool:
    """By looking at the neighbours of the day, as a person does on a wall calendar."""
    if isinstance(one, MonthDay):
        return (day + timedelta(days=1)).month != day.month if one.day == LAST else day.day == one.day
    if day.weekday() != one.weekday:
        return False
    if one.nth == LAST:
        return (day + timedelta(days=7)).month != day.month
    before = [day - timedelta(days=7 * count) for count in range(6)]
    return sum(each.month == day.month for each in before) == one.nth


@settings(max_examples=counted(200, least=50), deadline=None)
@given(
    year=st.integers(1950, 2090),
    month=st.integers(1, 12),
    monthly=st.lists(MONTH_DAYS, max_size=3).map(tuple),
    yearly=st.lists(YEAR_DAYS, max_size=3).map(tuple),
)
def test_days_of_a_month_are_those_of_a_wall_calendar(
    year: int, month: int, monthly: tuple[MonthDay | MonthWeekday, ...], yearly: tuple[str, ...]
) -> None:
    found = days_of_month(rule(monthly=monthly, yearly=yearly), year, month, VIETNAM)
    whole = [date(year, month, number + 1) for number in range(calendar.monthrange(year, month)[1])]
    assert found == {
        day for day in whole if any(is_one(day, one) for one in monthly) or f"{day:%m-%d}" in yearly
    }


@settings(max_examples=counted(200, least=50), deadline=None)
@given(year=st.integers(1950, 2090), month=st.integers(1, 12), one=MONTH_DAYS)
def test_the_nearest_workday_is_a_workday_of_that_month_and_none_is_nearer(
    year: int, month: int, one: MonthDay | MonthWeekday
) -> None:
    plain = days_of_month(rule(monthly=(one,)), year, month, VIETNAM)
    moved = days_of_month(rule(monthly=(one,), nearest=Nearest.WORKDAY), year, month, VIETNAM)
    assert len(plain) == len(moved) <= 1
    for day, to in zip(plain, moved, strict=True):
        assert (to.year, to.month) == (year, month)
        assert VIETNAM.workday(to)
        gap = abs((to - day).days)
        nearer = [
            day + timedelta(days=step) for step in range(-gap, gap + 1) if abs(step) < gap or step == -gap
        ]
        assert not [x for x in nearer if x.month == month and x != to and VIETNAM.workday(x)]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"monthly": (MonthWeekday(weekday=0, nth=1),)}, ["05/01", "02/02", "02/03"]),
        ({"monthly": (MonthDay(LAST),)}, ["31/01", "28/02", "31/03"]),
        ({"monthly": (MonthDay(31),)}, ["31/01", "31/03"]),
        ({"monthly": (MonthDay(LAST),), "nearest": Nearest.WORKDAY}, ["30/01", "27/02", "31/03"]),
        ({"yearly": ("02-17",), "nearest": Nearest.WORKDAY}, ["13/02"]),  # Tết 2026, after a weekend
        ({"yearly": ("02-29",)}, []),
        ({"monthly": (MonthDay(2),), "days": frozenset({6})}, None),
    ],
    ids=["first monday", "last", "31", "last workday", "tet", "29 february", "with weekdays"],
)
def test_months_of_2026(keys: dict[str, object], expected: list[str] | None) -> None:
    found = [f"{day:%d/%m}" for day in days(rule(**keys), date(2026, 1, 1), date(2026, 3, 31), VIETNAM)]
    if expected is None:
        assert {"02/01", "04/01", "02/02"} <= set(found)
    else:
        assert found == expected


def test_a_part_of_a_month_has_what_the_whole_has_there() -> None:
    schedule = rule(monthly=(MonthDay(LAST),), yearly=("03-01",), nearest=Nearest.WORKDAY)
    whole = list(starts(schedule, date(2026, 1, 1), date(2027, 12, 31), VIETNAM))
    for first in (date(2026, 1, 30), date(2026, 2, 28), date(2026, 12, 31)):
        part = list(starts(schedule, first, date(2027, 12, 31), VIETNAM))
        assert part == [each for each in whole if each[0] >= first]
