"""Interval jobs: what is done every so many seconds of the monotonic clock.

A wall clock that is set changes nothing for them. What is due at a time of day is no interval job: see
`service.jobs`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from broadcaster.clock import Clock

PATIENCE = 1.0  # seconds for the thread to end

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class _IntervalJob:
    do: Callable[[], None]
    every: float  # seconds
    due: float  # seconds of the monotonic clock


class IntervalJobs:
    """Does jobs on one thread. Each must only post; all methods may be called from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._jobs: tuple[_IntervalJob, ...] = ()
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="interval-jobs", daemon=True)

    def start(self) -> None:
        """Begin to do the jobs."""
        self._thread.start()

    def every(self, seconds: float, job: Callable[[], None]) -> None:
        """Do `job` every so many seconds, the first time after that many."""
        with self._changed:
            added = _IntervalJob(do=job, every=seconds, due=self._clock.monotonic() + seconds)
            self._jobs = (*self._jobs, added)
            self._changed.notify()

    def close(self) -> None:
        """End the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(PATIENCE)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait(self._pause())
                if self._closing:
                    return
            self.run_due()

    def _pause(self) -> float | None:
        """Seconds until a job is due; None where there is none."""
        due = min((job.due for job in self._jobs), default=None)
        return None if due is None else max(0.0, due - self._clock.monotonic())

    def run_due(self) -> None:
        """Do the jobs that are due, each once: what a busy computer left out is not made up for."""
        now = self._clock.monotonic()
        for job in self._jobs:
            if job.due > now:
                continue
            job.due = now + job.every
            try:
                job.do()
            except Exception:
                # The other jobs must go on for the years that the station runs.
                log.exception("an interval job failed")
