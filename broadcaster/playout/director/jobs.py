"""One thread that does posted jobs in turn, so that what lives on it needs no locks."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from broadcaster.clock import Clock
from broadcaster.containment import logged
from broadcaster.errors import PlayoutError
from broadcaster.playout.director.work import Work
from broadcaster.playout.precedence import raise_priority

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


class Jobs:
    """The thread and its queue. `post`, `call` and `alive` may come from any thread.

    `chores` are done after each job, at least once a second.
    """

    def __init__(self, clock: Clock, loop: Loop) -> None:
        self.chores: list[Job] = []
        self.work = Work()
        self._clock = clock
        self._loop = loop
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
        self._safely(self._loop.tick)
        self._do_chores()

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
            self._safely(job)
            self._do_chores()

    def _wake(self) -> datetime | None:
        """When there is something to do; within `IDLE` where one of the items cannot be asked for that."""
        try:
            return self._loop.next_wake()
        except Exception as error:
            logged("the director cannot tell when it is wanted", error)
            return None

    def _do_chores(self) -> None:
        for chore in self.chores:
            self._safely(chore)

    def _safely(self, job: Job) -> None:
        """A job that fails is logged and reported; the next one still runs."""
        with self.work:
            for each in (*self._loop.before, job):
                try:
                    each()
                except Exception as error:
                    log.exception("job failed")
                    self._loop.failed(error)
