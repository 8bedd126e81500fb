"""The form of a schedule: what people type, and the schedule that it says. Pure.

Keys that the form has no field for stay as the file has them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import StrEnum
from typing import TypeVar

from broadcaster.core.text.catalogue import say
from broadcaster.core.text.forms import nfc
from broadcaster.station.forms.times import clock, duration, spelt
from broadcaster.station.model.keys import HOUR
from broadcaster.station.model.message import Validity
from broadcaster.station.model.schedule import LAST, Exceptions, MonthDay, MonthWeekday, Nearest, Schedule
from broadcaster.timetable.days.sentence import day_said
from broadcaster.web.drawing.days import by_date, day_of, day_typed
from broadcaster.web.schedules.day_notation import (
    days_typed,
    lunar_of,
    lunar_typed,
    month_days_of,
    month_days_typed,
    once_each,
    parts,
    yearly_of,
    yearly_typed,
)

CATCH_UP = 600.0  # seconds: after a power cut of ten minutes, what the example station has
_MOST_TIMES = 48


class Days(StrEnum):
    """How the form says on which days."""

    DAILY = "daily"
    WORKING = "working"
    WEEK = "week"  # chosen days of the week
    DATES = "dates"
    MONTHLY = "monthly"
    YEARLY = "yearly"
    LUNAR = "lunar"
    NAMED = "named"  # days of calendar.yaml
    MIXED = "mixed"  # several of them at once


class Times(StrEnum):
    """How the form says at what times."""

    AT = "at"
    EVERY = "every"
    NONE = "none"  # single airings only


WORKING = frozenset(range(5))
_WAYS = {
    "days": Days.WEEK,
    "dates": Days.DATES,
    "lunar": Days.LUNAR,
    "named": Days.NAMED,
    "monthly": Days.MONTHLY,
    "yearly": Days.YEARLY,
}
NTH = (1, 2, 3, 4, 5, LAST)
"""Which one of a day of the week in a month, as the form offers them."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The form as it is typed."""

    message: str = ""
    days: Days = Days.DAILY
    week: tuple[int, ...] = ()
    dates: str = ""
    month_days: str = ""
    month_weekdays: tuple[MonthWeekday, ...] = ()
    yearly: str = ""
    nearest: bool = False  # a day of rest moves to the nearest workday
    lunar: str = ""
    named: tuple[str, ...] = ()
    times: Times = Times.AT
    at: tuple[str, ...] = ()
    every: str = ""
    first: str = ""
    last: str = ""
    jitter: str = ""  # each start up to so much later
    since: str = ""
    until: str = ""
    holidays: bool = False  # silent on holidays
    without: str = ""  # silent on these days
    without_named: tuple[str, ...] = ()  # and on these of calendar.yaml
    late: bool = False
    zones: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """Reads fields and gathers what is wrong with each."""

    today: date
    faults: dict[str, str] = field(default_factory=dict)

    def day(self, name: str, written: str) -> date | None:
        """A day; None where nothing is written, and where it cannot be read."""
        text = written.strip()
        if not text:
            return None
        try:
            return day_of(text, self.today)
        except ValueError as wrong:
            self.faults.setdefault(name, str(wrong))
            return None

    def days(self, name: str, written: str) -> frozenset[date]:
        """Several days."""
        found = (self.day(name, each) for each in parts(by_date(written, self.today)))
        return frozenset(each for each in found if each is not None)

    def time(self, name: str, written: str) -> time | None:
        """A time of day."""
        try:
            return clock(written.replace("g", "h").replace(" ", "").replace(".", ":"))
        except ValueError:
            self.faults.setdefault(name, say("console.schedule.bad_time"))
            return None

    def jitter(self, written: str) -> float:
        """How far starts may be moved; 0 where nothing is written."""
        try:
            found = _length(written) if written.strip() else 0.0
        except ValueError:
            found = -1.0
        if not 0 <= found <= HOUR:
            self.faults.setdefault("jitter", say("console.schedule.bad_jitter"))
            return 0.0
        return found

    def listed(
        self, name: str, written: str, read: Callable[[str], tuple[T, ...]], none: str
    ) -> tuple[T, ...]:
        """Several days of one kind; `none` is the text where there is none of them."""
        try:
            found = read(written)
        except ValueError as wrong:
            self.faults.setdefault(name, str(wrong))
            return ()
        if not found and none:
            self.faults.setdefault(name, say(none))
        return found


def fields_of(schedule: Schedule) -> Fields:
    """The form filled with what a schedule says."""
    ways = [way for name, way in _WAYS.items() if getattr(schedule, name)]
    days = Days.MIXED if len(ways) > 1 else ways[0] if ways else Days.DAILY
    if days is Days.WEEK and schedule.days == WORKING:
        days = Days.WORKING
    between = schedule.between
    return Fields(
        message=schedule.messages[0] if len(schedule.messages) == 1 else "",
        days=days,
        week=tuple(sorted(schedule.days)),
        dates=days_typed(schedule.dates),
        month_days=month_days_typed(each for each in schedule.monthly if isinstance(each, MonthDay)),
        month_weekdays=tuple(each for each in schedule.monthly if isinstance(each, MonthWeekday)),
        yearly=yearly_typed(schedule.yearly),
        nearest=schedule.nearest is not None,
        lunar=lunar_typed(schedule.lunar),
        named=schedule.named,
        times=Times.EVERY if between is not None else Times.AT if schedule.at else Times.NONE,
        at=tuple(_clock(wall) for wall in schedule.at),
        every="" if schedule.every is None else _said(schedule.every),
        first="" if between is None else _clock(between[0]),
        last="" if between is None else _clock(between[1]),
        jitter=_said(schedule.jitter) if schedule.jitter else "",
        since=day_typed(schedule.valid.first),
        until=day_typed(schedule.valid.until),
        holidays=schedule.exceptions.holidays,
        without=days_typed(schedule.exceptions.dates),
        without_named=schedule.exceptions.named,
        late=schedule.catch_up > 0,
        zones=schedule.zones,
    )


def schedule_of(
    fields: Fields, base: Schedule, today: date, messages: Mapping[str, object]
) -> tuple[Schedule, dict[str, str]]:
    """The schedule that the form says, and what is wrong in which field: it lacks what is wrong.

    Args:
        base: the schedule as its file has it, or an empty one: it keeps what the form has no field for.
        today: a day without a year is the next such day.
    """
    reading = _Reading(today)
    chosen = fields.message if len(base.messages) < 2 else ""
    if len(base.messages) < 2 and chosen not in messages:
        reading.faults["message"] = say("console.schedule.no_message")
    rule = replace(
        base,
        messages=(chosen,) if chosen else base.messages,
        valid=Validity(first=reading.day("since", fields.since), until=reading.day("until", fields.until)),
        exceptions=replace(
            base.exceptions,
            holidays=fields.holidays,
            named=_as_before(fields.without_named, base.exceptions.named),
            dates=reading.days("without", fields.without),
        ),
        jitter=reading.jitter(fields.jitter),
        catch_up=(base.catch_up or CATCH_UP) if fields.late else 0.0,
        zones=tuple(fields.zones),
    )
    rule = _with_days(fields, _with_times(fields, rule, reading), reading)
    first, until = rule.valid.first, rule.valid.until
    if first is not None and until is not None and until < first:
        reading.faults.setdefault("until", say("console.schedule.ends_before", first=day_said(first)))
    return rule, reading.faults


def empty(schedule: str) -> Schedule:
    """A schedule that says nothing yet."""
    return Schedule(id=schedule, messages=(), exceptions=Exceptions(holidays=False))


def _with_times(fields: Fields, rule: Schedule, reading: _Reading) -> Schedule:
    if fields.times is Times.NONE and rule.once:
        return replace(rule, at=(), every=None, between=None)
    if fields.times is Times.EVERY:
        return _with_step(fields, rule, reading)
    found: list[time] = []
    for number, written in enumerate(fields.at):
        wall = reading.time(f"at-{number}", written) if written.strip() else None
        if wall in found:
            reading.faults[f"at-{number}"] = say("console.schedule.same_time")
        elif wall is not None:
            found.append(wall)
    if not found and not any(name.startswith("at-") for name in reading.faults):
        reading.faults["at-0"] = say("console.schedule.no_time")
    if len(found) > _MOST_TIMES:
        reading.faults["at-0"] = say("console.schedule.many_times", most=_MOST_TIMES)
    return replace(rule, at=tuple(found), every=None, between=None)


def _with_step(fields: Fields, rule: Schedule, reading: _Reading) -> Schedule:
    first, last = reading.time("first", fields.first), reading.time("last", fields.last)
    try:
        every = _length(fields.every)
    except ValueError:
        every = 0.0
    if not 60 <= every <= 24 * 3600:
        reading.faults["every"] = say("console.schedule.bad_step")
    if first is not None and last is not None and last <= first:
        reading.faults["last"] = say("console.schedule.last_before")
    if first is None or last is None:
        return rule
    return replace(rule, at=(), every=every, between=(first, last))


def _length(written: str) -> float:
    """Seconds of `30m`, `30 phút`, `1h30` or `30`, which are minutes.

    Raises:
        ValueError: it is no length of time.
    """
    text = _UNIT.sub(lambda unit: _UNITS[unit[0].lower()], nfc(written).strip())
    return duration(f"{text}m" if text.isdecimal() or _HOUR_AND_HALF.fullmatch(text) else text)


_UNITS = {
    **dict.fromkeys(("giờ", "hours", "hour"), "h"),
    **dict.fromkeys(("phút", "minutes", "minute", "min"), "m"),
    **dict.fromkeys(("giây", "seconds", "second"), "s"),
}
_UNIT = re.compile("|".join(_UNITS), re.IGNORECASE)
_HOUR_AND_HALF = re.compile(r"\d+ ?h ?\d+")


def _said(seconds: float) -> str:
    """A length as people write it: `1 giờ 30 phút`."""
    said: Mapping[str, Callable[[str], str]] = {
        "h": lambda number: say("console.hours", hours=number),
        "m": lambda number: say("console.minutes", minutes=number),
        "s": lambda number: say("console.seconds", seconds=number),
    }
    found = re.findall(r"([\d.]+)([hms])", spelt(seconds))
    return " ".join(said[unit](number) for number, unit in found)


def _with_days(fields: Fields, rule: Schedule, reading: _Reading) -> Schedule:
    way = fields.days
    several = way is Days.MIXED
    week = WORKING if way is Days.WORKING else frozenset(fields.week) if way in _OF_WEEK else frozenset()
    if way is Days.WEEK and not week:
        reading.faults["week"] = say("console.schedule.no_weekday")
    dates = reading.days("dates", fields.dates) if several or way is Days.DATES else frozenset()
    if way is Days.DATES and not dates:
        reading.faults.setdefault("dates", say("console.schedule.no_day"))
    monthly = _monthly(fields, reading) if several or way is Days.MONTHLY else ()
    yearly: tuple[str, ...] = ()
    if several or way is Days.YEARLY:
        none = "" if several else "console.schedule.no_yearly"
        yearly = reading.listed("yearly", fields.yearly, yearly_of, none)
    lunar: tuple[str, ...] = ()
    if several or way is Days.LUNAR:
        none = "" if several else "console.schedule.no_lunar"
        lunar = reading.listed("lunar", fields.lunar, lunar_of, none)
    named = fields.named if several or way is Days.NAMED else ()
    if way is Days.NAMED and not named:
        reading.faults["named"] = say("console.schedule.no_named")
    nothing = not (week or dates or monthly or yearly or lunar or named)
    if several and nothing and reading.faults.keys().isdisjoint(_TYPED):
        reading.faults["days"] = say("console.schedule.no_way")
    return replace(
        rule,
        days=week,
        dates=dates,
        monthly=_as_before(monthly, rule.monthly),
        yearly=_as_before(yearly, rule.yearly),
        nearest=Nearest.WORKDAY if fields.nearest and (monthly or yearly) else None,
        lunar=_as_before(lunar, rule.lunar),
        named=_as_before(named, rule.named),
    )


_OF_WEEK = (Days.WEEK, Days.MIXED)
_TYPED = ("dates", "month_days", "yearly", "lunar")


def _monthly(fields: Fields, reading: _Reading) -> tuple[MonthDay | MonthWeekday, ...]:
    none = "console.schedule.no_monthly"
    none = none if fields.days is Days.MONTHLY and not fields.month_weekdays else ""
    days = reading.listed("month_days", fields.month_days, month_days_of, none)
    return (*days, *once_each(fields.month_weekdays))


def _as_before(new: tuple[T, ...], old: tuple[T, ...]) -> tuple[T, ...]:
    """What is the same in another order stays as the file has it."""
    return old if set(new) == set(old) else new


def _clock(wall: time) -> str:
    return f"{wall:%H:%M:%S}" if wall.second else f"{wall:%H:%M}"


def typed(given: Sequence[tuple[str, str]]) -> Fields:
    """The form as a browser sends it; what cannot come from the page counts as left out."""
    one = dict(given)
    lists = ("at", "week", "zones", "named", "without_named", "nth", "nth_day")
    several = {name: tuple(value for key, value in given if key == name) for name in lists}
    days, times = one.get("days", ""), one.get("times", "")
    return Fields(
        message=one.get("message", ""),
        days=Days(days) if days in tuple(Days) else Days.DAILY,
        week=tuple(sorted({int(each) for each in several["week"] if each in tuple("0123456")})),
        dates=one.get("dates", ""),
        month_days=one.get("month_days", ""),
        month_weekdays=_month_weekdays(several["nth"], several["nth_day"]),
        yearly=one.get("yearly", ""),
        nearest="nearest" in one,
        lunar=one.get("lunar", ""),
        named=once_each(several["named"]),
        times=Times(times) if times in tuple(Times) else Times.AT,
        at=several["at"],
        every=one.get("every", ""),
        first=one.get("first", ""),
        last=one.get("last", ""),
        jitter=one.get("jitter", ""),
        since=one.get("since", ""),
        until=one.get("until", ""),
        holidays="holidays" in one,
        without=one.get("without", ""),
        without_named=once_each(several["without_named"]),
        late="late" in one,
        zones=several["zones"],
    )


def _month_weekdays(numbers: Sequence[str], days: Sequence[str]) -> tuple[MonthWeekday, ...]:
    """The pairs of two choices; a pair of which one is not chosen says nothing."""
    offered = {str(each): each for each in NTH}
    return once_each(
        MonthWeekday(weekday=int(day), nth=offered[number])
        for number, day in zip(numbers, days, strict=False)
        if number in offered and day in tuple("0123456")
    )
