"""When a schedule airs: its days, its times of day, and the instants that they give."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broadcaster.station.model.schedule import LAST, MonthDay, MonthWeekday, Nearest, Once, Schedule
from broadcaster.timetable.days.calendar import NEW_YEARS_EVE, Calendar

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


Spread = Callable[[Schedule, date, tuple[time, ...]], tuple[time, ...]]
"""The times at which a schedule really starts on a day, for those that its rule says (see `jitter`)."""

_DAY = timedelta(days=1)
_SOME_DAY = date(2000, 1, 1)
_SHORTEST = timedelta(seconds=1)


def days(schedule: Schedule, first: date, last: date, calendar: Calendar) -> Iterator[date]:
    """The days from `first` to `last`, both included, on which `schedule` airs, in order.

    They are (weekdays ∪ dates ∪ lunar days ∪ days of months and years ∪ days of calendar.yaml; every day if
    none is given)
    ∩ validity − exceptions.
    A lunar "MM-DD" means the month itself, "MM-DD+" the leap month of that number, where there is one.
    "12-30" is New Year's
    Eve also in years whose twelfth month has 29 days. A lunar "DD" means this day of every month that has
    it, leap months too.

    Raises:
        TimetableError: a day lies beyond the calendar.
    """
    valid, skipped, holidays = schedule.valid, schedule.exceptions.dates, schedule.exceptions.holidays
    day = first if valid.first is None else max(first, valid.first)
    last = last if valid.until is None else min(last, valid.until)
    solar = bool(schedule.monthly or schedule.yearly)
    daily = not (schedule.days or schedule.dates or schedule.lunar or schedule.named or solar)
    wanted, unwanted = frozenset(schedule.named), frozenset(schedule.exceptions.named)
    month: tuple[int, int] | None = None
    named: frozenset[date] = frozenset()
    while day <= last:
        if solar and month != (day.year, day.month):
            month = (day.year, day.month)
            named = days_of_month(schedule, day.year, day.month, calendar)
        if (
            (
                daily
                or day.weekday() in schedule.days
                or day in schedule.dates
                or day in named
                or _lunar(schedule, day, calendar)
                or (wanted and not wanted.isdisjoint(calendar.named(day)))
            )
            and day not in skipped
            and not (holidays and calendar.holiday(day))
            and not (unwanted and not unwanted.isdisjoint(calendar.named(day)))
        ):
            yield day
        day += _DAY


def _lunar(schedule: Schedule, day: date, calendar: Calendar) -> bool:
    if not schedule.lunar:
        return False
    today = calendar.lunar(day)
    names = {f"{today.day:02}"}
    names.add(f"{today.month:02}-{today.day:02}{'+' if today.leap else ''}")
    if NEW_YEARS_EVE in schedule.lunar:
        tomorrow = calendar.lunar(day + _DAY)
        if (tomorrow.month, tomorrow.day) == (1, 1):
            names.add(NEW_YEARS_EVE)
    return not names.isdisjoint(schedule.lunar)


def times(schedule: Schedule) -> tuple[time, ...]:
    """The times of day at which `schedule` airs, each once, in order.

    `every` with `between` gives the first time, then further ones up to the last time, included.
    """
    found = set(schedule.at)
    if schedule.every is not None and schedule.between is not None:
        begin, end = (datetime.combine(_SOME_DAY, wall, UTC) for wall in schedule.between)
        step = max(timedelta(seconds=schedule.every), _SHORTEST)
        found |= {(begin + k * step).time() for k in range((end - begin) // step + 1)}
    return tuple(sorted(found))


def starts(
    schedule: Schedule, first: date, last: date, calendar: Calendar, spread: Spread | None = None
) -> Iterator[tuple[date, tuple[time, ...]]]:
    """The days from `first` to `last`, both included, with the times at which `schedule` starts, in order.

    They are its times on each of its days, without the single starts that it leaves out, and with those that
    stand beside the rule. The latter start on whatever day they name: the guard refuses what is not valid.
    `spread` moves the times of the rule (`jitter`); a start is left out by its time in the rule or as moved.

    Raises:
        TimetableError: a day lies beyond the calendar.
    """
    walls = times(schedule)
    regular = days(schedule, first, last, calendar) if walls else iter(())
    moved = spread if schedule.jitter else None
    if not schedule.once and not schedule.exceptions.once:
        yield from ((day, walls if moved is None else moved(schedule, day, walls)) for day in regular)
        return
    left_out = frozenset(schedule.exceptions.once)
    found: dict[date, set[time]] = {}
    for day in regular:
        real = walls if moved is None else moved(schedule, day, walls)
        both = zip(walls, real, strict=True)
        found[day] = {at for wall, at in both if left_out.isdisjoint((Once(day, wall), Once(day, at)))}
    for one in schedule.once:
        if first <= one.day <= last:
            found.setdefault(one.day, set()).add(one.wall)
    for day in sorted(found):
        if found[day]:
            yield day, tuple(sorted(found[day]))


def instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which clocks of `zone` show `wall` on `day`.

    Where clocks are set forward over this time, the result is later by the same amount (02:30 becomes
    03:30). Where they are set back and show the time twice, it is the first of the two.
    """
    return datetime.combine(day, wall, zone).astimezone(UTC)


def once_of(at: datetime) -> Once:
    """A single start as a schedule writes it: what the clocks show, to the second."""
    plain = at.replace(tzinfo=None, microsecond=0)
    return Once(plain.date(), plain.time())
