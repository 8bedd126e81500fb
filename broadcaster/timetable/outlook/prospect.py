"""What will become of each planned airing: by the rules, and by what else is planned. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from broadcaster.station.model import Station
from broadcaster.text import say
from broadcaster.timetable.guard.guard import Refusal
from broadcaster.timetable.guard.quotas import Place
from broadcaster.timetable.model import Occurrence, Status
from broadcaster.timetable.outlook.airtime import airtimes, crowds
from broadcaster.timetable.outlook.conflicts import conflicts, delaying, free_times
from broadcaster.timetable.outlook.outlook import Wait, waits
from broadcaster.timetable.plan.row import why


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
        station: for the classes of its messages.
        rows: a plan.
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
