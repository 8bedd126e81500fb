"""APScheduler's scheduler, for a wall clock that may be set, with a thread of its own for each job.

APScheduler's own pool has a fixed number of threads, which hung jobs can fill, and Python waits for such
threads at the end of the process.

APScheduler sleeps on the monotonic clock until a stored instant of the wall clock. If the wall clock is set
back by hours, its jobs are silent for as long; if it is set forward by months, it computes every run that
was left out. This subclass takes the part that decides what is due into its own hands.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.executors.base import MaxInstancesReachedError
from apscheduler.executors.debug import DebugExecutor
from apscheduler.job import Job
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import STATE_STOPPED, BaseScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from broadcaster.core.clock import Clock


class DaemonThreads(DebugExecutor):  # type: ignore[misc] # APScheduler has no types
    """One thread for each run. A job has one run at a time, so there are never more threads than jobs."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.since: dict[str, datetime] = {}  # what runs now, and when that began

    def _do_submit_job(self, job: Job, run_times: Sequence[datetime]) -> None:
        name = f"job-{job.id}"
        thread = threading.Thread(target=self._run, args=(job, run_times), name=name, daemon=True)
        self.since[job.id] = self._clock.now()
        try:
            thread.start()
        except RuntimeError:  # the computer gives no more threads
            del self.since[job.id]
            raise

    def _run(self, job: Job, run_times: Sequence[datetime]) -> None:
        try:
            super()._do_submit_job(job, run_times)
        finally:
            del self.since[job.id]


LOOK = 1.0  # seconds between two looks at a wall clock that may have been set
PARTED = 1.0  # seconds by which wall and monotonic clock differ from the last look that computed all times
AGAIN = timedelta(minutes=1)  # before a trigger that failed is asked again
ALARM = "alarm"  # the executor of jobs that only post: they run on the scheduler's own thread

log = logging.getLogger(__name__)


class WallClockScheduler(BackgroundScheduler):  # type: ignore[misc] # APScheduler has no types
    """Runs each due job once, however late, and keeps no job on disk.

    Args:
        zone: the station's time zone as it is now. When it changes, all next times are computed anew.
        still_runs: told the id of a job that is due while its last run has not ended.
    """

    def __init__(self, clock: Clock, zone: Callable[[], ZoneInfo], still_runs: Callable[[str], None]) -> None:
        self._clock = clock
        self._zone = zone
        self._still_runs = still_runs
        self._store = MemoryJobStore()
        self._renewed: deque[str] = deque()
        self._seen = self._read()
        self.threads = DaemonThreads(clock)
        self._event = threading.Event()  # a job may be renewed before the start
        super().__init__(
            timezone=zone(),  # given, so that APScheduler never asks tzlocal
            jobstores={"default": self._store},
            executors={"default": self.threads, ALARM: DebugExecutor()},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def add_job(self, func: Callable[[], object], trigger: BaseTrigger, **options: object) -> Job:
        """Add a job; see APScheduler for the options.

        Raises:
            TypeError: an interval job. It would hang on the wall clock: see `playout.director.jobs`.
        """
        options.setdefault("next_run_time", trigger.get_next_fire_time(None, self._clock.now()))
        return super().add_job(func, trigger, **options)

    def _create_trigger(self, trigger: BaseTrigger, trigger_args: dict[str, Any]) -> BaseTrigger:
        """Where APScheduler takes each trigger of a job."""
        if isinstance(trigger, IntervalTrigger):
            raise TypeError("interval jobs belong to the monotonic clock")
        return super()._create_trigger(trigger, trigger_args)

    def start(self) -> None:
        """Begin to look, on a thread of its own."""
        super().start()
        self._thread.name = "jobs"

    def renew(self, job_id: str) -> None:
        """Ask the trigger of a job for its next time anew. From any thread; waits for no lock and no job."""
        self._renewed.append(job_id)
        self.wakeup()

    def shutdown(self, wait: bool = False) -> None:
        """End. No job is waited for; those that run are on daemon threads, which end with the process."""
        BaseScheduler.shutdown(self, wait=False)
        self._event.set()
        thread = self._thread
        if thread is not None:
            thread.join(LOOK)

    def look(self) -> float:
        """Run what is due; the seconds until the next look.

        The clocks are read once, and no job starts while the scheduler's lock is held.
        """
        now = self._clock.now()
        with self._jobstores_lock:
            self._renew(now)
            due = [(job, job.next_run_time) for job in self._store.get_due_jobs(now)]
            for job, _ in due:
                self._put_off(job, now, now)
            upcoming = self._store.get_next_run_time()
        for job, at in due:
            self._submit(job, at)
        pause = LOOK if upcoming is None else (upcoming - self._clock.now()).total_seconds()
        return min(LOOK, max(0.0, pause))

    def _process_jobs(self) -> float:
        """What APScheduler's thread calls between two waits."""
        try:
            return self.look()
        except Exception:
            # This thread wakes the planner for years: no fault may end it.
            log.exception("the jobs are not looked at")
            return LOOK

    def _renew(self, now: datetime) -> None:
        """Compute next times anew: of all jobs after a clock was set, else of those that were asked for.

        What is due stays due, so a clock that was set over a job's time does not leave the job out.
        """
        renewed = set()
        while self._renewed:
            renewed.add(self._renewed.popleft())
        seen = self._read()
        parted = abs(seen[0] - self._seen[0]) > PARTED or seen[1] != self._seen[1]
        if parted:
            self._seen = seen
        for job in self._store.get_all_jobs():
            if job.id in renewed or (parted and job.next_run_time > now):
                self._put_off(job, None, now)

    def _put_off(self, job: Job, previous: datetime | None, now: datetime) -> None:
        """Give a job its next time; a job whose trigger has none is over."""
        try:
            upcoming = job.trigger.get_next_fire_time(previous, now)
        except Exception:
            log.exception("no next time of the job %s", job.id)
            upcoming = now + AGAIN
        if upcoming is None:
            self._store.remove_job(job.id)
        else:
            job.next_run_time = upcoming
            self._store.update_job(job)

    def _submit(self, job: Job, at: datetime) -> None:
        if self.state == STATE_STOPPED:
            return
        try:
            self._lookup_executor(job.executor).submit_job(job, [at])
        except MaxInstancesReachedError:
            self._still_runs(job.id)
        except Exception:
            # No thread could be made: it is tried again at the job's next time.
            log.exception("the job %s is not started", job.id)

    def _read(self) -> tuple[float, str]:
        offset = self._clock.now().timestamp() - self._clock.monotonic()
        return offset, self._zone().key
