"""Starts that are spread, so that wards whose loudspeakers overlap do not begin on the same second. Pure.

Seconds of a day are counted in cycles of `CYCLE`; a station has one second of the cycle for each schedule
and day. Nobody tells it which: it knows its own name and those of its neighbours. From a name follows a
polynomial over the field of 17 elements, from the polynomial a set of 17 points (x, P(x)), and each point
is a second of the cycle. Two different polynomials of degree 3 meet in at most 3 points. So of a station's
points some lie in no set of its neighbours, with up to five neighbours always, and with more nearly always.
It takes one of those. A neighbour takes a point of its own set, which is therefore another one, whatever it
knows and takes. This is the colouring of N. Linial (Locality in Distributed Graph Algorithms, 1992) in one
step.

Each start of a schedule with `jitter` has a window of so many seconds, and begins at a second of it that
comes from the station's name and place, the schedule and the day: the same in every plan, another one in
the ward beside it and on the next day. The window begins at the time of the rule. It is moved earlier only
where it would not fit before the end of `between` or before quiet hours, and is made narrower where it
would reach the schedule's next start. Of a window of `CYCLE` seconds and more only those seconds are taken
that no neighbour takes (see `apart`). Nothing in it depends on how long a programme is: a length that
becomes known later must not move an airing that was planned.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from functools import cache, lru_cache
from typing import NamedTuple

from broadcaster.core.text.forms import nfc
from broadcaster.station.model.message import Priority
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import Station
from broadcaster.station.rules.quiet import heard_in
from broadcaster.station.rules.rulebook import longest_session
from broadcaster.timetable.days.recurrence import Spread
from broadcaster.timetable.rules.guard import quiet_layers, spans_on

_PRIME = 17
_DEGREE = 3
CYCLE = _PRIME * _PRIME
"""Seconds; a window of so many has exactly one second of each kind."""


def own_points(name: str, neighbours: Iterable[str]) -> tuple[int, ...]:
    """The points of a station that none of its neighbours may take; empty if there is none.

    Args:
        name: of the station; letter case and spaces do not count.
        neighbours: names of other stations.
    """
    taken = set().union(*(_points(_plain(each)) for each in neighbours))
    return tuple(point for point in _points(_plain(name)) if point not in taken)


def second_of(points: tuple[int, ...], own: str, day: date) -> int:
    """The second of the cycle, from 0, for what `own` names on a day.

    On each day the seconds are dealt out anew, for all stations in the same way.

    Args:
        points: see `own_points`; at least one.
        own: station and schedule: chooses among the points.
        day: local to the stations.
    """
    point = points[number_of(f"{own}\n{day.isoformat()}") % len(points)]
    dealt = number_of(day.isoformat())
    factor = 1 + dealt % (_PRIME - 1) + _PRIME * (dealt // _PRIME % _PRIME)  # no multiple of 17
    return (point * factor + dealt // CYCLE) % CYCLE


def number_of(text: str) -> int:
    """A number of 48 bits that looks as if it were thrown, and is the same for the same text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big")


@lru_cache(maxsize=256)
def _points(name: str) -> tuple[int, ...]:
    number = number_of(name)
    coefficients = [number // _PRIME**power % _PRIME for power in range(_DEGREE + 1)]
    return tuple(
        x * _PRIME + sum(factor * x**power for power, factor in enumerate(coefficients)) % _PRIME
        for x in range(_PRIME)
    )


def _plain(name: str) -> str:
    return " ".join(nfc(name).casefold().split())


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
    seed = "\n".join((settings.name, place.ward, place.province))
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
