"""The form of a schedule: what people type, and the schedule that it says. Pure.

Keys that the form has no field for stay as the file has them (`UNTOUCHED`).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import StrEnum

from broadcaster.station.forms.times import clock, duration, lunar_day, spelt
from broadcaster.station.model import Exceptions, Schedule, Validity
from broadcaster.text import say
from broadcaster.timetable.sentence import day_said

CATCH_UP = 600.0  # seconds: after a power cut of ten minutes, what the example station has
_VIETNAMESE = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_BETWEEN = re.compile(r"[,;\s]+|\bvà\b|\band\b")
_LUNAR = re.compile(r"(\d{1,2})(?:/(\d{1,2}))?")
_MOST_TIMES = 48


class Days(StrEnum):
    """How the form says on which days."""

    DAILY = "daily"
    WORKING = "working"
    WEEK = "week"  # chosen days of the week
    DATES = "dates"
    LUNAR = "lunar"
    MIXED = "mixed"  # several of them at once: as it is written, by hand


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
    "named": Days.MIXED,
    "monthly": Days.MIXED,
    "yearly": Days.MIXED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The form as it is typed."""

    message: str = ""
    days: Days = Days.DAILY
    week: tuple[int, ...] = ()
    dates: str = ""
    lunar: str = ""
    times: Times = Times.AT
    at: tuple[str, ...] = ()
    every: str = ""
    first: str = ""
    last: str = ""
    since: str = ""
    until: str = ""
    holidays: bool = False  # silent on holidays
    without: str = ""  # silent on these days
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
        found = (self.day(name, each) for each in _BETWEEN.split(written) if each)
        return frozenset(each for each in found if each is not None)

    def time(self, name: str, written: str) -> time | None:
        """A time of day."""
        try:
            return clock(written.replace("g", "h").replace(" ", "").replace(".", ":"))
        except ValueError:
            self.faults.setdefault(name, say("console.schedule.bad_time"))
            return None

    def lunar(self, written: str) -> tuple[str, ...]:
        """Lunar days: day, or day/month."""
        found: list[str] = []
        for each in (part for part in _BETWEEN.split(written) if part):
            match = _LUNAR.fullmatch(each)
            try:
                if match is None:
                    raise ValueError
                number = lunar_day(f"{match[2]}-{match[1]}" if match[2] else match[1])
            except ValueError:
                self.faults.setdefault("lunar", say("console.schedule.bad_lunar", written=each))
                continue
            found += [number] if number not in found else []
        return tuple(found)


def fields_of(schedule: Schedule) -> Fields:
    """The form filled with what a schedule says."""
    ways = [way for name, way in _WAYS.items() if getattr(schedule, name)]
    leap = any(each.endswith("+") for each in schedule.lunar)
    days = Days.MIXED if len(ways) > 1 or leap else ways[0] if ways else Days.DAILY
    if days is Days.WEEK and schedule.days == WORKING:
        days = Days.WORKING
    between = schedule.between
    return Fields(
        message=schedule.messages[0] if len(schedule.messages) == 1 else "",
        days=days,
        week=tuple(sorted(schedule.days)),
        dates=_days_typed(schedule.dates),
        lunar=", ".join(_lunar_typed(each) for each in schedule.lunar),
        times=Times.EVERY if between is not None else Times.AT if schedule.at else Times.NONE,
        at=tuple(_clock(wall) for wall in schedule.at),
        every="" if schedule.every is None else spelt(schedule.every),
        first="" if between is None else _clock(between[0]),
        last="" if between is None else _clock(between[1]),
        since=_day_typed(schedule.valid.first),
        until=_day_typed(schedule.valid.until),
        holidays=schedule.exceptions.holidays,
        without=_days_typed(schedule.exceptions.dates),
        late=schedule.catch_up > 0,
        zones=schedule.zones,
    )


def schedule_of(
    fields: Fields, base: Schedule, today: date, messages: Mapping[str, object]
) -> tuple[Schedule, dict[str, str]]:
    """The schedule that the form says, and what is wrong in which field: it lacks what is wrong.

    Args:
        fields: as typed.
        base: the schedule as its file has it, or an empty one: it keeps what the form has no field for.
        today: a day without a year is the next such day.
        messages: the ids that there are.
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
            base.exceptions, holidays=fields.holidays, dates=reading.days("without", fields.without)
        ),
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
        text = fields.every.strip()
        every = duration(f"{text}m" if text.isdecimal() else text.replace("phút", "m").replace("giờ", "h"))
    except ValueError:
        every = 0.0
    if not 60 <= every <= 24 * 3600:
        reading.faults["every"] = say("console.schedule.bad_step")
    if first is not None and last is not None and last <= first:
        reading.faults["last"] = say("console.schedule.last_before")
    if first is None or last is None:
        return rule
    return replace(rule, at=(), every=every, between=(first, last))


def _with_days(fields: Fields, rule: Schedule, reading: _Reading) -> Schedule:
    if fields.days is Days.MIXED:
        return rule
    plain = replace(
        rule, days=frozenset(), dates=frozenset(), lunar=(), named=(), monthly=(), yearly=(), nearest=None
    )
    if fields.days is Days.WORKING:
        return replace(plain, days=WORKING)
    if fields.days is Days.WEEK:
        if not fields.week:
            reading.faults["week"] = say("console.schedule.no_weekday")
        return replace(plain, days=frozenset(fields.week))
    if fields.days is Days.DATES:
        days = reading.days("dates", fields.dates)
        if not days:
            reading.faults.setdefault("dates", say("console.schedule.no_day"))
        return replace(plain, dates=days)
    if fields.days is Days.LUNAR:
        lunar = reading.lunar(fields.lunar)
        if not lunar:
            reading.faults.setdefault("lunar", say("console.schedule.no_lunar"))
        return replace(plain, lunar=lunar)
    return plain


def day_of(written: str, today: date) -> date:
    """A day as Vietnamese write it, `3/2/2026` or `3/2`, or as files have it.

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
    if not 1 <= month <= 12 or not 1900 <= year <= 2199 or number < 1:
        raise ValueError(say("console.schedule.bad_day"))
    last = calendar.monthrange(year, month)[1]
    if number > last:
        near = f"{last}/{month}"
        raise ValueError(say("console.schedule.no_such_day", written=f"{number}/{month}", near=near))
    found = date(year, month, number)
    if ours is not None and not ours[3] and found < today and (month, number) != (2, 29):
        return found.replace(year=year + 1)
    return found


def _day_typed(day: date | None) -> str:
    return "" if day is None else f"{day.day}/{day.month}/{day.year}"


def _days_typed(days: frozenset[date]) -> str:
    return ", ".join(_day_typed(day) for day in sorted(days))


def _lunar_typed(written: str) -> str:
    month, _, day = written.rstrip("+").rpartition("-")
    return f"{int(day)}/{int(month)}" if month else str(int(day))


def _clock(wall: time) -> str:
    return f"{wall:%H:%M:%S}" if wall.second else f"{wall:%H:%M}"


def typed(given: Sequence[tuple[str, str]]) -> Fields:
    """The form as a browser sends it; what cannot come from the page counts as left out."""
    one = dict(given)
    several = {name: tuple(value for key, value in given if key == name) for name in ("at", "week", "zones")}
    days, times = one.get("days", ""), one.get("times", "")
    return Fields(
        message=one.get("message", ""),
        days=Days(days) if days in tuple(Days) else Days.DAILY,
        week=tuple(sorted({int(each) for each in several["week"] if each in tuple("0123456")})),
        dates=one.get("dates", ""),
        lunar=one.get("lunar", ""),
        times=Times(times) if times in tuple(Times) else Times.AT,
        at=several["at"],
        every=one.get("every", ""),
        first=one.get("first", ""),
        last=one.get("last", ""),
        since=one.get("since", ""),
        until=one.get("until", ""),
        holidays="holidays" in one,
        without=one.get("without", ""),
        late="late" in one,
        zones=several["zones"],
    )
