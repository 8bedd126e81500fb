"""The alarm clock: wakes the planner at an instant, and others every so many seconds.

Truth is on disk: an alarm carries nothing but "look now". One thread counts monotonic time and looks at
the wall clock at least once a second, so neither a clock that is set nor a sleep of the computer makes
it late by more. A scheduler library was used before (APScheduler 3.11): it keeps even interval jobs by
the wall clock, so that a clock which was set back by hours silenced them for as long.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from broadcaster.clock import Clock

LOOK = 1.0  # seconds between two looks at a wall clock that may have been set

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class _Turn:
    """What is done again and again."""

    job: Callable[[], None]
    every: float
    due: float  # monotonic


class Alarm:
    """Wakes `ring` at one instant at a time, and other jobs every so many seconds.

    All are called on the alarm's thread and must only post. `set` and `every` may come from any thread.
    """

    def __init__(self, clock: Clock, ring: Callable[[], None]) -> None:
        self._clock = clock
        self._ring = ring
        self._instant: datetime | None = None
        self._turns: tuple[_Turn, ...] = ()
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="alarm", daemon=True)

    def start(self) -> None:
        """Begin to tick."""
        self._thread.start()

    def set(self, instant: datetime | None) -> None:
        """Ring at `instant` (aware) instead of whenever it was set to; None for not at all.

        An instant that has passed rings at once.
        """
        with self._changed:
            self._instant = instant
            self._changed.notify()

    def every(self, seconds: float, job: Callable[[], None]) -> None:
        """Call `job`, which must only post, every so many seconds, whatever the wall clock does."""
        with self._changed:
            turn = _Turn(job=job, every=seconds, due=self._clock.monotonic() + seconds)
            self._turns = (*self._turns, turn)
            self._changed.notify()

    def close(self) -> None:
        """End the alarm's thread."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(LOOK)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait(self._pause())
                if self._closing:
                    return
                due = self._due()
            for job in due:
                self._take(job)

    def _pause(self) -> float:
        """Seconds until something is due, or the clock is to be looked at."""
        now = self._clock.monotonic()
        pauses = [turn.due - now for turn in self._turns]
        if self._instant is not None:
            pauses.append((self._instant - self._clock.now()).total_seconds())
        return max(0.0, min(LOOK, *pauses)) if pauses else LOOK

    def _due(self) -> list[Callable[[], None]]:
        """What is to be done now; it is taken off the list."""
        jobs: list[Callable[[], None]] = []
        if self._instant is not None and self._instant <= self._clock.now():
            self._instant = None
            jobs.append(self._ring)
        now = self._clock.monotonic()
        for turn in self._turns:
            if turn.due <= now:
                # What a busy or sleeping computer left out is not made up for.
                turn.due = now + turn.every
                jobs.append(turn.job)
        return jobs

    def _take(self, job: Callable[[], None]) -> None:
        try:
            job()
        except Exception:
            # The others must have their turns for the years that the station runs.
            log.exception("an alarm failed")
