"""The alarm clock. The only module that imports APScheduler, and all that it is used for.

Truth is on disk: an alarm carries nothing but "look now". What is done every so many seconds has a
thread of its own that counts monotonic time: APScheduler keeps even such jobs by the wall clock, so
that one which was set back by hours would silence them for as long, and one which was set forward
by months would have it reckon every turn that was left out.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from broadcaster.clock import Clock

HEARTBEAT = 1  # seconds between two looks of the scheduler at a wall clock that may have been set

log = logging.getLogger(__name__)

_ALARM = "alarm"


@dataclass(slots=True, kw_only=True)
class _Turn:
    """What is done again and again."""

    job: Callable[[], None]
    every: float
    due: float  # monotonic


class Alarm:
    """Wakes `ring` at one instant at a time, and other jobs every so many seconds.

    All are called on threads of the alarm and must only post.
    """

    def __init__(self, clock: Clock, ring: Callable[[], None]) -> None:
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        self._clock = clock
        self._ring = ring
        self._turns: list[_Turn] = []
        self._closing = threading.Event()
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._thread = threading.Thread(target=self._run, name="turns", daemon=True)

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()
        # It sleeps on the monotonic clock until an instant of the wall clock.
        self.every(HEARTBEAT, self._scheduler.wakeup)
        self._thread.start()

    def set(self, instant: datetime | None) -> None:
        """Ring at `instant` (aware) instead of whenever it was set to; None for not at all.

        An instant that has passed rings at once.
        """
        if instant is None:
            with suppress(JobLookupError):
                self._scheduler.remove_job(_ALARM)
            return
        # The default grace of one second would drop a late ring without a word.
        self._scheduler.add_job(
            self._ring,
            "date",
            run_date=max(instant, self._clock.now()),
            id=_ALARM,
            replace_existing=True,
            misfire_grace_time=None,
        )

    def every(self, seconds: float, job: Callable[[], None]) -> None:
        """Call `job`, which must only post, every so many seconds, whatever the wall clock does."""
        self._turns.append(_Turn(job=job, every=seconds, due=self._clock.monotonic() + seconds))

    def close(self) -> None:
        """End the alarm's threads."""
        self._closing.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self._thread.is_alive():
            self._thread.join(HEARTBEAT)

    def _run(self) -> None:
        while not self._closing.is_set():
            now = self._clock.monotonic()
            for turn in tuple(self._turns):
                if turn.due <= now:
                    turn.due = now + turn.every
                    self._take(turn)
            pause = min((turn.due for turn in tuple(self._turns)), default=now + HEARTBEAT) - now
            self._clock.wait(self._closing, min(HEARTBEAT, max(0.0, pause)))

    def _take(self, turn: _Turn) -> None:
        try:
            turn.job()
        except Exception:
            # The others must have their turns for the years that the station runs.
            log.exception("a turn failed")
