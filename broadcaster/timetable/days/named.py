"""The days of a year that an entry of calendar.yaml names. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from broadcaster.station.model import NamedDay
from broadcaster.timetable.days.lunar import solar_day

NEW_YEARS_EVE = "12-30"
"""The last day of the lunar year, also where its twelfth month has 29 days."""

_DAY = timedelta(days=1)
_MONTHS = range(1, 13)
# The second day of National Day is the one before or after 2/9, as the government says each year. It has
# always made the longer rest: 3/9 where 2/9 was a Monday (2024) or a Thursday (2021), 1/9 where it was a
# Tuesday (2025), Wednesday (2026), Friday (2022) or Saturday (2023).
_NEXT_DAY_WEEKDAYS = frozenset({0, 3, 6})


def dates_of(one: NamedDay, year: int) -> frozenset[date]:
    """The days whose naming lies in `year`, solar or lunar, with those before and after them."""
    named = {day for day in one.dates if day.year == year}
    named |= {day for written in one.yearly if (day := _solar(year, written)) is not None}
    for written in one.lunar:
        named.update(_lunar(year, written))
    found: set[date] = set()
    for day in named:
        if one.valid.holds(day):
            found.update(day + offset * _DAY for offset in range(-one.before, one.after + 1))
            if one.adjacent:
                found.add(day + (_DAY if day.weekday() in _NEXT_DAY_WEEKDAYS else -_DAY))
    return frozenset(found)


def _solar(year: int, written: str) -> date | None:
    try:
        return date(year, int(written[:2]), int(written[3:]))
    except ValueError:  # 29 February
        return None


def _lunar(year: int, written: str) -> Iterator[date]:
    """See `recurrence.days` for what is meant by a lunar day."""
    if written == NEW_YEARS_EVE:
        tet = solar_day(year + 1, 1, 1)
        found = [None if tet is None else tet - _DAY]
    elif len(written) > 2:
        found = [solar_day(year, int(written[:2]), int(written[3:5]), leap=written.endswith("+"))]
    else:
        both = ((month, leap) for month in _MONTHS for leap in (False, True))
        found = [solar_day(year, month, int(written), leap=leap) for month, leap in both]
    return (day for day in found if day is not None)
