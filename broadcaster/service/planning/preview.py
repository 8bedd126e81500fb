"""The next airings of one schedule among all others, for somebody who is just writing it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from broadcaster.service.planning.plans import Plans
from broadcaster.station.model import Once, Schedule, Station
from broadcaster.station.regulation import refusing, rules_of
from broadcaster.timetable.days.recurrence import instant
from broadcaster.timetable.guard.quotas import monday
from broadcaster.timetable.model import Occurrence
from broadcaster.timetable.outlook.prospect import Prospect
from broadcaster.timetable.outlook.slots import Judge, Wanted, session_judge

MOST = 10  # sessions that are shown
_SPANS = (timedelta(days=14), timedelta(days=90), timedelta(days=400))
"""How far it is looked for ten sessions: the last is longer than a lunar year with a leap month."""
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Preview:
    """The next sessions of a schedule."""

    sessions: tuple[tuple[Prospect, ...], ...]  # the members of each session, in order
    more: bool  # there are further ones


def with_schedule(station: Station, schedule: Schedule) -> Station:
    """The station in which that schedule says this."""
    return replace(station, schedules=MappingProxyType({**station.schedules, schedule.id: schedule}))


def preview(plans: Plans, station: Station, schedule: str, now: datetime) -> Preview:
    """The next sessions of a schedule of `station`, from `now` on.

    Raises:
        TimetableError: they lie beyond the calendar.
    """
    alone = replace(station, schedules=MappingProxyType({schedule: station.schedules[schedule]}))
    found: list[str] = []
    starts: dict[str, datetime] = {}
    for span in _SPANS:
        starts = {}
        for row in plans.plan(alone, now, now + span):
            starts.setdefault(row.session, row.start)
        found = list(starts)
        if len(found) > MOST:
            break
    shown = found[:MOST]
    zone = station.settings.timezone
    members: dict[str, list[Prospect]] = {session: [] for session in shown}
    for week in sorted({monday(starts[session].date()) for session in shown}):
        begin = instant(week, time(), zone).astimezone(zone)
        for prospect in plans.prospects_of(station, schedule, begin, begin + _WEEK):
            if prospect.occurrence.session in members:
                members[prospect.occurrence.session].append(prospect)
    return Preview(
        sessions=tuple(tuple(each) for each in members.values() if each),
        more=len(found) > MOST,
    )


def judge_of(
    plans: Plans, station: Station, rows: Sequence[Occurrence], schedule: Schedule, *, strict: bool = False
) -> Judge:
    """The judge of one session of a schedule among other rows; `strict`: quotas that warn count too."""
    members = tuple((station.messages[name], plans.length(station, name)) for name in schedule.messages)
    counted = rules_of(station.settings) if strict else refusing(station.settings)
    return session_judge(station, rows, Wanted(members=members, schedule=schedule), rules=counted)


def without(station: Station, schedule: Schedule, gone: Iterable[Once]) -> Station:
    """The station in which a schedule has not these starts."""
    left_out = frozenset(gone)
    exceptions = replace(
        schedule.exceptions, once=(*schedule.exceptions.once, *sorted(left_out - {*schedule.exceptions.once}))
    )
    once = tuple(one for one in schedule.once if one not in left_out)
    return with_schedule(station, replace(schedule, once=once, exceptions=exceptions))


def week_rows(plans: Plans, station: Station, days: Sequence[date]) -> list[Occurrence]:
    """All that is planned in the weeks of some days, the past ones too: they count for the quotas."""
    zone = station.settings.timezone
    rows: list[Occurrence] = []
    for week in sorted({monday(day) for day in days}):
        begin = instant(week, time(), zone).astimezone(zone)
        rows += plans.again(station, begin, begin + _WEEK)
    return rows
