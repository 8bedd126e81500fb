"""An alert is for the ward if it touches it; what is unclear is never taken for elsewhere."""

from __future__ import annotations

import json
import time

import pytest

from broadcaster.alerts.cap.model import Area, Circle, Point
from broadcaster.alerts.judging.area import WardArea, Whereabouts, around, ward_area, whereabouts
from broadcaster.core.errors import AlertsError
from broadcaster.station.model.sound import StationPlace
from tests.unit.alerts.values import FAR, OURS, TAN_PHONG, VAGUE, WARD, info

OUTLINE = [[103.4, 22.3], [103.5, 22.3], [103.5, 22.4], [103.4, 22.4], [103.4, 22.3]]
POLYGON = {"type": "Polygon", "coordinates": [OUTLINE]}
FEATURE = {"type": "Feature", "properties": {}, "geometry": POLYGON}
DRAWN = ward_area(StationPlace(outline="x.geojson"), json.dumps(POLYGON).encode())
TONGA = WardArea(outline=around(Circle(centre=(-17.0, -179.5), radius=5)))
FIJI = WardArea(outline=around(Circle(centre=(-17.0, 179.9), radius=5)))


def box(south: float, west: float, north: float, east: float) -> tuple[Point, ...]:
    return ((south, west), (south, east), (north, east), (north, west), (south, west))


def where(ward: WardArea, *areas: Area, **senders: list[str]) -> Whereabouts:
    return whereabouts(info(areas=areas), ward, senders)


def polygon(*corners: float) -> Area:
    return Area(description="x", polygons=(box(*corners),))


def near(north: float, east: float, radius: float) -> Area:
    return Area(description="x", circles=(Circle(centre=(north, east), radius=radius),))


def coded(*codes: tuple[str, str]) -> Area:
    return Area(description="x", geocodes=codes)


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        (polygon(22.35, 103.45, 22.36, 103.46), Whereabouts.OURS),  # within
        (polygon(0, 90, 40, 120), Whereabouts.OURS),  # all around it
        (polygon(22.0, 103.0, 22.3, 103.4), Whereabouts.OURS),  # one corner
        (polygon(22.0, 103.0, 22.29, 103.39), Whereabouts.ELSEWHERE),
        (polygon(103.4, -90, 60, -60), Whereabouts.ELSEWHERE),
        (near(22.35, 103.45, 0), Whereabouts.OURS),
        (near(22.5, 103.45, 11.2), Whereabouts.OURS),  # 0.1 degrees of latitude are 11.12 km
        (near(22.5, 103.45, 11.0), Whereabouts.ELSEWHERE),
        (near(22.35, 104.45, 97.8), Whereabouts.OURS),  # 0.95 degrees of longitude there are 97.7 km
        (near(22.35, 104.45, 97.5), Whereabouts.ELSEWHERE),
        (near(21.03, 105.85, 279.0), Whereabouts.ELSEWHERE),  # Hà Nội
        (near(21.03, 105.85, 283.0), Whereabouts.OURS),
    ],
)
def test_to_touch_is_enough(area: Area, expected: Whereabouts) -> None:
    assert where(DRAWN, area) is expected


@pytest.mark.parametrize(
    ("areas", "senders", "expected"),
    [
        ((coded(("GSO", "03151")),), {}, Whereabouts.OURS),
        ((coded(("UGC", "X"), ("GSO", "03151")),), {}, Whereabouts.OURS),
        ((coded(("UGC", "VN1")),), {"UGC": ["VN1"]}, Whereabouts.OURS),
        ((coded(("UGC", "VN2")),), {"UGC": ["VN1"]}, Whereabouts.ELSEWHERE),
        ((coded(("UGC", "VN2"), ("X", "VN1")),), {"UGC": ["VN1"]}, Whereabouts.UNCLEAR),
        ((coded(("UGC", "VN2")),), {}, Whereabouts.UNCLEAR),
        ((VAGUE,), {}, Whereabouts.UNCLEAR),
        ((), {}, Whereabouts.UNCLEAR),
        ((FAR,), {}, Whereabouts.ELSEWHERE),
        ((FAR, VAGUE), {}, Whereabouts.UNCLEAR),
        ((FAR, VAGUE, OURS), {}, Whereabouts.OURS),
    ],
)
def test_codes_and_names_say_ours_elsewhere_or_nothing(
    areas: tuple[Area, ...], senders: dict[str, list[str]], expected: Whereabouts
) -> None:
    assert where(WARD, *areas, **senders) is expected


def test_a_ward_without_an_outline_cannot_tell_where_a_polygon_is() -> None:
    assert where(WardArea(), FAR) is Whereabouts.UNCLEAR


TWICE = (*box(22.0, 103.0, 22.7, 103.9)[:4], *box(21.9, 102.9, 22.8, 104.0))


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (((22.0, 103.0), (22.7, 103.9), (22.7, 103.0), (22.0, 103.9), (22.0, 103.0)), Whereabouts.OURS),
        ((*TWICE, TWICE[0]), Whereabouts.UNCLEAR),  # within both rounds
        (((32.0, 103.0), (32.7, 103.9), (32.7, 103.0), (32.0, 103.9), (32.0, 103.0)), Whereabouts.ELSEWHERE),
    ],
    ids=["bow", "twice", "far"],
)
def test_a_polygon_that_crosses_itself_is_never_lost(
    points: tuple[Point, ...], expected: Whereabouts
) -> None:
    assert where(DRAWN, Area(description="x", polygons=(points,))) is expected


@pytest.mark.parametrize(
    ("corners", "ward", "expected"),
    [
        ((-20, 175, -15, -175), FIJI, Whereabouts.UNCLEAR),  # over the line of dates, or around the earth
        ((-20, 175, -15, -175), DRAWN, Whereabouts.ELSEWHERE),
        ((-20, 179.8, -15, -179.0), TONGA, Whereabouts.UNCLEAR),
        ((0, 170, 40, -170), DRAWN, Whereabouts.UNCLEAR),
        ((-90, -180, 90, 180), DRAWN, Whereabouts.UNCLEAR),  # all of the earth, or a line
    ],
)
def test_an_edge_that_goes_half_around_the_earth_is_unclear_where_it_matters(
    corners: tuple[float, ...], ward: WardArea, expected: Whereabouts
) -> None:
    assert where(ward, polygon(*corners)) is expected


def test_a_circle_reaches_over_the_line_of_dates() -> None:
    assert where(FIJI, near(-17.0, -179.9, 20)) is Whereabouts.OURS
    assert where(FIJI, near(-17.0, -179.0, 20)) is Whereabouts.ELSEWHERE


@pytest.mark.parametrize(
    "drawn", [POLYGON, FEATURE, {"type": "FeatureCollection", "features": [FEATURE, FEATURE]}]
)
def test_an_outline_is_a_geometry_a_feature_or_several(drawn: object) -> None:
    ward = ward_area(StationPlace(outline="x.geojson"), json.dumps(drawn).encode())
    assert where(ward, near(22.35, 103.45, 0)) is Whereabouts.OURS


@pytest.mark.parametrize(
    "drawn",
    [
        b"",
        b"{}",
        b"[1]",
        b"null",
        b"\xff",
        b'{"type": "Polygon", "coordinates": []}',
        b'{"type": "Polygon", "coordinates": [[[NaN, 1], [2, 2], [3, 1], [NaN, 1]]]}',
        b'{"type": "Polygon", "coordinates": [["a"]]}',
        b'{"type": "Disc"}',
        b'{"type": "Feature", "geometry": null}',
        b"[" * 100_000,
    ],
)
def test_a_file_that_draws_nothing_is_told(drawn: bytes) -> None:
    with pytest.raises(AlertsError) as error:
        ward_area(StationPlace(outline="x.geojson"), drawn)
    assert error.value.code == "alerts.bad_outline"


def test_a_ward_is_what_station_yaml_says() -> None:
    ward = ward_area(StationPlace(code="03151, 12", circle="22.39,103.46 3"))
    assert ward.codes == {"03151", "12"}
    assert where(ward, near(TAN_PHONG.centre[0], 103.5, 1.2)) is Whereabouts.OURS
    assert where(ward, near(TAN_PHONG.centre[0], 103.5, 1.0)) is Whereabouts.ELSEWHERE
    assert ward_area(StationPlace()) == WardArea()


@pytest.mark.slow
def test_ten_thousand_areas_are_judged_within_two_seconds() -> None:
    begun = time.process_time()
    assert where(DRAWN, *[polygon(1, 1, 2, 2)] * 10_000) is Whereabouts.ELSEWHERE
    assert time.process_time() - begun < 2
