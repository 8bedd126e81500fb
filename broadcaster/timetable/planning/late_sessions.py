"""Sessions that are due or past their start: each is handed over, waits for its programme, or is reported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.core.containment import logged
from broadcaster.journal.writer.as_run_log import AsRunLog
from broadcaster.journal.writer.misses import missed_airings
from broadcaster.playout.director.director import Director
from broadcaster.playout.director.faults import as_fault
from broadcaster.playout.requests.members import Member
from broadcaster.station.model.message import Priority
from broadcaster.station.model.station import Station
from broadcaster.studio.queues.render_ahead import RenderAhead
from broadcaster.timetable.planning.intents import GRACE, Intents
from broadcaster.timetable.planning.members import Standing
from broadcaster.timetable.planning.sessions import AiringRest, Session, missed, of_members, without
from broadcaster.timetable.rules.guard import Refusal, set_aside
from broadcaster.timetable.rules.occurrence import Status

AGAIN = timedelta(seconds=1)  # before a session that could not be prepared is looked at again
PATIENCE = timedelta(seconds=6)  # what is ready waits so long for sound that is on its way
AT_ONCE = 40  # airings that are settled in one step of the director: manual requests must come between
MOST_WAITING = 300  # at the desk. More, of the same minute, wait here: the desk looks at each after each job
_INSTANT = timedelta(microseconds=1)


@dataclass(slots=True, kw_only=True, eq=False)
class _Late:
    session: Session
    look: datetime | None = None  # when to look at it again; None: at once
    why: Refusal | None = None  # what kept it so far, where that is known
    missed: bool = False  # its time had passed before: it is caught up, by that rule alone
    awaited: bool = False  # its sound was not there in time, and on its way
    some: datetime | None = None  # since when it has some of its sound, and not all


class LateSessions:
    """Holds the sessions that are due and not handed over yet. On the director's thread only."""

    def __init__(
        self, *, as_run: AsRunLog, intents: Intents, render_ahead: RenderAhead, director: Director
    ) -> None:
        self._as_run = as_run
        self._intents = intents
        self._render_ahead = render_ahead
        self._director = director
        self._late: list[_Late] = []

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The sessions that wait here."""
        return tuple(late.session for late in self._late)

    def add(
        self,
        sessions: Iterable[Session],
        *,
        look: datetime | None = None,
        why: Refusal | None = None,
        missed: bool = False,
        awaited: bool = False,
    ) -> None:
        """Take sessions.

        Args:
            look: when to look at them; at once by default.
            why: what kept them from the air so far.
            missed: their time had passed before the station could see to it.
            awaited: they fell due while it could not, and that is no reason to miss them.
        """
        self._late += [_Late(session=s, look=look, why=why, missed=missed, awaited=awaited) for s in sessions]

    def clear(self) -> None:
        """Forget all: they are found again in the journal and the plan."""
        self._late = []

    def look_again(self) -> None:
        """A programme was made: have the sessions that wait for one looked at."""
        for late in self._late:
            if late.why is None:
                late.look = None

    def next_look(self, now: datetime) -> datetime | None:
        """When the next of them is to be looked at; None if there is none."""
        return min((now if late.look is None else late.look for late in self._late), default=None)

    def add_overdue(self, station: Station, sessions: Sequence[Session], now: datetime) -> None:
        """Of sessions that should have begun already, keep those that may be caught up; report the rest."""
        backlog = missed(
            [o for session in sessions for o in session.members],
            last_seen=sessions[0].start - _INSTANT,
            now=now,
            schedules=station.schedules,
            knows=self._intents.handed_over.has,
        )
        self.add(without(sessions, (*backlog.missed, *backlog.refused)), missed=True)
        self._as_run.did_not_air(missed=backlog.missed, refused=backlog.refused)
        if backlog.missed:
            self._director.fault(missed_airings(station, backlog.missed))

    def settle(self, station: Station, now: datetime) -> None:
        """Hand over or report the sessions whose time to look has come, as many as one step may."""
        ready = [late for late in self._late if late.look is None or late.look <= now]
        waiting, room = self._director.waiting, AT_ONCE
        for late in ready:
            if waiting >= MOST_WAITING * (2 if _is_urgent(station, late.session) else 1):
                # It waits for its turn, as at the desk: a crowd there keeps nothing urgent out.
                late.look, late.awaited = now + AGAIN, late.awaited or not late.missed
                continue
            if room <= 0:
                return
            room -= max(1, len(late.session.members))
            try:
                settled = self._settle(station, late, now)
            except Exception as error:
                # A fault of one session must not keep the others waiting.
                logged("a session is not prepared", error)
                self._director.fault(as_fault(error))
                settled, late.look, late.why = False, now + AGAIN, set_aside(as_fault(error))
            if settled:
                self._late.remove(late)

    def drop_removed(self, station: Station) -> None:
        """Report and forget what waits here but is no longer in the station."""
        gone = [o for s in self.sessions for o in s.members if not _is_in(station, o.schedule, o.message)]
        self._as_run.did_not_air(removed=gone)
        for late in list(self._late):
            kept, rest = without([late.session], gone), late.session.rest
            lost = rest is not None and not _is_in(station, rest.airing.schedule, rest.message)
            if not kept or lost:
                self._late.remove(late)
            else:
                late.session, late.look = kept[0], None

    def _settle(self, station: Station, late: _Late, now: datetime) -> bool:
        """Hand a session over, or report why it does not air; false if it may still be waited for."""
        session = late.session
        if session.rest is not None:
            return self._settle_rest(station, late, session.rest, now)
        if self._kept(station, late, self._intents.standings(station, session), now):
            return False
        if now > self._last_instant(station, late) + GRACE:
            planned = [o for o in session.members if o.status is Status.PLANNED]
            refused = [o for o in session.members if o.status is Status.REFUSED]
            self._as_run.did_not_air(missed=planned, refused=refused, why=late.why)
            if planned:
                self._director.fault(missed_airings(station, planned))
            return True
        self._intents.begin(station, session, None, None)
        return True

    def _kept(self, station: Station, late: _Late, members: set[Standing], now: datetime) -> bool:
        """True while a session is kept back for sound that it lacks; then its next look is set.

        One that has no sound yet waits for some. What is ready waits some seconds for what is on its way,
        and beyond its time for nothing else.
        """
        session = late.session
        if members <= {Standing.READY}:
            return False
        coming, some = Standing.COMING in members, Standing.READY in members
        late.awaited |= coming and not late.missed
        until = self._last_instant(station, late) if coming else session.late_until
        if some:
            late.some = late.some or now
            until = min(until, max(session.start, late.some + PATIENCE)) if coming else session.start
        if now >= until:
            return False
        late.why = None
        soon = some or Standing.FAULT in members or now >= session.late_until
        late.look = min(until, now + AGAIN) if soon else session.late_until
        return True

    def _last_instant(self, station: Station, late: _Late) -> datetime:
        """Until when a session may begin. For sound that is on its way it waits as behind another airing.

        A station that has just started must look for what it has in its store, too.
        """
        session = late.session
        if session.rest is not None or not late.awaited:
            return session.late_until
        wait = timedelta(seconds=station.schedules[session.members[0].schedule].wait)
        return max(session.late_until, session.start + wait)

    def _settle_rest(self, station: Station, late: _Late, rest: AiringRest, now: datetime) -> bool:
        session = late.session
        programme = self._render_ahead.made(station, rest.message)
        place = None if programme is None else rest.place(programme)
        if now > rest.until or (programme is not None and place is None):
            # The airing stays interrupted; what was to follow it becomes a session of its own.
            if not session.members:
                return True
            late.session = of_members(station, session.members)
            return self._settle(station, late, now)
        if programme is None:
            late.look, late.why = rest.until + _INSTANT, None
            return False
        if self._kept(station, late, {Standing.READY, *self._intents.standings(station, session)}, now):
            return False
        member = Member(airing="", message=station.messages[rest.message], programme=programme)
        self._intents.begin(station, session, place, member)
        return True


def _is_urgent(station: Station, session: Session) -> bool:
    """True if it goes before ordinary messages at the desk."""
    names = [*session.messages, *([] if session.rest is None else [session.rest.message])]
    known = map(station.messages.get, names)
    return any(each is not None and each.priority is not Priority.NORMAL for each in known)


def _is_in(station: Station, schedule: str | None, message: str) -> bool:
    return schedule in station.schedules and message in station.messages
