"""Channels, delays and gain of an airing."""

from __future__ import annotations

from datetime import time
from types import MappingProxyType

import pytest

from broadcaster.playout.desk.zones import Side, sides
from broadcaster.station.model.equipment import Channel, Zone
from broadcaster.station.model.sound import Gain, GainHours

NOON = time(12)
ZONES = {
    "trung-tam": Zone(name="trung-tam", channel=Channel.LEFT),
    "ban-cung": Zone(name="ban-cung", channel=Channel.RIGHT, delay=0.8),
    "xa": Zone(name="xa", channel=Channel.RIGHT, delay=1.5),
    "doi": Zone(name="doi", channel=Channel.BOTH),
}


def linear(db: float) -> float:
    return float(10 ** (db / 20))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("trung-tam", "ban-cung", "xa"), (0, 19200)),
        (("trung-tam",), (0, None)),
        (("ban-cung",), (None, 0)),
        (("xa", "ban-cung"), (None, 0)),
        (("trung-tam", "xa"), (0, 36000)),
        (("doi",), (0, 0)),
    ],
)
def test_delays_count_from_the_least_delayed_zone(
    names: tuple[str, ...], expected: tuple[int | None, int | None]
) -> None:
    left, right = sides([ZONES[name] for name in names], Gain(), 24000, NOON)
    assert (left.delay, right.delay) == expected


def test_station_without_zones_plays_on_both_channels() -> None:
    assert sides([], Gain(all=-6), 24000, NOON) == (Side(gain=linear(-6)), Side(gain=linear(-6)))


@pytest.mark.parametrize(
    ("between", "names", "left", "right"),
    [
        ((time(11), time(13)), ("trung-tam",), -8.0, 0.0),
        ((time(13), time(14)), ("trung-tam",), -2.0, 0.0),
        ((time(22), time(13)), ("trung-tam",), -8.0, 0.0),
        ((time(13), time(14)), ("trung-tam", "xa"), -2.0, -5.0),
        ((time(13), time(14)), ("trung-tam", "ban-cung", "xa"), -2.0, -5.0),
        ((time(13), time(14)), ("doi",), 2.0, 2.0),
        ((time(13), time(14)), ("doi", "xa"), 2.0, -5.0),
    ],
)
def test_gain_adds_station_hour_and_the_quietest_zone_of_each_channel(
    between: tuple[time, time], names: tuple[str, ...], left: float, right: float
) -> None:
    rule = Gain(
        all=-2, hours=(GainHours(between=between, db=-6),), zones=MappingProxyType({"xa": -3.0, "doi": 4.0})
    )
    found = sides([ZONES[name] for name in names], rule, 24000, NOON)
    assert [side.gain for side in found] == pytest.approx([linear(left), linear(right)])
