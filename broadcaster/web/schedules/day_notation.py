"""Several days as people type them into the form of a schedule, and as it shows them. Pure.

Several days stand beside each other with commas or spaces. What cannot be read is a ValueError with the
reason for people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from broadcaster.core.text.catalogue import say
from broadcaster.core.text.forms import nfc
from broadcaster.station.forms.times import lunar_day, year_day
from broadcaster.station.model.schedule import LAST, MonthDay
from broadcaster.web.drawing.days import day_typed

_BETWEEN = re.compile(r"[,;\s]+|\bvà\b|\band\b")
_LUNAR = re.compile(r"(\d{1,2})(?:/(\d{1,2})(\+)?)?")
_LEAP = re.compile(r"\s*(?:nhuận|nhuan|leap)\b")
_OF_MONTH = re.compile(r"\b(?:mùng|mồng)\s+")
_YEARLY = re.compile(r"(\d{1,2})/(\d{1,2})")
_END = re.compile(r"(?:ngày )?cuối(?: tháng)?|(?:the )?last(?: day)?")
_MOST = 31

T = TypeVar("T")


def parts(written: str) -> list[str]:
    """What stands between commas and spaces."""
    return [each for each in _BETWEEN.split(written) if each]


def days_typed(days: Iterable[date]) -> str:
    """Several days, in order."""
    return ", ".join(day_typed(day) for day in sorted(days))


def lunar_of(written: str) -> tuple[str, ...]:
    """Lunar days: `15`, `rằm`, `mùng 1`, `10/3`, `15/6 nhuận`. Raises ValueError: one of them is none."""
    found = []
    words = _OF_MONTH.sub("", nfc(written).casefold()).replace("rằm", "15")
    for each in parts(_LEAP.sub("+", words)):
        match = _LUNAR.fullmatch(each)
        try:
            if match is None:
                raise ValueError
            found.append(lunar_day(f"{match[2]}-{match[1]}{match[3] or ''}" if match[2] else match[1]))
        except ValueError:
            shown = each.replace("+", f" {say('console.schedule.leap')}")
            raise ValueError(say("console.schedule.bad_lunar", written=shown)) from None
    return once_each(found)


def lunar_typed(days: Sequence[str]) -> str:
    """As people type them."""
    return ", ".join(_lunar_typed(each) for each in days)


def _lunar_typed(written: str) -> str:
    month, _, day = written.rstrip("+").rpartition("-")
    leap = f" {say('console.schedule.leap')}" if written.endswith("+") else ""
    return f"{int(day)}/{int(month)}{leap}" if month else str(int(day))


def yearly_of(written: str) -> tuple[str, ...]:
    """Days of each year: `2/9`. Raises ValueError: one of them is none."""
    found = []
    for each in parts(written):
        match = _YEARLY.fullmatch(each)
        try:
            if match is None:
                raise ValueError
            found.append(year_day(f"{match[2]}-{match[1]}"))
        except ValueError:
            raise ValueError(say("console.schedule.bad_yearly", written=each)) from None
    return once_each(found)


def yearly_typed(days: Sequence[str]) -> str:
    """As people type them."""
    return ", ".join(f"{int(each[3:])}/{int(each[:2])}" for each in days)


def month_days_of(written: str) -> tuple[MonthDay, ...]:
    """Days of each month: `15`, `cuối tháng`. Raises ValueError: one of them is none."""
    found = []
    for each in parts(_END.sub(" last ", written.casefold())):
        if each == "last":
            found.append(MonthDay(LAST))
        elif each.isascii() and each.isdecimal() and len(each) <= 2 and 1 <= int(each) <= _MOST:
            found.append(MonthDay(int(each)))
        else:
            raise ValueError(say("console.schedule.bad_monthly", written=each))
    return once_each(found)


def month_days_typed(days: Iterable[MonthDay]) -> str:
    """As people type them."""
    end = say("console.schedule.month_end")
    return ", ".join(end if each.day == LAST else str(each.day) for each in days)


def once_each(found: Iterable[T]) -> tuple[T, ...]:
    """Each of them once, in order."""
    return tuple(dict.fromkeys(found))
