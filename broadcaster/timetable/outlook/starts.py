"""Starts that will be refused, must wait, or meet those of neighbours; schedules without a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError, TimetableError
from broadcaster.core.text.catalogue import hint, say
from broadcaster.station.model.schedule import Once, Schedule
from broadcaster.station.model.station import Station
from broadcaster.station.rules.rulebook import refusing
from broadcaster.station.yaml.problems import Problem, Severity
from broadcaster.station.yaml.tree import START, YamlMark
from broadcaster.timetable.days.recurrence import days, times
from broadcaster.timetable.days.recurrence import starts as begun
from broadcaster.timetable.days.vietnam import calendar_of
from broadcaster.timetable.outlook.view import View, warning
from broadcaster.timetable.plan.jitter import CYCLE, own_points, windows_of
from broadcaster.timetable.plan.plan import plan
from broadcaster.timetable.plan.prospect import free_times
from broadcaster.timetable.plan.slots import REGULATION, WITHIN, free_slots
from broadcaster.timetable.plan.waits import Delay, RefusedStarts, Wait, refused_starts, waits
from broadcaster.timetable.planning.losses import unheard_here
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.timetable.rules.occurrence import Occurrence
from broadcaster.timetable.rules.quotas import limits, week_of

DAYS = 14
_FAR = timedelta(days=400)  # longer than a lunar year with a leap month
# Told by `station.loading.warnings` for the whole message or schedule.
_TOLD = {"station.message_over", "station.never_valid"}
_VALIDITY = ("timetable.message_expired", "timetable.message_not_yet_valid")


def starts(view: View, first: datetime) -> Iterator[Problem]:
    """Starts that are refused, that wait for others, and schedules that have none."""
    station = view.station
    aside: dict[str, BroadcasterError] = {}

    def lengths(name: str) -> tuple[float, bool]:
        return round(view.examiner.message(station, station.messages[name]).seconds), True

    try:
        # Missing approval is reported once a message; here it counts as approved.
        unheard = _unheard(station, first)
        until = first + timedelta(days=DAYS)
        rows = plan(station, first, until, lengths=lengths, unheard=unheard, aside=aside.__setitem__)
        refused = refused_starts(rows)
        slots = _slots(station, rows, refused, first, lengths, unheard)
    except TimetableError:
        return  # a lunar day beyond the calendar; `plan` reports it
    for name, fault in aside.items():
        yield view.trees.schedules[name].problem(START, fault.code, Severity.ERROR, **fault.facts)
    yield from _refusals(view, refused, slots)
    found = waits(station, rows)
    yield from _delays(view, found, free_times(station, rows, found))
    started = {row.schedule for row in rows}
    for schedule in station.schedules.values():
        if schedule.id not in started | aside.keys() and not _goes_on(view, schedule, first.date()):
            yield warning(view.trees.schedules[schedule.id], START, "outlook.no_start")


def _goes_on(view: View, schedule: Schedule, today: date) -> bool:
    """True if the schedule has a day to come, or is over, which is reported already."""
    if schedule.valid.until is not None and schedule.valid.until < today:
        return True
    begin = max(today, schedule.valid.first or today)
    try:
        ahead = next(begun(schedule, begin, begin + _FAR, calendar_of(view.station)), None)
    except TimetableError:
        return True
    later = (*(schedule.dates - schedule.exceptions.dates), *(one.day for one in schedule.once))
    return ahead is not None or any(day >= begin for day in later)


def _unheard(station: Station, first: datetime) -> frozenset[str]:
    """The sessions of the week that use no quota, where quotas refuse."""
    if not any(limits(rule) for rule in refusing(station.settings)):
        return frozenset()

    return unheard_here(station.root / "state", SystemClock(), week_of(first, station), first)


def _slots(
    station: Station,
    rows: list[Occurrence],
    refused: list[RefusedStarts],
    first: datetime,
    lengths: Callable[[str], tuple[float, bool]],
    unheard: frozenset[str],
) -> dict[tuple[str, datetime], datetime]:
    """The next free start for the first start of each group that the regulation refuses."""
    begun = {(one.schedule, one.first) for one in refused if one.refusal.code in REGULATION}
    if not begun:
        return {}
    asked = [row for row in rows if (row.schedule, row.start) in begun]
    until = first + timedelta(days=DAYS) + 2 * WITHIN
    known = plan(station, week_of(first, station), until, lengths=lengths, unheard=unheard)
    free = free_slots(station, known, asked, lambda name: timedelta(seconds=lengths(name)[0]))
    return {(row.schedule, row.start): free[row.session] for row in asked if row.session in free}


def _refusals(
    view: View, found: Iterable[RefusedStarts], slots: Mapping[tuple[str, datetime], datetime]
) -> Iterator[Problem]:
    """What the guard refuses: by schedule, but once for a message that is not valid then."""
    merged: dict[tuple[str, str, Refusal], RefusedStarts] = {}
    for one in found:
        if one.refusal.code in _VALIDITY and _is_told(view, one):
            continue
        key = ("" if one.refusal.code in _VALIDITY else one.schedule, one.message, one.refusal)
        same = merged.get(key)
        merged[key] = (
            one if same is None else replace(same, count=same.count + one.count, of=same.of + one.of)
        )
    for (schedule, message, refusal), one in merged.items():
        place = view.trees.schedules[schedule] if schedule else view.trees.messages[message]
        facts = dict(refusal.facts)
        reason = say(refusal.code, **facts)
        advice = hint(refusal.code, **facts) or say("outlook.see_plan")
        slot = slots.get((schedule, one.first))
        if slot is not None:
            advice = say("outlook.next_free", advice=advice, when=when(slot))
        yield warning(
            place,
            _start_mark(view, schedule, one.first) if schedule else place.mark("valid"),
            "outlook.all_refused" if one.count == one.of else "outlook.refused",
            message=message,
            count=one.count,
            of=one.of,
            days=DAYS,
            when=when(one.first),
            reason=reason[:1].lower() + reason[1:],
            advice=advice,
        )


def _is_told(view: View, found: RefusedStarts) -> bool:
    files = {view.trees.schedules[found.schedule].file, view.trees.messages[found.message].file}
    return any(p.code in _TOLD and p.file in files for p in view.loaded.problems)


def _delays(view: View, found: Iterable[Wait], free: Mapping[tuple[str, time], time]) -> Iterator[Problem]:
    """One warning for what others do to a schedule, by kind: the first time, and how often."""
    groups: dict[tuple[str, str], list[Wait]] = {}
    for wait in found:
        twice = not set(wait.messages).isdisjoint(wait.behind_messages)
        code = "outlook.same_message" if twice else f"outlook.{wait.kind}"
        groups.setdefault((wait.schedule, code), []).append(wait)
    for (schedule, code), waiting in sorted(groups.items(), key=_severest):
        one = waiting[0]
        better = free.get((schedule, one.planned.time().replace(tzinfo=None)))
        shared = [name for name in one.messages if name in one.behind_messages]
        yield warning(
            view.trees.schedules[schedule],
            _start_mark(view, schedule, one.planned),
            code,
            message=", ".join(shared or one.messages),
            other=", ".join(one.behind_messages),
            schedule=one.behind_schedule,
            when=when(one.planned),
            since=f"{one.since:%H:%M}",
            until=f"{one.until + timedelta(seconds=59):%H:%M}",
            more=_more(len(waiting) - 1),
            free="" if better is None else say("outlook.free", time=f"{better:%H:%M}"),
        )


def _more(count: int) -> str:
    return say("outlook.more", count=count, days=DAYS) if count else ""


def _severest(group: tuple[tuple[str, str], list[Wait]]) -> tuple[bool, datetime]:
    (_, code), waiting = group
    return code != f"outlook.{Delay.MISSED}", waiting[0].planned


def _start_mark(view: View, schedule: str, start: datetime) -> YamlMark:
    """Where the time of a session's start is written."""
    place, rule = view.trees.schedules[schedule], view.station.schedules[schedule]
    wall: time = start.time().replace(tzinfo=None, microsecond=0)
    if Once(start.date(), wall) in rule.once:
        return place.mark("once", rule.once.index(Once(start.date(), wall)))
    if wall in rule.at and wall in times(rule):
        return place.mark("at", rule.at.index(wall))
    return place.mark("between") if rule.between is not None else place.mark("at" if rule.at else "once")


def when(moment: datetime) -> str:
    """An instant as an officer reads it: weekday, time and day."""
    weekday = say("timetable.weekdays").split()[moment.weekday()]
    return f"{moment:%H:%M} {weekday} {moment:%d/%m}"


_DAYS = timedelta(days=14)


def meetings(view: View, today: date) -> Iterator[Problem]:
    """No second is left beside these neighbours, or the window of a start is too short for one."""
    station = view.station
    neighbours = station.settings.neighbours
    spread = [schedule for schedule in station.schedules.values() if schedule.jitter]
    if not neighbours or not spread:
        return
    if not own_points(station.settings.name, neighbours):
        place = view.trees.station
        yield warning(place, place.mark("neighbours"), "outlook.neighbours_meet")
        return
    for schedule in spread:
        if _meets(view, schedule, today):
            place = view.trees.schedules[schedule.id]
            yield warning(place, place.mark("jitter"), "outlook.jitter_short", least=CYCLE - 1)


def _meets(view: View, schedule: Schedule, today: date) -> bool:
    walls, windows = times(schedule), windows_of(view.station)
    try:
        coming = list(days(schedule, today, today + _DAYS, calendar_of(view.station)))
    except TimetableError:
        return False  # a lunar day beyond the calendar; `plan` reports it
    found = (window for day in coming for window in windows(schedule, day, walls))
    return any(not window.apart for window in found if window.first < window.last)  # else it is quiet there
