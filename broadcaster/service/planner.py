"""From timetable to requests: what is due is written into the journal and given to the desk.

Lives on the director's thread. The plan is computed from the station and the journal alone, so it
can be thrown away and made again at any time; the alarm only says "look now". While the clock is
not trusted the whole timetable is held: nothing is prepared, and nothing counts as settled.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import TypedDict

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError
from broadcaster.journal.model import Kind
from broadcaster.playout.desk import LEAD
from broadcaster.playout.faults import as_fault
from broadcaster.playout.model import Request
from broadcaster.service.absence import Absence
from broadcaster.service.approved import Approvals
from broadcaster.service.book import Book
from broadcaster.service.members import Members, wanted
from broadcaster.service.render_ahead import RenderAhead
from broadcaster.service.requests import Connect, Member, request
from broadcaster.service.sessions import Rest, Session, grouped, may_resume, of_members, without
from broadcaster.service.shortfall import long_absence, missed_airings
from broadcaster.station.model import Message, Priority, Station
from broadcaster.studio.estimate import duration
from broadcaster.studio.pieces import has_relay
from broadcaster.timetable.guard import Refusal
from broadcaster.timetable.missed import missed
from broadcaster.timetable.model import Occurrence, Status
from broadcaster.timetable.plan import Approved, Lengths, plan, warnings

HORIZON = timedelta(hours=48)  # design.md: rendered ahead for so long
RECENT = timedelta(days=1)  # of an absence, this much is looked at before anything else is done
MARGIN = timedelta(seconds=2)  # for the journal's disk, before the desk's own lead
GRACE = timedelta(seconds=5)  # after the last instant at which a session may begin
AGAIN = timedelta(seconds=1)  # before what could not be written or is not ready is looked at again
AT_HAND = timedelta(minutes=1)  # longer than any lead with which intents are written
_INSTANT = timedelta(microseconds=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hold:
    """Until when everything was settled when the timetable was held, and when that was (boot time)."""

    since: datetime | None  # None where the timetable never ran
    begun: float


class _Known(TypedDict):
    lengths: Lengths
    approved: Approved


class Planner:
    """Call `ring` when the alarm rings, `replan` when anything that the plan rests on changes.

    Args:
        on_thread: does a job on the director's thread and returns when it is done.
    """

    def __init__(
        self,
        *,
        book: Book,
        render_ahead: RenderAhead,
        approvals: Approvals,
        clock: Clock,
        key_lead: timedelta,
        submit: Callable[[Request], None],
        connect: Connect,
        set_alarm: Callable[[datetime | None], None],
        failed: Callable[[BroadcasterError], None],
        on_thread: Callable[[Callable[[], None]], None],
        screen: Callable[[Station, Sequence[Occurrence]], list[Occurrence]] = lambda _, rows: list(rows),
    ) -> None:
        self._book = book
        self._render_ahead = render_ahead
        self._approvals = approvals
        self._clock = clock
        self._prepare = LEAD + MARGIN + key_lead
        self._submit = submit
        self._connect = connect
        self._set_alarm = set_alarm
        self._failed = failed
        self.absence = Absence(self._plan, lambda rows: on_thread(lambda: self._tell(rows)))
        self._members = Members(book, render_ahead, approvals, failed)
        self._screen = screen
        self._station: Station | None = None
        self._sessions: list[Session] = []
        self._late: list[Session] = []
        self._handled: dict[tuple[str, int], datetime] = {}
        self._held: _Hold | None = None
        self._warned: tuple[object, Refusal | None] = (None, None)

    @property
    def next(self) -> Occurrence | None:
        """The next occurrence that may air."""
        now = self._clock.now()
        upcoming = (o for s in self._sessions for o in s.members if o.status is Status.PLANNED)
        return next((o for o in upcoming if self._held is None or o.start > now), None)

    def warning(self, station: Station, occurrence: Occurrence) -> Refusal | None:
        """The quota that a planned airing goes over. From any thread: it costs the plan of a week, once."""
        known, refusal = self._warned
        if known != (id(station), occurrence):
            end = occurrence.start + _INSTANT
            over = warnings(station, occurrence.start, end, **self._known(station))
            refusal = over.get((occurrence.session, occurrence.position))
            self._warned = ((id(station), occurrence), refusal)
        return refusal

    @property
    def held(self) -> bool:
        """True while the timetable waits for a clock that is trusted."""
        return self._held is not None

    @property
    def waiting(self) -> tuple[Occurrence, ...]:
        """What is past its time and may still air."""
        return tuple(occurrence for session in self._late for occurrence in session.members)

    @property
    def at_hand(self) -> tuple[Occurrence, ...]:
        """What may still air, late or so soon that an earlier process may have written its intent."""
        until = self._clock.now() + AT_HAND
        soon = takewhile(lambda session: session.start <= until, self._sessions)
        return (*self.waiting, *(occurrence for session in soon for occurrence in session.members))

    @property
    def rests(self) -> tuple[str, ...]:
        """The ids of the interrupted airings that may still be taken up."""
        return tuple(session.rest.airing.id for session in self._late if session.rest is not None)

    @property
    def timeless(self) -> bool:
        """True while the timetable never ran under a trusted clock: then no instant means anything yet."""
        return self._held is not None and self._held.since is None

    def settled(self) -> datetime:
        """Everything planned before this instant has its row in the journal."""
        now = self._clock.now()
        if self._held is not None:
            elapsed = timedelta(seconds=self._clock.boottime() - self._held.begun)
            return self._held.since or now - elapsed
        untold = self.absence.untold_since
        late = (s.start - _INSTANT for s in self._late if s.members)
        return min([now, *late, *([untold] if untold is not None else [])])

    def hold(self, since: datetime | None) -> None:
        """Prepare nothing more until `release`.

        Args:
            since: everything planned until then is settled; None where the timetable never ran.
        """
        self._held = _Hold(since=since, begun=self._clock.boottime())
        self._late = []  # found again in the journal and the plan
        self._set_alarm(None)

    def release(self, station: Station) -> None:
        """The clock is trusted: air what may still air late, tell what was missed, and go on."""
        if self._held is not None:
            since, self._held = self.settled(), None
            self.make_up(station, since)
        else:
            self.replan(station)

    def replan(self, station: Station, now: datetime | None = None) -> None:
        """Plan the next two days of `station` anew."""
        now = now or self._clock.now()
        self._station = station
        self._handled = {key: start for key, start in self._handled.items() if start > now - HORIZON}
        self._drop_removed(station)
        late = {(o.session, o.position) for o in self.waiting}
        planned = [o for o in self._plan(station, now, now + HORIZON) if (o.session, o.position) not in late]
        self._sessions = self._grouped(station, planned)
        if self._held is None:
            self._take_up(station, now)
        wishes: dict[str, datetime] = {}
        for session in [*self._late, *self._sessions]:
            for name in (n for message in session.messages for n in wanted(station, message)):
                wishes.setdefault(name, session.start)
        for name, message in station.messages.items():
            if message.priority is Priority.EMERGENCY:
                wishes.setdefault(name, now + HORIZON)
        self._render_ahead.want(station, list(wishes.items()))
        self.ring()

    def make_up(self, station: Station, since: datetime) -> None:
        """After an outage since `since`: take up what may still air, tell what was missed, plan anew.

        By one look at the clock: what starts between two would be in neither. What is older than any
        `catch_up` is told bit by bit by `absence`.
        """
        now = self._clock.now()
        self._station = station
        window = max([RECENT, *(timedelta(seconds=s.catch_up) for s in station.schedules.values())])
        recent = max(since, now - window)
        if recent > since:
            self.absence.add(station, since, recent)
            self._failed(long_absence(station, since))
        self._sort(station, self._plan(station, recent, now), recent, now)
        self.replan(station, now)

    def ring(self) -> None:
        """Prepare what is due and set the alarm for the next."""
        station = self._station
        if station is None or self._held is not None:
            return
        now = self._clock.now()
        due = [s for s in self._sessions if s.start - self._prepare <= now]
        self._sessions = self._sessions[len(due) :]
        overdue = [s for s in due if s.start + GRACE < now]
        if overdue:
            # A computer that slept, a clock that was set: as after an outage.
            rows = [o for s in overdue for o in s.members]
            self._sort(station, rows, overdue[0].start - _INSTANT, now)
        waiting, self._late = [*self._late, *due[len(overdue) :]], []
        times = [s.start - self._prepare for s in self._sessions[:1]]
        for session in waiting:
            try:
                settled, again = self._settle(station, session, now), session.late_until
            except Exception as error:
                # A full disk or a busy journal passes; the other sessions do not wait for it.
                log.exception("a session is not prepared")
                self._failed(as_fault(error))
                settled, again = False, now
            if not settled:
                self._late.append(session)
                times.append(max(again, now + AGAIN))
        self._set_alarm(min(times, default=None))

    def _sort(self, station: Station, rows: Sequence[Occurrence], since: datetime, now: datetime) -> None:
        """Of what was planned in (since, now]: wait to air what may be caught up, tell the rest."""
        backlog = missed(rows, last_seen=since, now=now, schedules=station.schedules, knows=self._book.knows)
        late = {(o.session, o.position) for o in self.waiting}
        fresh = [o for o in backlog.catch_up if (o.session, o.position) not in late]
        self._late += self._grouped(station, fresh)
        try:
            self._book.tell(missed=backlog.missed, refused=backlog.refused)
        except BroadcasterError as error:
            self._failed(error)
            self.absence.add(station, since, now)
        if backlog.missed:
            self._failed(missed_airings(station, backlog.missed))

    def _tell(self, rows: Sequence[Occurrence]) -> None:
        """Tell what became of occurrences that are too long ago to be caught up."""
        station, now = self._station, self._clock.now()
        if station is None or not rows:
            return
        backlog = missed(
            rows,
            last_seen=min(row.start for row in rows) - _INSTANT,
            now=now,
            schedules=station.schedules,
            knows=self._book.knows,
        )
        self._book.tell(missed=backlog.missed, refused=backlog.refused)

    def _take_up(self, station: Station, now: datetime) -> None:
        """Wait to air the rest of what was interrupted, with what was to follow in its session."""
        for airing, frame in self._book.interrupted(now):
            until = may_resume(airing, station.schedules.get(airing.schedule or ""), now)
            if until is None or airing.message not in station.messages or airing.id in self.rests:
                continue
            after = [
                o
                for session in (*self._late, *self._sessions)
                for o in session.members
                if o.session == airing.session and o.position > airing.position
            ]
            self._late, self._sessions = without(self._late, after), without(self._sessions, after)
            rest = Rest(airing=airing, frame=frame, until=until)
            self._late.append(Session(members=tuple(after), late_until=until, rest=rest))

    def _settle(self, station: Station, session: Session, now: datetime) -> bool:
        """Air a session, or tell why not; false if it may still be waited for."""
        if session.rest is not None:
            return self._settle_rest(station, session, session.rest, now)
        if now > session.late_until + GRACE:
            planned = [o for o in session.members if o.status is Status.PLANNED]
            refused = [o for o in session.members if o.status is Status.REFUSED]
            self._book.tell(missed=planned, refused=refused)
            if planned:
                self._failed(missed_airings(station, planned))
            return True
        if not self._members.ready(station, session.messages) and now < session.late_until:
            return False
        self._air(station, session, now)
        return True

    def _settle_rest(self, station: Station, session: Session, rest: Rest, now: datetime) -> bool:
        programme = self._render_ahead.ready(station, rest.message)
        if programme is None and now <= rest.until:
            return False
        if programme is None or now > rest.until or rest.place(programme) is None:
            # It stays told as interrupted; what was to follow it is a session of its own.
            if not session.members:
                return True
            return self._settle(station, of_members(station, session.members), now)
        if not self._members.ready(station, session.messages) and now < rest.until:
            return False
        self._air(station, session, now)
        return True

    def _drop_removed(self, station: Station) -> None:
        """What waits late but is no longer in the station is told and forgotten."""
        gone = [o for o in self.waiting if not _is_in(station, o.schedule, o.message)]
        try:
            self._book.tell(removed=gone)
        except BroadcasterError as error:
            # A full disk must not leave the new station with the old plan.
            self._failed(error)
        kept = without(self._late, gone)
        self._late = [
            s for s in kept if s.rest is None or _is_in(station, s.rest.airing.schedule, s.rest.message)
        ]

    def _plan(self, station: Station, first: datetime, until: datetime) -> list[Occurrence]:
        return self._screen(station, plan(station, first, until, **self._known(station)))

    def _known(self, station: Station) -> _Known:
        """What a plan asks for: how long messages are, and which are approved."""

        def lengths(name: str) -> tuple[float, bool]:
            message = station.messages[name]
            known = None if has_relay(message) else self._render_ahead.length(name)
            if known is not None:
                return known, False
            return duration(station, message), True

        def approved(message: Message) -> bool:
            programme = self._render_ahead.ready(station, message.id)
            return self._approvals.holds(station, message, programme.sound_digest if programme else None)

        return {"lengths": lengths, "approved": approved}

    def _grouped(self, station: Station, occurrences: Iterable[Occurrence]) -> list[Session]:
        return grouped(station, (o for o in occurrences if (o.session, o.position) not in self._handled))

    def _air(self, station: Station, session: Session, now: datetime) -> None:
        """Write the intents, then ask the desk. A member that may not air is told; the rest airs."""
        members: list[Member] = []
        rest, place, asked = session.rest, None, None
        try:
            if (
                rest is not None
                and (programme := self._render_ahead.ready(station, rest.message)) is not None
            ):
                place = rest.place(programme)
                airing = self._book.resume(rest.airing, programme)
                members.append(
                    Member(airing=airing, message=station.messages[rest.message], programme=programme)
                )
            for occurrence in session.members:
                if not self._book.knows(occurrence):
                    member = self._members.of(station, occurrence)
                    members += [member] if member is not None else []
                self._handled[occurrence.session, occurrence.position] = occurrence.start
            if members:
                asked = self._asked(station, session, members, place, now)
        except Exception:
            # The session is tried again as a whole: intents written so far are taken up then.
            self._book.take_back(member.airing for member in members)
            raise
        if asked is not None:
            self._submit(asked)

    def _asked(
        self, station: Station, session: Session, members: list[Member], place: int | None, now: datetime
    ) -> Request:
        rest = session.rest
        rule = station.schedules[session.members[0].schedule if rest is None else rest.airing.schedule or ""]
        behind = max(now - session.start, timedelta())
        wait = behind + timedelta(seconds=rule.wait) if rest is None else rest.until - rest.cut_at
        return request(
            self._connect(members, session.start, rule.id),
            kind=Kind.SCHEDULED,
            planned=session.start,
            wait=wait,
            schedule=rule.id,
            session=session.members[0].session if rest is None else rest.airing.session,
            zones=rule.zones,
            first_frame=place,
        )


def _is_in(station: Station, schedule: str | None, message: str) -> bool:
    return schedule in station.schedules and message in station.messages
