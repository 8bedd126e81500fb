"""Sessions of each schedule, kept for the next plan: after a change only what changed is computed anew.

What a schedule wants depends on the schedule alone. What airs depends on all of them, for a quota counts each
session beside those before it. So a plan can be made from kept drafts by counting alone.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple

from broadcaster.core.containment import Kind, fault_of
from broadcaster.core.errors import ItemError, Phrase, phrase
from broadcaster.station.model.message import Message
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import Station
from broadcaster.station.rules.rulebook import Rules, refusing, warning
from broadcaster.timetable.plan.computation import (
    Aside,
    Computation,
    Found,
    Lengths,
    Moment,
    PlanMember,
    Unapproved,
    of_each,
)
from broadcaster.timetable.plan.plan import in_order, utc_of
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.timetable.rules.occurrence import Occurrence, Status, refused
from broadcaster.timetable.rules.quotas import Over, QuotaTally, Sitting, over_of, week_of

_UTC, _ID = itemgetter(0), itemgetter(1)
_NO_TIME = timedelta()


class SessionDraft(NamedTuple):
    """One session. A tuple: a plan of many schedules has thousands of them."""

    utc: datetime  # its start
    id: str  # of its schedule
    schedule: Schedule
    members: tuple[PlanMember, ...]
    moment: Moment
    rows: tuple[tuple[datetime, Occurrence], ...]  # each with its start in UTC; no quota is counted
    sitting: Sitting | None  # what quotas see of its only row; None if they do not, or there are further rows


def drafts(
    computation: Computation, schedule: Schedule, begin: datetime, until: datetime
) -> list[SessionDraft]:
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
            found.append(
                SessionDraft(moment.utc, schedule.id, schedule, members, moment, tuple(rows), sitting)
            )
    return found


def _sitting(
    computation: Computation, schedule: Schedule, members: tuple[PlanMember, ...], moment: Moment, rows: Found
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


def in_turn(wanted: Iterable[Sequence[SessionDraft]]) -> list[SessionDraft]:
    """The drafts of several schedules as they are counted: by start, at one instant by schedule."""
    found = [draft for each in wanted for draft in each]
    found.sort(key=_ID)
    found.sort(key=_UTC)
    return found


def counted(
    computation: Computation,
    turns: Iterable[SessionDraft],
    rules: Rules,
    unheard: Collection[str] = frozenset(),
) -> Found:
    """The rows of drafts in turn, where what exceeds the quotas of some rules is refused.

    `unheard` are sessions that use no quota; see `plan.plan`.
    """
    used, found = QuotaTally(rules, unheard), Found()
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


def uncounted(turns: Iterable[SessionDraft]) -> Found:
    """The rows of drafts in turn, where no quota refuses."""
    return [row for draft in turns for row in draft.rows]


MOST = 20_000
"""Sessions that are kept: 200 schedules that air daily, for fourteen weeks, in 10 MB."""

_NO_SCHEDULES: Mapping[str, Schedule] = MappingProxyType({})
_Span = tuple[datetime, datetime]
_Told = tuple[tuple[float, bool], Refusal | None] | Phrase
"""A message's length, whether that is an estimate, what is not approved; or why nothing of it is known."""


@dataclass(frozen=True, slots=True)
class _Ground:
    """What drafts rest on beside their schedule."""

    station: Station  # without its schedules
    told: Mapping[str, _Told]  # by message


@dataclass(slots=True)
class SchedulePlan:
    """What one schedule gave."""

    schedule: Schedule
    drafts: dict[_Span, list[SessionDraft]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlan:
    """The sessions that a plan is made of, in turn."""

    station: Station
    first: datetime
    until: datetime
    computation: Computation
    turns: list[SessionDraft]

    def rows(self, unheard: Collection[str] = frozenset()) -> list[Occurrence]:
        """Every occurrence, as `plan` has them; `unheard` sessions use no quota."""
        rules = refusing(self.station.settings)
        found = counted(self.computation, self.turns, rules, unheard) if rules else uncounted(self.turns)
        return in_order(self.station, found, self.first, self.until, unheard)

    def over(self, unheard: Collection[str] = frozenset()) -> Over:
        """What exceeds quotas that only warn, as `warnings` has it; `unheard` sessions use no quota."""
        rules = warning(self.station.settings)
        if not rules:
            return {}
        found = counted(self.computation, self.turns, rules, unheard)
        return over_of(in_order(self.station, found, self.first, self.until, unheard))


class KeptPlans:
    """Plans of the station, and what its schedules gave for them. From any thread.

    The answers are those of `plan` and `warnings`. What a schedule gave is used again as long as the schedule
    and all that it rests on are the same: settings, calendar, messages with their lengths and approvals.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ground: _Ground | None = None
        self.schedules: dict[str, SchedulePlan] = {}  # by id
        self._sessions = 0  # that are kept

    def plan(
        self,
        station: Station,
        first: datetime,
        until: datetime,
        *,
        lengths: Lengths,
        unapproved: Unapproved,
        aside: Aside | None = None,
    ) -> KeptPlan:
        """The plan of [first, until); `aside` is told of each schedule that cannot be planned.

        Raises:
            TimetableError: the dates lie beyond the calendar.
        """
        first, until = utc_of(first), utc_of(until)
        with self._lock:
            ground = _Ground(replace(station, schedules=_NO_SCHEDULES), _told(station, lengths, unapproved))
            if ground != self._ground or self._sessions > MOST:
                self._forget()
                self._ground = ground
            computation = Computation(
                station,
                lengths=lambda name: _given(ground.told[name])[0],
                calendar=None,
                unapproved=lambda message: _given(ground.told[message.id])[1],
            )
            turns = self._turns(station, computation, first, until, aside)
        return KeptPlan(station=station, first=first, until=until, computation=computation, turns=turns)

    def _turns(
        self,
        station: Station,
        computation: Computation,
        first: datetime,
        until: datetime,
        aside: Aside | None,
    ) -> list[SessionDraft]:
        span = (begin_of(station, computation, first).astimezone(UTC), until)
        return in_turn(of_each(station, lambda each: self._drafts(computation, each, span), aside))

    def _drafts(self, computation: Computation, schedule: Schedule, span: _Span) -> list[SessionDraft]:
        kept = self.schedules.get(schedule.id)
        if kept is None or kept.schedule != schedule:
            kept = self.schedules[schedule.id] = SchedulePlan(schedule)
        found = kept.drafts.get(span)
        if found is None:
            found = kept.drafts[span] = drafts(computation, schedule, *span)
            self._sessions += len(found)
        return found

    def _forget(self) -> None:
        self.schedules.clear()
        self._sessions = 0


def _told(station: Station, lengths: Lengths, unapproved: Unapproved) -> dict[str, _Told]:
    """What is known of each message that a schedule names."""
    names = {name for schedule in station.schedules.values() for name in schedule.messages}
    return {name: _of_one(station.messages[name], lengths, unapproved) for name in names}


def _of_one(message: Message, lengths: Lengths, unapproved: Unapproved) -> _Told:
    try:
        return lengths(message.id), unapproved(message)
    except Exception as error:
        return phrase(fault_of(Kind.MESSAGE, message.id, error))


def _given(told: _Told) -> tuple[tuple[float, bool], Refusal | None]:
    if isinstance(told, Phrase):
        raise ItemError(told.code, **dict(told.facts))
    return told
