"""The station's jobs by the wall clock. The truth stays on disk: a job only says "look now"."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, ServiceError
from broadcaster.playout.director import as_fault
from broadcaster.service.jobs.scheduler import ALARM, WallClockScheduler
from broadcaster.service.jobs.triggers import LocalTime, TimetableTrigger

Do = Callable[[], object]

REPLAN = {"minute": 13, "second": 17}  # airings begin at round minutes: nothing else does
CALENDARS = {"minute": 33, "second": 17}  # once an hour it is looked at which calendars are due
BACKUP = {"minute": 43, "second": 17}  # it is looked at once an hour whether the day's is due
PRUNE = {"hour": 2, "minute": 23, "second": 17}  # at night, when wards are silent
NIGHTLY = {"hour": 3, "minute": 23, "second": 17}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A job as `status` shows it."""

    id: str
    next: datetime
    since: datetime | None = None  # when the run began that goes on now


class Jobs:
    """The alarm of the next airing and what else is done at a time of day. From any thread.

    Args:
        clock: gives the time.
        zone: the station's time zone as it is now.
        failed: takes what `status` is to show; from any thread.
    """

    def __init__(
        self, clock: Clock, zone: Callable[[], ZoneInfo], failed: Callable[[BroadcasterError], None]
    ) -> None:
        logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it logs each run of each job
        self._zone = zone
        self._failed = failed
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

    def listed(self) -> list[Listed]:
        """All jobs, the soonest first."""
        since = self.scheduler.threads.since
        return [
            Listed(id=job.id, next=job.next_run_time, since=since.get(job.id))
            for job in self.scheduler.get_jobs()
        ]

    def _raised(self, event: JobExecutionEvent) -> None:
        self._failed(as_fault(event.exception))

    def _still_runs(self, name: str) -> None:
        self._failed(ServiceError("service.job_still_runs", job=name))


def open_jobs(
    *,
    clock: Clock,
    zone: Callable[[], ZoneInfo],
    ring: Do,
    replan: Do,
    prune: Do,
    nightly: Do,
    backup: Do,
    calendars: Do,
    failed: Callable[[BroadcasterError], None],
) -> Jobs:
    """The station's jobs, not started yet.

    Args:
        clock: gives the time.
        zone: the station's time zone as it is now.
        ring: has the planner look at what is due; must only post.
        replan: has the timetable planned anew; must only post.
        prune: brings the caches back under their limits.
        nightly: does the nightly checks.
        backup: makes the day's backup if it is due.
        calendars: fetches the subscribed calendars that are due.
        failed: takes what `status` is to show; from any thread.
    """
    jobs = Jobs(clock, zone, failed)
    jobs.ring(ring)
    jobs.add("replan", replan, **REPLAN)
    jobs.add("prune", prune, **PRUNE)
    jobs.add("nightly", nightly, **NIGHTLY)
    jobs.add("backup", backup, **BACKUP)
    jobs.add("calendars", calendars, **CALENDARS)
    return jobs
