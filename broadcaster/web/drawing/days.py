"""A day in a field: as pages show it, and as people type it. Pure.

A field for dates of the browser writes them in the browser's language; here it is always day/month/year.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

from broadcaster.core.text.catalogue import say

_VIETNAMESE = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_YEARS = range(1900, 2200)
_LEAP_DAY = (2, 29)


def day_of(written: str, today: date, *, past: bool = False) -> date:
    """A day as Vietnamese write it, `3/2/2026` or `3/2`, or as files have it, `2026-02-03`.

    Args:
        written: what was typed.
        today: a day without a year is the next such day, today included.
        past: it is the last such day instead.

    Raises:
        ValueError: it is none, with the reason for people.
    """
    iso, ours = _ISO.fullmatch(written), _VIETNAMESE.fullmatch(written)
    if iso is not None:
        year, month, number = map(int, iso.groups())
    elif ours is not None:
        number, month, year = int(ours[1]), int(ours[2]), int(ours[3] or today.year)
    else:
        raise ValueError(say("console.schedule.bad_day"))
    if not 1 <= month <= 12 or year not in _YEARS or number < 1:
        raise ValueError(say("console.schedule.bad_day"))
    last = calendar.monthrange(year, month)[1]
    if number > last:
        near = f"{last}/{month}"
        raise ValueError(say("console.schedule.no_such_day", written=f"{number}/{month}", near=near))
    found = date(year, month, number)
    if ours is None or ours[3] or (month, number) == _LEAP_DAY:
        return found
    if past and found > today:
        return found.replace(year=year - 1)
    return found.replace(year=year + 1) if not past and found < today else found


def day_typed(day: date | None) -> str:
    """3/2/2026; "" for none."""
    return "" if day is None else f"{day.day}/{day.month}/{day.year}"


def day_in_file(written: str) -> date | None:
    """The day that a file has, where it is written as files have it."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if day.isoformat() == written else None
