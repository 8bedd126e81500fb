"""Reports a long outage a day at a time, on a thread of its own: a year of it must not delay the air."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from broadcaster.station.model import Station
from broadcaster.timetable.model import Occurrence

DAY = timedelta(days=1)
BATCH = 200  # lines of the journal that are written in one go
_INSTANT = timedelta(microseconds=1)
AGAIN = 10.0  # seconds before a disk that did not take them is tried again

Plan = Callable[[Station, datetime, datetime], list[Occurrence]]
Write = Callable[[Station, Sequence[Occurrence]], None]

log = logging.getLogger(__name__)


class Absence:
    """The spans of time whose occurrences have no rows yet.

    Args:
        plan: the occurrences that start between two instants; called on this object's thread.
        write: writes rows of some occurrences of a station; blocks until it is on the disk.
    """

    def __init__(self, plan: Plan, write: Write) -> None:
        self._plan = plan
        self._write = write
        self._spans: deque[tuple[Station, datetime, datetime]] = deque()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="absence", daemon=True)

    def add(self, station: Station, since: datetime, until: datetime) -> None:
        """Report everything that was planned in (since, until]."""
        with self._lock:
            self._spans.append((station, since, until))
        self._wake.set()

    @property
    def unreported_since(self) -> datetime | None:
        """The oldest instant after which something is not reported yet; None if all is."""
        with self._lock:
            return min((since for _, since, _ in self._spans), default=None)

    def step(self) -> bool:
        """Report the next day; false if all is reported."""
        with self._lock:
            if not self._spans:
                return False
            station, since, until = self._spans[0]
        end = min(until, since + DAY)
        rows = self._plan(station, since + _INSTANT, end + _INSTANT)
        for first in range(0, len(rows), BATCH):
            self._write(station, rows[first : first + BATCH])
        with self._lock:
            self._spans.popleft()
            if end < until:
                self._spans.appendleft((station, end, until))
        return True

    def start(self) -> None:
        """Begin to report what is added."""
        self._thread.start()

    def close(self) -> None:
        """End; what is not reported yet is left to the next process."""
        self._ended.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(5)

    def _run(self) -> None:
        while not self._ended.is_set():
            self._wake.wait()
            self._wake.clear()
            try:
                while not self._ended.is_set() and self.step():
                    pass
            except Exception:
                # The disk may be full. Until it takes the rows, nothing of the span counts as settled.
                log.exception("what was missed is not reported yet")
                self._ended.wait(AGAIN)
                self._wake.set()
