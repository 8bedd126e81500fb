"""Lunar dates, days off and days with a name. The only user of `lunar-vn`. Pure.

The library uses Vietnam's meridian (the Chinese calendar differs in 1968, 1985, 2007, 2030 and 2053). Against
the sky it is right on each day from 1900 to 2100, but for three months whose new moon is within two minutes
of midnight: 6/1944, 12/2072 and 11/2077 (tests/unit/timetable/days/test_lunar_sky.py). It silently moves day
30 of a 29-day month into the next month, so each result is converted back as a check.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from broadcaster.core.errors import TimetableError
from broadcaster.station.model.schedule import NamedDay


class RestReason(StrEnum):
    """Why people rest on a day that is no day of rest of the week."""

    NAMED = "named"  # a public holiday, or a day of the ward's own
    COMPENSATED = "compensated"  # for a public holiday on a day of rest
    SWAPPED = "swapped"  # for another day on which they work


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOff:
    """A day on which people rest."""

    title: str  # of the day in the calendar, or the basis of a swap
    why: RestReason = RestReason.NAMED


@dataclass(frozen=True, slots=True, kw_only=True)
class LunarDay:
    """A day of the Vietnamese lunar calendar; `leap` marks the second of two equal months."""

    year: int
    month: int
    day: int
    leap: bool = False


class Calendar(Protocol):
    """Answers about one day. Pure: the same day always gets the same answer.

    Each raises TimetableError where it needs a lunar day beyond the calendar.
    """

    def holiday(self, day: date) -> DayOff | None:
        """Why people rest on `day`, the week's days of rest apart; None if they do not."""

    def named(self, day: date) -> frozenset[str]:
        """The names of the days of calendar.yaml that `day` is."""

    def workday(self, day: date) -> bool:
        """True if people work on `day`."""

    def lunar(self, day: date) -> LunarDay:
        """The lunar day that `day` is."""


_KEPT = 4096  # about eleven years of days
FIRST_YEAR, LAST_YEAR = 1900, 2100
"""The years that the library knows."""


@lru_cache(maxsize=_KEPT)
def lunar_day(day: date) -> LunarDay:
    """The lunar day that `day` is in Vietnam.

    Raises:
        TimetableError: `day` lies outside the years that the library knows (1900–2100), or the
            conversion does not lead back to `day`.
    """
    # Imported here: it takes some 40 ms, and most stations have no lunar rule.
    from lunar_vn import lunar_to_solar, solar_to_lunar

    try:
        found = solar_to_lunar(day)
        back = lunar_to_solar(found)
    except ValueError as error:
        raise TimetableError("timetable.no_lunar_day", day=f"{day:%d/%m}/{day.year}") from error
    if back != day:
        raise TimetableError("timetable.no_lunar_day", day=f"{day:%d/%m}/{day.year}")
    return LunarDay(year=found.year, month=found.month, day=found.day, leap=found.leap)


@lru_cache(maxsize=_KEPT)
def solar_day(year: int, month: int, day: int, *, leap: bool = False) -> date | None:
    """The day that a lunar day is; None where that month does not exist or has no such day.

    Args:
        year: the lunar year, which is named by the solar year in which most of it lies.
        month: 1 … 12.
        day: 1 … 30.
        leap: the second of two equal months.
    """
    from lunar_vn import LunarDate, lunar_to_solar

    asked = LunarDay(year=year, month=month, day=day, leap=leap)
    try:
        found = lunar_to_solar(LunarDate(day, month, year, leap))
        return found if lunar_day(found) == asked else None
    except (ValueError, TimetableError):
        return None


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
