"""Seconds that neighbouring stations never share, found by each of them alone. Pure.

Seconds of a day are counted in cycles of `CYCLE`; a station has one second of the cycle for each schedule
and day. Nobody tells it which: it knows its own name and those of its neighbours. From a name follows a
polynomial over the field of 17 elements, from the polynomial a set of 17 points (x, P(x)), and each point
is a second of the cycle. Two different polynomials of degree 3 meet in at most 3 points. So of a station's
points some lie in no set of its neighbours, with up to five neighbours always, and with more nearly always.
It takes one of those. A neighbour takes a point of its own set, which is therefore another one, whatever it
knows and takes. This is the colouring of N. Linial (Locality in Distributed Graph Algorithms, 1992) in one
step.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

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
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
