"""Where one session more has room: the next start that breaks no rule and meets no other session. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broadcaster.station.model import Message, Schedule, Station
from broadcaster.station.regulation import Rules, refusing
from broadcaster.timetable.computation import BETWEEN_ITEMS
from broadcaster.timetable.guard import Case, Check, Refusal, checks, schedule_checks
from broadcaster.timetable.model import Occurrence, Status
from broadcaster.timetable.outlook import Delay, waits
from broadcaster.timetable.quotas import Sitting, limited, tally_of
from broadcaster.timetable.recurrence import instant

GRID = timedelta(minutes=5)
"""Starts are proposed on whole steps of this, counted from midnight: people plan so."""

HORIZON = timedelta(days=28)
"""How far a free slot is searched for: four weeks, the longest that an officer plans ahead for one airing."""

Judge = Callable[[datetime], Refusal | None]
"""Why the session may not start at that instant (aware), or None."""

TAKEN = "timetable.taken"
"""The code where nothing forbids a start, and another session is on air."""

_DAY = timedelta(days=1)
_THIS = ""  # no session of the plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The session that looks for a place."""

    members: tuple[tuple[Message, timedelta], ...]  # what airs in it, and how long each is
    schedule: Schedule | None = None  # whose validity it must keep; None for a single airing


@dataclass(frozen=True, slots=True)
class _Busy:
    begin: datetime
    end: datetime
    messages: tuple[str, ...]


def session_judge(
    station: Station, rows: Sequence[Occurrence], wanted: Wanted, *, rules: Rules | None = None
) -> Judge:
    """The judge of one session more beside a plan.

    It refuses what the guard refuses, what a quota refuses (this session or one of the plan), and what would
    wait for another session or make it wait. Approval is left out: it does not depend on the time.

    Args:
        station: regulation, keying and messages.
        rows: a plan that covers the whole weeks in which starts are judged, without a session that moves:
            what a quota refused because of it may air then.
        wanted: the session.
        rules: the rules whose quotas count; by default those that refuse.
    """
    counted = refusing(station.settings) if rules is None else rules
    schedule = None if wanted.schedule is None else replace(wanted.schedule, paused=False)
    own = schedule_checks(station, schedule)
    zones = () if schedule is None else schedule.zones
    members = [
        (message, checks(Case(station=station, message=message, zones=zones)) + own, length)
        for message, length in wanted.members
    ]
    busy = _busy(station, rows)
    begins = [span.begin for span in busy]
    longest = max((span.end - span.begin for span in busy), default=timedelta())
    used = tally_of(station, counted, rows)  # before a start and after it: nothing is to be pushed out
    zone = station.settings.timezone

    def judged(start: datetime) -> Refusal | None:
        begin = start.astimezone(UTC)
        end = begin
        day = begin.astimezone(zone).date()
        over: Refusal | None = None
        for number, (message, checked, length) in enumerate(members):
            end = (end + BETWEEN_ITEMS if number else begin) + length
            found = _first(checked, end - length, end)
            if found is not None:
                return found
            if over is None and limited(station, message, day):
                over = used.judge(Sitting(_THIS, day, end - begin, message.priority, zones))
        at = bisect_left(begins, begin - longest)
        for span in busy[at:]:
            if span.begin > end:
                break
            if (span.begin < end and begin < span.end) or span.begin == begin:
                return Refusal(
                    code=TAKEN,
                    facts=(
                        ("other", ", ".join(_title(station, name) for name in span.messages)),
                        ("since", f"{span.begin.astimezone(zone):%H:%M}"),
                        ("until", f"{span.end.astimezone(zone) + timedelta(seconds=59):%H:%M}"),
                    ),
                )
        return over

    return judged


def next_free_slot(
    judged: Judge, since: datetime, zone: ZoneInfo, *, grid: timedelta = GRID, within: timedelta = HORIZON
) -> datetime | None:
    """The first start on the grid, at `since` or later, that nothing speaks against.

    Args:
        judged: see `session_judge`.
        since: aware.
        zone: the station's.
        grid: the steps from midnight, by what the clocks show.
        within: how far to search.

    Returns:
        The instant in the station's zone; None if there is none.
    """
    return next((start for start in grid_starts(since, zone, grid, within) if judged(start) is None), None)


def next_free_time(
    judged: Judge, days: Sequence[date], wall: time, zone: ZoneInfo, *, grid: timedelta = GRID
) -> time | None:
    """The time of day nearest to `wall` at which nothing speaks against a start on any of `days`.

    Later times come first, then earlier ones, the nearest first. None if there is none.
    """
    step, day = int(grid.total_seconds()), 24 * 60 * 60
    at = (wall.hour * 60 + wall.minute) * 60 + wall.second
    later = range(-(-at // step) * step, day, step)
    earlier = range((at - 1) // step * step, -1, -step)
    for second in (*later, *earlier):
        found = time(second // 3600, second // 60 % 60, second % 60)
        if all(judged(instant(each, found, zone)) is None for each in days):
            return found
    return None


def grid_starts(since: datetime, zone: ZoneInfo, grid: timedelta, within: timedelta) -> Iterator[datetime]:
    """The instants of the grid in [since, since + within), in order."""
    begin, end = since.astimezone(UTC), since.astimezone(UTC) + within
    day, last = begin.astimezone(zone).date(), end.astimezone(zone).date()
    step = int(grid.total_seconds())
    while day <= last:
        for second in range(0, 24 * 60 * 60, step):
            wall = time(second // 3600, second // 60 % 60, second % 60)
            found = instant(day, wall, zone)
            if begin <= found < end and found.astimezone(zone).time() == wall:
                yield found.astimezone(zone)
        day += _DAY


def _first(rules: Sequence[Check], start: datetime, end: datetime) -> Refusal | None:
    return next((found for rule in rules if (found := rule(start, end)) is not None), None)


def _busy(station: Station, rows: Sequence[Occurrence]) -> list[_Busy]:
    """When the other sessions are really on air: one that waits is on air later than planned."""
    members: dict[str, list[Occurrence]] = defaultdict(list)
    for row in rows:
        if row.status is Status.PLANNED:
            members[row.session].append(row)
    late = {wait.session: wait for wait in waits(station, rows)}
    found = []
    for session, airings in members.items():
        begin = airings[0].start.astimezone(UTC)
        end = max(row.end.astimezone(UTC) for row in airings)
        names = tuple(row.message for row in airings)
        wait = late.get(session)
        if wait is None or wait.kind is not Delay.WAITS:
            found.append(_Busy(begin, end, names))
        if wait is not None and wait.kind is not Delay.MISSED:
            until = wait.until.astimezone(UTC)
            found.append(_Busy(until, until + (end - begin), names))
    return sorted(found, key=lambda span: span.begin)


def _title(station: Station, name: str) -> str:
    message = station.messages.get(name)
    return name if message is None else message.title
