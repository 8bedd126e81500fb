"""Where one airing more of a message has room: the next free start, and the schedule that may take it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from broadcaster.containment import Kind, attempt
from broadcaster.service.planning.plans import Plans
from broadcaster.service.planning.preview import week_rows
from broadcaster.station.model import Once, Schedule, Station
from broadcaster.timetable.days.recurrence import instant, once_of, starts
from broadcaster.timetable.days.vietnam import calendar_of
from broadcaster.timetable.guard.guard import Refusal, all_margins, schedule_checks
from broadcaster.timetable.model import Occurrence
from broadcaster.timetable.outlook.slots import Judge, Wanted, next_free_slot, session_judge

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
        wanted = Wanted(members=((self.station.messages[message], length),))
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
        plans: makes plans.
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
