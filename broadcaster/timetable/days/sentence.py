"""A schedule as one sentence that people say: on which days, at what times, from when until when. Pure.

It names everything that the schedule says about time. Texts come from the catalogue, so there is one in each
language.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time

from broadcaster.core.text.catalogue import say
from broadcaster.station.model.schedule import LAST, MonthDay, MonthWeekday, Once, Schedule

_NAMED = 6  # single days that are named one by one; more are counted
_RUN = 3  # days of the week in a row that are said as "from … to …"
_EVE = "12-30"


def sentence(schedule: Schedule) -> str:
    """When a schedule airs: "Thứ Hai đến thứ Sáu, 6 giờ 30 và 17 giờ, từ 3/2/2026 đến 28/2/2026."."""
    said = _with_single(schedule, _rule(schedule))
    for wrap in (_valid, _exceptions):
        said = wrap(schedule, said)
    if schedule.paused:
        said = say("timetable.plain.paused", rest=said)
    return say("timetable.plain.end", rest=f"{said[:1].upper()}{said[1:]}")


def days_said(schedule: Schedule) -> str:
    """On which days: "thứ Hai đến thứ Sáu", "hằng ngày", "mùng 1 và rằm hằng tháng âm lịch"."""
    said = [_weekdays(schedule.days)] if schedule.days else []
    if schedule.dates:
        said.append(_dates(schedule.dates))
    if schedule.named:
        said.append(say("timetable.plain.named", days=listed(schedule.named)))
    said += [_lunar(each) for each in schedule.lunar]
    yearly = ((int(day[3:]), int(day[:2])) for day in schedule.yearly)
    solar = [*map(_monthly, schedule.monthly)]
    solar += [say("timetable.plain.year_day", day=day, month=month) for day, month in yearly]
    if solar and schedule.nearest is not None:
        solar = [say("timetable.plain.nearest_workday", days=listed(solar))]
    said += solar
    return listed(said) if said else say("timetable.plain.daily")


def times_said(schedule: Schedule) -> str:
    """At which times: "6 giờ 30 và 17 giờ", "cứ 30 phút một lần từ 7 giờ đến 10 giờ"."""
    if schedule.every is not None and schedule.between is not None:
        first, last = schedule.between
        return say(
            "timetable.plain.every",
            every=length_said(schedule.every),
            first=clock_said(first),
            last=clock_said(last),
        )
    return listed([clock_said(wall) for wall in sorted(schedule.at)])


def clock_said(wall: time) -> str:
    """ "6 giờ 30"; with seconds only where there are any."""
    if wall.second:
        return say("timetable.plain.clock_seconds", hour=wall.hour, minute=wall.minute, second=wall.second)
    if wall.minute:
        return say("timetable.plain.clock", hour=wall.hour, minute=f"{wall.minute:02}")
    return say("timetable.plain.hour", hour=wall.hour)


def day_said(day: date) -> str:
    """3/2/2026"""
    return say("timetable.plain.date", day=day.day, month=day.month, year=day.year)


def weekday_said(number: int) -> str:
    """ "thứ Hai" for 0."""
    return say(f"timetable.plain.weekday.{number + 1}")


def length_said(seconds: float) -> str:
    """A length of time: "30 phút", "1 giờ", "45 giây"."""
    whole = round(seconds)
    for unit, name in ((3600, "hours"), (60, "minutes"), (1, "seconds")):
        if whole % unit == 0:
            return say(f"timetable.plain.{name}", count=whole // unit)
    raise AssertionError("every whole number of seconds is one of seconds")


def listed(said: Sequence[str]) -> str:
    """ "a, b và c"."""
    if len(said) < 2:
        return "".join(said)
    first = said[0]
    for each in said[1:-1]:
        first = say("timetable.plain.comma", first=first, next=each)
    return say("timetable.plain.and", first=first, last=said[-1])


def _rule(schedule: Schedule) -> str:
    if not schedule.at and schedule.every is None:
        return ""
    said = say("timetable.plain.rule", days=days_said(schedule), times=times_said(schedule))
    if not schedule.jitter:
        return said
    return say("timetable.plain.jitter", rest=said, within=length_said(schedule.jitter))


def _with_single(schedule: Schedule, rule: str) -> str:
    if not schedule.once:
        return rule
    single = _singles(schedule.once)
    return say("timetable.plain.also", rest=rule, single=single) if rule else single


def _singles(singles: Iterable[Once]) -> str:
    found = sorted(singles)
    if len(found) > _NAMED:
        return say("timetable.plain.many_singles", count=len(found))
    return listed(
        [say("timetable.plain.single", time=clock_said(each.wall), day=day_said(each.day)) for each in found]
    )


def _valid(schedule: Schedule, said: str) -> str:
    first, until = schedule.valid.first, schedule.valid.until
    if first is not None and until is not None:
        return say("timetable.plain.from_until", rest=said, first=day_said(first), until=day_said(until))
    if first is not None:
        return say("timetable.plain.from", rest=said, first=day_said(first))
    return said if until is None else say("timetable.plain.until", rest=said, until=day_said(until))


def _exceptions(schedule: Schedule, said: str) -> str:
    left_out = schedule.exceptions
    if left_out.holidays:
        said = say("timetable.plain.no_holidays", rest=said)
    if left_out.named:
        said = say("timetable.plain.except_named", rest=said, days=listed(left_out.named))
    if left_out.dates:
        said = say("timetable.plain.except_days", rest=said, days=_dates(left_out.dates))
    if left_out.once:
        said = say("timetable.plain.except_singles", rest=said, singles=_singles(left_out.once))
    return said


def _weekdays(numbers: Iterable[int]) -> str:
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said: list[str] = []
    for run in runs:
        if len(run) >= _RUN:
            said.append(say("timetable.plain.range", first=weekday_said(run[0]), last=weekday_said(run[-1])))
        else:
            said += [weekday_said(number) for number in run]
    return listed(said)


def _dates(days: Iterable[date]) -> str:
    found = sorted(days)
    if len(found) > _NAMED:
        return say(
            "timetable.plain.many_days", count=len(found), first=day_said(found[0]), last=day_said(found[-1])
        )
    return say("timetable.plain.on", days=listed([day_said(day) for day in found]))


def _monthly(one: MonthDay | MonthWeekday) -> str:
    if isinstance(one, MonthDay):
        last = one.day == LAST
        return say("timetable.plain.month_end") if last else say("timetable.plain.month_day", day=one.day)
    name = weekday_said(one.weekday)
    if one.nth == LAST:
        return say("timetable.plain.month_last_weekday", weekday=name)
    return say(f"timetable.plain.month_weekday.{one.nth}", weekday=name)


def _lunar(written: str) -> str:
    if written == _EVE:
        return say("timetable.plain.lunar_eve")
    month, _, day = written.rstrip("+").rpartition("-")
    name = _lunar_day(int(day))
    if written.endswith("+"):
        said = say(f"timetable.plain.lunar_month.{int(month)}")
        return say("timetable.plain.lunar_leap", day=name, month=said)
    if not month:
        return say("timetable.plain.lunar_monthly", day=name)
    return say(
        "timetable.plain.lunar_yearly", day=name, month=say(f"timetable.plain.lunar_month.{int(month)}")
    )


def _lunar_day(day: int) -> str:
    if day == 15:
        return say("timetable.plain.lunar_full")
    if day == 30:  # half of the lunar months have 29 days
        return say("timetable.plain.lunar_thirtieth")
    return say("timetable.plain.lunar_early" if day <= 10 else "timetable.plain.lunar_day", day=day)
