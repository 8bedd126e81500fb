"""The calendar of a station: lunar days, the country's holidays, calendar.yaml; what a day is called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from broadcaster.core.text.catalogue import say
from broadcaster.station.model.schedule import NamedDay, WardCalendar
from broadcaster.station.model.station import Station
from broadcaster.timetable.days.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    DayOff,
    LunarDay,
    RestReason,
    dates_of,
    lunar_day,
)

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
    """The Vietnamese calendar with the days of one ward; each year is computed once."""

    def __init__(self, ward: WardCalendar | None = None) -> None:
        from broadcaster.station.forms.calendar import holidays

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
            off[swap.off] = DayOff(title=swap.basis or "", why=RestReason.SWAPPED)
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
                yield found, DayOff(title=titles[day], why=RestReason.COMPENSATED)


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


def day_titles(calendar: VietnamCalendar, day: date) -> list[str]:
    """The titles of a day, the one for which people rest first; none for most days.

    Raises:
        TimetableError: the year is outside 1900–2100.
    """
    off, titles = calendar.holiday(day), [titled(each) for each in calendar.titles(day)]
    if off is None:
        if calendar.works_instead(day):
            titles.append(say("timetable.swapped_work"))
        return titles
    if off.why is RestReason.COMPENSATED:
        titles.insert(0, say("timetable.compensated", title=titled(off.title)))
    elif off.why is RestReason.SWAPPED:
        titles.insert(0, say("timetable.swapped_off"))
    return titles


def titled(title: str) -> str:
    """The title of a named day in the language of whoever looks; what the ward wrote stays as it is."""
    known = _shipped().get(title)
    return title if known is None else say(f"timetable.holiday.{known}")


@cache
def _shipped() -> Mapping[str, str]:
    """The shipped holidays by their titles."""
    from broadcaster.station.forms.calendar import shipped_holidays

    return {each.title: each.id for each in shipped_holidays()}
