"""What airs by itself: plans, programmes rendered ahead, the timekeeper, and the jobs that wake them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from broadcaster.app.station.air_path import AirPath
from broadcaster.app.station.shutdown import FADE_LIMIT, ClosingSteps
from broadcaster.core.memory import give_back
from broadcaster.journal.writer.as_run_log import AsRun
from broadcaster.journal.writer.progress import EVERY
from broadcaster.people.decisions.book import LOOK as OVERDUE
from broadcaster.people.decisions.book import Overdue
from broadcaster.playout.director.jobs import IntervalJobs
from broadcaster.playout.operator.operator import Operator
from broadcaster.studio.queues.render_ahead import RenderAhead, Renderer
from broadcaster.timetable.guard.timekeeper import LOOK, Timekeeper
from broadcaster.timetable.planning.losses import lost_by
from broadcaster.timetable.planning.planner import Planner
from broadcaster.timetable.planning.timetable import Timetable, open_timetable
from broadcaster.upkeep.monitoring import chores

if TYPE_CHECKING:
    from broadcaster.timetable.planning.jobs import Jobs

GIVEN_BACK = 30  # seconds between two times that freed memory is given back to the system
SEEN = 60  # seconds between two notes that the station lives
PATIENCE = 60  # seconds for what the as-run writer is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningTimetable:
    """The parts, at work."""

    planned: Timetable
    timekeeper: Timekeeper
    jobs: Jobs

    @property
    def planner(self) -> Planner:
        """Holds the plan. On the director's thread only."""
        return self.planned.planner

    @property
    def render_ahead(self) -> RenderAhead:
        """Keeps programmes ready. From any thread."""
        return self.planned.render_ahead


def run_timetable(
    air: AirPath,
    as_run: AsRun,
    operator: Operator,
    closing: ClosingSteps,
    renderer: Renderer,
    *,
    begun: float,
) -> RunningTimetable:
    """Open the parts and let them work.

    Args:
        air: where airings go.
        as_run: keeps them.
        operator: its sources serve messages with relays.
        closing: takes what ends the parts.
        renderer: makes what is rendered ahead.
        begun: when this station began to open, in seconds of the boot clock.
    """
    director, files, clock = air.director, air.files, air.clock
    render_ahead = RenderAhead(
        renderer, clock, done=lambda _name: director.post(planner.rendered), failed=air.report
    )
    jobs = _wall_clock_jobs(air, as_run, lambda: planner)
    planned = open_timetable(
        as_run=as_run.log,
        render_ahead=render_ahead,
        approvals=air.approval.approvals,
        clock=clock,
        key_lead=air.key_lead,
        post=director.post,
        close_feed=operator.sources.close_feed,
        submit=operator.submit,
        connect=operator.sources.connect,
        set_alarm=jobs.set_alarm,
        switched=files.current.switched,
        failed=director.fault,
        screen=air.suspended.screen,
        read=lambda job: as_run.ask(job).result(PATIENCE),
        lost=lost_by(as_run.journal.airings),
    )
    planner = planned.planner
    files.plan_with(planner.replan)
    timekeeper = Timekeeper(
        trust=air.trust,
        clock=clock,
        as_run=as_run.log,
        planner=planner,
        station=lambda: files.station,
        changed=director.tick,
    )
    director.on_clock_set.append(timekeeper.jumped)

    air.approval.obey(files, director)
    planned.start()
    closing.add(planned.close)
    as_run.progress.start()
    closing.add(as_run.progress.close)
    render_ahead.start()
    closing.add(render_ahead.close)
    jobs.start()
    closing.add(jobs.close)
    _watch_time(air, as_run, timekeeper, planner, closing, begun)
    return RunningTimetable(planned=planned, timekeeper=timekeeper, jobs=jobs)


def _watch_time(
    air: AirPath,
    as_run: AsRun,
    timekeeper: Timekeeper,
    planner: Planner,
    closing: ClosingSteps,
    begun: float,
) -> None:
    """Note every so often that the station lives, and look at the clock, what airs and what is overdue."""
    director = air.director
    overdue = Overdue(air.approval.book, air.report)

    def touch() -> None:
        """Note that the station lives. On the director's thread."""
        if not planner.timeless:
            waiting = None if planner.suspended else planner.at_hand
            as_run.log.touch(planner.settled(), waiting, planner.rests)

    def look_overdue() -> None:
        as_run.ask(overdue.look)

    intervals = IntervalJobs(air.clock)
    intervals.every(SEEN, lambda: director.post(touch))
    intervals.every(LOOK, lambda: director.post(timekeeper.look))
    intervals.every(
        EVERY, lambda: director.post(lambda: as_run.progress.look(director.desk, air.clock.now()))
    )
    intervals.every(OVERDUE, look_overdue)
    intervals.every(GIVEN_BACK, give_back)
    intervals.start()
    closing.add(intervals.close)
    # By the boot clock: the wall clock may have been set while the station opened.
    home = air.clock.now() - timedelta(seconds=air.clock.boottime() - begun)
    director.post(lambda: timekeeper.begin(as_run.records.since, home))
    # With each plan too: the first one after a clock became trusted is where the timetable begins.
    planner.on_planned.append(touch)
    closing.add(lambda: director.call(touch).result(FADE_LIMIT))


def _wall_clock_jobs(air: AirPath, as_run: AsRun, planner: Callable[[], Planner]) -> Jobs:
    # Imported here: APScheduler is large, and whoever only airs a message needs none of it.
    from broadcaster.timetable.calendars.subscriptions import fetch_due
    from broadcaster.timetable.planning.jobs import open_jobs

    def nightly() -> None:
        air.files.decided(air.director)  # looks at the approved versions, too
        chores.examine_disk(air.files.station, as_run.journal, air.report)

    return open_jobs(
        clock=air.clock,
        zone=lambda: air.files.station.settings.timezone,
        ring=lambda: air.director.post(planner().ring),
        replan=lambda: air.director.post(planner().replan),
        prune=lambda: chores.prune(air.files.station, air.clock),
        nightly=nightly,
        backup=lambda: chores.back_up(air.files.station, air.clock),
        calendars=lambda: fetch_due(air.files.filed, air.clock, trusted=air.trust.verdict.trusted),
        failed=air.report,
    )
