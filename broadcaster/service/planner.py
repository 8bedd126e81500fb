"""From timetable to requests: what is due is written into the journal and given to the desk.

Lives on the director's thread. The plan is computed from the station and the journal alone, so it
can be thrown away and made again at any time; the alarm only says "look now".
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError
from broadcaster.journal.model import Kind
from broadcaster.playout.desk import LEAD
from broadcaster.playout.model import Request
from broadcaster.service.approved import Approvals
from broadcaster.service.book import OUTAGE, REMOVED, Book
from broadcaster.service.render_ahead import RenderAhead
from broadcaster.service.requests import Member, request
from broadcaster.station.model import Priority, Schedule, Station
from broadcaster.studio.estimate import duration
from broadcaster.timetable.guard import Refusal
from broadcaster.timetable.missed import missed
from broadcaster.timetable.model import Occurrence, Status
from broadcaster.timetable.plan import plan

HORIZON = timedelta(hours=48)  # design.md: rendered ahead for so long
MARGIN = timedelta(seconds=2)  # for the journal's disk, before the desk's own lead
NOT_READY = Refusal(code="playout.not_ready")
GRACE = timedelta(seconds=5)  # after the last instant at which a session may begin
AGAIN = timedelta(seconds=1)  # before what could not be written or is not ready is looked at again
AT_HAND = timedelta(minutes=1)  # longer than any lead with which intents are written
_INSTANT = timedelta(microseconds=1)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The occurrences of one schedule at one instant, and until when they may begin."""

    members: tuple[Occurrence, ...]
    late_until: datetime

    @property
    def start(self) -> datetime:
        """When the first is planned."""
        return self.members[0].start


class Planner:
    """Call `ring` when the alarm rings, `replan` when anything that the plan rests on changes."""

    def __init__(
        self,
        *,
        book: Book,
        render_ahead: RenderAhead,
        approvals: Approvals,
        clock: Clock,
        key_lead: timedelta,
        submit: Callable[[Request], None],
        set_alarm: Callable[[datetime | None], None],
        failed: Callable[[BroadcasterError], None],
        screen: Callable[[Station, Sequence[Occurrence]], list[Occurrence]] = lambda _, rows: list(rows),
    ) -> None:
        self._book = book
        self._render_ahead = render_ahead
        self._approvals = approvals
        self._clock = clock
        self._prepare = LEAD + MARGIN + key_lead
        self._submit = submit
        self._set_alarm = set_alarm
        self._failed = failed
        self._screen = screen
        self._station: Station | None = None
        self._sessions: list[Session] = []
        self._late: list[Session] = []
        self._handled: dict[tuple[str, int], datetime] = {}

    @property
    def next(self) -> Occurrence | None:
        """The next occurrence that may air."""
        upcoming = (o for s in self._sessions for o in s.members if o.status is Status.PLANNED)
        return next(upcoming, None)

    def replan(self, station: Station) -> None:
        """Plan the next two days of `station` anew."""
        now = self._clock.now()
        self._station = station
        self._handled = {key: start for key, start in self._handled.items() if start > now - HORIZON}
        self._drop_removed(station)
        held = {(o.session, o.position) for o in self.waiting}
        planned = [o for o in self._plan(station, now, now + HORIZON) if (o.session, o.position) not in held]
        self._sessions = self._grouped(station, planned)
        wishes: dict[str, datetime] = {}
        for session in [*self._late, *self._sessions]:
            for member in session.members:
                if member.status is Status.PLANNED:
                    wishes.setdefault(member.message, session.start)
        for name, message in station.messages.items():
            if message.priority is Priority.EMERGENCY:
                wishes.setdefault(name, now + HORIZON)  # whoever needs it will not wait for it
        self._render_ahead.want(station, list(wishes.items()))
        self.ring()

    def make_up(self, station: Station, since: datetime) -> None:
        """After an outage since `since`: take up what may still air, tell what was missed."""
        now = self._clock.now()
        self._station = station
        backlog = missed(
            self._plan(station, since, now),
            last_seen=since,
            now=now,
            schedules=station.schedules,
            knows=self._book.knows,
        )
        for occurrence in backlog.missed:
            self._book.miss(occurrence, OUTAGE)
        for occurrence in backlog.refused:
            self._book.refuse(occurrence, _why(occurrence))
        held = {(o.session, o.position) for o in self.waiting}
        fresh = [o for o in backlog.catch_up if (o.session, o.position) not in held]
        self._late += self._grouped(station, fresh)

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

    def settled(self) -> datetime:
        """Everything planned before this instant has its row in the journal."""
        return min([self._clock.now(), *(s.start - _INSTANT for s in self._late)])

    def ring(self) -> None:
        """Prepare what is due and set the alarm for the next."""
        station = self._station
        if station is None:
            return
        now = self._clock.now()
        due = [s for s in self._sessions if s.start - self._prepare <= now]
        self._sessions = self._sessions[len(due) :]
        waiting, self._late = [*self._late, *due], []
        try:
            for session in waiting:
                try:
                    settled = self._settle(station, session, now)
                except BroadcasterError as error:
                    # A full disk or a busy journal passes; the other sessions do not wait for it.
                    self._failed(error)
                    settled = False
                if not settled:
                    self._late.append(session)
        finally:
            times = [s.start - self._prepare for s in self._sessions[:1]]
            times += [max(s.late_until, now + AGAIN) for s in self._late]
            self._set_alarm(min(times, default=None))

    def _settle(self, station: Station, session: Session, now: datetime) -> bool:
        """Air a session, or tell why not; false if it may still be waited for."""
        if now > session.late_until + GRACE:
            # Found long after its time: a computer that slept, a clock that was set.
            for occurrence in session.members:
                self._book.miss(occurrence, OUTAGE)
            return True
        if not self._ready(station, session) and now < session.late_until:
            return False
        self._air(station, session, now)
        return True

    def _drop_removed(self, station: Station) -> None:
        """What waits late but is no longer in the station is told and forgotten."""
        kept = []
        for session in self._late:
            gone = [o for o in session.members if not _is_in(station, o)]
            for occurrence in gone:
                self._book.refuse(occurrence, REMOVED)
            members = tuple(o for o in session.members if o not in gone)
            if members:
                kept.append(Session(members=members, late_until=session.late_until))
        self._late = kept

    def _plan(self, station: Station, first: datetime, until: datetime) -> list[Occurrence]:
        def lengths(name: str) -> tuple[float, bool]:
            known = self._render_ahead.length(name)
            if known is not None:
                return known, False
            return duration(station, station.messages[name]), True

        found = plan(
            station, first, until, lengths=lengths, approved=lambda m: self._approvals.holds(station, m)
        )
        return self._screen(station, found)

    def _grouped(self, station: Station, occurrences: Sequence[Occurrence]) -> list[Session]:
        groups: dict[str, list[Occurrence]] = {}
        for occurrence in occurrences:
            if (occurrence.session, occurrence.position) not in self._handled:
                groups.setdefault(occurrence.session, []).append(occurrence)
        sessions = []
        for members in groups.values():
            members.sort(key=lambda o: o.position)
            grace = timedelta(seconds=station.schedules[members[0].schedule].catch_up)
            sessions.append(Session(members=tuple(members), late_until=members[0].start + grace))
        return sorted(sessions, key=lambda s: s.start)

    def _ready(self, station: Station, session: Session) -> bool:
        wanted = [o for o in session.members if o.status is Status.PLANNED]
        return all(self._render_ahead.ready(station, o.message) is not None for o in wanted)

    def _air(self, station: Station, session: Session, now: datetime) -> None:
        """Write the intents, then ask the desk. A member that may not air is told; the rest airs."""
        rule: Schedule = station.schedules[session.members[0].schedule]
        members: list[Member] = []
        try:
            for occurrence in session.members:
                if not self._book.knows(occurrence):
                    member = self._member(station, occurrence)
                    members += [member] if member is not None else []
                self._handled[occurrence.session, occurrence.position] = occurrence.start
        except BroadcasterError:
            # The session is tried again as a whole: intents written so far are taken up then.
            self._book.take_back(member.airing for member in members)
            raise
        if not members:
            return
        behind = max(now - session.start, timedelta())
        self._submit(
            request(
                members,
                kind=Kind.SCHEDULED,
                planned=session.start,
                wait=behind + timedelta(seconds=rule.wait),
                schedule=rule.id,
                zones=rule.zones,
            )
        )

    def _member(self, station: Station, occurrence: Occurrence) -> Member | None:
        """The member with its intent on the disk, or None once it is told why it does not air."""
        if occurrence.status is Status.REFUSED:
            self._book.refuse(occurrence, _why(occurrence))
            return None
        programme = self._render_ahead.ready(station, occurrence.message)
        if programme is None:
            self._book.refuse(occurrence, NOT_READY)
            return None
        airing = self._book.intend(occurrence, programme)
        return Member(airing=airing, message=station.messages[occurrence.message], programme=programme)


def _is_in(station: Station, occurrence: Occurrence) -> bool:
    return occurrence.schedule in station.schedules and occurrence.message in station.messages


def _why(occurrence: Occurrence) -> Refusal:
    return Refusal(code=occurrence.reason or NOT_READY.code, facts=occurrence.facts)
