"""Starts that are spread, so that wards whose loudspeakers overlap do not begin on the same second. Pure.

Each start of a schedule with `jitter` has a window of so many seconds, and begins at a second of it that
comes from the station's name and place, the schedule and the day: the same in every plan, another one in the
ward beside it and on the next day. The window begins at the time of the rule. It is moved earlier only where
it would not fit before the end of `between` or before quiet hours, and is made narrower where it would reach
the schedule's next start. Nothing in it depends on how long a programme is: a length that becomes known later
must not move an airing that was planned.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import cache

from broadcaster.station.model import Priority, Schedule, Station
from broadcaster.station.quiet import heard_in
from broadcaster.station.regulation import longest_session
from broadcaster.timetable.guard import quiet_layers, spans_on
from broadcaster.timetable.recurrence import Spread

_DAY = 24 * 60 * 60  # seconds
_MINUTE = 60
_RESERVE = 45.0  # minutes kept free before quiet hours where the ward's rules allow longer sessions


def spread(station: Station) -> Spread:
    """How the starts of a station's schedules are spread."""
    place = station.settings.place
    seed = "\n".join((station.settings.name, place.ward or "", place.province or ""))
    layers = quiet_layers(station.settings)
    reserve = int(min(longest_session(station.settings), _RESERVE) * _MINUTE)

    @cache
    def quiet(day: date, zones: tuple[str, ...]) -> list[tuple[int, int]]:
        both = (day - timedelta(days=1), day)  # of the day before, what goes on beyond midnight
        found = {span for each in both for span in spans_on(layers, each, zones, Priority.NORMAL)}
        return [(_second(first), _second(until)) for first, until in sorted(found)]

    def moved(schedule: Schedule, day: date, walls: tuple[time, ...]) -> tuple[time, ...]:
        if not schedule.jitter:
            return walls
        spans = quiet(day, heard_in(layers, schedule.zones))
        part = _part(f"{seed}\n{schedule.id}\n{day.isoformat()}")
        seconds = [_second(wall) for wall in walls]
        found = []
        for index, second in enumerate(seconds):
            gap = min((abs(second - other) for at, other in enumerate(seconds) if at != index), default=_DAY)
            width = min(int(schedule.jitter), (gap - 1) // 2)
            low, high = _bounds(schedule, second, spans, reserve)
            first = max(low, min(second, high - width))
            found.append(_time(first + int(part * (min(width, high - first) + 1))))
        return tuple(found)

    return moved


def _bounds(
    schedule: Schedule, second: int, spans: Sequence[tuple[int, int]], reserve: int
) -> tuple[int, int]:
    """Between which seconds a start may be moved: never beyond `between`, the day, or into quiet hours."""
    low, high = 0, _DAY - 1
    if schedule.between is not None:
        low, high = _second(schedule.between[0]), _second(schedule.between[1])
    for begin, end in spans:
        if begin == end or (begin <= second < end if begin < end else second >= begin or second < end):
            return second, second  # it is refused where it stands, and not to be saved by chance
        if second < begin:
            high = min(high, max(second, begin - reserve))
        if end <= second:
            low = max(low, end)
    return min(low, second), max(high, second)


def _part(text: str) -> float:
    """A number from 0 to below 1 that looks as if it were thrown, and is the same for the same text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


def _second(wall: time) -> int:
    return (wall.hour * 60 + wall.minute) * 60 + wall.second


def _time(second: int) -> time:
    return time(second // 3600, second // 60 % 60, second % 60)
