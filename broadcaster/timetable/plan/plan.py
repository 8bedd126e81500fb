"""The plan: every airing that the schedules ask for, with the reasons of those that will not air."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from operator import itemgetter

from broadcaster.core.containment import Kind, fault_of
from broadcaster.core.errors import TimetableError
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import Station
from broadcaster.station.rules.rulebook import Rules, refusing, warning
from broadcaster.timetable.days.calendar import Calendar
from broadcaster.timetable.plan.computation import (
    Aside,
    Computation,
    Found,
    Lengths,
    Moment,
    PlanMember,
    Unapproved,
    of_each,
)
from broadcaster.timetable.rules.occurrence import Occurrence, Status
from broadcaster.timetable.rules.quotas import Over, QuotaTally, over_of, week_of

HORIZON = timedelta(days=400)
"""How far `next_start` looks: longer than a lunar year with a leap month (384 days)."""

_START = itemgetter(0)


def _place(found: tuple[datetime, Occurrence]) -> tuple[datetime, str, int]:
    start, row = found
    return start, row.schedule, row.position


# The days around both ends of a plan must exist in every zone.
_YEARS = range(date.min.year + 2, date.max.year - 2)


def plan(
    station: Station,
    first: datetime,
    until: datetime,
    *,
    lengths: Lengths,
    calendar: Calendar | None = None,
    unapproved: Unapproved | None = None,
    unheard: Collection[str] = frozenset(),
    aside: Aside | None = None,
) -> list[Occurrence]:
    """Every Occurrence that starts in [first, until), by start, schedule and position.

    Between the members of a session are `BETWEEN_ITEMS` of silence. A refused member takes no time: the
    next one has the same start. Starts and ends are in the station's zone. Where its clocks change,
    compare them in UTC: Python compares two instants of one zone by their wall times.

    Args:
        first: the first instant that belongs to the plan, aware.
        until: the first instant that does not, aware.
        lengths: asked once for each message that a schedule names.
        calendar: days off and lunar days; the station's by default.
        unapproved: asked once for each message; None leaves approval out of the plan.
        unheard: sessions of the past that were missed, refused or cut before a word: they use no quota.
        aside: told of each schedule that cannot be planned. A message that cannot be judged is refused.

    Raises:
        TimetableError: the dates lie beyond the calendar.
    """
    computation = Computation(station, lengths=lengths, calendar=calendar, unapproved=unapproved)
    rules = refusing(station.settings)
    if not rules:
        return _rows(station, computation, utc_of(first), utc_of(until), unheard, aside)
    return _counted(station, rules, computation, utc_of(first), utc_of(until), unheard, aside)


def warnings(
    station: Station,
    first: datetime,
    until: datetime,
    *,
    lengths: Lengths,
    calendar: Calendar | None = None,
    unapproved: Unapproved | None = None,
    unheard: Collection[str] = frozenset(),
) -> Over:
    """What exceeds the ward's quotas where these only warn; the arguments are those of `plan`.

    Raises:
        TimetableError: the dates lie beyond the calendar.
    """
    rules = warning(station.settings)
    if not rules or first >= until:
        return {}
    computation = Computation(station, lengths=lengths, calendar=calendar, unapproved=unapproved)
    rows = _counted(station, rules, computation, utc_of(first), utc_of(until), unheard)
    return over_of(rows)


def _counted(
    station: Station,
    rules: Rules,
    computation: Computation,
    first: datetime,
    until: datetime,
    unheard: Collection[str],
    aside: Aside | None = None,
) -> list[Occurrence]:
    """The plan, where what exceeds the quotas of some rules is refused. Counting begins with the week.

    Each session is judged when all that begin before it are counted, as on air.
    """
    if first >= until:
        return []
    sessions = list(of_each(station, lambda each: (each, computation.members(each)), aside))
    lead = max((computation.longest(members) for _, members in sessions), default=timedelta())
    begin = utc_of(week_of(first - lead, station))

    def moments(schedule: Schedule) -> list[tuple[Moment, Schedule, tuple[PlanMember, ...]]]:
        members = computation.members(schedule)
        coming = computation.moments(schedule, begin, until)
        return [(moment, schedule, members) for moment in coming if begin <= moment.utc < until]

    coming = list(chain.from_iterable(of_each(station, moments, aside)))
    coming.sort(key=lambda session: session[0].utc)  # stable: at one instant by schedule, as they are listed
    found: Found = []
    used = QuotaTally(rules, unheard)
    for moment, schedule, members in coming:
        try:
            computation.session(schedule, members, moment, found, used)
        except Exception as error:
            fault = fault_of(Kind.SCHEDULE, schedule.id, error)
            if aside is not None:
                aside(schedule.id, fault)
    return in_order(station, found, first, until, unheard)


def _rows(
    station: Station,
    computation: Computation,
    first: datetime,
    until: datetime,
    unheard: Collection[str],
    aside: Aside | None,
) -> list[Occurrence]:
    def rows(schedule: Schedule) -> Found:
        members, found = computation.members(schedule), Found()
        earliest = first - computation.longest(members)
        for moment in computation.moments(schedule, earliest, until):
            if earliest <= moment.utc < until:
                computation.session(schedule, members, moment, found)
        return found

    found = list(chain.from_iterable(of_each(station, rows, aside)))
    return in_order(station, found, first, until, unheard)


def in_order(
    station: Station, found: Found, first: datetime, until: datetime, unheard: Collection[str]
) -> list[Occurrence]:
    """The rows that start in [first, until), by start, schedule and position; `unheard` are marked so."""
    if any(len(schedule.messages) > 1 for schedule in station.schedules.values()):
        found.sort(key=_place)  # two sessions of one schedule may overlap
    else:
        found.sort(key=_START)  # stable: at one instant by schedule, as they were computed
    rows = [row for start, row in found if first <= start < until]
    return (
        [replace(row, unheard=True) if row.session in unheard else row for row in rows] if unheard else rows
    )


def next_start(
    station: Station,
    after: datetime,
    *,
    lengths: Lengths,
    calendar: Calendar | None = None,
    unapproved: Unapproved | None = None,
    horizon: timedelta = HORIZON,
) -> Occurrence | None:
    """The first Occurrence after the instant `after` that may air; None if none is within `horizon`.

    Each schedule is computed only up to the best start found so far, so this costs much less than a
    plan. Quotas are not counted. The arguments are those of `plan`.

    Raises:
        TimetableError: the dates lie beyond the calendar.
    """
    computation = Computation(station, lengths=lengths, calendar=calendar, unapproved=unapproved)
    after = utc_of(after)
    best: Occurrence | None = None
    limit = utc_of(after + horizon)

    def look(schedule: Schedule) -> None:
        nonlocal best, limit
        members = computation.members(schedule)
        if schedule.paused or not any(computation.hopeful(member, after) for member in members):
            return
        for moment in computation.moments(schedule, after - computation.longest(members), limit):
            if moment.utc >= limit:
                return
            found: Found = []
            computation.session(schedule, members, moment, found)
            planned = ((start, row) for start, row in found if row.status is Status.PLANNED)
            hit = next((pair for pair in planned if after < pair[0] < limit), None)
            if hit is not None:
                limit, best = hit
                return

    for _ in of_each(station, look, None):
        pass
    return best


def utc_of(moment: datetime) -> datetime:
    """An end of a plan, in UTC. Raises TimetableError: it lies beyond the calendar."""
    if moment.tzinfo is None:
        raise ValueError("a plan needs aware instants")
    if moment.year not in _YEARS:
        raise TimetableError("timetable.out_of_range", year=moment.year)
    return moment.astimezone(UTC)
