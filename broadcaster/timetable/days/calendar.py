"""What a timetable needs to know about days: lunar dates, days off, days with a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol


class Rest(StrEnum):
    """Why people rest on a day that is no day of rest of the week."""

    NAMED = "named"  # a public holiday, or a day of the ward's own
    COMPENSATED = "compensated"  # for a public holiday on a day of rest
    SWAPPED = "swapped"  # for another day on which they work


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOff:
    """A day on which people rest."""

    title: str  # of the day in the calendar, or the basis of a swap
    why: Rest = Rest.NAMED


@dataclass(frozen=True, slots=True, kw_only=True)
class LunarDay:
    """A day of the Vietnamese lunar calendar; `leap` marks the second of two equal months."""

    year: int
    month: int
    day: int
    leap: bool = False


class Calendar(Protocol):
    """Answers about one day. Pure: the same day always gets the same answer.

    Each raises TimetableError where it needs a lunar day beyond the calendar.
    """

    def holiday(self, day: date) -> DayOff | None:
        """Why people rest on `day`, the week's days of rest apart; None if they do not."""

    def named(self, day: date) -> frozenset[str]:
        """The names of the days of calendar.yaml that `day` is."""

    def workday(self, day: date) -> bool:
        """True if people work on `day`."""

    def lunar(self, day: date) -> LunarDay:
        """The lunar day that `day` is."""
