"""The one source of time: the rest of the program gets a `Clock` and never reads the time itself."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def boot_id() -> str:
    """The kernel's id of this boot; "" where the system has none."""
    try:
        return _BOOT_ID.read_text().strip()
    except OSError:
        return ""


class Clock(Protocol):
    """Wall and monotonic time. Thread-safe."""

    def now(self) -> datetime:
        """The wall time, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds of a clock that no one can set."""

    def boottime(self) -> float:
        """Seconds of a clock that no one can set, and that runs while the computer sleeps."""

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Wait until `event` is set or `seconds` have passed; true if it is set."""


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """The wall time, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds of `time.monotonic`."""
        return time.monotonic()

    def boottime(self) -> float:
        """Seconds since the computer was switched on, its sleep included."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Wait in real time."""
        return event.wait(max(0.0, seconds))


class FakeClock:
    """A clock that moves only by its methods: for tests, dry runs and accelerated days."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        self._lock = threading.Lock()
        self._now = start.astimezone(UTC)
        self._monotonic = 0.0
        self._asleep = 0.0

    def now(self) -> datetime:
        """The wall time as last set, aware, in UTC."""
        with self._lock:
            return self._now

    def monotonic(self) -> float:
        """Seconds advanced so far."""
        with self._lock:
            return self._monotonic

    def boottime(self) -> float:
        """Seconds advanced and slept so far."""
        with self._lock:
            return self._monotonic + self._asleep

    def advance(self, seconds: float) -> datetime:
        """Let `seconds` pass on both clocks and return the new wall time."""
        with self._lock:
            self._now += timedelta(seconds=seconds)
            self._monotonic += seconds
            return self._now

    def step(self, seconds: float) -> datetime:
        """Set the wall clock forward or back without time passing, as NTP or a person does."""
        with self._lock:
            self._now += timedelta(seconds=seconds)
            return self._now

    def sleep(self, seconds: float) -> datetime:
        """Let the computer sleep for `seconds`: only the wall clock and the boot clock advance."""
        with self._lock:
            self._now += timedelta(seconds=seconds)
            self._asleep += seconds
            return self._now

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Advance by `seconds` at once unless `event` is set already."""
        if not event.is_set():
            self.advance(max(0.0, seconds))
        return event.is_set()
