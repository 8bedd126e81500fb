"""A long absence is told a day at a time, beside everything else: no year of it may keep the air waiting."""

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
Tell = Callable[[Station, Sequence[Occurrence]], None]

log = logging.getLogger(__name__)


class Absence:
    """The spans of time whose occurrences are not told yet.

    Args:
        plan: the occurrences that start between two instants; called on this object's thread.
        tell: writes what became of some of a station's; blocks until it is on the disk.
    """

    def __init__(self, plan: Plan, tell: Tell) -> None:
        self._plan = plan
        self._tell = tell
        self._spans: deque[tuple[Station, datetime, datetime]] = deque()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="absence", daemon=True)

    def add(self, station: Station, since: datetime, until: datetime) -> None:
        """Tell of everything that was planned in (since, until]."""
        with self._lock:
            self._spans.append((station, since, until))
        self._wake.set()

    @property
    def untold_since(self) -> datetime | None:
        """The oldest instant after which something is not told yet; None if all is."""
        with self._lock:
            return min((since for _, since, _ in self._spans), default=None)

    def step(self) -> bool:
        """Tell of the next day; false if all is told."""
        with self._lock:
            if not self._spans:
                return False
            station, since, until = self._spans[0]
        end = min(until, since + DAY)
        rows = self._plan(station, since + _INSTANT, end + _INSTANT)
        for first in range(0, len(rows), BATCH):
            self._tell(station, rows[first : first + BATCH])
        with self._lock:
            self._spans.popleft()
            if end < until:
                self._spans.appendleft((station, end, until))
        return True

    def start(self) -> None:
        """Begin to tell what is added."""
        self._thread.start()

    def close(self) -> None:
        """End; what is not told yet is left to the next process."""
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
                # A full disk passes; until then nothing of it counts as settled.
                log.exception("what was missed is not told yet")
                self._ended.wait(AGAIN)
                self._wake.set()
