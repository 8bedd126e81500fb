"""Free slots for one more session: the next start that breaks no rule and meets no other session. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from broadcaster.station.model.message import Message
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import Station
from broadcaster.station.rules.rulebook import Rules, refusing
from broadcaster.timetable.days.recurrence import instant
from broadcaster.timetable.plan.computation import BETWEEN_ITEMS
from broadcaster.timetable.plan.waits import Delay, Wait, airtimes, waits_of
from broadcaster.timetable.rules.guard import Case, Check, Refusal, checks, schedule_checks
from broadcaster.timetable.rules.occurrence import Occurrence, Status
from broadcaster.timetable.rules.quotas import CODES, Sitting, limited, tally_of

GRID = timedelta(minutes=5)
"""Starts are proposed on whole steps of this, counted from midnight: people plan so."""

HORIZON = timedelta(days=28)
"""How far a free slot is searched for: four weeks, the longest that an officer plans ahead for one airing."""

Judge = Callable[[datetime], Refusal | None]
"""Why the session may not start at that instant (aware), or None."""

TAKEN = "timetable.taken"
"""The code where nothing forbids a start, and another session is on air."""

WITHIN = timedelta(days=7)
"""How far the free start of one refused session among many is searched for."""

REGULATION = CODES | {"timetable.quiet_hours"}
"""Codes of what another start may be free of."""

_BEGIN = itemgetter(0)
_DAY = timedelta(days=1)
_THIS = ""  # no session of the plan


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotRequest:
    """The session that looks for a place."""

    members: tuple[tuple[Message, timedelta], ...]  # what airs in it, and how long each is
    schedule: Schedule | None = None  # whose validity it must keep; None for a single airing


class _Busy(NamedTuple):
    begin: datetime
    end: datetime
    rows: tuple[Occurrence, ...]


def session_judge(
    station: Station, rows: Sequence[Occurrence], wanted: SlotRequest, *, rules: Rules | None = None
) -> Judge:
    """The judge of one session more beside a plan; see `Board`."""
    return Board(station, rows, rules=rules).judge(wanted)


class Board:
    """A plan in which places for sessions are looked for.

    Args:
        rows: a plan that covers the whole weeks in which starts are judged, without a session that moves:
            what a quota refused because of it may air then.
        rules: the rules whose quotas count; by default those that refuse.
    """

    def __init__(self, station: Station, rows: Sequence[Occurrence], *, rules: Rules | None = None) -> None:
        self._station = station
        rows = [row for row in rows if not row.unheard]
        self._busy = _busy(station, rows)
        self._begins = [span.begin for span in self._busy]
        self._longest = max((span.end - span.begin for span in self._busy), default=timedelta())
        # Before a start and after it: nothing is to be pushed out.
        self._used = tally_of(station, refusing(station.settings) if rules is None else rules, rows)

    def judge(self, wanted: SlotRequest) -> Judge:
        """The judge of one session more.

        It refuses what the guard refuses, what a quota refuses (this session or one of the plan), and what
        would wait for another session or make it wait. Approval is left out: it does not depend on the time.
        """
        station, zone = self._station, self._station.settings.timezone
        schedule = None if wanted.schedule is None else replace(wanted.schedule, paused=False)
        own = schedule_checks(station, schedule)
        zones = () if schedule is None else schedule.zones
        members = [
            (message, checks(Case(station=station, message=message, zones=zones)) + own, length)
            for message, length in wanted.members
        ]

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
                    over = self._used.judge(Sitting(_THIS, day, end - begin, message.priority, zones))
            return self._taken(begin, end) or over

        return judged

    def _taken(self, begin: datetime, end: datetime) -> Refusal | None:
        zone = self._station.settings.timezone
        for span in self._busy[bisect_left(self._begins, begin - self._longest) :]:
            if span.begin > end:
                return None
            if (span.begin < end and begin < span.end) or span.begin == begin:
                return Refusal(
                    code=TAKEN,
                    facts=(
                        ("other", ", ".join(_title(self._station, row.message) for row in span.rows)),
                        ("since", f"{span.begin.astimezone(zone):%H:%M}"),
                        ("until", f"{span.end.astimezone(zone) + timedelta(seconds=59):%H:%M}"),
                    ),
                )
        return None


def free_slots(
    station: Station,
    known: Sequence[Occurrence],
    rows: Iterable[Occurrence],
    length: Callable[[str], timedelta],
) -> dict[str, datetime]:
    """The next free start of each session of some rows that the regulation refuses whole.

    Args:
        known: a plan from the beginning of a week to `WITHIN` and a week behind the last of the rows.

    Returns:
        Session → start, for those that have one within `WITHIN`.
    """
    board = Board(station, known)
    partly = {row.session for row in known if row.status is Status.PLANNED}
    found: dict[str, datetime] = {}
    judges: dict[str, Judge] = {}
    last: dict[str, datetime] = {}
    for row in rows:
        if row.reason not in REGULATION or row.session in partly or row.session in found:
            continue
        schedule = station.schedules[row.schedule]
        if row.schedule not in judges:
            members = tuple((station.messages[name], length(name)) for name in schedule.messages)
            judges[row.schedule] = board.judge(SlotRequest(members=members, schedule=schedule))
        free = last.get(row.schedule)
        if free is None or free < row.start:
            free = next_free_slot(judges[row.schedule], row.start, station.settings.timezone, within=WITHIN)
        if free is not None:
            found[row.session] = last[row.schedule] = free
    return found


def next_free_slot(
    judged: Judge, since: datetime, zone: ZoneInfo, *, grid: timedelta = GRID, within: timedelta = HORIZON
) -> datetime | None:
    """The first start on the grid, at `since` or later, that nothing speaks against.

    Args:
        judged: see `session_judge`.
        since: aware.
        grid: the steps from midnight, by what the clocks show.

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
    sessions = airtimes(rows)
    late = {wait.session: wait for wait in waits_of(station, sessions)}
    found = []
    for one in sessions:
        wait = late.get(one.session)
        if wait is None or not _never_begins(wait, one.begin):
            found.append(_Busy(one.begin, one.end, one.rows))
        if wait is not None and wait.kind is not Delay.MISSED:
            until = wait.until.astimezone(UTC)
            found.append(_Busy(until, until + (one.end - one.begin), one.rows))
    found.sort(key=_BEGIN)
    return found


def _never_begins(wait: Wait, begin: datetime) -> bool:
    """True if a session is not on air at its own time; one that is missed may have been, until it was cut."""
    late = wait.kind is Delay.MISSED and wait.since.astimezone(UTC) == begin
    return late or wait.kind is Delay.WAITS


def _title(station: Station, name: str) -> str:
    message = station.messages.get(name)
    return name if message is None else message.title
