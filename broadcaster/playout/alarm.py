"""The alarm clock. The only module that imports APScheduler, and all that it is used for.

Truth is on disk: an alarm carries nothing but "look now". A heartbeat job once a second keeps the
scheduler's sleep short (it sleeps on the monotonic clock, so without it a wall clock that was set
forward would wake it late) and notices such jumps.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from broadcaster.clock import Clock

HEARTBEAT = 1  # seconds
JUMP = 2.0  # seconds of difference between wall and boot time in one beat; sleep moves both

_ALARM = "alarm"


class Alarm:
    """Wakes `ring` at one instant at a time; calls `jumped(seconds)` when the wall clock was set.

    Both are called on a thread of the scheduler and must only post.
    """

    def __init__(self, clock: Clock, ring: Callable[[], None], jumped: Callable[[float], None]) -> None:
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        self._clock = clock
        self._ring = ring
        self._jumped = jumped
        self._last: float | None = None
        self._scheduler = BackgroundScheduler(timezone=UTC)

    def start(self) -> None:
        """Begin to tick."""
        self.every(HEARTBEAT, self._beat)
        self._scheduler.start()

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

    def every(self, seconds: int, job: Callable[[], None]) -> None:
        """Call `job`, which must only post, every so many seconds."""
        self._scheduler.add_job(
            job, "interval", seconds=seconds, misfire_grace_time=None, coalesce=True, max_instances=1
        )

    def close(self) -> None:
        """End the scheduler's threads."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _beat(self) -> None:
        offset = self._clock.now().timestamp() - self._clock.boottime()
        if self._last is not None and abs(offset - self._last) > JUMP:
            self._jumped(offset - self._last)
        self._last = offset
