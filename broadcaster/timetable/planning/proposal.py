"""A schedule that is being written: its next airings among all others, and room for one airing more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from broadcaster.core.containment import Kind, attempt
from broadcaster.station.model.schedule import Once, Schedule
from broadcaster.station.model.station import Station
from broadcaster.station.rules.rulebook import refusing, rules_of
from broadcaster.timetable.days.recurrence import instant, once_of, starts
from broadcaster.timetable.days.vietnam import calendar_of
from broadcaster.timetable.plan.prospect import Prospect
from broadcaster.timetable.plan.slots import Judge, SlotRequest, next_free_slot, session_judge
from broadcaster.timetable.planning.plans import Plans
from broadcaster.timetable.rules.guard import Refusal, all_margins, schedule_checks
from broadcaster.timetable.rules.occurrence import Occurrence
from broadcaster.timetable.rules.quotas import monday

MOST = 10  # sessions that are shown
_SPANS = (timedelta(days=14), timedelta(days=90), timedelta(days=400))
"""How far it is looked for ten sessions: the last is longer than a lunar year with a leap month."""
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SchedulePreview:
    """The next sessions of a schedule."""

    sessions: tuple[tuple[Prospect, ...], ...]  # the members of each session, in order
    more: bool  # there are further ones


def with_schedule(station: Station, schedule: Schedule) -> Station:
    """The station in which that schedule says this."""
    return replace(station, schedules=MappingProxyType({**station.schedules, schedule.id: schedule}))


def preview(plans: Plans, station: Station, schedule: str, now: datetime) -> SchedulePreview:
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
    return SchedulePreview(
        sessions=tuple(tuple(each) for each in members.values() if each), more=len(found) > MOST
    )


def judge_of(
    plans: Plans, station: Station, rows: Sequence[Occurrence], schedule: Schedule, *, strict: bool = False
) -> Judge:
    """The judge of one session of a schedule among other rows; `strict`: quotas that warn count too."""
    members = tuple((station.messages[name], plans.length(station, name)) for name in schedule.messages)
    counted = rules_of(station.settings) if strict else refusing(station.settings)
    return session_judge(station, rows, SlotRequest(members=members, schedule=schedule), rules=counted)


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


WITHIN = timedelta(days=7)
"""How far a free start is looked for: what airs later than in a week is planned on the page of schedules."""

READY = timedelta(minutes=2)
"""The least time from the click to the airing: the file is taken, the message rendered and handed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeSlot:
    """A start that is offered beside an airing."""

    at: datetime  # in the station's zone
    placed: bool = False  # a single airing of the message is there already


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What is asked about free starts at one moment."""

    station: Station  # with its schedules as their files are
    rows: Sequence[Occurrence]  # the plan of the weeks in which starts are judged
    now: datetime

    def judge(self, message: str, length: timedelta) -> Judge:
        """Why a single airing of a message may not start at an instant, or None."""
        wanted = SlotRequest(members=((self.station.messages[message], length),))
        judged, ready = session_judge(self.station, self.rows, wanted), self.ready

        def late_enough(start: datetime) -> Refusal | None:
            return Refusal(code="console.slot.too_soon") if start < ready else judged(start)

        return late_enough

    @property
    def ready(self) -> datetime:
        """The first instant at which something new can start."""
        lead, _ = all_margins(self.station.settings)
        return self.now + READY + lead

    def slot(self, message: str, length: timedelta) -> FreeSlot | None:
        """The next free start of a message; a single airing before it counts as that start. Pure."""
        zone = self.station.settings.timezone
        found = next_free_slot(self.judge(message, length), self.ready, zone, within=WITHIN)
        placed = [at for at in self._singles(message) if self.now < at and (found is None or at <= found)]
        if placed:
            return FreeSlot(at=min(placed), placed=True)
        return None if found is None else FreeSlot(at=found)

    def _singles(self, message: str) -> Iterator[datetime]:
        """The single airings of a message that something has not ruled out."""
        planned = {(row.schedule, row.start.astimezone(UTC)) for row in self.rows if row.reason is None}
        zone = self.station.settings.timezone
        for schedule in self.station.schedules.values():
            for one in schedule.once if schedule.messages == (message,) else ():
                at = instant(one.day, one.wall, zone)
                if (schedule.id, at) in planned:
                    yield at.astimezone(zone)

    def home(self, schedule: str, message: str, at: datetime, length: timedelta) -> Schedule | None:
        """The schedule that may take a single airing of the message, or None: it gets a file of its own."""
        found = self.station.schedules.get(schedule)
        if found is None or found.messages != (message,):
            return None
        begin = at.astimezone(UTC)
        if any(check(begin, begin + length) for check in schedule_checks(self.station, found)):
            return None
        one = once_of(at)
        if one in found.exceptions.once or has_airing(self.station, found, one):
            return None
        return found


def room_of(plans: Plans, station: Station, now: datetime) -> Room:
    """What is planned from now on.

    Args:
        station: with its schedules as their files are.
        now: in the station's zone.
    """
    days = [now.date(), (now + WITHIN).date()]
    return Room(station=station, rows=week_rows(plans, station, days), now=now)


def offered(plans: Plans, room: Room, message: str) -> FreeSlot | None:
    """The next free start of a message; None where it may not air or be judged, or where no start is free."""

    def found() -> FreeSlot | None:
        known = room.station.messages.get(message)
        if known is None or plans.objection(room.station, known) is not None:
            return None
        return room.slot(message, plans.length(room.station, message))

    return attempt(Kind.MESSAGE, message, found, lambda _fault: None)


def has_airing(station: Station, schedule: Schedule, at: Once) -> bool:
    """True if the schedule has an airing at that day and time."""
    found = starts(schedule, at.day, at.day, calendar_of(station))
    return any(at.wall in walls for _, walls in found)
