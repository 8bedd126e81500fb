"""Holds the plan of the next days and hands over what is due.

It lives on the director's thread, and nothing here waits: finished plans come from `draft`, and `intents`
hands sessions over. The plan is computed from the station and the journal alone, so it can be thrown away
and computed again at any time; the alarm only says "look now".

The timetable is *held* while the clock is not trusted. It is *suspended* while it is held, and also until
the plan after an outage or a set clock is finished. Then nothing is prepared and nothing counts as settled.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import Protocol

from broadcaster.core.clock import Clock
from broadcaster.journal.writer.as_run_log import AsRunLog
from broadcaster.journal.writer.misses import Absence, long_absence, missed_airings, set_aside_of
from broadcaster.playout.desk.waiting_list import LEAD
from broadcaster.playout.director.director import Director
from broadcaster.playout.requests.members import URGENCIES
from broadcaster.station.model.station import Station
from broadcaster.station.rules.rulebook import refusing
from broadcaster.studio.queues.render_ahead import RenderAhead
from broadcaster.timetable.planning.draft import Drafting, PlanDraft, PlanRequest, in_pieces
from broadcaster.timetable.planning.intents import GRACE, Intents
from broadcaster.timetable.planning.late_sessions import AGAIN, LateSessions
from broadcaster.timetable.planning.sessions import Session
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.timetable.rules.occurrence import Occurrence, Status

MARGIN = timedelta(seconds=2)  # for the journal's disk, before the desk's own lead
AT_HAND = timedelta(minutes=1)  # longer than any lead with which intents are written
AHEAD = 1000  # sessions that are searched for the next occurrence
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Suspension:
    since: datetime | None  # everything before was settled; None where the timetable never ran
    begun: float  # seconds of the boot clock
    doubt: bool  # the clock is not trusted; else only a plan is awaited
    home: datetime | None = (
        None  # since when this process is here: what is planned from then on is not missed
    )


class Alarm(Protocol):
    """Has the planner look again."""

    def set_alarm(self, instant: datetime | None) -> None:
        """Ring at `instant` instead of the one that was set before; None for no instant."""


class StationHolder(Protocol):
    """Holds the station that airs."""

    def switched(self, station: Station) -> None:
        """Its plan is finished: it airs from now on."""


class Planner:
    """Call `ring` when the alarm rings, `replan` when anything that the plan rests on changes.

    Args:
        key_lead: how long before an airing its transmitter is keyed.
        current: gets the station that airs from now on.
    """

    def __init__(
        self,
        *,
        as_run: AsRunLog,
        intents: Intents,
        render_ahead: RenderAhead,
        absence: Absence,
        clock: Clock,
        key_lead: timedelta,
        drafting: Drafting,
        alarm: Alarm,
        current: StationHolder,
        director: Director,
    ) -> None:
        self.absence = absence
        self._as_run = as_run
        self._intents = intents
        self._render_ahead = render_ahead
        self._clock = clock
        self._prepare = LEAD + MARGIN + key_lead
        self._drafting = drafting
        self._alarm = alarm
        self._current = current
        self._director = director
        self._station: Station | None = None  # the one whose plan this is
        self._wanted: Station | None = None  # the one that is to be planned
        self.on_planned: list[Callable[[], None]] = []  # told of each plan that is taken
        self._revision = 0
        self._sessions: deque[Session] = deque()
        self._late = LateSessions(
            as_run=as_run, intents=intents, render_ahead=render_ahead, director=director
        )
        self._suspended: _Suspension | None = None
        intents.back = self._back
        intents.doubt = lambda: self.held

    @property
    def next(self) -> Occurrence | None:
        """The next occurrence that may air: of those of one instant the one that the desk airs first."""
        now = self._clock.now()
        sessions = (*self._open, *islice(self._sessions, AHEAD))
        planned = (
            [
                o
                for o in s.members
                if o.status is Status.PLANNED and (self._suspended is None or o.start > now)
            ]
            for s in sessions
        )
        coming = filter(None, planned)
        first = next(coming, None)
        if first is None:
            return None
        beside = takewhile(lambda members: members[0].start == first[0].start, coming)
        return min([first, *beside], key=self._turn)[0]

    def _turn(self, members: Sequence[Occurrence]) -> int:
        """The turn of a session among those of its instant."""
        station = self._station
        known = {} if station is None else station.messages
        return -max(
            (URGENCIES[known[one.message].priority] for one in members if one.message in known), default=0
        )

    @property
    def held(self) -> bool:
        """True while the timetable waits for a clock that is trusted."""
        return self._suspended is not None and self._suspended.doubt

    @property
    def suspended(self) -> bool:
        """True while it is held or waits for a plan: it is not known yet what may still air."""
        return self._suspended is not None

    @property
    def timeless(self) -> bool:
        """True while the timetable never ran under a trusted clock: then no instant means anything yet."""
        return self._suspended is not None and self._suspended.since is None

    @property
    def _open(self) -> tuple[Session, ...]:
        """The sessions that are due or past their start, and are not with the desk yet."""
        return (*self._intents.pending, *self._late.sessions)

    @property
    def waiting(self) -> tuple[Occurrence, ...]:
        """What is due or past its start and may still air."""
        return tuple(occurrence for session in self._open for occurrence in session.members)

    @property
    def at_hand(self) -> tuple[Occurrence, ...]:
        """What may still air, and what is so near that an earlier process may have written its intent."""
        until = self._clock.now() + AT_HAND
        soon = takewhile(lambda session: session.start <= until, self._sessions)
        return (*self.waiting, *(occurrence for session in soon for occurrence in session.members))

    @property
    def rests(self) -> tuple[str, ...]:
        """The ids of the interrupted airings that may still be resumed."""
        return tuple(session.rest.airing.id for session in self._open if session.rest is not None)

    def settled(self) -> datetime:
        """Recovery watermark: every occurrence before it is in the journal, or on its way there."""
        now = self._clock.now()
        if self._suspended is not None:
            elapsed = timedelta(seconds=self._clock.boottime() - self._suspended.begun)
            return self._suspended.since or now - elapsed
        sessions = (*self._open, *islice(self._sessions, 1))
        starts = (session.start - _INSTANT for session in sessions if session.members)
        untold = self.absence.unreported_since
        return min([now, *starts, *([untold] if untold is not None else [])])

    def hold(self, since: datetime | None) -> None:
        """The clock is not trusted: prepare nothing more until `release`.

        Args:
            since: everything planned until then is settled; None where the timetable never ran.
        """
        self._suspend(since, doubt=True)

    def release(self, home: datetime | None = None) -> None:
        """The clock is trusted: air what may still be caught up, report what was missed, and go on.

        Args:
            home: since when this process is here, where the clock was trusted from then on.
        """
        if self._suspended is not None and self._suspended.doubt:
            self._suspended = replace(self._suspended, since=self.settled(), doubt=False, home=home)
            self._want_draft()

    def make_up(self, since: datetime) -> None:
        """After an outage since `since`: catch up what may still air, report what was missed, plan again."""
        self._suspend(min(since, self.settled()), doubt=False)
        self._want_draft()

    def replan(self, station: Station | None = None) -> None:
        """Plan the next two days again; `station`, if given, takes over once its plan is finished."""
        self._wanted = station or self._wanted
        self._want_draft()

    def unheard(self) -> None:
        """Something planned was not heard: where quotas refuse, it leaves its place to a later session."""
        if self._wanted is not None and refusing(self._wanted.settings):
            self._want_draft()

    def rendered(self) -> None:
        """A programme was made: look at the sessions that wait for one."""
        self._late.look_again()
        self.ring()

    def ring(self) -> None:
        """Prepare what is due and set the alarm for the next session."""
        station = self._station
        if station is None or self._suspended is not None:
            return
        # Read the clock once: two reads could skip an occurrence.
        now = self._clock.now()
        due = self._pop(now)
        overdue = [s for s in due if s.start + GRACE < now]
        if overdue:
            # The computer slept or the clock was set: the same as after an outage.
            self._late.add_overdue(station, overdue, now)
        self._late.add(s for s in due if s.start + GRACE >= now)
        self._late.settle(station, now)
        times = [session.start - self._prepare for session in islice(self._sessions, 1)]
        look = self._late.next_look(now)
        self._alarm.set_alarm(min([*times, *([look] if look is not None else [])], default=None))

    def take(self, draft: PlanDraft) -> None:
        """Apply a finished plan, whole. One that is out of date is ignored: a newer one is on its way."""
        if draft.wish.revision != self._revision:
            return
        now, station = self._clock.now(), draft.wish.station
        # Sessions that fell due while the plan was computed are in neither plan.
        passed = [s for s in self._pop(now) if s.start < draft.now] if self._suspended is None else []
        if station is not self._station:
            self._station = station
            self._current.switched(station)
        self._intents.handed_over.forget(now)
        self._sessions = deque(draft.sessions)
        self._late.add(passed)
        self._late.drop_removed(station)
        if draft.wish.since is not None and self._suspended is not None and not self._suspended.doubt:
            self._suspended = None
            self._make_up(station, draft)
            # What fell due while this process was opening and computing: that is no outage.
            self._late.add(self._pop(now), awaited=True)
        if self._suspended is None:
            known = self.rests
            rests = (s for s in draft.rests if s.rest is not None and s.rest.airing.id not in known)
            self._late.add(s for s in rests if not self._intents.handed_over.has_rest(s))
        for fault in set_aside_of(draft.sessions):
            self._director.fault(fault)
        self._render_ahead.want(station, (*self._awaited(station), *draft.programmes))
        self.ring()
        for told in self.on_planned:
            told()

    def _suspend(self, since: datetime | None, *, doubt: bool) -> None:
        self._suspended = _Suspension(since=since, begun=self._clock.boottime(), doubt=doubt)
        self._late.clear()
        self._alarm.set_alarm(None)

    def _want_draft(self) -> None:
        if self._wanted is None:
            return
        self._revision += 1
        suspended = self._suspended
        open_ = suspended is not None and not suspended.doubt
        since, home = (suspended.since, suspended.home) if suspended is not None and open_ else (None, None)
        self._drafting.want(
            PlanRequest(revision=self._revision, station=self._wanted, since=since, home=home)
        )

    def _awaited(self, station: Station) -> Iterator[tuple[str, datetime]]:
        """The sound of what is due already: no plan that begins now has it."""
        sessions = self._late.sessions
        return in_pieces(station, ((name, one.start) for one in sessions for name in one.messages))

    def _make_up(self, station: Station, draft: PlanDraft) -> None:
        since, older, handed_over = draft.wish.since, draft.older, self._intents.handed_over
        if since is not None and older is not None:
            self.absence.add(station, since, older)
            self._director.fault(long_absence(station, since))
        self._late.add(handed_over.free(draft.late, self.waiting), missed=True)
        lost = [o for o in draft.missed if not handed_over.has(o)]
        self._as_run.did_not_air(missed=lost, refused=[o for o in draft.refused if not handed_over.has(o)])
        if lost:
            self._director.fault(missed_airings(station, lost))

    def _pop(self, now: datetime) -> list[Session]:
        """Take the sessions that are due off the plan, without what was handed over or waits already."""
        due = []
        while self._sessions and self._sessions[0].start - self._prepare <= now:
            due.append(self._sessions.popleft())
        return self._intents.handed_over.free(due, self.waiting) if due else []

    def _back(self, session: Session, why: Refusal, lost: tuple[str, ...]) -> None:
        """The intents of a session could not be written: it is tried again while it may begin."""
        if lost:
            self._render_ahead.lost(lost)
        if self._suspended is None:
            self._late.add([session], look=self._clock.now() + AGAIN, why=None if lost else why)
            self.ring()
