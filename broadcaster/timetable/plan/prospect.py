"""What will happen to each planned airing: by the rules, and by the sessions that overlap it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from broadcaster.core.text.catalogue import say
from broadcaster.station.model.message import Priority
from broadcaster.station.model.schedule import Once
from broadcaster.station.model.station import Station
from broadcaster.timetable.plan.slots import SlotRequest, next_free_time, session_judge
from broadcaster.timetable.plan.waits import Wait, airtimes, crowds, waits
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.timetable.rules.occurrence import Occurrence, Status, why
from broadcaster.timetable.rules.quotas import Place

MOST_PROPOSALS = 20
"""Times of day for which another one is looked for in one plan: each costs a look through the whole plan."""


@dataclass(frozen=True, slots=True)
class _Span:
    session: str
    begin: datetime
    end: datetime
    messages: tuple[str, ...]


MOST_NAMED = 20
"""Sessions that are looked at after each: thousands at one second would take minutes and gigabytes."""


def conflicts(station: Station, rows: Sequence[Occurrence]) -> dict[str, tuple[str, ...]]:
    """Session → the messages of other sessions of class *priority* that overlap with it.

    The class of a session is that of its most urgent planned member. Of many others some are named.
    """
    spans = sorted(
        (_span(found) for found in _sessions(rows).values() if _is_priority(station, found)),
        key=lambda s: s.begin,
    )
    overlaps: defaultdict[str, list[str]] = defaultdict(list)
    for index, span in enumerate(spans):
        for other in spans[index + 1 : index + 1 + MOST_NAMED]:
            if other.begin >= span.end:
                break
            overlaps[span.session] += other.messages[:MOST_NAMED]
            overlaps[other.session] += span.messages[:MOST_NAMED]
    return {session: tuple(others) for session, others in overlaps.items()}


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
        wanted = SlotRequest(members=tuple(members), schedule=station.schedules[schedule_id])
        judged = session_judge(station, [row for row in rows if row.session not in own], wanted)
        days = sorted({wait.planned.date() for wait in delayed})
        free = next_free_time(judged, days, wall, station.settings.timezone)
        if free is not None:
            found[schedule_id, wall] = free
    return found


def _sessions(rows: Sequence[Occurrence]) -> dict[str, list[Occurrence]]:
    """Those that are planned; one of which nothing was heard meets nobody."""
    members: dict[str, list[Occurrence]] = {}
    for row in rows:
        if row.status is Status.PLANNED and not row.unheard:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """One planned airing with its quota, conflicts and delay."""

    occurrence: Occurrence
    over: Refusal | None = None  # the quota that it exceeds, where quotas only warn
    clash: tuple[str, ...] = ()  # *priority* messages at the same time
    wait: Wait | None = None  # how another session delays it
    free: time | None = None  # a time of day at which nothing would, on each day on which it is delayed
    delays: tuple[Wait, ...] = ()  # the sessions that it delays itself


def prospects(station: Station, rows: Sequence[Occurrence], over: Mapping[Place, Refusal]) -> list[Prospect]:
    """The rows of a plan with all that is known about each, in the same order.

    Args:
        over: what exceeds quotas that only warn; see `plan.warnings`.
    """
    found = waits(station, rows)
    return _joined(station, rows, over, found, free_times(station, rows, found))


def prospects_of(
    station: Station, rows: Sequence[Occurrence], over: Mapping[Place, Refusal], schedule: str
) -> list[Prospect]:
    """What `prospects` says of one schedule, except for the free times: only who meets it is looked at."""
    company = {
        one.session
        for crowd in crowds(airtimes(rows))
        if len(crowd) > 1 and any(one.rows[0].schedule == schedule for one in crowd)
        for one in crowd
    }
    near = [row for row in rows if row.schedule == schedule or row.session in company]
    joined = _joined(station, near, over, waits(station, near), {})
    return [each for each in joined if each.occurrence.schedule == schedule]


def _joined(
    station: Station,
    rows: Sequence[Occurrence],
    over: Mapping[Place, Refusal],
    found: Sequence[Wait],
    free: Mapping[tuple[str, time], time],
) -> list[Prospect]:
    overlaps, causes = conflicts(station, rows), delaying(found)
    delayed = {wait.session: wait for wait in reversed(found)}
    return [
        Prospect(
            occurrence=row,
            over=over.get((row.session, row.position)),
            clash=overlaps.get(row.session, ()),
            wait=(wait := delayed.get(row.session)),
            free=None if wait is None else free.get((row.schedule, wait.planned.time().replace(tzinfo=None))),
            delays=causes.get(row.session, ()),
        )
        if row.status is Status.PLANNED
        else Prospect(occurrence=row, over=over.get((row.session, row.position)))
        for row in rows
    ]


KEYS = ("start", "end", "end_estimated", "message", "schedule", "session", "status", "reason")
"""The keys of a row as JSON, in order."""
CLASH, DELAY, DELAYS = "clash", "delay", "delays"  # further keys, only where they have a value


def as_json(prospect: Prospect) -> dict[str, object]:
    """The form of `plan --format json`: times ISO 8601 with the station's offset.

    A planned row has a reason too where a quota that only warns is exceeded; the keys of conflicts and delays
    are there only if there are any.
    """
    row, over, wait = prospect.occurrence, prospect.over, prospect.wait
    facts: dict[str, object] = {
        "start": row.start.isoformat(),
        "end": row.end.isoformat(),
        "end_estimated": row.end_estimated,
        "message": row.message,
        "schedule": row.schedule,
        "session": row.session,
        "status": str(row.status),
        "reason": why(row) if over is None else say(over.code, **dict(over.facts)),
    }
    if prospect.clash:
        facts[CLASH] = list(prospect.clash)
    if wait is not None:
        free = {} if prospect.free is None else {"free": f"{prospect.free:%H:%M}"}
        facts[DELAY] = {
            "kind": str(wait.kind),
            "until": wait.until.isoformat(),
            "behind": list(wait.behind_messages),
            **free,
        }
    if prospect.delays:
        facts[DELAYS] = list(dict.fromkeys(name for each in prospect.delays for name in each.messages))
    return facts
