"""Holds the plan and says what is due.

Lives on the director's thread, and nothing here waits: plans come finished from `service.draft`, and
`service.intents` hands over what is due. The plan is computed from the station and the journal alone, so
it can be thrown away and made again at any time; the alarm only says "look now".

The timetable is *held* while the clock is not trusted, and *suspended* until the plan that makes up for
an outage or a clock that was set is finished. In both nothing is prepared and nothing counts as settled.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice, takewhile

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError
from broadcaster.playout.desk import LEAD
from broadcaster.playout.director import as_fault
from broadcaster.service.as_run.absence import Absence
from broadcaster.service.as_run.log import AsRunLog
from broadcaster.service.as_run.missed_summary import long_absence, missed_airings
from broadcaster.service.planning.draft import Draft, Wish
from broadcaster.service.planning.intents import GRACE, Intents
from broadcaster.service.planning.sessions import Rest, Session, of_members, without
from broadcaster.service.rendering.render_ahead import RenderAhead
from broadcaster.service.requests.member import Member
from broadcaster.station.model import Station
from broadcaster.timetable.guard import Refusal
from broadcaster.timetable.missed import missed
from broadcaster.timetable.model import Occurrence, Status

MARGIN = timedelta(seconds=2)  # for the journal's disk, before the desk's own lead
AGAIN = timedelta(seconds=1)  # before what could not be written is looked at again
AT_HAND = timedelta(minutes=1)  # longer than any lead with which intents are written
TURN = 40  # sessions that are settled in one go: what people ask for at once must come between
_INSTANT = timedelta(microseconds=1)

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True, eq=False)
class _Late:
    """A session whose preparation is due or past."""

    session: Session
    look: datetime | None = None  # when to look at it again; None: at once
    why: Refusal | None = None  # what kept it so far, where that is known


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hold:
    """Until when everything was settled when the timetable was held, and when that was (boot time)."""

    since: datetime | None  # None where the timetable never ran
    begun: float
    doubt: bool  # the clock is not trusted; else only a plan is awaited


class Planner:
    """Call `ring` when the alarm rings, `replan` when anything that the plan rests on changes.

    Args:
        as_run: posts what is to be written.
        intents: hands over what is due.
        render_ahead: keeps programmes ready.
        absence: tells of what is too long ago.
        clock: tells the time.
        key_lead: how long before an airing its transmitter is keyed.
        draft: asks for a plan; `take` gets it.
        set_alarm: has `ring` called at an instant.
        switched: told which station airs from now on.
        failed: takes what `status` is to show.
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
        draft: Callable[[Wish], None],
        set_alarm: Callable[[datetime | None], None],
        switched: Callable[[Station], None],
        failed: Callable[[BroadcasterError], None],
    ) -> None:
        self.absence = absence
        self._as_run = as_run
        self._intents = intents
        self._render_ahead = render_ahead
        self._clock = clock
        self._prepare = LEAD + MARGIN + key_lead
        self._draft = draft
        self._set_alarm = set_alarm
        self._switched = switched
        self._failed = failed
        self._station: Station | None = None  # the one whose plan this is
        self._wanted: Station | None = None  # the one that is to be planned
        self._revision = 0
        self._sessions: deque[Session] = deque()
        self._late: list[_Late] = []
        self._held: _Hold | None = None
        intents.back = self._back
        intents.doubt = lambda: self.held

    @property
    def next(self) -> Occurrence | None:
        """The next occurrence that may air."""
        now = self._clock.now()
        sessions = (*self._open, *islice(self._sessions, 1000))
        planned = (o for s in sessions for o in s.members if o.status is Status.PLANNED)
        return next((o for o in planned if self._held is None or o.start > now), None)

    @property
    def held(self) -> bool:
        """True while the timetable waits for a clock that is trusted."""
        return self._held is not None and self._held.doubt

    @property
    def suspended(self) -> bool:
        """True while it waits for that or for a plan: nothing can be said about what may still air."""
        return self._held is not None

    @property
    def _open(self) -> tuple[Session, ...]:
        """What is due or past its time, and is not handed over yet."""
        return (*self._intents.pending, *(late.session for late in self._late))

    @property
    def waiting(self) -> tuple[Occurrence, ...]:
        """What is past its time and may still air."""
        return tuple(occurrence for session in self._open for occurrence in session.members)

    @property
    def at_hand(self) -> tuple[Occurrence, ...]:
        """What may still air, late or so soon that an earlier process may have written its intent."""
        until = self._clock.now() + AT_HAND
        soon = takewhile(lambda session: session.start <= until, self._sessions)
        return (*self.waiting, *(occurrence for session in soon for occurrence in session.members))

    @property
    def rests(self) -> tuple[str, ...]:
        """The ids of the interrupted airings that may still be taken up."""
        return tuple(session.rest.airing.id for session in self._open if session.rest is not None)

    @property
    def timeless(self) -> bool:
        """True while the timetable never ran under a trusted clock: then no instant means anything yet."""
        return self._held is not None and self._held.since is None

    def settled(self) -> datetime:
        """Everything planned before this instant has its row in the journal, or that is on its way."""
        now = self._clock.now()
        if self._held is not None:
            elapsed = timedelta(seconds=self._clock.boottime() - self._held.begun)
            return self._held.since or now - elapsed
        sessions = (*self._open, *islice(self._sessions, 1))
        starts = (session.start - _INSTANT for session in sessions if session.members)
        untold = self.absence.untold_since
        return min([now, *starts, *([untold] if untold is not None else [])])

    def hold(self, since: datetime | None) -> None:
        """Prepare nothing more until `release`.

        Args:
            since: everything planned until then is settled; None where the timetable never ran.
        """
        self._suspend(since, doubt=True)

    def release(self) -> None:
        """The clock is trusted: air what may still air late, tell what was missed, and go on."""
        if self._held is not None and self._held.doubt:
            self._held = replace(self._held, since=self.settled(), doubt=False)
            self._want_draft()

    def make_up(self, since: datetime) -> None:
        """After an outage since `since`: take up what may still air, tell what was missed, plan anew."""
        self._suspend(min(since, self.settled()), doubt=False)
        self._want_draft()

    def replan(self, station: Station | None = None) -> None:
        """Plan the next two days anew; `station`, if given, takes over once its plan is finished."""
        self._wanted = station or self._wanted
        self._want_draft()

    def _suspend(self, since: datetime | None, *, doubt: bool) -> None:
        self._held = _Hold(since=since, begun=self._clock.boottime(), doubt=doubt)
        self._late = []  # found again in the journal and the plan
        self._set_alarm(None)

    def _want_draft(self) -> None:
        if self._wanted is None:
            return
        self._revision += 1
        awaited = self._held is not None and not self._held.doubt
        since = self._held.since if self._held is not None and awaited else None
        self._draft(Wish(revision=self._revision, station=self._wanted, since=since))

    def take(self, draft: Draft) -> None:
        """Apply a finished plan, whole. One that no longer holds is left: a newer one is on its way."""
        if draft.wish.revision != self._revision:
            return
        now, station = self._clock.now(), draft.wish.station
        # What fell due while the plan was made and had no turn yet is in neither plan.
        passed = [s for s in self._pop(now) if s.start < draft.now] if self._held is None else []
        if station is not self._station:
            self._station = station
            self._switched(station)
        self._intents.forget(now)
        self._sessions = deque(draft.sessions)
        self._late += [_Late(session=session) for session in passed]
        self._drop_removed(station)
        if draft.wish.since is not None and self._held is not None and not self._held.doubt:
            self._held = None
            self._make_up(station, draft)
        if self._held is None:
            known = self.rests
            rests = (s for s in draft.rests if s.rest is not None and s.rest.airing.id not in known)
            self._late += [_Late(session=s) for s in rests if not self._intents.has_rest(s)]
        self._render_ahead.want(station, draft.programmes)
        self.ring()

    def _make_up(self, station: Station, draft: Draft) -> None:
        since, older = draft.wish.since, draft.older
        if since is not None and older is not None:
            self.absence.add(station, since, older)
            self._failed(long_absence(station, since))
        self._late += [_Late(session=s) for s in self._intents.free(draft.late, self.waiting)]
        lost = [o for o in draft.missed if not self._intents.has(o)]
        self._as_run.tell(missed=lost, refused=[o for o in draft.refused if not self._intents.has(o)])
        if lost:
            self._failed(missed_airings(station, lost))

    def rendered(self) -> None:
        """A programme is ready: what waits for one is looked at."""
        for late in self._late:
            if late.why is None:
                late.look = None
        self.ring()

    def ring(self) -> None:
        """Prepare what is due and set the alarm for the next."""
        station = self._station
        if station is None or self._held is not None:
            return
        now = self._clock.now()
        due = self._pop(now)
        overdue = [s for s in due if s.start + GRACE < now]
        if overdue:
            # A computer that slept, a clock that was set: as after an outage.
            self._sort(station, overdue, now)
        self._late += [_Late(session=s) for s in due if s.start + GRACE >= now]
        ready = [late for late in self._late if late.look is None or late.look <= now]
        for late in ready[:TURN]:
            try:
                settled = self._settle(station, late, now)
            except Exception as error:
                # One session with a fault must not keep the others waiting.
                log.exception("a session is not prepared")
                self._failed(as_fault(error))
                settled, late.look = False, now + AGAIN
            if settled:
                self._late.remove(late)
        times = [session.start - self._prepare for session in islice(self._sessions, 1)]
        times += [now if late.look is None else late.look for late in self._late]
        self._set_alarm(min(times, default=None))

    def _pop(self, now: datetime) -> list[Session]:
        """Take the sessions that are due off the plan, without what was handed over or waits already."""
        due = []
        while self._sessions and self._sessions[0].start - self._prepare <= now:
            due.append(self._sessions.popleft())
        return self._intents.free(due, self.waiting) if due else []

    def _sort(self, station: Station, sessions: Sequence[Session], now: datetime) -> None:
        """Of sessions that are past: wait to air what may be caught up, tell the rest."""
        backlog = missed(
            [o for session in sessions for o in session.members],
            last_seen=sessions[0].start - _INSTANT,
            now=now,
            schedules=station.schedules,
            knows=self._intents.has,
        )
        lost = (*backlog.missed, *backlog.refused)
        self._late += [_Late(session=session) for session in without(sessions, lost)]
        self._as_run.tell(missed=backlog.missed, refused=backlog.refused)
        if backlog.missed:
            self._failed(missed_airings(station, backlog.missed))

    def _settle(self, station: Station, late: _Late, now: datetime) -> bool:
        """Air a session, or tell why not; false if it may still be waited for."""
        session = late.session
        if session.rest is not None:
            return self._settle_rest(station, late, session.rest, now)
        if now > session.late_until + GRACE:
            planned = [o for o in session.members if o.status is Status.PLANNED]
            refused = [o for o in session.members if o.status is Status.REFUSED]
            self._as_run.tell(missed=planned, refused=refused, why=late.why)
            if planned:
                self._failed(missed_airings(station, planned))
            return True
        if not self._intents.ready(station, session) and now < session.late_until:
            late.look, late.why = session.late_until, None
            return False
        self._intents.begin(station, session, None, None)
        return True

    def _settle_rest(self, station: Station, late: _Late, rest: Rest, now: datetime) -> bool:
        session = late.session
        programme = self._render_ahead.made(station, rest.message)
        place = None if programme is None else rest.place(programme)
        if now > rest.until or (programme is not None and place is None):
            # It stays told as interrupted; what was to follow it is a session of its own.
            if not session.members:
                return True
            late.session = of_members(station, session.members)
            return self._settle(station, late, now)
        if programme is None or (not self._intents.ready(station, session) and now < rest.until):
            late.look, late.why = rest.until + _INSTANT if programme is None else rest.until, None
            return False
        member = Member(airing="", message=station.messages[rest.message], programme=programme)
        self._intents.begin(station, session, place, member)
        return True

    def _back(self, session: Session, why: Refusal, lost: tuple[str, ...]) -> None:
        """The intents of a session could not be written: it is tried again while it may begin."""
        if lost:
            self._render_ahead.lost(lost)
        if self._held is None:
            again = self._clock.now() + AGAIN
            self._late.append(_Late(session=session, look=again, why=None if lost else why))
            self.ring()

    def _drop_removed(self, station: Station) -> None:
        """What waits but is no longer in the station is told and forgotten."""
        sessions = [late.session for late in self._late]
        gone = [o for s in sessions for o in s.members if not _is_in(station, o.schedule, o.message)]
        self._as_run.tell(removed=gone)
        for late in list(self._late):
            kept, rest = without([late.session], gone), late.session.rest
            lost = rest is not None and not _is_in(station, rest.airing.schedule, rest.message)
            if not kept or lost:
                self._late.remove(late)
            else:
                late.session, late.look = kept[0], None


def _is_in(station: Station, schedule: str | None, message: str) -> bool:
    return schedule in station.schedules and message in station.messages
