"""Hands a due session to the desk as a request: its intents are written first, then its sources start.

`Intents` lives on the director's thread and does not wait: the as-run writer does the work and answers
with an event.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from broadcaster.core.clock import Clock
from broadcaster.core.errors import StoreError
from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.journal.writer.as_run_log import NOT_WRITTEN, AsRunLog
from broadcaster.journal.writer.entries import rest_of
from broadcaster.journal.writer.misses import NO_DISK, missed_fault
from broadcaster.playout.desk.orders import CLOCK
from broadcaster.playout.desk.request import Request, Terms
from broadcaster.playout.director.director import Director
from broadcaster.playout.director.faults import as_fault
from broadcaster.playout.requests.members import Feeding, Member, RelaySources, items, most_urgent
from broadcaster.station.model.station import Station
from broadcaster.timetable.planning.members import IntendedMember, Members, Standing, lost_files
from broadcaster.timetable.planning.sessions import HandedOver, Session
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.timetable.rules.occurrence import Status

GRACE = timedelta(seconds=5)  # after the last instant at which a session may begin

log = logging.getLogger(__name__)


class LostFileError(Exception):
    """Finished programmes that are no longer on the disk."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(", ".join(names))
        self.names = names


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pending:
    """A session whose intents are on the way to the disk."""

    station: Station
    session: Session
    meant: tuple[IntendedMember, ...]
    place: int | None  # the frame at which the rest of an interrupted airing resumes
    asked: datetime


class Intents:
    """Hands sessions over. On the director's thread only.

    Args:
        sources: start those of relays, on the as-run writer's thread, and end them.

    Attributes:
        back: gets a session whose intents are not written, the reason, and the names of programmes that
            are to be made again first. The planner sets it.
        doubt: whether the clock is not trusted, so that nothing may be handed over. The planner sets it.
    """

    def __init__(
        self, *, as_run: AsRunLog, members: Members, sources: RelaySources, clock: Clock, director: Director
    ) -> None:
        self._as_run = as_run
        self._members = members
        self._sources = sources
        self._clock = clock
        self._director = director
        self._pending: dict[int, _Pending] = {}
        self.handed_over = HandedOver()  # what is with the desk, or on the way to it
        self._number = 0
        self.back: Callable[[Session, Refusal, tuple[str, ...]], None] = lambda _session, _why, _lost: None
        self.doubt: Callable[[], bool] = lambda: False

    @property
    def pending(self) -> tuple[Session, ...]:
        """The sessions whose intents are on the way to the disk."""
        return tuple(pending.session for pending in self._pending.values())

    def standings(self, station: Station, session: Session) -> set[Standing]:
        """How far that has come which the planned members of a session are made of."""
        planned = (o for o in session.members if o.status is Status.PLANNED)
        return {self._members.standing(station, occurrence) for occurrence in planned}

    def begin(self, station: Station, session: Session, place: int | None, rest: Member | None) -> None:
        """Have the intents of a session written; then it goes to the desk. What may not air is reported.

        Args:
            place: the frame at which the rest of an interrupted airing resumes.
            rest: that rest; None where the session begins with its first member.
        """
        now = self._clock.now()
        meant: list[IntendedMember] = []
        if rest is not None and rest.programme is not None and session.rest is not None:
            meant.append(IntendedMember(entry=rest_of(session.rest.airing, rest.programme, now), member=rest))
            self.handed_over.add_rest(session, now)
        for occurrence in session.members:
            found = self._members.of(station, occurrence)
            meant += [found] if found is not None else []
            self.handed_over.add(occurrence)
        if not meant:
            return
        self._number += 1
        number = self._number
        pending = _Pending(station=station, session=session, meant=tuple(meant), place=place, asked=now)
        self._pending[number] = pending
        answer = self._as_run.writer.ask(partial(self._write, pending))
        answer.add_done_callback(lambda done: self._director.post(partial(self._written, number, done)))

    def _write(self, pending: _Pending) -> tuple[list[Member], int | None]:
        """Write the intents and start the relays' sources. On the as-run writer's thread.

        Returns:
            The members that may air, and the frame at which the first resumes if it is the rest of an airing.

        Raises:
            LostFileError: a programme is to be made again first.
            BroadcasterError: the disk does not take the intents; none of them counts.
        """
        lost = lost_files(pending.meant)
        if lost:
            raise LostFileError(lost)
        ledger = self._as_run.ledger
        airings = ledger.intend([each.entry for each in pending.meant])
        members = [
            replace(each.member, airing=airing)
            for each, airing in zip(pending.meant, airings, strict=True)
            if airing is not None
        ]
        if not members:
            return [], None
        try:
            connected = self._sources.connect(members, pending.session.start, _rule(pending.session))
        except Exception:
            ledger.take_back(member.airing for member in members)
            raise
        return connected, pending.place if airings[0] is not None else None

    def _written(self, number: int, done: Future[tuple[list[Member], int | None]]) -> None:
        """The intents of a session are on the disk, or are not."""
        pending, now = self._pending.pop(number), self._clock.now()
        session = pending.session
        error = done.exception()
        if error is not None:
            self._not_written(session, error)
            return
        members, place = done.result()
        if not members:
            return
        if self.doubt():
            # Found again, with its intents, when the clock is trusted.
            self.handed_over.take_back(session)
            self._end_feeds(members, CLOCK)
            airings = [member.airing for member in members]
            self._as_run.writer.line(partial(self._as_run.ledger.take_back, airings))
            return
        if now > max(session.late_until, pending.asked) + GRACE:
            self._end_feeds(members, NOT_WRITTEN)
            for member in members:
                self._as_run.over(member.airing, Outcome.REFUSED, NOT_WRITTEN)
            self._director.fault(missed_fault(members[0].message.title, NOT_WRITTEN))
            return
        asked = self._asked(pending.station, session, members, place, now)
        for member in members:
            self._as_run.meant(
                member.airing,
                session=asked.session,
                message=member.message.id,
                planned=session.start if session.rest is None else now,
                zones=asked.terms.zones,
            )
        self._director.submit(asked)

    def _end_feeds(self, members: Iterable[Member], why: Refusal) -> None:
        """The sources of relays that were started for nothing, and their rows."""
        for piece in (piece for member in members for piece in member.pieces if isinstance(piece, Feeding)):
            self._as_run.over(piece.airing, Outcome.REFUSED, why)
            self._sources.close_feed(piece.airing)

    def _not_written(self, session: Session, error: BaseException) -> None:
        self.handed_over.take_back(session)
        if isinstance(error, LostFileError):
            log.warning("finished programmes are gone: %s", error)
            self.back(session, NOT_WRITTEN, error.names)
            return
        fault = as_fault(error if isinstance(error, Exception) else RuntimeError(str(error)))
        log.warning("the intents of a session are not on the disk: %s", fault)
        self._director.fault(fault)
        self.back(session, NO_DISK if isinstance(fault, StoreError) else NOT_WRITTEN, ())

    def _asked(
        self, station: Station, session: Session, members: list[Member], place: int | None, now: datetime
    ) -> Request:
        rest, rule = session.rest, station.schedules[_rule(session)]
        behind = max(now - session.start, timedelta())
        wait = behind + timedelta(seconds=rule.wait) if rest is None else rest.until - rest.cut_at
        terms = Terms(kind=AiringKind.SCHEDULED, urgency=most_urgent(members), zones=rule.zones, wait=wait)
        return Request(
            id=members[0].airing,
            terms=terms,
            planned=session.start,
            items=items(members),
            schedule=rule.id,
            session=session.members[0].session if rest is None else rest.airing.session,
            first_frame=place,
        )


def _rule(session: Session) -> str:
    return session.members[0].schedule if session.rest is None else session.rest.airing.schedule or ""
