"""What a timetable needs to know about days: lunar dates and public holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol


class Holiday(StrEnum):
    """The public holidays of the Labour Code (Bộ luật Lao động 2019, điều 112)."""

    NEW_YEAR = "new_year"
    TET = "tet"
    HUNG_KINGS = "hung_kings"
    REUNIFICATION = "reunification"
    LABOUR = "labour"
    NATIONAL = "national"


@dataclass(frozen=True, slots=True, kw_only=True)
class LunarDay:
    """A day of the Vietnamese lunar calendar; `leap` marks the second of two equal months."""

    year: int
    month: int
    day: int
    leap: bool = False


class Calendar(Protocol):
    """Answers about one day. Pure: the same day always gets the same answer."""

    def holiday(self, day: date) -> Holiday | None:
        """The public holiday that `day` is, or None.

        Raises:
            TimetableError: the calendar does not reach as far as `day`.
        """

    def lunar(self, day: date) -> LunarDay:
        """The lunar day that `day` is.

        Raises:
            TimetableError: the calendar does not reach as far as `day`.
        """
