"""Starts that are spread, so that wards whose loudspeakers overlap do not begin on the same second. Pure.

Each start of a schedule with `jitter` has a window of so many seconds, and begins at a second of it that
comes from the station's name and place, the schedule and the day: the same in every plan, another one in
the ward beside it and on the next day. The window begins at the time of the rule. It is moved earlier only
where it would not fit before the end of `between` or before quiet hours, and is made narrower where it
would reach the schedule's next start. Of a window of `CYCLE` seconds and more only those seconds are taken
that no neighbour takes (see `apart`). Nothing in it depends on how long a programme is: a length that
becomes known later must not move an airing that was planned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, time, timedelta
from functools import cache
from typing import NamedTuple

from broadcaster.station.model import Priority, Schedule, Station
from broadcaster.station.quiet import heard_in
from broadcaster.station.regulation import longest_session
from broadcaster.timetable.days.recurrence import Spread
from broadcaster.timetable.guard.guard import quiet_layers, spans_on
from broadcaster.timetable.plan.apart import CYCLE, number_of, own_points, second_of

_DAY = 24 * 60 * 60  # seconds
_MINUTE = 60
_RESERVE = 45.0  # minutes kept free before quiet hours where the ward's rules allow longer sessions


class Window(NamedTuple):
    """The seconds of a day among which a start is moved, both included."""

    first: int
    last: int

    @property
    def apart(self) -> bool:
        """True if it has a second for each of the neighbours."""
        return self.last - self.first + 1 >= CYCLE


def spread(station: Station) -> Spread:
    """How the starts of a station's schedules are spread."""
    settings, windows = station.settings, windows_of(station)
    place = settings.place
    seed = "\n".join((settings.name, place.ward or "", place.province or ""))
    points = own_points(settings.name, settings.neighbours)

    def moved(schedule: Schedule, day: date, walls: tuple[time, ...]) -> tuple[time, ...]:
        if not schedule.jitter:
            return walls
        part = number_of(f"{seed}\n{schedule.id}\n{day.isoformat()}") / 2**48
        own = second_of(points, f"{seed}\n{schedule.id}", day) if points else 0
        return tuple(
            _time(_chosen(one, part, own if points else None)) for one in windows(schedule, day, walls)
        )

    return moved


def _chosen(window: Window, part: float, own: int | None) -> int:
    """The second that is taken: `part` of the way, among those of the cycle's second `own`."""
    if own is None or not window.apart:
        return window.first + int(part * (window.last - window.first + 1))
    first = window.first + (own - window.first) % CYCLE
    return first + int(part * ((window.last - first) // CYCLE + 1)) * CYCLE


Windows = Callable[[Schedule, date, tuple[time, ...]], Iterator[Window]]


def windows_of(station: Station) -> Windows:
    """The windows of the starts of a schedule with `jitter` on a day, in their order."""
    layers = quiet_layers(station.settings)
    reserve = int(min(longest_session(station.settings), _RESERVE) * _MINUTE)

    @cache
    def quiet(day: date, zones: tuple[str, ...]) -> list[tuple[int, int]]:
        both = (day - timedelta(days=1), day)  # of the day before, what goes on beyond midnight
        found = {span for each in both for span in spans_on(layers, each, zones, Priority.NORMAL)}
        return [(_second(first), _second(until)) for first, until in sorted(found)]

    def windows(schedule: Schedule, day: date, walls: tuple[time, ...]) -> Iterator[Window]:
        spans = quiet(day, heard_in(layers, schedule.zones))
        seconds = [_second(wall) for wall in walls]
        for index, second in enumerate(seconds):
            gap = min((abs(second - other) for at, other in enumerate(seconds) if at != index), default=_DAY)
            width = min(int(schedule.jitter), (gap - 1) // 2)
            low, high = _bounds(schedule, second, spans, reserve)
            first = max(low, min(second, high - width))
            yield Window(first, first + min(width, high - first))

    return windows


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


def _second(wall: time) -> int:
    return (wall.hour * 60 + wall.minute) * 60 + wall.second


def _time(second: int) -> time:
    return time(second // 3600, second // 60 % 60, second % 60)
