"""Airings that did not air: why, one line for `status` and the log, a long outage told day by day.

The journal has it in the airing's own row. What people or the rules did is no fault.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from broadcaster.core.errors import Fact, Phrase, ServiceError
from broadcaster.journal.rows.names import AT_THE_SOURCE
from broadcaster.playout.desk.orders import Closed
from broadcaster.station.model.station import Station
from broadcaster.timetable.rules.guard import SET_ASIDE, Refusal
from broadcaster.timetable.rules.occurrence import Occurrence

OFF = Refusal(code="playout.outage")
NO_DISK = Refusal(code="playout.no_disk")
NO_JOURNAL = Refusal(code="playout.no_journal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A span of time in which the station ran without its journal, so its timetable was held."""

    since: datetime
    until: datetime
    why: Refusal


def why_missed(start: datetime, outages: Iterable[Outage]) -> Refusal:
    """The reason why an occurrence at that instant did not air, where nothing else is known."""
    return next((outage.why for outage in outages if outage.since <= start <= outage.until), OFF)


FAULTS = AT_THE_SOURCE | {
    "playout.failed",
    "playout.no_report",
    "playout.air_lost",
    "playout.waited",
    "playout.voice_silent",
    "playout.speaker_gone",
    "playout.right_lost",
}
"""Reasons of an airing's end that somebody should look after."""


def end_fault(closed: Closed) -> ServiceError | None:
    """The fault that ended an airing or kept it from the air; None where there was none."""
    reason = closed.reason
    if reason is None or reason.code not in FAULTS:
        return None
    return missed_fault(closed.item.title, reason)


def missed_fault(title: Fact, reason: Refusal) -> ServiceError:
    """A message that did not air, or not to its end, and why."""
    return ServiceError("service.fell_short", title=title, why=Phrase(code=reason.code, facts=reason.facts))


def long_absence(station: Station, since: datetime) -> ServiceError:
    """A long outage: its older part is reported in the log only."""
    at = since.astimezone(station.settings.timezone)
    return ServiceError("service.long_absence", since=f"{at:%H:%M %d/%m/%Y}")


class HasMembers(Protocol):
    """A session."""

    @property
    def members(self) -> tuple[Occurrence, ...]:
        """Its occurrences."""


def missed_airings(station: Station, rows: Sequence[Occurrence]) -> ServiceError:
    """The planned airings that nobody heard, in one line."""
    first = min(rows, key=lambda row: row.start)
    at = first.start.astimezone(station.settings.timezone)
    return ServiceError("service.missed", count=len(rows), message=first.message, time=f"{at:%H:%M %d/%m}")


def set_aside_of(sessions: Iterable[HasMembers]) -> list[ServiceError]:
    """The messages that are planned and cannot be prepared, each once."""
    found: dict[str, Refusal] = {}
    for row in (row for session in sessions for row in session.members):
        if row.reason == SET_ASIDE:
            found.setdefault(row.message, Refusal(code=SET_ASIDE, facts=row.facts))
    return [missed_fault(name, refusal) for name, refusal in found.items()]


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
