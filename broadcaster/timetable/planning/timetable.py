"""The timetable's parts put together: plans, drafts, intents, the planner."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError
from broadcaster.journal.rows.model import Outcome
from broadcaster.journal.writer.as_run_log import AsRunLog
from broadcaster.journal.writer.ledger import Ledger
from broadcaster.journal.writer.misses import Absence
from broadcaster.people.versions.clearance import Approvals
from broadcaster.playout.desk.request import Request
from broadcaster.playout.director.faults import as_fault
from broadcaster.playout.requests.members import Connect
from broadcaster.station.model.station import Station
from broadcaster.studio.queues.render_ahead import RenderAhead
from broadcaster.timetable.planning.draft import Drafting, PlanDraft, Read
from broadcaster.timetable.planning.intents import Intents
from broadcaster.timetable.planning.losses import Lost
from broadcaster.timetable.planning.members import Members
from broadcaster.timetable.planning.planner import Planner
from broadcaster.timetable.planning.plans import Plans, Screen
from broadcaster.timetable.planning.sessions import missed
from broadcaster.timetable.rules.occurrence import Occurrence

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """Its parts; `start` brings up the threads."""

    render_ahead: RenderAhead  # given; whoever opened it closes it
    plans: Plans
    planner: Planner
    drafting: Drafting
    absence: Absence

    def start(self) -> None:
        """Begin to plan, and to report what was missed long ago."""
        self.drafting.start()
        self.absence.start()

    def close(self) -> None:
        """End; what is not planned or reported yet is left to the next process."""
        self.drafting.close()
        self.absence.close()


def open_timetable(
    *,
    as_run: AsRunLog,
    render_ahead: RenderAhead,
    approvals: Approvals,
    clock: Clock,
    key_lead: timedelta,
    post: Callable[[Callable[[], None]], None],
    close_feed: Callable[[str], None],
    submit: Callable[[Request], None],
    connect: Connect,
    set_alarm: Callable[[datetime | None], None],
    switched: Callable[[Station], None],
    failed: Callable[[BroadcasterError], None],
    screen: Screen,
    read: Read,
    lost: Lost,
) -> Timetable:
    """The parts, not started yet; for most arguments see `Planner` and `Intents`.

    Args:
        post: has a job done on the director's thread, later.
        screen: refuses what is held back.
        read: does a job on the as-run writer's thread and returns its result. Not for the director.
        lost: knows which sessions were not heard. From any thread.
    """
    plans = Plans(render_ahead, approvals, screen, lost, lambda fault: post(lambda: failed(fault)))
    ledger = as_run.ledger
    drafting = _drafting(plans, read, ledger, clock, post, lambda: planner, failed)
    planner = Planner(
        as_run=as_run,
        intents=Intents(
            as_run=as_run,
            members=Members(as_run, render_ahead, approvals, failed),
            connect=connect,
            clock=clock,
            post=post,
            close_feed=close_feed,
            submit=submit,
            failed=failed,
        ),
        render_ahead=render_ahead,
        absence=Absence(
            plans.plan, lambda station, rows: read(partial(_write_missed, ledger, station, rows, clock))
        ),
        clock=clock,
        key_lead=key_lead,
        draft=drafting.want,
        set_alarm=set_alarm,
        switched=switched,
        failed=failed,
    )
    as_run.on_unheard.append(lambda: post(planner.unheard))
    return Timetable(
        render_ahead=render_ahead, plans=plans, planner=planner, drafting=drafting, absence=planner.absence
    )


def _drafting(
    plans: Plans,
    read: Read,
    ledger: Ledger,
    clock: Clock,
    post: Callable[[Callable[[], None]], None],
    planner: Callable[[], Planner],
    failed: Callable[[BroadcasterError], None],
) -> Drafting:
    """Makes drafts; the planner, which is made after this, takes them on the director's thread."""

    def made(draft: PlanDraft) -> None:
        post(lambda: planner().take(draft))

    def not_made(error: Exception) -> None:
        post(lambda: failed(as_fault(error)))

    return Drafting(plan=plans.plan, read=read, ledger=ledger, clock=clock, made=made, failed=not_made)


def _write_missed(ledger: Ledger, station: Station, rows: Sequence[Occurrence], clock: Clock) -> None:
    """Write the rows of occurrences that are too long ago to be caught up. On the writer's thread."""
    if not rows:
        return
    backlog = missed(
        rows,
        last_seen=min(row.start for row in rows) - _INSTANT,
        now=clock.now(),
        schedules=station.schedules,
        knows=ledger.knows,
    )
    # Whatever a long `catch_up` would still allow: that was looked at when the station came back.
    ledger.decline(Outcome.MISSED, (*backlog.missed, *backlog.catch_up), None)
    ledger.decline(Outcome.REFUSED, backlog.refused, None)
