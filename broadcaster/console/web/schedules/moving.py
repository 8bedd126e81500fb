"""Moving one airing, or the time of its whole schedule: whether it may, and where it may instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from broadcaster.console.web.schedules.next_ten import said
from broadcaster.service.planning.free_slot import has_airing
from broadcaster.service.planning.preview import judge_of, preview, week_rows, with_schedule, without
from broadcaster.service.station.facade import StationFacade
from broadcaster.station.model import Once, Schedule, Station
from broadcaster.text import say
from broadcaster.timetable.days.recurrence import instant
from broadcaster.timetable.outlook.slots import HORIZON, TAKEN, next_free_slot, next_free_time

_ASKED = 14  # starts of the rule for which a new time is judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What speaks against a move."""

    text: str
    free: datetime | None = None  # the nearest start against which nothing speaks; of a rule its time counts
    waits: bool = False  # nothing forbids it: one of the two would wait for the other


def against_airing(
    facade: StationFacade, station: Station, schedule: Schedule, at: Once, to: Once, now: datetime
) -> Objection | None:
    """What speaks against one airing at another day or time, or None."""
    zone = station.settings.timezone
    start = instant(to.day, to.wall, zone).astimezone(zone)
    if start <= now:
        return Objection(text=say("console.schedule.in_past"))
    if has_airing(station, schedule, to):
        return Objection(text=say("console.schedule.airing_there"))
    weeks = [to.day + number * timedelta(days=7) for number in range(-(-HORIZON.days // 7) + 1)]
    rows = week_rows(facade.plans, without(station, schedule, [at]), weeks)
    judged = judge_of(facade.plans, station, rows, schedule)
    found = judged(start)
    if found is None:
        return None
    free = next_free_slot(judged, start, zone)
    return Objection(text=said(found), free=free, waits=found.code == TAKEN)


def against_rule(
    facade: StationFacade, station: Station, schedule: Schedule, wall: time, to: time, now: datetime
) -> Objection | None:
    """What speaks against another time of day for all coming airings of a schedule at one time, or None."""
    if to in schedule.at:
        return Objection(text=say("console.schedule.airing_there"))
    zone = station.settings.timezone
    found = preview(facade.plans, with_schedule(station, schedule), schedule.id, now)
    firsts = [members[0].occurrence for members in found.sessions]
    days = [row.start.date() for row in firsts if row.start.time().replace(tzinfo=None) == wall][:_ASKED]
    rest = without(station, schedule, [Once(day, wall) for day in days])
    judged = judge_of(facade.plans, station, week_rows(facade.plans, rest, days), schedule)
    for day in days:
        refused = judged(instant(day, to, zone))
        if refused is not None:
            free = next_free_time(judged, days, to, zone)
            return Objection(
                text=said(refused),
                free=None if free is None else datetime.combine(day, free, zone),
                waits=refused.code == TAKEN,
            )
    return None
