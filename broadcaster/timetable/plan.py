"""The plan: every airing that the schedules ask for, with the reasons of those that will not air."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from operator import attrgetter
from zoneinfo import ZoneInfo

from broadcaster.errors import TimetableError
from broadcaster.station.model import Message, Quotas, Schedule, Station
from broadcaster.timetable.calendar import Calendar
from broadcaster.timetable.guard import Case, Check, checks, schedule_checks
from broadcaster.timetable.model import Occurrence, Status
from broadcaster.timetable.quotas import Over, over, week_of
from broadcaster.timetable.recurrence import days, instant, times
from broadcaster.timetable.row import occurrence
from broadcaster.timetable.vietnam import VietnamCalendar

BETWEEN_ITEMS = timedelta(seconds=2)
"""Silence between the members of a session: the practice of municipal radio."""

HORIZON = timedelta(days=400)
"""How far `next_start` looks: longer than a lunar year with a leap month (384 days)."""

Lengths = Callable[[str], tuple[float, bool]]
"""Message id → length of its programme in seconds, and whether that is only an estimate."""

Approved = Callable[[Message], bool]
"""Whether a message is approved as it stands."""

_Found = defaultdict[datetime, list[Occurrence]]  # by start in UTC
_DAY = timedelta(days=1)
_NO_TIME = timedelta()
_INSTANT = timedelta(microseconds=1)
_PLACE = attrgetter("schedule", "position")
_VIETNAM = VietnamCalendar()
# The days around both ends of a plan must exist in every zone.
_YEARS = range(date.min.year + 2, date.max.year - 2)


def plan(
    station: Station,
    first: datetime,
    until: datetime,
    *,
    lengths: Lengths,
    calendar: Calendar = _VIETNAM,
    approved: Approved | None = None,
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
        calendar: holidays and lunar days.
        approved: asked once for each message; None leaves approval out of the plan.

    Raises:
        TimetableError: the dates lie beyond the calendar.
    """
    planner = _Planner(station, lengths=lengths, calendar=calendar, approved=approved)
    if station.settings.regulation.quotas is Quotas.REFUSE:
        return _within_quotas(station, planner, _utc(first), _utc(until))
    return _rows(station, planner, _utc(first), _utc(until))


def warnings(
    station: Station,
    first: datetime,
    until: datetime,
    *,
    lengths: Lengths,
    calendar: Calendar = _VIETNAM,
    approved: Approved | None = None,
) -> Over:
    """What exceeds the ward's quotas where these only warn; the arguments are those of `plan`.

    Raises:
        TimetableError: the dates lie beyond the calendar.
    """
    if station.settings.regulation.quotas is not Quotas.WARN or first >= until:
        return {}
    planner = _Planner(station, lengths=lengths, calendar=calendar, approved=approved)
    rows = _rows(station, planner, _utc(week_of(first, station)), _utc(until))
    return over(station, rows, since=first)


def _within_quotas(station: Station, planner: _Planner, first: datetime, until: datetime) -> list[Occurrence]:
    """The plan, where what exceeds the quotas is refused. Counting begins with the week."""
    if first >= until:
        return []
    rows = _rows(station, planner, _utc(week_of(first, station)), until)
    refused = over(station, rows, since=first)
    return [
        row
        if (refusal := refused.get((row.session, row.position))) is None
        else replace(row, status=Status.REFUSED, reason=refusal.code, facts=refusal.facts)
        for row in rows
        if row.start >= first
    ]


def _rows(station: Station, planner: _Planner, first: datetime, until: datetime) -> list[Occurrence]:
    found: _Found = defaultdict(list)
    for schedule_id in sorted(station.schedules):
        schedule = station.schedules[schedule_id]
        members = planner.members(schedule)
        earliest = first - planner.longest(members)
        for moment in planner.moments(schedule, earliest, until):
            if earliest <= moment.utc < until:
                planner.session(schedule, members, moment, found)
    if any(len(schedule.messages) > 1 for schedule in station.schedules.values()):
        for rows in found.values():
            rows.sort(key=_PLACE)  # two sessions of one schedule may overlap
    return [row for start in sorted(found) if first <= start < until for row in found[start]]


def next_start(
    station: Station,
    after: datetime,
    *,
    lengths: Lengths,
    calendar: Calendar = _VIETNAM,
    approved: Approved | None = None,
    horizon: timedelta = HORIZON,
) -> Occurrence | None:
    """The first Occurrence after the instant `after` that may air; None if none is within `horizon`.

    Each schedule is computed only up to the best start found so far, so this costs much less than a
    plan. Quotas are not counted. The arguments are those of `plan`.

    Raises:
        TimetableError: the dates lie beyond the calendar.
    """
    planner = _Planner(station, lengths=lengths, calendar=calendar, approved=approved)
    after = _utc(after)
    best: Occurrence | None = None
    limit = _utc(after + horizon)
    for schedule_id in sorted(station.schedules):
        schedule = station.schedules[schedule_id]
        members = planner.members(schedule)
        if not any(planner.hopeful(member, after) for member in members):
            continue
        for moment in planner.moments(schedule, after - planner.longest(members), limit):
            if moment.utc >= limit:
                break
            found: _Found = defaultdict(list)
            planner.session(schedule, members, moment, found)
            planned = (
                (start, row) for start in found for row in found[start] if row.status is Status.PLANNED
            )
            hit = next((pair for pair in planned if after < pair[0] < limit), None)
            if hit is not None:
                limit, best = hit
                break
    return best


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    message: Message
    length: timedelta
    estimated: bool
    approved: bool
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moment:
    """One instant in the forms that rows need, computed once for all schedules that share it."""

    utc: datetime
    local: datetime
    text: str  # ISO 8601 in UTC


class _Planner:
    """Values that one computation of a plan needs many times, computed once."""

    def __init__(
        self, station: Station, *, lengths: Lengths, calendar: Calendar, approved: Approved | None
    ) -> None:
        self._station = station
        self._zone: ZoneInfo = station.settings.timezone
        self._calendar = calendar
        self._lengths = lengths
        self._approved = approved
        self._member = cache(self._make_member)
        self._moment = cache(self._make_moment)
        self._changes = cache(self._clocks_change)

    def members(self, schedule: Schedule) -> tuple[_Member, ...]:
        """The members of the schedule's sessions, with the checks that each must pass."""
        extra = schedule_checks(self._station, schedule)
        found = tuple(self._member(name) for name in schedule.messages)
        return tuple(replace(m, checks=m.checks + extra) for m in found) if extra else found

    def longest(self, members: tuple[_Member, ...]) -> timedelta:
        """The longest time from a session's start to the start of its last member."""
        return sum((member.length + BETWEEN_ITEMS for member in members[:-1]), _NO_TIME)

    def moments(self, schedule: Schedule, first: datetime, until: datetime) -> Iterator[_Moment]:
        """All session starts in [first, until), and perhaps some close to it."""
        begin, end = first.astimezone(self._zone).date(), until.astimezone(self._zone).date()
        # Where clocks change near midnight, an instant may lie on a neighbouring day.
        begin -= _DAY if self._changes(begin) else _NO_TIME
        end += _DAY if self._changes(end) else _NO_TIME
        walls = times(schedule)
        for day in days(schedule, begin, end, self._calendar):
            found = [self._moment(day, wall) for wall in walls]
            if self._changes(day):
                # Two wall times may be one instant where clocks are set forward: keep one.
                found = sorted({moment.utc: moment for moment in found}.values(), key=attrgetter("utc"))
            yield from found

    def session(
        self, schedule: Schedule, members: tuple[_Member, ...], moment: _Moment, found: _Found
    ) -> None:
        """Add the rows of one session to `found`, each under its start in UTC."""
        start, local, zone = moment.utc, moment.local, self._zone
        session, of = f"{schedule.id}@{moment.text}", len(members)
        for position, member in enumerate(members):
            end = start + member.length
            refusal = None
            for check in member.checks:
                refusal = check(start, end)
                if refusal is not None:
                    break
            row = occurrence(
                start=local,
                end=end.astimezone(zone),
                end_estimated=member.estimated,
                message=member.message.id,
                schedule=schedule.id,
                session=session,
                position=position,
                of=of,
                refusal=refusal,
            )
            found[start].append(row)
            if refusal is None and position + 1 < of:
                start = end + BETWEEN_ITEMS
                local = start.astimezone(zone)

    def hopeful(self, member: _Member, after: datetime) -> bool:
        """False if `member` can never air after that instant."""
        until = member.message.valid.until
        expired = until is not None and until < after.astimezone(self._zone).date()
        barred = self._station.settings.approval.required and not member.approved
        return not (expired or barred)

    def _make_member(self, name: str) -> _Member:
        message = self._station.messages[name]
        seconds, estimated = self._lengths(name)
        approved = self._approved is None or self._approved(message)
        case = Case(station=self._station, message=message, approved=approved)
        return _Member(
            message=message,
            length=timedelta(seconds=seconds),
            estimated=estimated,
            approved=approved,
            checks=checks(case),
        )

    def _make_moment(self, day: date, wall: time) -> _Moment:
        utc = instant(day, wall, self._zone)
        return _Moment(utc=utc, local=utc.astimezone(self._zone), text=utc.isoformat())

    def _clocks_change(self, day: date) -> bool:
        noon = time(12)
        return instant(day + _DAY, noon, self._zone) - instant(day - _DAY, noon, self._zone) != 2 * _DAY


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a plan needs aware instants")
    if moment.year not in _YEARS:
        raise TimetableError("timetable.out_of_range", year=moment.year)
    return moment.astimezone(UTC)
