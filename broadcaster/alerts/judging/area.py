"""Whether an alert is for the ward. The only module that imports shapely."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from broadcaster.alerts.cap.model import AlertInfo, Area, Circle, Point
from broadcaster.alerts.cap.reading import circle
from broadcaster.core.errors import AlertsError
from broadcaster.station.model.sound import StationPlace

try:
    import shapely
    from shapely import affinity
    from shapely.geometry import Point as PlanePoint
    from shapely.geometry import Polygon, shape
    from shapely.ops import nearest_points
except ImportError as error:
    raise AlertsError("alerts.not_installed", extra="alerts") from error

_KM = 6371.0088 * math.pi / 180  # of a degree of latitude
_TURN = 360.0  # degrees
Shape: TypeAlias = Any  # shapely has no types; x is the longitude, y the latitude


class Whereabouts(StrEnum):
    """Where an alert holds, as seen from the ward."""

    OURS = "ours"  # to touch is enough
    UNCLEAR = "unclear"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class WardArea:
    """What alerts may know the ward by."""

    codes: frozenset[str] = frozenset()  # of any system
    outline: Shape = None


def ward_area(place: StationPlace, outline: bytes | None = None) -> WardArea:
    """What alerts know a ward by.

    Args:
        outline: the file that it names.

    Raises:
        AlertsError: the file draws no outline.
    """
    try:
        drawn = [] if outline is None else [outline_of(outline)]
        drawn += [around(circle(place.circle))] if place.circle else []
    except ValueError as error:
        raise AlertsError("alerts.bad_outline", path=place.outline or place.circle) from error
    return WardArea(
        codes=frozenset(place.code.replace(",", " ").split()),
        outline=shapely.union_all(drawn) if drawn else None,
    )


def outline_of(geojson: bytes) -> Shape:
    """The outline that a GeoJSON file draws: a geometry, a feature or several.

    Raises:
        ValueError: it draws none.
    """
    try:
        found = json.loads(geojson)
        parts = found["features"] if found.get("type") == "FeatureCollection" else [found]
        drawn = shapely.union_all([shapely.make_valid(shape(one.get("geometry", one))) for one in parts])
    except (LookupError, AttributeError, TypeError, RecursionError, shapely.errors.ShapelyError) as error:
        raise ValueError(str(error)) from error
    if drawn.is_empty or not all(map(math.isfinite, drawn.bounds)):
        raise ValueError("empty")
    return drawn


def around(near: Circle) -> Shape:
    """The outline of all that is near a point."""
    north, east = near.centre
    wide = _KM * max(math.cos(math.radians(north)), 0.01)
    disc = PlanePoint(0, 0).buffer(near.radius)
    return affinity.translate(affinity.scale(disc, 1 / wide, 1 / _KM, origin=(0, 0)), east, north)


def whereabouts(info: AlertInfo, ward: WardArea, senders: Mapping[str, Iterable[str]]) -> Whereabouts:
    """Where an info holds.

    Args:
        senders: the codes by which this sender means the ward, by the name of their system.
    """
    found = {_of_area(area, ward, senders) for area in info.areas} or {Whereabouts.UNCLEAR}
    return next(each for each in Whereabouts if each in found)


def _of_area(area: Area, ward: WardArea, senders: Mapping[str, Iterable[str]]) -> Whereabouts:
    if any(code in ward.codes or code in senders.get(system, ()) for system, code in area.geocodes):
        return Whereabouts.OURS
    if area.polygons or area.circles:
        if ward.outline is None:
            return Whereabouts.UNCLEAR
        touched = {*_touched(area, ward.outline)}
        return next((each for each in Whereabouts if each in touched), Whereabouts.ELSEWHERE)
    known = area.geocodes and all(system in senders for system, _ in area.geocodes)
    return Whereabouts.ELSEWHERE if known else Whereabouts.UNCLEAR


def _touched(area: Area, outline: Shape) -> Iterator[Whereabouts]:
    for one in area.circles:
        if _distance(one.centre, outline) <= one.radius:
            yield Whereabouts.OURS
    for points in area.polygons:
        yield _by_polygon(points, outline)


def _by_polygon(points: tuple[Point, ...], outline: Shape) -> Whereabouts:
    """By a polygon; where it can be meant in two ways that differ here, it is unclear."""
    plain = [(east, north) for north, east in points]
    drawn = Polygon(plain)
    hits = {bool(shapely.make_valid(drawn).intersects(outline))}
    if not drawn.is_valid:  # it crosses itself: what it goes around twice may count or not
        hits.add(bool(drawn.convex_hull.intersects(outline)))
    turned = [*_unwrapped(plain)]
    if turned != plain:  # an edge goes half around the earth: this way around, or the other
        others = [Polygon((east + turn, north) for east, north in turned) for turn in (-_TURN, 0.0, _TURN)]
        hits.add(any(shapely.make_valid(one).intersects(outline) for one in others))
    return (
        Whereabouts.UNCLEAR if len(hits) > 1 else Whereabouts.OURS if True in hits else Whereabouts.ELSEWHERE
    )


def _unwrapped(points: list[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    before, turns = points[0][0], 0
    for east, north in points:
        turns -= round((east - before) / _TURN)
        before = east
        yield east + turns * _TURN, north


def _distance(centre: Point, outline: Shape) -> float:
    """Kilometres from a point to the nearest one of an outline, over the earth's surface."""
    north, east = centre
    if outline.intersects(PlanePoint(east, north)):
        return 0.0
    wide = max(math.cos(math.radians(north)), 0.01)
    placed = (affinity.translate(outline, turn) for turn in (-_TURN, 0.0, _TURN))
    flat = (affinity.scale(one, wide, 1, origin=(east, north)) for one in placed)
    near = min(flat, key=PlanePoint(east, north).distance)
    there = nearest_points(near, PlanePoint(east, north))[0]
    return _over_earth(centre, (there.y, east + (there.x - east) / wide))


def _over_earth(one: Point, other: Point) -> float:
    (a, b), (c, d) = (tuple(map(math.radians, each)) for each in (one, other))
    chord = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * math.degrees(math.asin(math.sqrt(min(1.0, chord)))) * _KM
