"""The next ten airings of what somebody is just typing, with what speaks against a time and a better one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from broadcaster.console.web.schedules.shown import Drawn, state_of
from broadcaster.service.planning.preview import judge_of, preview, week_rows, with_schedule, without
from broadcaster.service.station.facade import StationFacade
from broadcaster.station.model import Once, Schedule, Station
from broadcaster.text import say
from broadcaster.timetable.guard.guard import Refusal
from broadcaster.timetable.outlook.prospect import Prospect
from broadcaster.timetable.outlook.slots import next_free_time
from broadcaster.timetable.shown.sentence import clock_said, sentence

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
        facade: the running station.
        station: with its other schedules as they are now.
        schedule: as it is typed.
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
