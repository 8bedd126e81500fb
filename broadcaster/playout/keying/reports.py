"""What a keyer reports to the station. The keyer process imports this: keep it light."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class News(StrEnum):
    """What a keyer reports about one switch."""

    ON = "on"  # it has been switched on
    OFF = "off"  # it has been released
    FAULT = "fault"  # it does not obey; it is tried again until it does or is wanted no more
    LOST = "lost"  # it was on and has been released unasked: keyer or lease lost
    TRIPPED = "tripped"  # it has been on for `longest` and was released


LAPSED = "the station was silent for too long"
"""Why a switch was released whose lease the station did not renew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyReport:
    """A report about one switch; `reason` is for people, "" where there is none."""

    news: News
    name: str
    reason: str = ""
