"""Channels, delays and gain of an airing."""

from __future__ import annotations

from datetime import time
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest

from broadcaster.playout.zones import delays, gain
from broadcaster.station.model import Channel, Gain, GainHours, Zone

from .conftest import NOON

ZONES = {
    "trung-tam": Zone(name="trung-tam", channel=Channel.LEFT),
    "ban-cung": Zone(name="ban-cung", channel=Channel.RIGHT, delay=0.8),
    "xa": Zone(name="xa", channel=Channel.RIGHT, delay=1.5),
}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ((), (0, 19200)),
        (("trung-tam",), (0, None)),
        (("ban-cung",), (None, 0)),
        (("xa", "ban-cung"), (None, 0)),
        (("trung-tam", "xa"), (0, 36000)),
    ],
)
def test_delays_count_from_the_least_delayed_zone(
    names: tuple[str, ...], expected: tuple[int | None, int | None]
) -> None:
    assert delays(ZONES, names, 24000) == expected


def test_delays_of_a_station_without_zones_play_on_both_channels() -> None:
    assert delays({}, (), 24000) == (0, 0)


@pytest.mark.parametrize(
    ("between", "names", "db"),
    [
        ((time(11), time(13)), (), -8.0),
        ((time(13), time(14)), (), -2.0),
        ((time(22), time(13)), (), -8.0),
        ((time(13), time(14)), ("xa",), -5.0),
        ((time(13), time(14)), ("gan", "xa"), -5.0),
        ((time(13), time(14)), ("gan", "khong-ghi"), -2.0),
    ],
)
def test_gain_adds_station_hour_and_zone(
    between: tuple[time, time], names: tuple[str, ...], db: float
) -> None:
    rule = Gain(
        all=-2, hours=(GainHours(between=between, db=-6),), zones=MappingProxyType({"xa": -3.0, "gan": 2.0})
    )
    assert gain(rule, names, NOON, ZoneInfo("Asia/Ho_Chi_Minh")) == pytest.approx(10 ** (db / 20))
