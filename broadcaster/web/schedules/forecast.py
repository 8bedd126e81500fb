"""The forecast for a time that somebody types, or moves an airing to.

The next airings, what speaks against each, and a better one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from broadcaster.app.station.facade import StationFacade
from broadcaster.core.text.catalogue import say
from broadcaster.station.model.schedule import Once, Schedule
from broadcaster.station.model.station import Station
from broadcaster.timetable.days.recurrence import instant
from broadcaster.timetable.days.sentence import clock_said, sentence
from broadcaster.timetable.plan.prospect import Prospect
from broadcaster.timetable.plan.slots import HORIZON, TAKEN, next_free_slot, next_free_time
from broadcaster.timetable.planning.proposal import (
    has_airing,
    judge_of,
    preview,
    week_rows,
    with_schedule,
    without,
)
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.web.schedules.slots import Drawn, state_of

_HINDERED = ("refused", "waits")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming(Drawn):
    """One of the next airings."""

    start: datetime
    state: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What speaks against one time of the rule, and the nearest one against which nothing does."""

    wall: time
    text: str
    free: time | None

    @property
    def typed(self) -> str:
        """The time as the form has it."""
        return f"{self.wall:%H:%M:%S}" if self.wall.second else f"{self.wall:%H:%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTen:
    """What the preview shows."""

    sentence: str
    coming: tuple[Coming, ...]
    troubles: tuple[Trouble, ...]
    more: bool  # there are further airings
    unapproved: bool


def next_ten(facade: StationFacade, station: Station, schedule: Schedule, now: datetime) -> NextTen:
    """The next airings of a schedule that is not saved yet.

    Args:
        station: with its other schedules as they are now.
        now: the time, in the station's zone.
    """
    changed = with_schedule(station, schedule)
    plans = facade.plans
    found = preview(plans, changed, schedule.id, now)
    coming: list[Coming] = []
    hindered: dict[time, list[tuple[Prospect, str]]] = {}
    for members in found.sessions:
        state, why = state_of(changed, members)
        start = members[0].occurrence.start
        coming.append(Coming(start=start, state=state, why=why))
        if state in _HINDERED or members[0].over is not None:
            hindered.setdefault(start.time().replace(tzinfo=None), []).append((members[0], why))
    troubles = []
    for wall, against in sorted(hindered.items()):
        strict = all(prospect.over is not None for prospect, _ in against)
        days = [c.start.date() for c in coming if c.start.time().replace(tzinfo=None) == wall]
        rest = without(changed, schedule, [Once(day, wall) for day in days])
        judged = judge_of(plans, changed, week_rows(plans, rest, days), schedule, strict=strict)
        troubles.append(
            Trouble(
                wall=wall,
                text=say("console.schedule.trouble", time=clock_said(wall), why=against[0][1]),
                free=next_free_time(judged, days, wall, station.settings.timezone),
            )
        )
    return NextTen(
        sentence=sentence(schedule),
        coming=tuple(coming),
        troubles=tuple(troubles),
        more=found.more,
        unapproved=any(
            plans.objection(station, station.messages[name]) is not None for name in schedule.messages
        ),
    )


def said(refusal: Refusal) -> str:
    """A refusal in the officer's words."""
    return say(refusal.code, **dict(refusal.facts))


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
