"""Plans that are made again while somebody changes one schedule: the others are not computed anew."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType

from broadcaster.containment import Kind, fault_of
from broadcaster.errors import ItemError, Phrase, phrase
from broadcaster.station.model import Message, Schedule, Station
from broadcaster.station.regulation import refusing, warning
from broadcaster.timetable.guard.guard import Refusal
from broadcaster.timetable.guard.quotas import Over, over_of
from broadcaster.timetable.model import Occurrence
from broadcaster.timetable.plan.computation import Aside, Computation, Lengths, Unapproved, of_each
from broadcaster.timetable.plan.drafts import Draft, begin_of, counted, drafts, in_turn, uncounted
from broadcaster.timetable.plan.plan import in_order, utc_of

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
class Kept:
    """What one schedule gave."""

    schedule: Schedule
    drafts: dict[_Span, list[Draft]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPlan:
    """The sessions that a plan is made of, in turn."""

    station: Station
    first: datetime
    until: datetime
    computation: Computation
    turns: list[Draft]

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
        self.schedules: dict[str, Kept] = {}  # by id
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
    ) -> list[Draft]:
        span = (begin_of(station, computation, first).astimezone(UTC), until)
        return in_turn(of_each(station, lambda each: self._drafts(computation, each, span), aside))

    def _drafts(self, computation: Computation, schedule: Schedule, span: _Span) -> list[Draft]:
        kept = self.schedules.get(schedule.id)
        if kept is None or kept.schedule != schedule:
            kept = self.schedules[schedule.id] = Kept(schedule)
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
