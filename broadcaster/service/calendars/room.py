"""Where the airings of drafts have room, beside the plan and the drafts before them. For commands only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import NamedTuple

from broadcaster.clock import Clock
from broadcaster.service.calendars.announced import load
from broadcaster.service.outlook.examined import Examiner
from broadcaster.service.planning.unheard import unheard_here
from broadcaster.station.model import Message, Schedule, Station
from broadcaster.studio.render.cache_folder import cache_folder
from broadcaster.timetable.days.recurrence import instant
from broadcaster.timetable.guard.quotas import monday
from broadcaster.timetable.model import Occurrence
from broadcaster.timetable.outlook.slots import Wanted, next_free_slot, session_judge
from broadcaster.timetable.plan.plan import plan
from broadcaster.timetable.plan.row import occurrence

_WEEK = timedelta(days=7)


class Wish(NamedTuple):
    """A start that is wanted at `at`, or else later, before `until`; both aware, in the station's zone."""

    at: datetime
    until: datetime


class Room:
    """Finds free starts by the judge of free starts (`timetable.outlook.slots`).

    What is taken here counts for what is asked later, and so do the proposals of earlier drafts, although
    their schedules are paused: a person may let them air.

    Args:
        station: its plan, as if all were approved.
        clock: gives the time.
    """

    def __init__(self, station: Station, clock: Clock) -> None:
        drafted = {one.message for one in load(station.root / "state").values()}
        schedules = {
            name: replace(each, paused=False) if drafted.issuperset(each.messages) else each
            for name, each in station.schedules.items()
        }
        self._station = replace(station, schedules=MappingProxyType(schedules))
        self._clock = clock
        self._examiner = Examiner(cache_folder(station.root))
        self._weeks: dict[date, list[Occurrence]] = {}  # by their Monday

    def take(self, message: Message, wishes: Iterable[Wish]) -> Iterator[tuple[Wish, datetime | None]]:
        """The free start for each wish; None where there is none. It counts from then on."""
        zone = self._station.settings.timezone
        length = timedelta(seconds=self._seconds(message))
        own = Schedule(id=message.id, messages=(message.id,))
        self._station = replace(
            self._station,
            messages=MappingProxyType({**self._station.messages, message.id: message}),
            schedules=MappingProxyType({**self._station.schedules, own.id: own}),
        )
        for wish in wishes:
            rows = self._week(monday(wish.at.date()))
            judged = session_judge(self._station, rows, Wanted(members=((message, length),)))
            free = next_free_slot(judged, wish.at, zone, within=wish.until - wish.at)
            if free is not None:
                rows.append(_row(message.id, free, length))
            yield wish, free

    def keep(self) -> None:
        """Remember what was learned of messages, for the next check."""
        self._examiner.keep()

    def _seconds(self, message: Message) -> float:
        return round(self._examiner.message(self._station, message).seconds)

    def _week(self, week: date) -> list[Occurrence]:
        if week not in self._weeks:
            station, now = self._station, self._clock.now()
            begin = instant(week, time(), station.settings.timezone)
            self._weeks[week] = plan(
                station,
                begin,
                begin + _WEEK,
                lengths=lambda name: (self._seconds(station.messages[name]), True),
                unheard=unheard_here(station.root / "state", self._clock, begin, now) if begin < now else (),
            )
        return self._weeks[week]


def _row(name: str, start: datetime, length: timedelta) -> Occurrence:
    begin = start.astimezone(UTC)
    return occurrence(
        start=start,
        end=(begin + length).astimezone(start.tzinfo),
        end_estimated=True,
        message=name,
        schedule=name,
        session=f"{name}@{begin.isoformat()}",
        position=0,
        of=1,
        refusal=None,
    )
