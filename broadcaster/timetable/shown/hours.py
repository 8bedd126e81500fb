"""The hours of a day as a grid draws them: hours next to each other that are quiet are one stretch. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

_HOURS = 24

Span = tuple[time, time]
"""From the first time to the second one, perhaps across midnight; the whole day if they are equal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One hour, or several hours that are all quiet."""

    hours: range
    quiet: bool
    begins: time | None = None  # when quiet hours begin inside an hour that is not quiet as a whole
    ends: time | None = None  # when they end inside it


def stretches(spans: Sequence[Span]) -> list[Stretch]:
    """The day from 0 to 24, for quiet hours that may overlap."""
    quiet = [
        all(_is_quiet(spans, time(hour, minute)) for minute in (0, 15, 30, 45)) for hour in range(_HOURS)
    ]
    found: list[Stretch] = []
    hour = 0
    while hour < _HOURS:
        end = hour + 1
        while quiet[hour] and end < _HOURS and quiet[end]:
            end += 1
        found.append(
            Stretch(hours=range(hour, end), quiet=True)
            if quiet[hour]
            else Stretch(
                hours=range(hour, end),
                quiet=False,
                begins=_inside([first for first, _ in spans], hour),
                ends=_inside([until for _, until in spans], hour),
            )
        )
        hour = end
    return found


def _inside(edges: Sequence[time], hour: int) -> time | None:
    return next((edge for edge in edges if edge.hour == hour and edge.minute), None)


def _is_quiet(spans: Sequence[Span], at: time) -> bool:
    return any(
        first == until or (first <= at < until if first < until else at >= first or at < until)
        for first, until in spans
    )
