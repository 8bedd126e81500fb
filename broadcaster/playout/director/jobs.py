"""The director's thread and its jobs.

It does posted jobs in turn and jobs of every so many seconds, and counts the processor time they take.

A wall clock that is set changes nothing for these jobs. What is due at a time of day is no interval job: see
`timetable.planning.jobs`.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from broadcaster.core.clock import Clock
from broadcaster.core.containment import logged
from broadcaster.core.errors import PlayoutError
from broadcaster.core.precedence import raise_priority

LONG = 0.02  # seconds of processor time; an emergency is heard 75 ms after it was asked for


class Work:
    """What the steps took, each a job with the chores after it. Counted on one thread; read from any."""

    def __init__(self) -> None:
        self.steps = 0
        self.long = 0  # steps that took longer than `LONG`
        self.longest = 0.0  # seconds

    def took(self, spent: float) -> None:
        """Count a step of so many seconds of processor time."""
        self.steps += 1
        self.longest = max(self.longest, spent)
        self.long += spent > LONG


IDLE = 1.0  # seconds: longest sleep, so that a wall clock that was set is noticed
HUNG = 5.0  # seconds without a turn of the loop after which the thread counts as hung
CLOSE_WITHIN = 1.0  # seconds for what is posted when the thread is to end

log = logging.getLogger(__name__)
T = TypeVar("T")
Job = Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """What the thread does beside the posted jobs, and where errors go."""

    before: tuple[Job, ...]  # before each job
    tick: Job  # where no job has come until `next_wake`
    next_wake: Callable[[], datetime | None]
    failed: Callable[[Exception], None]


class JobThread:
    """The thread and its queue. `post`, `call` and `alive` may come from any thread.

    `chores` are done after each job, at least once a second.
    """

    def __init__(self, clock: Clock, loop: Loop) -> None:
        self.chores: list[Job] = []
        self.work = Work()
        self._clock = clock
        self._loop = loop
        self.failed = loop.failed  # takes the error of a job
        self._pulse = clock.monotonic()
        self._closed = False
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="director", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def close(self) -> None:
        """End the thread after what is posted so far; wait for it a while."""
        self._closed = True
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join(CLOSE_WITHIN)

    def alive(self) -> bool:
        """True while the thread takes its turns."""
        return self._clock.monotonic() - self._pulse < HUNG

    def post(self, job: Job) -> None:
        """Have `job` done."""
        self._queue.put(job)

    def call(self, job: Callable[[], T]) -> Future[T]:
        """Have `job` done; its result or error comes in the future.

        It runs in the caller's context: what it words is in the language of whoever asks.
        """
        future: Future[T] = Future()
        context = copy_context()

        def run() -> None:
            try:
                future.set_result(context.run(job))
            except Exception as error:
                future.set_exception(error)

        if self._closed:
            # The thread has ended: no one would answer.
            future.set_exception(PlayoutError("playout.closing"))
        else:
            self.post(run)
        return future

    def run_pending(self) -> None:
        """Do all posted jobs and a tick now, in the caller's thread: for tests and dry runs."""
        while not self._queue.empty():
            job = self._queue.get()
            if job is not None:
                self._safely(job)
        self._safely(self._loop.tick, *self.chores)

    def _run(self) -> None:
        raise_priority()
        while True:
            self._pulse = self._clock.monotonic()
            wake = self._wake()
            pause = IDLE
            if wake is not None:
                pause = min(IDLE, max(0.001, (wake - self._clock.now()).total_seconds()))
            try:
                job = self._queue.get(timeout=pause)
            except queue.Empty:
                job = self._loop.tick
            if job is None:
                return
            self._safely(job, *self.chores)

    def _wake(self) -> datetime | None:
        """When there is something to do; within `IDLE` where one of the items cannot be asked for that."""
        try:
            return self._loop.next_wake()
        except Exception as error:
            logged("the director cannot tell when it is wanted", error)
            return None

    def _safely(self, *jobs: Job) -> None:
        """A job that fails is logged and reported; the next one still runs."""
        begun = time.thread_time()
        for each in (*self._loop.before, *jobs):
            try:
                each()
            except Exception as error:
                log.exception("job failed")
                self._loop.failed(error)
        self.work.took(time.thread_time() - begun)


PATIENCE = 1.0  # seconds for the thread to end


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
