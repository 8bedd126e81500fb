"""Solar days of months and years: by number, as a weekday, or the nearest workday. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date

from broadcaster.station.model import LAST, MonthDay, MonthWeekday, Nearest, Schedule
from broadcaster.timetable.days.calendar import Calendar

_WEEK = 7


def days_of_month(schedule: Schedule, year: int, month: int, calendar_of: Calendar) -> frozenset[date]:
    """The days of one month that the keys `monthly` and `yearly` of a schedule name.

    A month that has no such day (day 31, the fifth Monday, 29 February) has none. With `nearest: workday` a
    day moves to the nearest workday of its month; of two that are equally near, the earlier one.

    Raises:
        TimetableError: the month lies beyond the calendar.
    """
    last = calendar.monthrange(year, month)[1]
    numbers = {number for one in schedule.monthly for number in _numbers(one, year, month, last)}
    numbers |= {int(day[3:]) for day in schedule.yearly if int(day[:2]) == month}
    days = {date(year, month, number) for number in numbers if number <= last}
    if schedule.nearest is Nearest.WORKDAY:
        return frozenset(_workday(day, last, calendar_of) for day in days)
    return frozenset(days)


def _numbers(one: MonthDay | MonthWeekday, year: int, month: int, last: int) -> Iterator[int]:
    if isinstance(one, MonthDay):
        yield last if one.day == LAST else one.day
        return
    first = 1 + (one.weekday - date(year, month, 1).weekday()) % _WEEK
    if one.nth == LAST:
        yield first + (last - first) // _WEEK * _WEEK
    else:
        yield first + (one.nth - 1) * _WEEK


def _workday(day: date, last: int, calendar_of: Calendar) -> date:
    """The nearest workday of the month; the day itself where the month has none."""
    by_distance = sorted(range(1, last + 1), key=lambda number: (abs(number - day.day), number))
    found = (day.replace(day=number) for number in by_distance)
    return next((each for each in found if calendar_of.workday(each)), day)
