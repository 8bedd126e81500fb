"""What airs by itself, at work: the planner, jobs at a time of day, and those of every so many seconds."""

from __future__ import annotations

from datetime import timedelta

from broadcaster.app.station.parts import StationParts
from broadcaster.app.station.shutdown import FADE_LIMIT, ClosingSteps
from broadcaster.core.memory import give_back
from broadcaster.journal.writer.progress import EVERY
from broadcaster.people.decisions.book import LOOK as OVERDUE
from broadcaster.people.decisions.book import Overdue
from broadcaster.playout.director.jobs import IntervalJobs
from broadcaster.timetable.guard.timekeeper import LOOK
from broadcaster.upkeep.monitoring import chores

GIVEN_BACK = 30  # seconds between two times that freed memory is given back to the system
SEEN = 60  # seconds between two notes that the station lives


def run_timetable(parts: StationParts, closing: ClosingSteps, begun: float) -> None:
    """Let it work, where there is one.

    Args:
        parts: of the station, whose air and journal are open.
        begun: when this station began to open, in seconds of the boot clock.
    """
    timetable, director, files = parts.timetable, parts.director, parts.files
    if timetable is None:
        return
    _add_jobs(parts)
    # From now on each decision is followed: the right versions air as soon as they are planned.
    parts.book.changed.append(lambda: files.decided(director))
    for part in (timetable, parts.as_run.progress, parts.render_ahead, parts.jobs):
        if part is not None:
            part.start()
            closing.add(part.close)
    _watch_time(parts, closing, begun)


def _add_jobs(parts: StationParts) -> None:
    # Imported here: APScheduler is large, and whoever only airs a message needs none of it.
    from broadcaster.timetable.calendars.subscriptions import fetch_due
    from broadcaster.timetable.planning.jobs import add_jobs

    files, clock, director, timetable = parts.files, parts.clock, parts.director, parts.timetable
    if parts.jobs is None or timetable is None:
        return

    def nightly() -> None:
        files.decided(director)  # looks at the approved versions, too
        chores.examine_disk(files.station, parts.as_run.journal, director.report)

    add_jobs(
        parts.jobs,
        ring=lambda: director.post(timetable.planner.ring),
        replan=lambda: director.post(timetable.planner.replan),
        prune=lambda: chores.prune(files.station, clock),
        nightly=nightly,
        backup=lambda: chores.back_up(files.station, clock),
        calendars=lambda: fetch_due(files.filed, clock, trusted=parts.trust.verdict.trusted),
    )


def _watch_time(parts: StationParts, closing: ClosingSteps, begun: float) -> None:
    """Note every so often that the station lives, and look at the clock, what airs and what is overdue."""
    director, clock, as_run = parts.director, parts.clock, parts.as_run
    timetable, timekeeper = parts.timetable, parts.timekeeper
    if timetable is None or timekeeper is None:
        return
    planner, overdue = timetable.planner, Overdue(parts.book, director)

    def touch() -> None:
        """Note that the station lives. On the director's thread."""
        if not planner.timeless:
            waiting = None if planner.suspended else planner.at_hand
            as_run.log.touch(planner.settled(), waiting, planner.rests)

    def look_at_air() -> None:
        as_run.progress.look(director.desk, clock.now())

    def look_overdue() -> None:
        as_run.ask(overdue.look)

    intervals = IntervalJobs(clock)
    intervals.every(SEEN, lambda: director.post(touch))
    intervals.every(LOOK, lambda: director.post(timekeeper.look))
    intervals.every(EVERY, lambda: director.post(look_at_air))
    intervals.every(OVERDUE, look_overdue)
    intervals.every(GIVEN_BACK, give_back)
    intervals.start()
    closing.add(intervals.close)
    # By the boot clock: the wall clock may have been set while the station opened.
    home = clock.now() - timedelta(seconds=clock.boottime() - begun)
    director.post(lambda: timekeeper.begin(as_run.records.since, home))
    # With each plan too: the first one after a clock became trusted is where the timetable begins.
    planner.on_planned.append(touch)
    closing.add(lambda: director.call(touch).result(FADE_LIMIT))
