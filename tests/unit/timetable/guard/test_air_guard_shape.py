"""How loud an airing is, and in which channels, by the station that airs now."""

from __future__ import annotations

from math import log10
from pathlib import Path
from types import MappingProxyType

import pytest

from broadcaster.journal.rows.model import AiringKind
from broadcaster.playout.desk.request import Item, Request, Urgency
from broadcaster.station.model.equipment import Channel, Zone
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.sound import Gain
from broadcaster.station.model.station import Station
from broadcaster.timetable.guard.air_guard import AirGuard
from tests.fakes.approving import nothing_approved
from tests.house import local

HALF = 20 * log10(0.5)  # dB


@pytest.mark.parametrize(
    ("zones", "heard"),
    [((), [0.5, 1.0]), (("xa",), [0.5, None]), (("gan",), [None, 1.0])],
    ids=["all", "xa", "gan"],
)
def test_gain_of_a_zone_is_its_channels_also_where_a_schedule_names_no_zones(
    zones: tuple[str, ...], heard: list[float | None]
) -> None:
    settings = Settings(
        name="Đài thử",
        zones=MappingProxyType(
            {"xa": Zone(name="xa", channel=Channel.LEFT), "gan": Zone(name="gan", channel=Channel.RIGHT)}
        ),
        gain=Gain(zones=MappingProxyType({"xa": HALF})),
    )
    station = Station(
        root=Path(), settings=settings, messages=MappingProxyType({}), schedules=MappingProxyType({})
    )
    item = Item(id="a", message="a", title="a", path="a.wav", rate=16000, start_frame=0, end_frame=16000)
    at = local("2026-11-23T08:00")
    asked = Request(
        id="a", kind=AiringKind.SCHEDULED, urgency=Urgency.NORMAL, planned=at, items=(item,), zones=zones
    )
    far, near = AirGuard(lambda: station, nothing_approved()).shape(asked, item, at)
    assert [None if side.delay is None else side.gain for side in (far, near)] == heard


@pytest.mark.parametrize(("emergency", "heard"), [(True, 0.1), (False, 0.001)])
def test_no_gain_makes_an_emergency_too_soft_to_be_heard(emergency: bool, heard: float) -> None:
    settings = Settings(name="Đài thử", gain=Gain(all=-60))
    nothing: MappingProxyType[str, object] = MappingProxyType({})
    station = Station(root=Path(), settings=settings, messages=nothing, schedules=nothing)  # type: ignore[arg-type]
    item = Item(id="a", message="a", title="a", path="a.wav", rate=16000, start_frame=0, end_frame=16000)
    at = local("2026-11-23T08:00")
    urgency = Urgency.EMERGENCY if emergency else Urgency.NORMAL
    asked = Request(
        id="a", kind=AiringKind.MANUAL, urgency=urgency, planned=at, items=(item,), emergency=emergency
    )
    sides = AirGuard(lambda: station, nothing_approved()).shape(asked, item, at)
    assert [side.gain for side in sides] == pytest.approx([heard, heard])
