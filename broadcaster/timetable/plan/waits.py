"""Starts in a plan that will be refused, and sessions that will have to wait for others. Pure.

`waits` predicts what the desk (`broadcaster.playout.desk.desk`) does with these sessions if nobody asks for
anything else: one airing at a time, the higher class first, within a class the earlier one.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from broadcaster.station.model.message import Priority
from broadcaster.station.model.station import Station
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.timetable.rules.occurrence import Occurrence, Status

_BEGIN = itemgetter(0)


class Airtime(NamedTuple):
    """A session that is planned, from its first member to its last. A tuple: plans have thousands of them."""

    begin: datetime  # UTC
    end: datetime  # UTC
    rows: tuple[Occurrence, ...]  # its planned members, in order

    @property
    def session(self) -> str:
        """Which it is."""
        return self.rows[0].session


def airtimes(rows: Iterable[Occurrence]) -> list[Airtime]:
    """The sessions of a plan that are planned and were not lost, by their start; else as they stand in it."""
    found: list[Airtime] = []
    longer: dict[str, tuple[int, list[Occurrence]]] = {}  # session → where it stands, and its members
    for row in rows:
        if row.status is not Status.PLANNED or row.unheard:
            continue
        if row.of > 1:
            _, members = longer.setdefault(row.session, (len(found), []))
            members.append(row)
            if len(members) > 1:
                continue
        found.append(Airtime(row.start.astimezone(UTC), row.end.astimezone(UTC), (row,)))
    for place, members in longer.values():
        end = max(row.end.astimezone(UTC) for row in members)
        found[place] = found[place]._replace(end=end, rows=tuple(members))
    found.sort(key=_BEGIN)
    return found


def crowds(sessions: Sequence[Airtime]) -> Iterator[Sequence[Airtime]]:
    """The sessions in groups of those that may meet, however they delay each other.

    With one on air at a time, all of a group have aired before the next group begins: it begins later than
    the last of them ends if each waits for all before it.

    Args:
        sessions: by their start.
    """
    since = 0
    free = None
    for index, one in enumerate(sessions):
        if free is not None and one.begin > free:
            yield sessions[since:index]
            since, free = index, None
        free = one.end if free is None else max(free, one.begin) + (one.end - one.begin)
    if since < len(sessions):
        yield sessions[since:]


_CLASSES = (Priority.EMERGENCY, Priority.PRIORITY, Priority.NORMAL)
RESUME_WITHIN = timedelta(minutes=10)
"""An airing resumes up to this long after it was cut. The desk's constant is `playout.desk.RESUME_WITHIN`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedStarts:
    """The starts of one message in one schedule that are refused for one reason."""

    schedule: str
    message: str
    refusal: Refusal
    first: datetime
    count: int
    of: int
    """How often the schedule asks for the message in the plan, refused or not."""


def refused_starts(rows: Iterable[Occurrence]) -> list[RefusedStarts]:
    """The refused starts of a plan, grouped, in the order of the first start of each group."""
    asked: dict[tuple[str, str], int] = {}
    starts: dict[tuple[str, str, Refusal], list[datetime]] = {}
    for row in rows:
        place = (row.schedule, row.message)
        asked[place] = asked.get(place, 0) + 1
        if row.reason is not None:
            refusal = Refusal(code=row.reason, facts=row.facts)
            starts.setdefault((*place, refusal), []).append(row.start)
    return [
        RefusedStarts(
            schedule=schedule,
            message=message,
            refusal=refusal,
            first=found[0],
            count=len(found),
            of=asked[schedule, message],
        )
        for (schedule, message, refusal), found in starts.items()
    ]


class Delay(StrEnum):
    """How another session delays one."""

    WAITS = "waits"  # it begins late
    INTERRUPTED = "interrupted"  # a higher class cuts it, and it resumes afterwards
    MISSED = "missed"  # the wait is longer than its schedule allows, or it was cut for too long


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A session that does not air at its time because another one airs."""

    session: str
    schedule: str
    messages: tuple[str, ...]
    planned: datetime  # in the station's zone, as the rest
    kind: Delay
    since: datetime  # when it would have begun, or when it is cut
    until: datetime  # when it begins or resumes; if missed, until when it might have waited
    behind: str  # the other session
    behind_schedule: str
    behind_messages: tuple[str, ...]


@dataclass(slots=True)
class _Session:
    """A session in the simulated queue; instants in UTC."""

    rows: tuple[Occurrence, ...]
    rank: int
    start: datetime
    left: timedelta
    wait: timedelta
    cut_at: datetime | None = None
    behind: _Session | None = None

    @property
    def since(self) -> datetime:
        return self.cut_at or self.start

    @property
    def patience(self) -> datetime:
        return self.cut_at + RESUME_WITHIN if self.cut_at is not None else self.start + self.wait

    def __lt__(self, other: _Session) -> bool:
        """The order in which the desk airs them."""
        return self.order < other.order

    @property
    def order(self) -> tuple[int, datetime, str]:
        return (self.rank, self.start, self.rows[0].session)

    def delayed(self, kind: Delay, until: datetime, other: _Session) -> Wait:
        zone = self.rows[0].start.tzinfo
        return Wait(
            session=self.rows[0].session,
            schedule=self.rows[0].schedule,
            messages=tuple(row.message for row in self.rows),
            planned=self.rows[0].start,
            kind=kind,
            since=self.since.astimezone(zone),
            until=until.astimezone(zone),
            behind=other.rows[0].session,
            behind_schedule=other.rows[0].schedule,
            behind_messages=tuple(row.message for row in other.rows),
        )


def waits(station: Station, rows: Sequence[Occurrence]) -> list[Wait]:
    """The sessions of a plan that do not air at their time because of others, in order of time."""
    return waits_of(station, airtimes(rows))


def waits_of(station: Station, sessions: Sequence[Airtime]) -> list[Wait]:
    """The same of sessions by their start. Who meets nobody waits for nobody."""
    return [
        wait
        for crowd in crowds(sessions)
        if len(crowd) > 1
        for wait in _queue([_queued(station, one) for one in crowd])
    ]


def _queued(station: Station, one: Airtime) -> _Session:
    return _Session(
        rows=one.rows,
        rank=min(_CLASSES.index(station.messages[row.message].priority) for row in one.rows),
        start=one.begin,
        left=one.end - one.begin,
        wait=timedelta(seconds=station.schedules[one.rows[0].schedule].wait),
    )


def _queue(coming: Sequence[_Session]) -> Iterator[Wait]:
    """Simulate the queue, with one session on air at a time."""
    queue: list[_Session] = []
    on_air: _Session | None = None
    ends = now = datetime.min.replace(tzinfo=UTC)
    index = 0
    while index < len(coming) or queue:
        if on_air is None and not queue:
            now = coming[index].start
        elif on_air is not None:
            now = min(ends, coming[index].start) if index < len(coming) else ends
            on_air = None if now == ends else on_air
        fresh: list[_Session] = []  # new in the queue; `behind` is not set yet
        while index < len(coming) and coming[index].start <= now:
            heapq.heappush(queue, coming[index])
            fresh.append(coming[index])
            index += 1
        if on_air is not None and queue and queue[0].rank < on_air.rank:
            on_air.cut_at, on_air.left, on_air.behind = now, ends - now, None
            heapq.heappush(queue, on_air)
            fresh.append(on_air)
            on_air = None
        while on_air is None and queue:
            best = heapq.heappop(queue)
            if now > best.patience and best.behind is not None:
                yield best.delayed(Delay.MISSED, best.patience, best.behind)
                continue
            if best.behind is not None:
                yield best.delayed(Delay.INTERRUPTED if best.cut_at else Delay.WAITS, now, best.behind)
            on_air, ends = best, now + best.left
        for waiting in fresh:
            waiting.behind = on_air
