"""A day in a field: as pages show it, and as people type it. Pure.

A field for dates of the browser writes them in the browser's language; here it is always day/month/year.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta

from broadcaster.core.text.catalogue import say
from broadcaster.core.text.forms import nfc
from broadcaster.timetable.days.calendar import lunar_day

_VIETNAMESE = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_YEARS = range(1900, 2200)
_LEAP_DAY = (2, 29)


_NEAR = {
    **dict.fromkeys(("hôm nay", "today"), 0),
    **dict.fromkeys(("ngày mai", "mai", "tomorrow"), 1),
    **dict.fromkeys(("ngày kia", "mốt"), 2),
    **dict.fromkeys(("hôm qua", "yesterday"), -1),
}
_NUMBERS = ("hai", "ba", "tư", "năm", "sáu", "bảy")
_SAID = re.compile(
    rf"\b(?:(?P<near>{'|'.join(_NEAR)})"
    rf"|(?:(?:thứ|t)\s*(?P<number>[2-7]|{'|'.join(_NUMBERS)})|(?P<sunday>chủ nhật|cn))"
    r"(?:\s+(?:này|tới|(?P<this>tuần này)|(?P<later>tuần sau|tuần tới|sau)))?"
    r"|(?P<moon>rằm)|(?:mùng|mồng)\s+(?P<first>10|[1-9]))\b"
)
"""Days that people name without a date."""
_SUNDAY, _WEEK = 6, 7
_FULL_MOON = 15
_MONTH = 31  # days in which each lunar day comes but the 30th, which is not asked for


def by_date(written: str, today: date) -> str:
    """A text with each day that is named by words, such as `mai` and `thứ 7 này`, as files have it."""
    text = " ".join(nfc(written).casefold().split())
    return _SAID.sub(lambda found: _named(found, today, past=False).isoformat(), text)


def _named(found: re.Match[str], today: date, *, past: bool) -> date:
    if found["near"]:
        return today + timedelta(days=_NEAR[found["near"]])
    if found["moon"] or found["first"]:
        number = _FULL_MOON if found["moon"] else int(found["first"])
        return _next(today, lambda day: lunar_day(day).day == number, past=past)
    named: str | None = found["number"]
    weekday = _SUNDAY if named is None else int(named) - 2 if named.isdecimal() else _NUMBERS.index(named)
    if found["this"] or found["later"]:
        monday = today - timedelta(days=today.weekday())
        return monday + timedelta(days=weekday + (_WEEK if found["later"] else 0))
    return _next(today, lambda day: day.weekday() == weekday, past=past)


def _next(today: date, is_it: Callable[[date], bool], *, past: bool) -> date:
    step = -1 if past else 1
    days = (today + timedelta(days=step * each) for each in range(_MONTH))
    return next(day for day in days if is_it(day))


def day_of(written: str, today: date, *, past: bool = False) -> date:
    """A day as Vietnamese write it, `3/2/2026`, `3/2`, `mai`, `thứ 7 này`, or as files have it, `2026-02-03`.

    A day of the week is the next one, today included; `thứ 7 tuần sau` is that of the week after this one.

    Args:
        today: a day without a year is the next such day, today included; words count from it.
        past: it is the last such day instead.

    Raises:
        ValueError: it is none, with the reason for people.
    """
    iso, ours = _ISO.fullmatch(written), _VIETNAMESE.fullmatch(written)
    if (said := _SAID.fullmatch(" ".join(nfc(written).casefold().split()))) is not None:
        return _named(said, today, past=past)
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
