"""Keeps the render process of emergencies ready: loaded before it is needed, and again after it ended.

A process that starts only with the request needs about half a second of processor time to load, which is
seconds on a busy computer.
"""

from __future__ import annotations

from typing import Protocol

from broadcaster.core.clock import Clock
from broadcaster.core.looking import Looker
from broadcaster.station.model.station import InForce, Station

FIRST = 5.0  # seconds from the station's start: planning and the first renderings come before
LOOK = 1.0  # seconds between two looks
SHORT = (
    60.0  # seconds; a process that lived shorter was ended by something that lasts, such as too little memory
)
LONGEST_PAUSE = 300.0  # seconds between two starts while processes live that short


class Warmable(Protocol):
    """The render process."""

    @property
    def pid(self) -> int | None:
        """Its number; None while there is none."""

    def warm(self, station: Station) -> None:
        """Start it if there is none, and have it load, and make the siren of emergencies."""


class WarmKeeper(Looker):
    """Looks after the process on a thread of its own."""

    def __init__(self, process: Warmable, current: InForce, clock: Clock) -> None:
        super().__init__("warm", LOOK, FIRST)
        self._process = process
        self._current = current
        self._clock = clock
        self._started: float | None = None  # when a process was last started here, monotonic
        self._made_of: object = None  # what it was made ready for
        self._pause = 0.0  # seconds to wait after that before the next one is started

    def close(self) -> None:
        """Start no process any more. The process itself is ended by its owner."""
        self.ending.set()

    def look(self) -> None:
        """Start the process if it is not there, and it did not end too soon after its last start.

        It is made ready anew where emergencies sound otherwise since.
        """
        now, station = self._clock.monotonic(), self._current.station
        made_of = (station.settings.sound, station.settings.sirens)
        if self._process.pid is not None:
            if made_of != self._made_of:
                self._made_of = made_of
                self._process.warm(station)
            return
        if self._started is not None and now - self._started < self._pause:
            return
        short = self._started is not None and now - self._started < self._pause + SHORT
        self._pause = min(max(LOOK, 2 * self._pause), LONGEST_PAUSE) if short else 0.0
        self._started, self._made_of = now, made_of
        self._process.warm(station)
