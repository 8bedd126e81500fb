"""What the confidence monitor reports. A module of its own: the station reads it without numpy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The kind of a finding."""

    SILENT = "silent"  # still on air, and nothing is heard
    AGAIN = "again"  # heard again after that
    DONE = "done"  # the airing is over; the figures are whole


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeningFinding:
    """What was heard of an airing so far."""

    verdict: Verdict
    id: str
    listened: int  # audible seconds that could be judged
    heard: int  # of them, how many were heard
    level_db: float | None  # how much louder than sent, of what was heard
    lag_ms: float | None  # from the instant at which it began to when it was heard
    gaps: int
    longest_gap_ms: float
    clips: int
