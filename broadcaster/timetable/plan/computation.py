"""What one computation of a plan works with: members, instants and the rows of sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from operator import attrgetter
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from broadcaster.core.containment import Kind, each, fault_of
from broadcaster.core.errors import BroadcasterError
from broadcaster.station.model.message import Message
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import Station
from broadcaster.timetable.days.calendar import Calendar
from broadcaster.timetable.days.recurrence import instant, starts
from broadcaster.timetable.days.vietnam import calendar_of
from broadcaster.timetable.plan.jitter import spread
from broadcaster.timetable.rules.guard import Case, Check, Refusal, checks, schedule_checks, set_aside
from broadcaster.timetable.rules.occurrence import Occurrence, occurrence
from broadcaster.timetable.rules.quotas import QuotaTally, Sitting, counts, limited

BETWEEN_ITEMS = timedelta(seconds=2)
"""Silence between the members of a session: the practice of municipal radio."""

Lengths = Callable[[str], tuple[float, bool]]
"""Message id → length of its programme in seconds, and whether that is only an estimate."""

Unapproved = Callable[[Message], Refusal | None]
"""Why a message is not approved as it stands; None if it is."""

Aside = Callable[[str, BroadcasterError], None]
"""Told of a schedule that cannot be planned, by its id, and why: all others are."""

Found = list[tuple[datetime, Occurrence]]
"""Rows, each with its start in UTC."""

T = TypeVar("T")

_DAY = timedelta(days=1)
_NO_TIME = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMember:
    """A message in a schedule, with the checks that each of its airings must pass."""

    message: Message
    length: timedelta
    estimated: bool
    free: bool  # no quota limits it on any day
    unapproved: Refusal | None
    checks: tuple[Check, ...]
    aside: bool = False  # something went wrong with it: it is refused whenever it is planned


class Moment(NamedTuple):
    """One instant in the forms that rows need, computed once for all schedules that share it.

    A tuple: a year of many schedules has a hundred thousand of them.
    """

    utc: datetime
    local: datetime
    day: date  # in the station's zone
    text: str  # ISO 8601 in UTC
    steady: bool  # no clock changes on this day or the next: local times can be added to


class Computation:
    """Values that one computation of a plan needs many times, computed once."""

    def __init__(
        self, station: Station, *, lengths: Lengths, calendar: Calendar | None, unapproved: Unapproved | None
    ) -> None:
        self._station = station
        self._zone: ZoneInfo = station.settings.timezone
        self._calendar = calendar_of(station) if calendar is None else calendar
        self._lengths = lengths
        self._spread = spread(station)
        self._unapproved = unapproved
        self._member = cache(self._make_member)
        self._moment = cache(self._make_moment)
        self._changes = cache(self._clocks_change)
        self._steady = cache(lambda day: not (self._changes(day) or self._changes(day + _DAY)))
        own = station.settings.rulebook
        self._ordered = own is not None and bool(own.orders)

    def members(self, schedule: Schedule) -> tuple[PlanMember, ...]:
        """The members of the schedule's sessions, with the checks that each must pass."""
        extra = schedule_checks(self._station, schedule)
        found = tuple(self._member(name, schedule.zones) for name in schedule.messages)
        return tuple(replace(m, checks=m.checks + extra) for m in found) if extra else found

    def longest(self, members: tuple[PlanMember, ...]) -> timedelta:
        """The longest time from a session's start to the start of its last member."""
        return sum((member.length + BETWEEN_ITEMS for member in members[:-1]), _NO_TIME)

    def moments(self, schedule: Schedule, first: datetime, until: datetime) -> Iterator[Moment]:
        """All session starts in [first, until), and perhaps some close to it."""
        begin, end = first.astimezone(self._zone).date(), until.astimezone(self._zone).date()
        # Where clocks change near midnight, an instant may lie on a neighbouring day.
        begin -= _DAY if self._changes(begin) else _NO_TIME
        end += _DAY if self._changes(end) else _NO_TIME
        for day, walls in starts(schedule, begin, end, self._calendar, self._spread):
            found = [self._moment(day, wall) for wall in walls]
            if self._changes(day):
                # Two wall times may be one instant where clocks are set forward: keep one.
                found = sorted({moment.utc: moment for moment in found}.values(), key=attrgetter("utc"))
            yield from found

    def session(
        self,
        schedule: Schedule,
        members: tuple[PlanMember, ...],
        moment: Moment,
        found: Found,
        used: QuotaTally | None = None,
    ) -> None:
        """Add the rows of one session to `found`, each with its start in UTC.

        Args:
            used: what earlier sessions have used of the quotas that refuse; gets this one too.
        """
        start, local, zone = moment.utc, moment.local, self._zone
        session, of = f"{schedule.id}@{moment.text}", len(members)
        for position, member in enumerate(members):
            end = start + member.length
            try:
                refusal = _refusal(member, start, end)
                if refusal is None and used is not None:
                    sitting = self.sitting(schedule, member, moment, session, end)
                    refusal = None if sitting is None else used.take(sitting)
            except Exception as error:
                refusal = set_aside(fault_of(Kind.MESSAGE, member.message.id, error))
            row = occurrence(
                start=local,
                end=local + member.length if moment.steady and member.length < _DAY else end.astimezone(zone),
                end_estimated=member.estimated,
                message=member.message.id,
                schedule=schedule.id,
                session=session,
                position=position,
                of=of,
                refusal=refusal,
            )
            found.append((start, row))
            if refusal is None and position + 1 < of:
                start = end + BETWEEN_ITEMS
                local = start.astimezone(zone)

    def sitting(
        self, schedule: Schedule, member: PlanMember, moment: Moment, session: str, end: datetime
    ) -> Sitting | None:
        """A session up to the end of a member as quotas see it; None if none limits the member that day."""
        if member.free or (self._ordered and not limited(self._station, member.message, moment.day)):
            return None
        return Sitting(session, moment.day, end - moment.utc, member.message.priority, schedule.zones)

    def hopeful(self, member: PlanMember, after: datetime) -> bool:
        """False if `member` can never air after that instant."""
        until = member.message.valid.until
        expired = until is not None and until < after.astimezone(self._zone).date()
        barred = self._station.settings.approval.required and member.unapproved is not None
        return not (expired or barred or member.aside)

    def _make_member(self, name: str, zones: tuple[str, ...]) -> PlanMember:
        message = self._station.messages[name]
        try:
            return self._judged(message, zones)
        except Exception as error:
            refusal = set_aside(fault_of(Kind.MESSAGE, name, error))
            return PlanMember(
                message=message,
                length=_NO_TIME,
                estimated=True,
                free=True,
                unapproved=None,
                checks=(lambda _start, _end: refusal,),
                aside=True,
            )

    def _judged(self, message: Message, zones: tuple[str, ...]) -> PlanMember:
        seconds, estimated = self._lengths(message.id)
        unapproved = None if self._unapproved is None else self._unapproved(message)
        own = self._station.settings.rulebook
        exempt = own is not None and own.exempt is not None and message.cause in own.exempt.causes
        case = Case(station=self._station, message=message, unapproved=unapproved, zones=zones)
        return PlanMember(
            message=message,
            length=timedelta(seconds=seconds),
            estimated=estimated,
            free=exempt or not counts(message),
            unapproved=unapproved,
            checks=checks(case),
        )

    def _make_moment(self, day: date, wall: time) -> Moment:
        if self._steady(day):
            local = datetime.combine(day, wall, self._zone)
            utc = local.astimezone(UTC)
            return Moment(utc, local, day, _iso(utc), True)
        utc = instant(day, wall, self._zone)
        local = utc.astimezone(self._zone)
        return Moment(utc, local, local.date(), utc.isoformat(), False)

    def _clocks_change(self, day: date) -> bool:
        noon = time(12)
        return instant(day + _DAY, noon, self._zone) - instant(day - _DAY, noon, self._zone) != 2 * _DAY


def _refusal(member: PlanMember, start: datetime, end: datetime) -> Refusal | None:
    for check in member.checks:
        refusal = check(start, end)
        if refusal is not None:
            return refusal
    return None


def of_each(station: Station, job: Callable[[Schedule], T], aside: Aside | None) -> Iterator[T]:
    """What a job gives for each schedule, by id; `aside` is told of one that cannot be planned."""

    def told(schedule: Schedule, error: BroadcasterError) -> None:
        if aside is not None:
            aside(schedule.id, error)

    by_id = [schedule for _, schedule in sorted(station.schedules.items())]
    return each(Kind.SCHEDULE, by_id, attrgetter("id"), job, told)


def _iso(utc: datetime) -> str:
    """The same as `utc.isoformat()`, put together from day and time: a quarter of its time."""
    if utc.microsecond:
        return utc.isoformat()
    return f"{_day_text(utc.toordinal())}T{_time_text(utc.hour, utc.minute, utc.second)}+00:00"


@lru_cache(maxsize=1024)
def _day_text(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


@lru_cache(maxsize=4096)
def _time_text(hour: int, minute: int, second: int) -> str:
    return time(hour, minute, second).isoformat()
