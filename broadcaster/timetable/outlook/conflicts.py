"""Planned sessions that overlap: which, what waits for which, and at what time there would be room. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from broadcaster.station.model import Once, Priority, Station
from broadcaster.timetable.model import Occurrence, Status
from broadcaster.timetable.outlook.outlook import Wait
from broadcaster.timetable.outlook.slots import Wanted, next_free_time, session_judge

MOST_PROPOSALS = 20
"""Times of day for which another one is looked for in one plan: each costs a look through the whole plan."""


@dataclass(frozen=True, slots=True)
class _Span:
    session: str
    begin: datetime
    end: datetime
    messages: tuple[str, ...]


def conflicts(station: Station, rows: Sequence[Occurrence]) -> dict[str, tuple[str, ...]]:
    """Session → the messages of other sessions of class *priority* that overlap with it.

    The class of a session is that of its most urgent planned member.
    """
    spans = sorted(
        (_span(found) for found in _sessions(rows).values() if _is_priority(station, found)),
        key=lambda s: s.begin,
    )
    overlaps: dict[str, tuple[str, ...]] = {}
    for index, span in enumerate(spans):
        for other in spans[index + 1 :]:
            if other.begin >= span.end:
                break
            overlaps[span.session] = (*overlaps.get(span.session, ()), *other.messages)
            overlaps[other.session] = (*overlaps.get(other.session, ()), *span.messages)
    return overlaps


def delaying(waits: Sequence[Wait]) -> dict[str, tuple[Wait, ...]]:
    """Session → the waits of others of which it is the cause."""
    found: dict[str, tuple[Wait, ...]] = {}
    for wait in waits:
        found[wait.behind] = (*found.get(wait.behind, ()), wait)
    return found


def free_times(
    station: Station, rows: Sequence[Occurrence], waits: Sequence[Wait]
) -> Mapping[tuple[str, time], time]:
    """A better time of day for what others delay: the nearest one that breaks no rule and meets nobody.

    Args:
        station: regulation, messages and schedules.
        rows: a plan.
        waits: what is delayed in it.

    Returns:
        Schedule and its time of day → the nearest time that is free on all days on which it is delayed. One
        that has no such time is missing, as is a time that comes from a step (`every`) or stands beyond the
        first `MOST_PROPOSALS`.
    """
    groups: dict[tuple[str, time], list[Wait]] = defaultdict(list)
    for wait in waits:
        wall = wait.planned.time().replace(tzinfo=None)
        schedule = station.schedules[wait.schedule]
        if wall in schedule.at or Once(wait.planned.date(), wall) in schedule.once:
            groups[wait.schedule, wall].append(wait)
    sessions = _sessions(rows)
    found: dict[tuple[str, time], time] = {}
    for (schedule_id, wall), delayed in list(groups.items())[:MOST_PROPOSALS]:
        own = {wait.session for wait in delayed}
        members = [
            (station.messages[row.message], row.end - row.start) for row in sessions[delayed[0].session]
        ]
        wanted = Wanted(members=tuple(members), schedule=station.schedules[schedule_id])
        judged = session_judge(station, [row for row in rows if row.session not in own], wanted)
        days = sorted({wait.planned.date() for wait in delayed})
        free = next_free_time(judged, days, wall, station.settings.timezone)
        if free is not None:
            found[schedule_id, wall] = free
    return found


def _sessions(rows: Sequence[Occurrence]) -> dict[str, list[Occurrence]]:
    members: dict[str, list[Occurrence]] = {}
    for row in rows:
        if row.status is Status.PLANNED:
            members.setdefault(row.session, []).append(row)
    return members


def _is_priority(station: Station, found: Sequence[Occurrence]) -> bool:
    classes = {station.messages[row.message].priority for row in found}
    return Priority.PRIORITY in classes and Priority.EMERGENCY not in classes


def _span(found: Sequence[Occurrence]) -> _Span:
    return _Span(
        found[0].session,
        min(row.start for row in found),
        max(row.end for row in found),
        tuple(row.message for row in found),
    )
