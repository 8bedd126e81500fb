"""Schedules that ask for more airings than a plan has room for: each is set aside, the densest first.

A plan keeps each airing of two days. Without a bound, files of three lines would fill the computer's memory,
and nothing would be heard. What is counted hangs on the schedules alone, not on the day: a file that was
taken today is not set aside tomorrow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from broadcaster.station.model.schedule import Schedule
from broadcaster.station.yaml.problems import Problem
from broadcaster.station.yaml.tree import Place

MOST_DAILY = 1440
"""Airings a day of one schedule: a bell each minute, day and night."""
MOST_IN_ALL = 24_000
"""Airings a day of all schedules: ten thousand that air twice, with room to spare."""


def crowding(schedules: Mapping[str, Schedule], places: Mapping[str, Place]) -> Iterator[Problem]:
    """A problem for each schedule that is set aside, at its line."""
    for identity, (code, facts) in crowd(schedules).items():
        yield _problem(places[identity], code, **facts)


def crowd(schedules: Mapping[str, Schedule]) -> dict[str, tuple[str, dict[str, int]]]:
    """The schedules without which the others have room, by id, each with a code and its facts.

    No other is set aside for a denser one.
    """
    found: dict[str, tuple[str, dict[str, int]]] = {}
    asked = {identity: daily(schedule) for identity, schedule in schedules.items()}
    for identity, count in asked.items():
        if count > MOST_DAILY:
            found[identity] = "station.dense_schedule", {"count": count, "most": MOST_DAILY}
    rest = {identity: count for identity, count in asked.items() if identity not in found}
    total = left = sum(rest.values())
    if total <= MOST_IN_ALL:
        return found
    for identity, count in sorted(rest.items(), key=lambda one: (-one[1], one[0])):
        if left <= MOST_IN_ALL:
            break
        left -= count
        facts = {"count": count, "total": total, "most": MOST_IN_ALL}
        found[identity] = "station.crowded_schedules", facts
    return found


def daily(schedule: Schedule) -> int:
    """The airings of a schedule on a day with all its starts; each message of a session is one."""
    starts = len(schedule.at)
    if schedule.every is not None and schedule.between is not None:
        begin, end = (datetime.combine(date.min, wall) for wall in schedule.between)
        starts += int((end - begin).total_seconds() // schedule.every) + 1
    starts += max(Counter(one.day for one in schedule.once).values(), default=0)
    return starts * len(schedule.messages)


def _problem(place: Place, code: str, **facts: object) -> Problem:
    key = next((key for key in ("every", "at", "once", "messages", "message") if place.child(key)), None)
    return place.problem(place.mark(*([] if key is None else [key])), code, **facts)
