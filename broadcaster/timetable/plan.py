"""The plan: every airing that the schedules ask for, with the reasons of those that will not air."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter

from broadcaster.errors import TimetableError
from broadcaster.station.model import Quotas, Station
from broadcaster.timetable.calendar import Calendar
from broadcaster.timetable.computation import Computation, Found, Lengths, Unapproved
from broadcaster.timetable.model import Occurrence, Status
from broadcaster.timetable.quotas import Over, over, week_of
from broadcaster.timetable.regulation import Rules, rules_of, that

HORIZON = timedelta(days=400)
"""How far `next_start` looks: longer than a lunar year with a leap month (384 days)."""

_PLACE = attrgetter("schedule", "position")
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
) -> list[Occurrence]:
    """Every Occurrence that starts in [first, until), by start, schedule and position.

    Between the members of a session are `BETWEEN_ITEMS` of silence. A refused member takes no time: the
    next one has the same start. Starts and ends are in the station's zone. Where its clocks change,
    compare them in UTC: Python compares two instants of one zone by their wall times.

    Args:
        station: schedules, messages and regulation.
        first: the first instant that belongs to the plan, aware.
        until: the first instant that does not, aware.
        lengths: asked once for each message that a schedule names.
        calendar: days off and lunar days; the station's by default.
        unapproved: asked once for each message; None leaves approval out of the plan.

    Raises:
        TimetableError: the dates lie beyond the calendar.
    """
    computation = Computation(station, lengths=lengths, calendar=calendar, unapproved=unapproved)
    refusing = that(rules_of(station.settings), Quotas.REFUSE)
    if refusing:
        return _within_quotas(station, refusing, computation, _utc(first), _utc(until))
    return _rows(station, computation, _utc(first), _utc(until))


def warnings(
    station: Station,
    first: datetime,
    until: datetime,
    *,
    lengths: Lengths,
    calendar: Calendar | None = None,
    unapproved: Unapproved | None = None,
) -> Over:
    """What exceeds the ward's quotas where these only warn; the arguments are those of `plan`.

    Raises:
        TimetableError: the dates lie beyond the calendar.
    """
    warning = that(rules_of(station.settings), Quotas.WARN)
    if not warning or first >= until:
        return {}
    computation = Computation(station, lengths=lengths, calendar=calendar, unapproved=unapproved)
    rows = _rows(station, computation, _utc(week_of(first, station)), _utc(until))
    return over(station, warning, rows, since=first)


def _within_quotas(
    station: Station, rules: Rules, computation: Computation, first: datetime, until: datetime
) -> list[Occurrence]:
    """The plan, where what exceeds the quotas is refused. Counting begins with the week."""
    if first >= until:
        return []
    rows = _rows(station, computation, _utc(week_of(first, station)), until)
    refused = over(station, rules, rows, since=first)
    return [
        row
        if (refusal := refused.get((row.session, row.position))) is None
        else replace(row, status=Status.REFUSED, reason=refusal.code, facts=refusal.facts)
        for row in rows
        if row.start >= first
    ]


def _rows(station: Station, computation: Computation, first: datetime, until: datetime) -> list[Occurrence]:
    found: Found = defaultdict(list)
    for schedule_id in sorted(station.schedules):
        schedule = station.schedules[schedule_id]
        members = computation.members(schedule)
        earliest = first - computation.longest(members)
        for moment in computation.moments(schedule, earliest, until):
            if earliest <= moment.utc < until:
                computation.session(schedule, members, moment, found)
    if any(len(schedule.messages) > 1 for schedule in station.schedules.values()):
        for rows in found.values():
            rows.sort(key=_PLACE)  # two sessions of one schedule may overlap
    return [row for start in sorted(found) if first <= start < until for row in found[start]]


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
    after = _utc(after)
    best: Occurrence | None = None
    limit = _utc(after + horizon)
    for schedule_id in sorted(station.schedules):
        schedule = station.schedules[schedule_id]
        members = computation.members(schedule)
        if schedule.paused or not any(computation.hopeful(member, after) for member in members):
            continue
        for moment in computation.moments(schedule, after - computation.longest(members), limit):
            if moment.utc >= limit:
                break
            found: Found = defaultdict(list)
            computation.session(schedule, members, moment, found)
            planned = (
                (start, row) for start in found for row in found[start] if row.status is Status.PLANNED
            )
            hit = next((pair for pair in planned if after < pair[0] < limit), None)
            if hit is not None:
                limit, best = hit
                break
    return best


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a plan needs aware instants")
    if moment.year not in _YEARS:
        raise TimetableError("timetable.out_of_range", year=moment.year)
    return moment.astimezone(UTC)
