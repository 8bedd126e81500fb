"""One switch of the keying: its times, and how it stands. Pure.

A switch is *asked* to be on, then *confirmed* by its keyer; its transmitter is ready after settle and
noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LATE = timedelta(seconds=0.5)  # a switch that obeys later than this after it was asked shifts the start


@dataclass(frozen=True, slots=True, kw_only=True)
class Switching:
    """The times of one switch."""

    name: str
    settle: timedelta = timedelta()
    noise: timedelta = timedelta()
    tail: timedelta = timedelta()
    longest: timedelta = timedelta(hours=1)

    @property
    def lead(self) -> timedelta:
        """From on to the first sample."""
        return self.settle + self.noise


@dataclass(slots=True, kw_only=True, eq=False)
class Switch:
    """How one switch stands."""

    times: Switching
    asked: datetime | None = None  # on since then, as ordered; None: off
    confirmed: datetime | None = None  # when its keyer reported it
    armed: datetime | None = None  # since when `longest` counts
    free: datetime | None = None  # when the last airing that needed it ended
    fault: str = ""

    def lead(self, now: datetime) -> timedelta:
        """From `now` to the first sample that it carries."""
        if self.asked is None:
            return self.times.lead
        begun = self.confirmed or self.asked
        left = begun + self.times.lead - now
        # One that has been asked for long may obey any moment, and has all its settling before it then.
        return self.times.lead if self.confirmed is None and left < LATE else max(timedelta(), left)

    def release_at(self, gap: timedelta | None) -> datetime | None:
        """When it may go off, with `gap` until it is needed again."""
        if self.asked is None or self.free is None:
            return None
        across = self.times.settle + self.times.tail
        return self.free + (across if gap is not None and gap < across else self.times.tail)

    def off(self) -> None:
        """It is released."""
        self.asked = self.confirmed = self.armed = self.free = None
