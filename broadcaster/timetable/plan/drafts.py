"""Sessions as their schedules want them, before quotas are counted: what may be kept for the next plan.

What a schedule wants depends on the schedule alone. What airs depends on all of them, for a quota counts each
session beside those before it. So a plan can be made from kept drafts by counting alone. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import NamedTuple

from broadcaster.containment import Kind, fault_of
from broadcaster.station.model import Schedule, Station
from broadcaster.station.regulation import Rules
from broadcaster.timetable.guard.quotas import Sitting, Tally, week_of
from broadcaster.timetable.model import Occurrence, Status
from broadcaster.timetable.plan.computation import Computation, Found, Member, Moment, of_each
from broadcaster.timetable.plan.row import refused

_UTC, _ID = itemgetter(0), itemgetter(1)
_NO_TIME = timedelta()


class Draft(NamedTuple):
    """One session. A tuple: a plan of many schedules has thousands of them."""

    utc: datetime  # its start
    id: str  # of its schedule
    schedule: Schedule
    members: tuple[Member, ...]
    moment: Moment
    rows: tuple[tuple[datetime, Occurrence], ...]  # each with its start in UTC; no quota is counted
    sitting: Sitting | None  # what quotas see of its only row; None if they do not, or there are further rows


def drafts(computation: Computation, schedule: Schedule, begin: datetime, until: datetime) -> list[Draft]:
    """The sessions of one schedule that start in [begin, until), in order."""
    members = computation.members(schedule)
    found = []
    for moment in computation.moments(schedule, begin, until):
        if begin <= moment.utc < until:
            rows: Found = []
            computation.session(schedule, members, moment, rows)
            if not rows:
                continue  # it names no message
            sitting = _sitting(computation, schedule, members, moment, rows)
            found.append(Draft(moment.utc, schedule.id, schedule, members, moment, tuple(rows), sitting))
    return found


def _sitting(
    computation: Computation, schedule: Schedule, members: tuple[Member, ...], moment: Moment, rows: Found
) -> Sitting | None:
    if len(rows) > 1 or rows[0][1].status is Status.REFUSED:
        return None
    end = moment.utc + members[0].length
    return computation.sitting(schedule, members[0], moment, rows[0][1].session, end)


def begin_of(station: Station, computation: Computation, first: datetime) -> datetime:
    """Where the drafts of a plan from `first` on begin: with the week of the longest session."""
    longest = of_each(station, lambda each: computation.longest(computation.members(each)), None)
    lead = max(longest, default=_NO_TIME)
    return week_of(first - lead, station)


def in_turn(wanted: Iterable[Sequence[Draft]]) -> list[Draft]:
    """The drafts of several schedules as they are counted: by start, at one instant by schedule."""
    found = [draft for each in wanted for draft in each]
    found.sort(key=_ID)
    found.sort(key=_UTC)
    return found


def counted(
    computation: Computation, turns: Iterable[Draft], rules: Rules, unheard: Collection[str] = frozenset()
) -> Found:
    """The rows of drafts in turn, where what exceeds the quotas of some rules is refused.

    `unheard` are sessions that use no quota; see `plan.plan`.
    """
    used, found = Tally(rules, unheard), Found()
    for draft in turns:
        try:
            if draft.sitting is not None:
                refusal = used.take(draft.sitting)
                ((start, row),) = draft.rows
                found.append((start, row if refusal is None else refused(row, refusal)))
            elif len(draft.rows) == 1:
                found.append(draft.rows[0])
            else:  # a member that a quota refuses takes no time: the next one begins earlier
                computation.session(draft.schedule, draft.members, draft.moment, found, used)
        except Exception as error:
            fault_of(Kind.SCHEDULE, draft.id, error)
    return found


def uncounted(turns: Iterable[Draft]) -> Found:
    """The rows of drafts in turn, where no quota refuses."""
    return [row for draft in turns for row in draft.rows]
