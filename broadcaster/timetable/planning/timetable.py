"""The timetable's parts put together: plans, drafts, intents, the planner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from broadcaster.core.clock import Clock
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Outcome
from broadcaster.journal.writer.as_run_log import AsRunLog
from broadcaster.journal.writer.ledger import Ledger
from broadcaster.journal.writer.misses import Absence
from broadcaster.people.versions.clearance import Approvals
from broadcaster.playout.director.director import Director
from broadcaster.playout.requests.members import RelaySources
from broadcaster.station.model.station import Station
from broadcaster.studio.queues.render_ahead import RenderAhead
from broadcaster.timetable.planning.draft import Drafting
from broadcaster.timetable.planning.intents import Intents
from broadcaster.timetable.planning.members import Members
from broadcaster.timetable.planning.planner import Alarm, Planner, StationHolder
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
    journal: Journal,
    render_ahead: RenderAhead,
    approvals: Approvals,
    suspensions: Screen,
    clock: Clock,
    key_lead: timedelta,
    director: Director,
    sources: RelaySources,
    alarm: Alarm,
    current: StationHolder,
) -> Timetable:
    """The parts, not started yet; for the arguments see `Plans`, `Planner` and `Intents`."""
    plans = Plans(render_ahead, approvals, suspensions, journal, director)
    drafting = Drafting(plans=plans, as_run=as_run, clock=clock, director=director)
    intents = Intents(
        as_run=as_run,
        members=Members(as_run, render_ahead, approvals, director),
        sources=sources,
        clock=clock,
        director=director,
    )

    def write_missed(station: Station, rows: Sequence[Occurrence]) -> None:
        as_run.writer.read(partial(_write_missed, as_run.ledger, station, rows, clock))

    planner = Planner(
        as_run=as_run,
        intents=intents,
        render_ahead=render_ahead,
        absence=Absence(plans.plan, write_missed),
        clock=clock,
        key_lead=key_lead,
        drafting=drafting,
        alarm=alarm,
        current=current,
        director=director,
    )
    drafting.made.append(planner.take)
    render_ahead.made_one.append(lambda: director.post(planner.rendered))
    as_run.on_unheard.append(lambda: director.post(planner.unheard))
    return Timetable(
        render_ahead=render_ahead, plans=plans, planner=planner, drafting=drafting, absence=planner.absence
    )


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
