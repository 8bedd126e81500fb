"""The calendar of a station: lunar days, the holidays of the country, and the ward's calendar.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from broadcaster.station.model import NamedDay, Station, WardCalendar
from broadcaster.timetable.days.calendar import DayOff, LunarDay, Rest
from broadcaster.timetable.days.lunar import FIRST_YEAR, LAST_YEAR, lunar_day
from broadcaster.timetable.days.named import dates_of

if TYPE_CHECKING:
    from collections.abc import Collection

_DAY = timedelta(days=1)
_NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Year:
    """What one year has."""

    off: Mapping[date, DayOff]
    named: Mapping[date, frozenset[str]]


class VietnamCalendar:
    """The Vietnamese calendar with the days of one ward; each year is computed once.

    Args:
        ward: calendar.yaml.
    """

    def __init__(self, ward: WardCalendar | None = None) -> None:
        from broadcaster.station.forms.files.calendar import (
            holidays,  # it takes the checks of the files along
        )

        self._ward = WardCalendar() if ward is None else ward
        self._public = holidays(self._ward)
        self._off = {swap.off: swap for swap in self._ward.swaps}
        self._work = frozenset(swap.work for swap in self._ward.swaps if swap.work is not None)
        self._years: dict[int, _Year] = {}

    def holiday(self, day: date) -> DayOff | None:
        """See `Calendar.holiday`."""
        return self._year(day.year).off.get(day)

    def named(self, day: date) -> frozenset[str]:
        """See `Calendar.named`."""
        return self._year(day.year).named.get(day, _NOTHING)

    def workday(self, day: date) -> bool:
        """See `Calendar.workday`."""
        if day in self._work:
            return True
        return day.weekday() not in self._ward.rest and self.holiday(day) is None

    def works_instead(self, day: date) -> bool:
        """True if people work on `day` for another one that was swapped."""
        return day in self._work

    def lunar(self, day: date) -> LunarDay:
        """See `Calendar.lunar`."""
        return lunar_day(day)

    def titles(self, day: date) -> list[str]:
        """The titles of the days of calendar.yaml that `day` is, days off or not."""
        names = self.named(day)
        return [one.title for one in (*self._public, *self._ward.days) if one.id in names]

    def _year(self, year: int) -> _Year:
        found = self._years.get(year)
        if found is None:
            found = self._years[year] = self._computed(year)
        return found

    def _computed(self, year: int) -> _Year:
        lunar_day(date(year, 1, 1))  # a year beyond the calendar is told, not half known
        # A day may belong to what is named in the year before or after: the eve of 1 January.
        near = range(max(year - 1, FIRST_YEAR), min(year + 1, LAST_YEAR) + 1)
        public = [found for each in near for found in _dated(self._public, each)]
        named: dict[date, set[str]] = {}
        off: dict[date, DayOff] = {}
        for day, one in (*public, *(found for each in near for found in _dated(self._ward.days, each))):
            named.setdefault(day, set()).add(one.id)
            if one.off:
                off.setdefault(day, DayOff(title=one.title))
        if self._ward.compensate:
            titles = {day: one.title for day, one in public if one.off}
            off |= {day: found for day, found in self._compensations(titles) if day not in off}
        for swap in self._off.values():
            off[swap.off] = DayOff(title=swap.basis or "", why=Rest.SWAPPED)
        return _Year(
            {day: one for day, one in off.items() if day.year == year and day not in self._work},
            {day: frozenset(names) for day, names in named.items() if day.year == year},
        )

    def _compensations(self, titles: Mapping[date, str]) -> Iterator[tuple[date, DayOff]]:
        """For each holiday on a day of rest the next workday (Bộ luật Lao động 2019, Điều 111 khoản 3)."""
        if len(self._ward.rest) >= 7:  # no workday ever comes
            return
        taken = {*titles, *self._off}
        for day in sorted(titles):
            if day.weekday() in self._ward.rest and day not in self._work:
                found = _next_workday(day, self._ward.rest, taken)
                taken.add(found)
                yield found, DayOff(title=titles[day], why=Rest.COMPENSATED)


@lru_cache(maxsize=8)
def _calendar_of(ward: WardCalendar) -> VietnamCalendar:
    return VietnamCalendar(ward)


def calendar_of(station: Station) -> VietnamCalendar:
    """The calendar by which a station airs."""
    return _calendar_of(station.calendar)


def _dated(days: tuple[NamedDay, ...], year: int) -> Iterator[tuple[date, NamedDay]]:
    for one in days:
        for day in dates_of(one, year):
            yield day, one


def _next_workday(day: date, rest: Collection[int], taken: Collection[date]) -> date:
    day += _DAY
    while day.weekday() in rest or day in taken:
        day += _DAY
    return day
