"""How loud an airing is, and in which channels, by the station that airs now."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import pytest

from broadcaster.journal.model import Kind
from broadcaster.playout.model import Item, Request, Urgency
from broadcaster.service.approved import Approvals
from broadcaster.service.gate import Gate
from broadcaster.station.model import Channel, Gain, Settings, Station, Zone

from .conftest import local


@pytest.mark.parametrize(
    ("zones", "db"), [((), -6.0), (("xa",), -6.0), (("gan",), 0.0)], ids=["all", "xa", "gan"]
)
def test_gain_of_a_zone_counts_where_a_schedule_names_no_zones(zones: tuple[str, ...], db: float) -> None:
    settings = Settings(
        name="Đài thử",
        zones=MappingProxyType(
            {"xa": Zone(name="xa", channel=Channel.LEFT), "gan": Zone(name="gan", channel=Channel.RIGHT)}
        ),
        gain=Gain(zones=MappingProxyType({"xa": -6.0})),
    )
    station = Station(
        root=Path(), settings=settings, messages=MappingProxyType({}), schedules=MappingProxyType({})
    )
    item = Item(id="a", message="a", title="a", path="a.wav", rate=16000, start_frame=0, end_frame=16000)
    at = local("2026-11-23T08:00")
    asked = Request(
        id="a", kind=Kind.SCHEDULED, urgency=Urgency.NORMAL, planned=at, items=(item,), zones=zones
    )
    linear, _left, _right = Gate(lambda: station, Approvals()).shape(asked, item, at)
    assert linear == pytest.approx(10 ** (db / 20))
