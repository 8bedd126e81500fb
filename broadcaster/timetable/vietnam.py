"""Vietnam's calendar: the holidays of the Labour Code and the lunar calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from broadcaster.timetable.calendar import Holiday, LunarDay
from broadcaster.timetable.lunar import lunar_day

_FIXED = {
    (1, 1): Holiday.NEW_YEAR,
    (4, 30): Holiday.REUNIFICATION,
    (5, 1): Holiday.LABOUR,
    (9, 2): Holiday.NATIONAL,
}
# The second day of National Day is the day before or after 2/9, as the government says each year.
# It has always made the longer rest: 3/9 where 2/9 was a Monday (2024) or a Thursday (2021), 1/9
# where it was a Tuesday (2025), Wednesday (2026), Friday (2022) or Saturday (2023).
_NEXT_DAY_WEEKDAYS = frozenset({0, 3, 6})
# Five days: the last of the old year and the first four of the new one.
_TET_DAYS = range(-1, 4)
# New Year's Day of the lunar calendar and the tenth of its third month stay inside these days.
_TET_SEARCH = ((1, 20), (2, 22))
_HUNG_SEARCH = ((3, 20), (5, 12))


@dataclass(frozen=True, slots=True)
class VietnamCalendar:
    """The calendar of the whole country, without working days that a decree moves."""

    def holiday(self, day: date) -> Holiday | None:
        """The public holiday that `day` is, or None.

        Raises:
            TimetableError: the year is outside 1900–2100.
        """
        return _holidays(day.year).get(day)

    def lunar(self, day: date) -> LunarDay:
        """The lunar day that `day` is.

        Raises:
            TimetableError: the year is outside 1900–2100.
        """
        return lunar_day(day)


@lru_cache(maxsize=64)
def _holidays(year: int) -> Mapping[date, Holiday]:
    found = {date(year, month, day): name for (month, day), name in _FIXED.items()}
    national = date(year, 9, 2)
    step = 1 if national.weekday() in _NEXT_DAY_WEEKDAYS else -1
    found[national + timedelta(days=step)] = Holiday.NATIONAL
    tet = _search(year, _TET_SEARCH, month=1, day=1)
    found |= {tet + timedelta(days=offset): Holiday.TET for offset in _TET_DAYS}
    found[_search(year, _HUNG_SEARCH, month=3, day=10)] = Holiday.HUNG_KINGS
    return MappingProxyType(found)


def _search(year: int, between: tuple[tuple[int, int], tuple[int, int]], *, month: int, day: int) -> date:
    first, last = (date(year, *ends) for ends in between)
    for offset in range((last - first).days + 1):
        candidate = first + timedelta(days=offset)
        lunar = lunar_day(candidate)
        if (lunar.month, lunar.day, lunar.leap) == (month, day, False):
            return candidate
    raise AssertionError(f"no lunar {day}/{month} between {first} and {last}")
