"""Vietnamese lunar days: the only module that imports the library `lunar-vn`.

The library uses Vietnam's meridian (the Chinese calendar differs in 1968, 1985, 2007, 2030 and 2053). Against
the sky it is right on each day from 1900 to 2100, but for three months whose new moon is within two minutes
of midnight: 6/1944, 12/2072 and 11/2077 (tests/unit/timetable/days/test_lunar_sky.py). It silently moves day
30 of a 29-day month into the next month, so each result is converted back as a check.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from broadcaster.errors import TimetableError
from broadcaster.timetable.days.calendar import LunarDay

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
