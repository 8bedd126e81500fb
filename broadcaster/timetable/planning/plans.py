"""The timetable's plan as the running station makes it: real lengths, approvals, what is held back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TypedDict

from broadcaster.core.errors import BroadcasterError, FaultSink
from broadcaster.core.memory import building
from broadcaster.people.versions.clearance import Approvals
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station
from broadcaster.station.rules.rulebook import rules_of, warning
from broadcaster.studio.queues.render_ahead import RenderAhead
from broadcaster.studio.render.estimate import duration
from broadcaster.studio.script.pieces import has_relay
from broadcaster.timetable.plan.computation import Aside, Lengths, Unapproved
from broadcaster.timetable.plan.plan import plan, warnings
from broadcaster.timetable.plan.prospect import Prospect, prospects, prospects_of
from broadcaster.timetable.planning.losses import lost
from broadcaster.timetable.planning.plan_cache import KeptPlans
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.timetable.rules.occurrence import Occurrence
from broadcaster.timetable.rules.quotas import Over, limits, week_of

if TYPE_CHECKING:
    from broadcaster.journal.log.journal import Journal

_INSTANT = timedelta(microseconds=1)


class Screen(Protocol):
    """Knows what is held back."""

    def screen(self, station: Station, rows: Sequence[Occurrence]) -> list[Occurrence]:
        """The same, with that refused."""


class _Known(TypedDict):
    lengths: Lengths
    unapproved: Unapproved
    aside: Aside


@dataclass(eq=False)
class Plans:
    """Makes plans. From any thread but the director's: ten thousand schedules cost a second."""

    render_ahead: RenderAhead
    approvals: Approvals
    suspensions: Screen
    journal: Journal
    faults: FaultSink

    def __post_init__(self) -> None:
        self.kept = KeptPlans()
        self._warned: tuple[object, Refusal | None] = (None, None)

    def plan(self, station: Station, first: datetime, until: datetime) -> list[Occurrence]:
        """Every occurrence that starts in [first, until)."""
        unheard = self._unheard(station, first, until)
        with building():
            rows = plan(station, first, until, unheard=unheard, **self._known(station))
        return self.suspensions.screen(station, rows)

    def prospects(self, station: Station, first: datetime, until: datetime) -> list[Prospect]:
        """The same rows with what will become of each: quotas, conflicts, delays."""
        over = self._over(station, first, until, self._unheard(station, first, until))
        return prospects(station, self.plan(station, first, until), over)

    def again(self, station: Station, first: datetime, until: datetime) -> list[Occurrence]:
        """The same as `plan`; what a schedule gave is kept until it, or what it rests on, is another one."""
        unheard = self._unheard(station, first, until)
        with building():
            rows = self.kept.plan(station, first, until, **self._known(station)).rows(unheard)
        return self.suspensions.screen(station, rows)

    def prospects_of(
        self, station: Station, schedule: str, first: datetime, until: datetime
    ) -> list[Prospect]:
        """What `prospects` says of one schedule, except for the free times; made as `again`."""
        unheard = self._unheard(station, first, until)
        with building():
            kept = self.kept.plan(station, first, until, **self._known(station))
            rows, over = kept.rows(unheard), kept.over(unheard)
        return prospects_of(station, self.suspensions.screen(station, rows), over, schedule)

    def length(self, station: Station, message: str) -> timedelta:
        """How long a message is on air: its programme's length, or an estimate."""
        seconds, _ = self._known(station)["lengths"](message)
        return timedelta(seconds=seconds)

    def objection(self, station: Station, message: Message) -> Refusal | None:
        """Why a message may not air for want of approval, or None."""
        found = self._known(station)["unapproved"](message)
        return found if station.settings.approval.required else None

    def warning(self, station: Station, occurrence: Occurrence) -> Refusal | None:
        """The quota that a planned airing goes over. It costs the plan of a week, once."""
        if not warning(station.settings):
            return None
        end = occurrence.start + _INSTANT
        unheard = self._unheard(station, occurrence.start, end)
        known, refusal = self._warned
        if known != (id(station), occurrence, unheard):
            over = self._over(station, occurrence.start, end, unheard)
            refusal = over.get((occurrence.session, occurrence.position))
            self._warned = ((id(station), occurrence, unheard), refusal)
        return refusal

    def _unheard(self, station: Station, first: datetime, until: datetime) -> frozenset[str]:
        """The sessions that use no quota, from where the counting begins."""
        counted = any(limits(rule) for rule in rules_of(station.settings))
        return lost(self.journal, week_of(first, station), until) if counted else frozenset()

    def _over(self, station: Station, first: datetime, until: datetime, unheard: frozenset[str]) -> Over:
        known = self._known(station)
        with building():
            return warnings(
                station,
                first,
                until,
                unheard=unheard,
                lengths=known["lengths"],
                unapproved=known["unapproved"],
            )

    def _known(self, station: Station) -> _Known:
        """What a plan asks for: how long messages are, and which are approved."""

        def lengths(name: str) -> tuple[float, bool]:
            message = station.messages[name]
            known = None if has_relay(message) else self.render_ahead.length(name)
            if known is not None:
                return known, False
            return duration(station, message), True

        def unapproved(message: Message) -> Refusal | None:
            programme = self.render_ahead.made(station, message.id)
            return self.approvals.objection(station, message, programme.sound_digest if programme else None)

        def aside(_schedule: str, fault: BroadcasterError) -> None:
            self.faults.report(fault)

        return {"lengths": lengths, "unapproved": unapproved, "aside": aside}
