"""One computation of the timetable as a finished value, made beside the air and applied in one step.

Ten thousand schedules cost a second of computing. The director cannot spare it, so a thread of its own
plans from frozen values. The result carries the revision it rests on: what has changed meanwhile makes
it worthless, and a newer one is under way.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter

from broadcaster.core.clock import Clock
from broadcaster.core.containment import Kind, each, logged
from broadcaster.core.memory import building
from broadcaster.journal.writer.as_run_log import AsRunLog
from broadcaster.journal.writer.ledger import InterruptedAiring
from broadcaster.playout.director.director import Director
from broadcaster.playout.director.faults import as_fault
from broadcaster.station.model.message import Priority
from broadcaster.station.model.station import Station
from broadcaster.timetable.planning.members import wanted
from broadcaster.timetable.planning.plans import Plans
from broadcaster.timetable.planning.sessions import (
    AiringRest,
    Backlog,
    Session,
    grouped,
    may_resume,
    missed,
    without,
)
from broadcaster.timetable.rules.occurrence import Occurrence

HORIZON = timedelta(hours=48)  # rendered ahead for so long
RECENT = timedelta(days=1)  # of an absence, this much is looked at before anything else is done
AGAIN = 2.0  # seconds before a plan that could not be made is tried again


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """The request for a plan, and what the plan rests on."""

    revision: int
    station: Station
    since: datetime | None = None  # what was planned after this is not settled yet
    home: datetime | None = None  # what was planned before this was missed; None: before the plan's own now


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDraft:
    """A finished plan."""

    wish: PlanRequest
    now: datetime  # it begins here: one look at the clock for all of it
    sessions: tuple[Session, ...]  # to come, by start
    rests: tuple[Session, ...]  # what was interrupted, with what was to follow in its session
    late: tuple[Session, ...]  # past their time, and may still air
    missed: tuple[Occurrence, ...]
    refused: tuple[Occurrence, ...]  # of the absence
    older: datetime | None  # after a long outage: occurrences from `wish.since` until here are reported later
    programmes: tuple[tuple[str, datetime], ...]  # what must be rendered, and for when


class Drafting:
    """Makes drafts, always of the newest wish. `want` may come from any thread.

    Args:
        plans: give the occurrences between two instants; asked on this object's thread.
        as_run: its writer is asked what the journal knows: a line that is still on its way must not be taken
            for one that is not there.
        director: on its thread each finished draft is given to those in `made`; where there is none its fault
            is kept, and it is tried again.
    """

    def __init__(self, *, plans: Plans, as_run: AsRunLog, clock: Clock, director: Director) -> None:
        self.made: list[Callable[[PlanDraft], None]] = []
        self._plans = plans
        self._as_run = as_run
        self._clock = clock
        self._director = director
        self._wish: PlanRequest | None = None
        self._changed = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="planning", daemon=True)

    def start(self) -> None:
        """Begin to plan."""
        self._thread.start()

    def want(self, wish: PlanRequest) -> None:
        """Replace what was wanted before."""
        with self._changed:
            self._wish = wish
            self._changed.notify_all()

    def close(self) -> None:
        """End; a plan under way is given up."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def step(self) -> bool:
        """Make the draft that is wanted; False if none is."""
        with self._changed:
            wish, self._wish = self._wish, None
        if wish is None:
            return False
        try:
            draft = self._draft(wish)
        except Exception as error:
            # A journal that cannot be read now passes; nothing has changed, so nothing is lost.
            logged("the timetable is not planned yet", error)
            self._director.report(as_fault(error))
            with self._changed:
                self._wish = self._wish or wish
            return False
        if not self._ended:
            for taken in self.made:
                self._director.post(partial(taken, draft))
        return True

    def _run(self) -> None:
        while not self._ended:
            if self.step():
                continue
            with self._changed:
                if not self._ended:
                    self._changed.wait(None if self._wish is None else AGAIN)

    def _draft(self, wish: PlanRequest) -> PlanDraft:
        station, now = wish.station, self._clock.now()
        home = min(now, wish.home or now)
        recent = home
        rows: Sequence[Occurrence] = ()
        with building():
            sessions = grouped(station, self._plans.plan(station, home, now + HORIZON))
            if wish.since is not None:
                window = max([RECENT, *(timedelta(seconds=s.catch_up) for s in station.schedules.values())])
                recent = min(home, max(wish.since, now - window))
                rows = self._plans.plan(station, recent, home)
        backlog = Backlog()
        interrupted: tuple[InterruptedAiring, ...] = ()
        if wish.since is not None:
            # Only here: a journal that is locked must not keep a changed station from being taken.
            backlog, interrupted = self._as_run.writer.read(lambda: self._past(station, rows, recent, now))
        late = grouped(station, backlog.catch_up)
        rests, late, sessions = taken_up(station, interrupted, late, sessions, now)
        return PlanDraft(
            wish=wish,
            now=now,
            sessions=tuple(sessions),
            rests=tuple(rests),
            late=tuple(late),
            missed=backlog.missed,
            refused=backlog.refused,
            older=recent if wish.since is not None and recent > wish.since else None,
            programmes=_programmes(station, (*rests, *late, *sessions), now),
        )

    def _past(
        self, station: Station, rows: Sequence[Occurrence], since: datetime, now: datetime
    ) -> tuple[Backlog, tuple[InterruptedAiring, ...]]:
        """What the journal has about the outage. On the as-run writer's thread."""
        backlog = missed(
            rows, last_seen=since, now=now, schedules=station.schedules, knows=self._as_run.ledger.knows
        )
        return backlog, self._as_run.ledger.interrupted(now)


def taken_up(
    station: Station,
    interrupted: Sequence[InterruptedAiring],
    late: list[Session],
    sessions: list[Session],
    now: datetime,
) -> tuple[list[Session], list[Session], list[Session]]:
    """The rests of what was interrupted, each with what followed in its session; what is left of both."""
    rests = []
    for cut in interrupted:
        airing = cut.airing
        until = may_resume(airing, station.schedules.get(airing.schedule or ""), now)
        if until is None or airing.message not in station.messages:
            continue
        after = [
            o
            for session in (*late, *sessions)
            for o in session.members
            if o.session == airing.session and o.position > airing.position
        ]
        late, sessions = without(late, after), without(sessions, after)
        rest = AiringRest(airing=airing, frame=cut.frame, until=until)
        rests.append(Session(members=tuple(after), late_until=until, rest=rest))
    return rests, late, sessions


def _programmes(
    station: Station, sessions: Sequence[Session], now: datetime
) -> tuple[tuple[str, datetime], ...]:
    """What is rendered ahead: all that is planned, and every emergency message whether planned or not."""
    wishes: dict[str, datetime] = {}
    planned = [(message, session.start) for session in sessions for message in session.messages]
    urgent = [
        (name, now + HORIZON) for name, m in station.messages.items() if m.priority is Priority.EMERGENCY
    ]

    for piece, first in in_pieces(station, (*planned, *urgent)):
        wishes.setdefault(piece, first)
    return tuple(wishes.items())


def in_pieces(station: Station, wishes: Iterable[tuple[str, datetime]]) -> Iterator[tuple[str, datetime]]:
    """What must be rendered for some messages, each with its instant; see `members.wanted`.

    What is left out, for it cannot be looked at, is refused when it is due: it was not rendered.
    """

    def names(wish: tuple[str, datetime]) -> tuple[tuple[str, ...], datetime]:
        return wanted(station, wish[0]), wish[1]

    for pieces, first in each(Kind.MESSAGE, wishes, itemgetter(0), names):
        yield from ((piece, first) for piece in pieces)
