"""Runs each job on a daemon thread of its own: a job that hangs keeps no other job and no process waiting.

APScheduler's own pool has a fixed number of threads, which hung jobs can fill, and Python waits for such
threads at the end of the process.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime

from apscheduler.executors.debug import DebugExecutor
from apscheduler.job import Job

from broadcaster.clock import Clock


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
