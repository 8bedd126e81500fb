"""From timetable to requests: what is due is written into the journal and given to the desk.

Lives on the director's thread. The plan is computed from the station and the journal alone, so it
can be thrown away and made again at any time; the alarm only says "look now".
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.clock import Clock
from broadcaster.journal.model import Kind
from broadcaster.playout.desk import LEAD
from broadcaster.playout.model import Request
from broadcaster.service.approved import Approvals
from broadcaster.service.book import Book
from broadcaster.service.render_ahead import RenderAhead
from broadcaster.service.requests import Member, request
from broadcaster.station.model import Schedule, Station
from broadcaster.studio.estimate import duration
from broadcaster.timetable.guard import Refusal
from broadcaster.timetable.missed import missed
from broadcaster.timetable.model import Occurrence, Status
from broadcaster.timetable.plan import plan

HORIZON = timedelta(hours=48)  # design.md: rendered ahead for so long
MARGIN = timedelta(seconds=2)  # for the journal's disk, before the desk's own lead
NOT_READY = Refusal(code="playout.not_ready")
OUTAGE = Refusal(code="playout.outage")

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
    ) -> None:
        self._book = book
        self._render_ahead = render_ahead
        self._approvals = approvals
        self._clock = clock
        self._prepare = LEAD + MARGIN + key_lead
        self._submit = submit
        self._set_alarm = set_alarm
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
        self._sessions = self._grouped(station, self._plan(station, now, now + HORIZON))
        wishes: dict[str, datetime] = {}
        for session in [*self._late, *self._sessions]:
            for member in session.members:
                if member.status is Status.PLANNED:
                    wishes.setdefault(member.message, session.start)
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
        self._late = self._grouped(station, backlog.catch_up)

    def ring(self) -> None:
        """Prepare what is due and set the alarm for the next."""
        station = self._station
        if station is None:
            return
        now = self._clock.now()
        due = [s for s in self._sessions if s.start - self._prepare <= now]
        self._sessions = self._sessions[len(due) :]
        waiting = [*self._late, *due]
        self._late = []
        for session in waiting:
            if self._ready(station, session) or now >= session.late_until:
                self._air(station, session, now)
            else:
                self._late.append(session)
        times = [s.start - self._prepare for s in self._sessions[:1]]
        times += [s.late_until for s in self._late]
        self._set_alarm(min(times, default=None))

    def _plan(self, station: Station, first: datetime, until: datetime) -> list[Occurrence]:
        def lengths(name: str) -> tuple[float, bool]:
            known = self._render_ahead.length(name)
            if known is not None:
                return known, False
            return duration(station, station.messages[name]), True

        return plan(
            station, first, until, lengths=lengths, approved=lambda m: self._approvals.holds(station, m)
        )

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
        members: list[Member] = []
        for occurrence in session.members:
            self._handled[occurrence.session, occurrence.position] = occurrence.start
            if self._book.knows(occurrence):
                continue
            if occurrence.status is Status.REFUSED:
                self._book.refuse(occurrence, _why(occurrence))
                continue
            programme = self._render_ahead.ready(station, occurrence.message)
            if programme is None:
                self._book.refuse(occurrence, NOT_READY)
                continue
            airing = self._book.intend(occurrence, programme)
            message = station.messages[occurrence.message]
            members.append(Member(airing=airing, message=message, programme=programme))
        if not members:
            return
        rule: Schedule = station.schedules[session.members[0].schedule]
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


def _why(occurrence: Occurrence) -> Refusal:
    return Refusal(code=occurrence.reason or NOT_READY.code, facts=occurrence.facts)
