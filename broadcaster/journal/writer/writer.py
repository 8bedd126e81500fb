"""The as-run writer: the one thread that works on the journal while the station runs.

A journal that another program locks, or a card that stalls, keeps this thread waiting and nobody else.
The director posts work and does not wait; results come back to it as events.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from broadcaster.core.errors import BroadcasterError, FaultSink, JournalError, StoreError
from broadcaster.journal.log.journal import Journal

NEVER = (
    "journal.unknown_airing",
    "journal.already_planned",
    "journal.already_started",
    "journal.already_ended",
)
"""Faults that do not pass, such as a line for an airing without an intent."""

UNWRITTEN = 10_000  # lines that wait for a disk; years of a ward's airings
RETRY = 1.0  # seconds between two tries of a line that the disk did not take
SETTLED = 10.0  # seconds after the start before the journal is examined: that reads the whole file
PATIENCE = 60.0  # seconds for what is read
LOOK = 60.0  # seconds between two looks at the journal's file while there is nothing to write

log = logging.getLogger(__name__)
T = TypeVar("T")


def _answered(job: Callable[[], T], answer: Future[T]) -> None:
    if not answer.set_running_or_notify_cancel():
        return
    try:
        answer.set_result(job())
    except Exception as error:
        answer.set_exception(error)


@dataclass(frozen=True, slots=True)
class _Work:
    do: Callable[[], object]
    line: bool  # kept until the disk takes it


class AsRunWriter:
    """Does work on the journal in the order in which it is posted. `line` and `ask` may come from any thread.

    Tests and dry runs call `step` instead of starting the thread.

    Args:
        faults: are told the fault of a line that the disk does not take; once an outage.
    """

    def __init__(self, faults: FaultSink | None = None) -> None:
        self.faults = faults
        self.idle: list[Callable[[], object]] = []  # done when all work is done, and once a minute
        self._work: deque[_Work] = deque()
        self._unwritten: deque[Callable[[], object]] = deque()
        self._outage = False
        self._ended = False
        self._given_up = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="as-run", daemon=True)

    @property
    def behind(self) -> bool:
        """True while the disk has not taken every line. On the writer's thread."""
        return bool(self._unwritten)

    def open(self, journal: Journal, faults: FaultSink, mended: Callable[[BroadcasterError], object]) -> None:
        """Begin to work, and to look after the journal's file.

        Args:
            mended: takes what was wrong with its file; that has a row already.
        """
        self.faults = faults
        journal.repairer.on_fault = mended
        self.idle += [journal.repairer.watch, journal.store.checkpoint]
        self._thread.start()
        # Apart: it reads the whole file, and intents must not wait for that. Closing the journal ends it.
        threading.Thread(target=self._examine, args=(journal,), name="journal-check", daemon=True).start()

    def _examine(self, journal: Journal) -> None:
        with self._changed:
            if self._changed.wait_for(lambda: self._ended, SETTLED):
                return
        try:
            journal.repairer.examine()
        except BroadcasterError:
            log.exception("the journal is not examined")

    def line(self, write: Callable[[], object]) -> None:
        """Have `write` done; if the disk does not take it, it is kept and done again, in its order."""
        self._put(_Work(write, line=True))

    def ask(self, job: Callable[[], T]) -> Future[T]:
        """Have `job` done once, after all that was posted before. Its result or error is in the future."""
        answer: Future[T] = Future()
        self._put(_Work(partial(_answered, job, answer), line=False))
        return answer

    def read(self, job: Callable[[], T]) -> T:
        """Have `job` done and wait for its result, behind all that was posted before. Not for the director.

        Raises:
            TimeoutError: the journal is locked for long, or its disk stalls.
        """
        return self.ask(job).result(PATIENCE)

    def close(self, seconds: float) -> bool:
        """End after what is posted so far; False if that is not done within `seconds`."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(seconds)
            return not self._thread.is_alive() and not self._unwritten
        while self.step():
            pass
        return not self._unwritten

    @property
    def stopped(self) -> bool:
        """True if its thread works on the journal no more."""
        return not self._thread.is_alive()

    def give_up(self) -> list[Callable[[], object]]:
        """Try no more; the lines that are not on the disk, in order. For the end of the process.

        The thread may still be in the middle of the first of them.
        """
        with self._changed:
            self._given_up = True
            posted = [work.do for work in self._work if work.line]
            self._work.clear()
        return [*self._unwritten, *posted]

    def step(self) -> bool:
        """Do the next piece of work; False if there is none."""
        with self._changed:
            if not self._work:
                return False
            work = self._work.popleft()
        if work.line:
            self._keep(work.do)
        self.retry()
        if not work.line:
            work.do()
        return True

    def retry(self) -> None:
        """Write what the disk has not taken yet. On the writer's thread."""
        while self._unwritten and not self._given_up:
            try:
                self._unwritten[0]()
            except (JournalError, StoreError) as error:
                if error.code not in NEVER:
                    self._tell_outage(error)
                    return
                log.exception("a line of the journal is lost")
            except Exception:
                # Whatever is wrong with one line must not keep all others from the journal.
                log.exception("a line of the journal is lost")
            if not self._given_up:
                self._unwritten.popleft()
        self._outage = False

    def _keep(self, write: Callable[[], object]) -> None:
        if len(self._unwritten) >= UNWRITTEN:
            log.error("more lines wait for the disk than can be kept: the oldest is lost")
            self._unwritten.popleft()
        self._unwritten.append(write)

    def _tell_outage(self, error: BroadcasterError) -> None:
        if not self._outage:
            self._outage = True
            log.warning("the journal cannot be written: %s", error)
            if self.faults is not None:
                self.faults.report(error)

    def _put(self, work: _Work) -> None:
        with self._changed:
            self._work.append(work)
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            while self.step():
                pass
            self._when_idle()
            with self._changed:
                if self._work:
                    continue
                if self._ended:
                    return
                self._changed.wait(RETRY if self._unwritten else LOOK)
            if self._unwritten:
                self.retry()

    def _when_idle(self) -> None:
        for job in () if self._ended else self.idle:
            try:
                job()
            except Exception:
                log.exception("the journal's upkeep")
