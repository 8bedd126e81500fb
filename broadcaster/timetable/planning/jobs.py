"""The station's jobs by the wall clock, and when each is due. A job only says "look now"."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from broadcaster.core.clock import Clock
from broadcaster.core.errors import FaultSink, ServiceError
from broadcaster.playout.director.faults import as_fault
from broadcaster.timetable.planning.scheduler import ALARM, WallClockScheduler

LONGEST = timedelta(hours=1)  # without a look at the timetable, whatever it says
AGAIN = timedelta(seconds=1)  # until an alarm that nobody answered is repeated


class TimetableTrigger(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """The instant at which the planner wants to look at the timetable next.

    The answer is always later than the previous time and within an hour. It is never None: APScheduler
    would remove the job.

    Args:
        wanted: the instant that the planner asked for last; None where it waits for nothing.
    """

    def __init__(self, wanted: Callable[[], datetime | None]) -> None:
        self._wanted = wanted

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The next instant; `now` at the earliest, unless the planner asked for one that has passed since."""
        wanted = self._wanted()
        earliest = now if previous_fire_time is None else max(now, previous_fire_time)
        if wanted is None:
            return earliest + LONGEST
        if previous_fire_time is not None and wanted <= previous_fire_time:
            # The alarm went off for this instant, and the planner has not asked for another yet.
            return earliest + AGAIN
        return min(max(wanted, now), earliest + LONGEST)

    def __str__(self) -> str:
        """For APScheduler's log."""
        return "timetable"


class LocalTime(BaseTrigger):  # type: ignore[misc] # APScheduler has no types
    """At a time of day, in whichever zone the station has now.

    Args:
        zone: the station's zone.
        fields: `hour`, `minute` and `second` of APScheduler's `CronTrigger`.
    """

    def __init__(self, zone: Callable[[], ZoneInfo], **fields: int) -> None:
        self._zone = zone
        self._fields = fields

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """The next instant after the previous one, or at or after `now`."""
        zone = self._zone()
        cron = CronTrigger(timezone=zone, **self._fields)
        before = previous_fire_time.astimezone(zone) if previous_fire_time is not None else None
        upcoming: datetime | None = cron.get_next_fire_time(before, now.astimezone(zone))
        return upcoming

    def __str__(self) -> str:
        """For APScheduler's log."""
        return f"local time {self._fields}"


Do = Callable[[], object]

REPLAN = {"minute": 13, "second": 17}  # airings begin at round minutes: nothing else does
CALENDARS = {"minute": 33, "second": 17}  # once an hour it is looked at which calendars are due
BACKUP = {"minute": 43, "second": 17}  # it is looked at once an hour whether the day's is due
PRUNE = {"hour": 2, "minute": 23, "second": 17}  # at night, when wards are silent
NIGHTLY = {"hour": 3, "minute": 23, "second": 17}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedJob:
    """A job as `status` shows it."""

    id: str
    next: datetime
    since: datetime | None = None  # when the run began that goes on now


class Jobs:
    """The alarm of the next airing and what else is done at a time of day. From any thread."""

    def __init__(self, clock: Clock, zone: Callable[[], ZoneInfo], faults: FaultSink) -> None:
        logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it logs each run of each job
        self._zone = zone
        self._faults = faults
        self._instant: datetime | None = None
        self.scheduler = WallClockScheduler(clock, zone, self._still_runs)
        self.scheduler.add_listener(self._raised, EVENT_JOB_ERROR)

    def ring(self, ring: Do) -> None:
        """Call `ring`, which must only post, at the instant that `set_alarm` names, and once an hour."""
        self.scheduler.add_job(ring, TimetableTrigger(lambda: self._instant), id="alarm", executor=ALARM)

    def add(self, name: str, job: Do, **at: int) -> None:
        """Do `job` each day at an `hour`, `minute` and `second`, or without `hour` once an hour.

        It runs on a thread of its own and may take long.
        """
        self.scheduler.add_job(job, LocalTime(self._zone, **at), id=name)

    def set_alarm(self, instant: datetime | None) -> None:
        """Ring at `instant` (aware) instead of the one that was set before; None for no instant.

        An instant that has passed rings at once. Waits for no lock and no job.
        """
        self._instant = instant
        self.scheduler.renew("alarm")

    def start(self) -> None:
        """Begin to run jobs."""
        self.scheduler.start()

    def close(self) -> None:
        """Start no more jobs. Those that run are not waited for."""
        if self.scheduler.running:
            self.scheduler.shutdown()

    def listed(self) -> list[ListedJob]:
        """All jobs, the soonest first."""
        since = self.scheduler.threads.since
        return [
            ListedJob(id=job.id, next=job.next_run_time, since=since.get(job.id))
            for job in self.scheduler.get_jobs()
        ]

    def _raised(self, event: JobExecutionEvent) -> None:
        self._faults.report(as_fault(event.exception))

    def _still_runs(self, name: str) -> None:
        self._faults.report(ServiceError("service.job_still_runs", job=name))


def add_jobs(jobs: Jobs, *, ring: Do, replan: Do, prune: Do, nightly: Do, backup: Do, calendars: Do) -> None:
    """Have the station's jobs done from when they are started.

    Args:
        ring: has the planner look at what is due; must only post.
        replan: has the timetable planned anew; must only post.
    """
    jobs.ring(ring)
    jobs.add("replan", replan, **REPLAN)
    jobs.add("prune", prune, **PRUNE)
    jobs.add("nightly", nightly, **NIGHTLY)
    jobs.add("backup", backup, **BACKUP)
    jobs.add("calendars", calendars, **CALENDARS)
